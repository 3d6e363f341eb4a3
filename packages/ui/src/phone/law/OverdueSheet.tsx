import type { GroupCode } from "@vado/protocol";
import { t } from "../../messages/index.ts";
import { overdueOf, searchFor } from "../../model/overdue.ts";
import { clockTime, duration } from "../../model/time.ts";
import { Banner } from "../../parts/Banner.tsx";
import { Button } from "../../parts/Button.tsx";
import { Code } from "../../parts/Code.tsx";
import { useAct, usePhone } from "../context.ts";
import { FailureNote } from "../FailureNote.tsx";
import { PhoneSheet } from "../PhoneSheet.tsx";
import { Over } from "./ReasonSheet.tsx";
import "../duty-sheets.css";

/** A group that has not come: ask on both banks; then it is found and counted, it goes elsewhere, or a search begins. */
export function OverdueSheet({ code }: { readonly code: string }) {
  const { state, me, now, open } = usePhone();
  const { failure, busy, act } = useAct();
  const late = overdueOf(state, code, now);
  const search = searchFor(state, code);
  if (late === null) return <Over title={t("law.overdue.title")} says={t("law.overdue.over", { code })} />;
  const clock = (ms: number) => clockTime(ms, me.timezone);
  const begin = () =>
    act((incident) => ({ type: "incident.opened", incident, kind: "missing", group: code as GroupCode }));
  return (
    <PhoneSheet
      title={
        <>
          {t("law.overdue.title")} <Code value={code} />
        </>
      }
    >
      <div class="duty-sheet">
        <Banner
          tone="stop"
          icon="incident"
          title={t("law.overdue.late", { left: clock(late.since), due: clock(late.due), late: duration(late.lateBy) })}
        >
          {t("law.overdue.blocks")}
        </Banner>
        <p>{t("law.overdue.ask")}</p>
        <FailureNote failure={failure} />
        {me.side === "receiving" ? (
          <Button tone="main" size="big" wide onPress={() => open({ kind: "count", code, what: "arrive" })}>
            {t("law.overdue.here")}
          </Button>
        ) : (
          <Button tone="main" size="big" wide onPress={() => open({ kind: "count", code, what: "return" })}>
            {t("law.overdue.back")}
          </Button>
        )}
        {late.group.phase === "inTransit" && late.group.departed !== null && (
          <Button size="big" wide onPress={() => open({ kind: "divert", code })}>
            {t("law.divert.open")}
          </Button>
        )}
        {search === null ? (
          <Button size="big" wide icon="incident" disabled={busy} onPress={() => void begin()}>
            {t("law.overdue.search")}
          </Button>
        ) : (
          <Button size="big" wide icon="incident" onPress={() => open({ kind: "incidentOpen", incident: search.id })}>
            {t(search.handedOver ? "law.overdue.searchHanded" : "law.overdue.searchOn")}
          </Button>
        )}
      </div>
    </PhoneSheet>
  );
}
