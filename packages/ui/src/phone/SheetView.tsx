import { t } from "../messages/index.ts";
import { Banner } from "../parts/Banner.tsx";
import { ConditionsSheet } from "./ConditionsSheet.tsx";
import { CountSheet } from "./CountSheet.tsx";
import { ConfirmSheet, DeferSheet, GrantSheet, LiftSheet } from "./DutySheets.tsx";
import { RuleSentences } from "./FailureNote.tsx";
import { FormGroupSheet } from "./FormGroupSheet.tsx";
import { GiveBackSheet } from "./GiveBackSheet.tsx";
import { GroupSheet } from "./GroupSheet.tsx";
import { IncidentSheet, OpenIncidentSheet } from "./IncidentSheets.tsx";
import { LawSheet, Scan } from "./law/index.tsx";
import { MenuSheet } from "./MenuSheet.tsx";
import { PhoneSheet } from "./PhoneSheet.tsx";
import { RadioSheet } from "./RadioSheet.tsx";
import { ReconcileSheet } from "./ReconcileSheet.tsx";
import { SignalScreen } from "./SignalScreen.tsx";
import { SpontaneousSheet } from "./SpontaneousSheet.tsx";
import { WithdrawSheet } from "./WithdrawSheet.tsx";
import type { Sheet } from "./sheets.ts";

/** The screen a sheet is. */
export function SheetView({ sheet }: { readonly sheet: Sheet }) {
  switch (sheet.kind) {
    case "new":
      return null;
    case "noNew":
      return (
        <PhoneSheet title={t("phone.new.title")}>
          <Banner tone="stop" icon="incident" title={t("phone.failed.title")}>
            <RuleSentences rule={sheet.refusal.rule} />
          </Banner>
        </PhoneSheet>
      );
    case "finish":
      return <FormGroupSheet code={sheet.code} amend={false} since={sheet.since} />;
    case "amend":
      return <FormGroupSheet code={sheet.code} amend />;
    case "group":
      return <GroupSheet code={sheet.code} />;
    case "reconcile":
      return <ReconcileSheet code={sheet.code} />;
    case "withdraw":
      return <WithdrawSheet code={sheet.code} />;
    case "grant":
      return <GrantSheet code={sheet.code} />;
    case "defer":
      return <DeferSheet code={sheet.code} />;
    case "confirm":
      return <ConfirmSheet code={sheet.code} />;
    case "giveBack":
      return <GiveBackSheet code={sheet.code} />;
    case "radio":
      return <RadioSheet code={sheet.code} />;
    case "askBack":
    case "refer":
    case "aside":
    case "divert":
    case "correct":
    case "overdue":
    case "ticket":
      return <LawSheet sheet={sheet} />;
    case "signal":
      return <SignalScreen code={sheet.code} />;
    case "count":
      return <CountSheet code={sheet.code} what={sheet.what} />;
    case "spontaneous":
      return <SpontaneousSheet />;
    case "conditions":
      return <ConditionsSheet />;
    case "scan":
      return <Scan />;
    case "menu":
      return <MenuSheet />;
    case "incident":
      return <IncidentSheet code={sheet.code} />;
    case "incidentOpen":
      return <OpenIncidentSheet incident={sheet.incident} />;
    case "lift":
      return <LiftSheet hold={sheet.hold} />;
  }
}
