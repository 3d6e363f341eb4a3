import type { EventId } from "@vado/protocol";
import { t } from "../../messages/index.ts";
import { HoldButton } from "../../parts/HoldButton.tsx";
import { TermsTable } from "../panels/TermsPanel.tsx";
import { ActDialog, Gone } from "./ActDialog.tsx";
import { ChainCheck } from "./ChainCheck.tsx";
import { Refused, useRefusal } from "./Refused.tsx";
import { At } from "../Times.tsx";
import { useRoom } from "../room.ts";

/** A proposed agreement, with what it changes; signed by holding. */
export function ProposalDialog({ version }: { readonly version: number }) {
  const room = useRoom();
  const { state } = room.snapshot.value;
  const proposal = state.proposals[version];
  const signed = proposal?.signed[room.device.me.side] === true;
  const body =
    proposal === undefined || signed
      ? null
      : ({ type: "agreement.signed", version, answers: proposal.event as EventId } as const);
  const rule = useRefusal(body);
  if (proposal === undefined) return <Gone />;
  const sign = async () => {
    if (body !== null && (await room.submit(() => body))) room.act.value = null;
  };
  return (
    <ActDialog
      title={t("room.proposed", { version })}
      footer={
        signed ? undefined : (
          <HoldButton tone="main" disabled={rule !== null} onHeld={() => void sign()}>
            {t("act.sign")}
          </HoldButton>
        )
      }
    >
      <p>
        {t("room.validFrom")} <At at={proposal.validFrom} />
      </p>
      <TermsTable terms={proposal.terms} {...(state.agreement === null ? {} : { against: state.agreement.terms })} />
      <ChainCheck terms={proposal.terms} />
      {signed ? <p class="room-soft">{t("room.waitsOtherSide")}</p> : <Refused rule={rule} />}
    </ActDialog>
  );
}
