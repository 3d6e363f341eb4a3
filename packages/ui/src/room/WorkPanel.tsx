import { useId } from "preact/hooks";
import { t } from "../messages/index.ts";
import { Tabs } from "../parts/Tabs.tsx";
import { GroupPanel } from "./panels/GroupPanel.tsx";
import { LogPanel } from "./panels/LogPanel.tsx";
import { SafetyPanel } from "./panels/SafetyPanel.tsx";
import { TeamPanel } from "./panels/TeamPanel.tsx";
import { TermsPanel } from "./panels/TermsPanel.tsx";
import { useRoom, type TabKey } from "./room.ts";

const TABS: readonly TabKey[] = ["group", "log", "safety", "team", "terms"];

/** The work surface: one group, or the log, or what stands around both. */
export function WorkPanel() {
  const room = useRoom();
  const id = useId();
  const chosen = room.tab.value;
  return (
    <section class="room-panel room-work" data-panel="work" aria-labelledby={id} tabIndex={-1}>
      <h2 id={id} class="hidden">
        {t("room.work")}
      </h2>
      <Tabs
        label={t("room.work")}
        tabs={TABS.map((key) => ({ key, label: t(`room.tab.${key}`) }))}
        chosen={chosen}
        onChoose={(key) => (room.tab.value = key)}
      >
        {chosen === "group" && <GroupPanel />}
        {chosen === "log" && <LogPanel />}
        {chosen === "safety" && <SafetyPanel />}
        {chosen === "team" && <TeamPanel />}
        {chosen === "terms" && <TermsPanel />}
      </Tabs>
    </section>
  );
}
