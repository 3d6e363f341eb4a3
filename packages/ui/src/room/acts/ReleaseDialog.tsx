import { openGrantOf } from "@vado/flow";
import { t } from "../../messages/index.ts";
import { releaseOf } from "../../model/law.ts";
import { countdown } from "../../model/time.ts";
import { Button } from "../../parts/Button.tsx";
import { Code } from "../../parts/Code.tsx";
import { HoldButton } from "../../parts/HoldButton.tsx";
import { ActDialog, Gone } from "./ActDialog.tsx";
import { Refused, useRefusal } from "./Refused.tsx";
import { At } from "../Times.tsx";
import { useRoom } from "../room.ts";

/** GO: the window's countdown, what stands in the way, and a button that is held. */
export function ReleaseDialog({ code }: { readonly code: string }) {
  const room = useRoom();
  const now = room.now.value;
  const grant = openGrantOf(room.snapshot.value.state, code, now);
  const body = grant === undefined ? null : releaseOf(grant);
  const rule = useRefusal(body);
  if (grant === undefined || body === null) return <Gone />;
  const opens = grant.from - now;
  const release = async () => {
    if (await room.submit(() => body)) room.act.value = null;
  };
  return (
    <ActDialog
      title={t("room.releaseTitle")}
      footer={
        <HoldButton tone="go" shape="clear" disabled={rule !== null} onHeld={() => void release()}>
          {t("act.release")}
        </HoldButton>
      }
    >
      <p class="act-about">
        <Code value={code} size="title" />
        <span>{t("room.people", { people: grant.headcount })}</span>
      </p>
      <p class={`act-window ${opens > 0 ? "act-window-shut" : "act-window-open"}`} role="timer">
        <strong>{countdown(opens > 0 ? opens : grant.to - now)}</strong>
        <span>
          {t(opens > 0 ? "room.untilOpen" : "room.untilShut")} (<At at={grant.from} />–<At at={grant.to} />)
        </span>
      </p>
      <Refused rule={rule} />
      {rule === "H8.conditions" && (
        <Button tone="main" onPress={() => (room.act.value = { kind: "conditions" })}>
          {t("act.check")}
        </Button>
      )}
      <p class="room-soft">{t("room.releaseDoes")}</p>
    </ActDialog>
  );
}
