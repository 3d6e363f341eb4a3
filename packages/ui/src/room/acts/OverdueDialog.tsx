import type { Incident } from "@vado/flow";
import type { EventId, GroupCode } from "@vado/protocol";
import { t } from "../../messages/index.ts";
import { overdueOf, searchFor } from "../../model/overdue.ts";
import { duration } from "../../model/time.ts";
import { Button } from "../../parts/Button.tsx";
import { Code } from "../../parts/Code.tsx";
import { ActDialog, Gone } from "./ActDialog.tsx";
import { useSay } from "../Times.tsx";
import { useLink, useRoom } from "../room.ts";

/** A group that has not come: found and counted, gone elsewhere, or searched for until the search is in other hands. */
export function OverdueDialog({ code }: { readonly code: string }) {
  const room = useRoom();
  const { at } = useSay();
  const { state } = room.snapshot.value;
  const late = overdueOf(state, code, room.now.value);
  const search = searchFor(state, code);
  if (late === null && search === null) return <Gone />;
  const sending = room.device.me.side === "sending";
  const begin = () =>
    room.submit((incident) => ({ type: "incident.opened", incident, kind: "missing", group: code as GroupCode }));
  return (
    <ActDialog title={t("law.overdue.title")}>
      <p class="act-about">
        <Code value={code} size="title" />
      </p>
      {late === null ? (
        <p>{t("law.overdue.over", { code })}</p>
      ) : (
        <>
          <p class="room-attention">
            {t("law.overdue.late", { left: at(late.since), due: at(late.due), late: duration(late.lateBy) })}
          </p>
          <p class="room-soft">{t("law.overdue.blocks")}</p>
          <p>{t("law.overdue.ask")}</p>
          <div class="act-presets">
            <Button
              tone="main"
              onPress={() => (room.act.value = { kind: "count", code, what: sending ? "return" : "arrive" })}
            >
              {t(sending ? "law.overdue.back" : "law.overdue.here")}
            </Button>
            {late.group.phase === "inTransit" && late.group.departed !== null && (
              <Button onPress={() => (room.act.value = { kind: "divert", code })}>{t("law.divert.open")}</Button>
            )}
            {search === null && <Button onPress={() => void begin()}>{t("law.overdue.search")}</Button>}
          </div>
        </>
      )}
      {search !== null && <Search search={search} />}
    </ActDialog>
  );
}

/** A search that was begun: handed over to a rescue service, or ended because the people were found. */
function Search({ search }: { readonly search: Incident }) {
  useLink();
  const room = useRoom();
  const incident = search.id as EventId;
  const found = async () => {
    const note = t("law.overdue.foundNote");
    // A search ends when it is in somebody's hands: found people are in those of whoever counted them.
    if (!search.handedOver && !(await room.submit(() => ({ type: "incident.handed-over", incident, to: note }))))
      return;
    if (await room.submit(() => ({ type: "incident.closed", incident, note }))) room.act.value = null;
  };
  return (
    <section aria-label={t("law.overdue.searchOn")}>
      <h3>{t(search.handedOver ? "law.overdue.searchHanded" : "law.overdue.searchOn")}</h3>
      <div class="act-presets">
        {!search.handedOver && (
          <Button
            tone="main"
            onPress={() => (room.act.value = { kind: "incidentNote", incident: search.id, with: "handOver" })}
          >
            {t("act.passOn")}
          </Button>
        )}
        <Button onPress={() => (room.act.value = { kind: "incidentNote", incident: search.id, with: "update" })}>
          {t("act.update")}
        </Button>
        <Button onPress={() => void found()}>{t("law.overdue.found")}</Button>
      </div>
    </section>
  );
}
