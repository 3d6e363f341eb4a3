import type { Act } from "./act.ts";
import { AnswerDialog } from "./AnswerDialog.tsx";
import { CodeDialog } from "./CodeDialog.tsx";
import { ConditionsDialog } from "./ConditionsDialog.tsx";
import { ConfirmDialog } from "./ConfirmDialog.tsx";
import { DelegateDialog } from "./DelegateDialog.tsx";
import { DisplayDialog } from "./DisplayDialog.tsx";
import { EntryDialog } from "./EntryDialog.tsx";
import { GrantDialog } from "./GrantDialog.tsx";
import { HandoverDialog } from "./HandoverDialog.tsx";
import { InviteDialog } from "./InviteDialog.tsx";
import { KeysDialog } from "./KeysDialog.tsx";
import { MineDialog } from "./MineDialog.tsx";
import { ProposalDialog } from "./ProposalDialog.tsx";
import { ProposeDialog } from "./ProposeDialog.tsx";
import { IncidentDialog, IncidentNoteDialog } from "./ReasonDialog.tsx";
import { ReconcileDialog } from "./ReconcileDialog.tsx";
import { ReleaseDialog } from "./ReleaseDialog.tsx";
import { ResumeDialog } from "./ResumeDialog.tsx";
import { GiveBackDialog, RevokeDialog } from "./RevokeDialog.tsx";
import { AsideDialog, ReferDialog, StationDialog, WithdrawDialog } from "./GroupReasonDialogs.tsx";
import { CorrectDialog } from "./CorrectDialog.tsx";
import { CountDialog } from "./CountDialog.tsx";
import { DrillDialog } from "./DrillDialog.tsx";
import { DivertDialog } from "./DivertDialog.tsx";
import { OfferDialog } from "./OfferDialog.tsx";
import { OverdueDialog } from "./OverdueDialog.tsx";
import { SettleDialog } from "./SettleDialog.tsx";
import { TakeOutDialog } from "./TakeOutDialog.tsx";

/** The dialog of the act that is being prepared. */
export function ActDialogs({ act }: { readonly act: Act }) {
  switch (act.kind) {
    case "grant":
      return <GrantDialog code={act.code} />;
    case "answer":
      return <AnswerDialog code={act.code} with={act.with} />;
    case "confirm":
      return <ConfirmDialog code={act.code} />;
    case "release":
      return <ReleaseDialog code={act.code} />;
    case "reconcile":
      return <ReconcileDialog code={act.code} />;
    case "revoke":
      return <RevokeDialog code={act.code} />;
    case "giveBack":
      return <GiveBackDialog code={act.code} />;
    case "withdraw":
      return <WithdrawDialog code={act.code} />;
    case "refer":
      return <ReferDialog code={act.code} />;
    case "aside":
      return <AsideDialog code={act.code} />;
    case "divert":
      return <DivertDialog code={act.code} />;
    case "correct":
      return <CorrectDialog code={act.code} />;
    case "overdue":
      return <OverdueDialog code={act.code} />;
    case "count":
      return <CountDialog code={act.code} what={act.what} />;
    case "station":
      return <StationDialog />;
    case "offer":
      return <OfferDialog />;
    case "drill":
      return <DrillDialog />;
    case "resume":
      return <ResumeDialog />;
    case "conditions":
      return <ConditionsDialog />;
    case "incident":
      return <IncidentDialog code={act.code} />;
    case "incidentNote":
      return <IncidentNoteDialog incident={act.incident} with={act.with} />;
    case "proposal":
      return <ProposalDialog version={act.version} />;
    case "propose":
      return <ProposeDialog />;
    case "delegate":
      return <DelegateDialog device={act.device} />;
    case "takeOut":
      return <TakeOutDialog device={act.device} />;
    case "invite":
      return <InviteDialog />;
    case "code":
      return <CodeDialog />;
    case "settle":
      return <SettleDialog />;
    case "display":
      return <DisplayDialog />;
    case "keys":
      return <KeysDialog />;
    case "mine":
      return <MineDialog />;
    case "handover":
      return <HandoverDialog />;
    case "entry":
      return <EntryDialog seq={act.seq} />;
  }
}
