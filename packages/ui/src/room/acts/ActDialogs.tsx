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
import { IncidentDialog, IncidentNoteDialog, RevokeDialog } from "./ReasonDialog.tsx";
import { ReconcileDialog } from "./ReconcileDialog.tsx";
import { ReleaseDialog } from "./ReleaseDialog.tsx";
import { ResumeDialog } from "./ResumeDialog.tsx";

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
    case "delegate":
      return <DelegateDialog device={act.device} />;
    case "invite":
      return <InviteDialog />;
    case "code":
      return <CodeDialog />;
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
