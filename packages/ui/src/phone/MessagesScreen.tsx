import { useState } from "preact/hooks";
import { t } from "../messages/index.ts";
import { Tabs } from "../parts/Tabs.tsx";
import { ChatLane } from "./ChatLane.tsx";
import { Timeline } from "./Timeline.tsx";

/** The two lanes side by side and never mixed: what was told, which counts, and chat, which does not. */
export function MessagesScreen(props: { readonly about: string | null; readonly onForget: () => void }) {
  const [lane, setLane] = useState<"acts" | "chat">("chat");
  return (
    <>
      <h2 class="groups-screen-title" tabIndex={-1}>
        {t("phone.messages.title")}
      </h2>
      <Tabs
        label={t("phone.messages.lanes")}
        chosen={lane}
        onChoose={setLane}
        tabs={[
          { key: "chat", label: t("phone.messages.chat") },
          { key: "acts", label: t("phone.messages.acts") },
        ]}
      >
        {lane === "chat" ? <ChatLane about={props.about} onForget={props.onForget} /> : <Timeline code={null} />}
      </Tabs>
    </>
  );
}
