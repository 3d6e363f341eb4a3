import type { Cause, Group } from "@vado/flow";
import { otherSide, type EventId, type GroupCode } from "@vado/protocol";
import { useState } from "preact/hooks";
import { t } from "../messages/index.ts";
import { Banner } from "../parts/Banner.tsx";
import { Button } from "../parts/Button.tsx";
import { Code } from "../parts/Code.tsx";
import { useAct, usePhone } from "./context.ts";
import { CountsTable } from "./CountResult.tsx";
import { FailureNote } from "./FailureNote.tsx";
import { PhoneSheet } from "./PhoneSheet.tsx";
import "./count-sheet.css";
import "./reason-choice.css";

/** Causes that can explain the difference: people too many have joined, people too few have left, are cared for, or are missing. */
function causesOf({ departed, arrived }: Group): readonly Cause[] {
  if (departed === null || arrived === null) return ["miscount"];
  return arrived > departed ? ["miscount", "joined"] : ["miscount", "left", "medical", "missing"];
}

/** Why the two counts differ: one side proposes a cause, the other agrees or proposes another. */
export function ReconcileSheet({ code }: { readonly code: string }) {
  const { state, me, close } = usePhone();
  const { failure, busy, act } = useAct();
  const [cause, setCause] = useState<Cause | null>(null);
  const group = state.groups[code];
  const proposal = group?.reconcile ?? null;
  const theirs = proposal !== null && proposal.side !== me.side ? proposal : null;
  const open = group?.phase === "mismatch" || (group?.phase === "arrived" && group.departed === null);
  if (group === undefined || !open)
    return (
      <PhoneSheet title={<Code value={code} />}>
        <Banner tone="good" icon="check" title={t("phone.reconcile.closed")} />
      </PhoneSheet>
    );

  const tell = async (chosen: Cause, answers: string | null) => {
    const done = await act(() => ({
      type: "count.reconciled",
      group: code as GroupCode,
      cause: chosen,
      departed: group.departed,
      arrived: group.arrived ?? 0,
      ...(answers === null ? {} : { answers: answers as EventId }),
    }));
    if (done) close();
  };
  const mine = proposal !== null && proposal.side === me.side;
  return (
    <PhoneSheet
      title={
        <>
          {t("phone.reconcile.title")} <Code value={code} />
        </>
      }
      footer={
        <>
          <FailureNote failure={failure} />
          <Button
            tone={theirs === null ? "main" : "plain"}
            size="big"
            wide
            disabled={busy || cause === null}
            onPress={() => cause !== null && void tell(cause, null)}
          >
            {theirs === null ? t("phone.reconcile.propose") : t("phone.reconcile.other")}
          </Button>
        </>
      }
    >
      <div class="count-result">
        <CountsTable group={group} />
        {theirs !== null && (
          <Banner
            tone="note"
            title={t("phone.reconcile.theirs", {
              side: t(`side.${otherSide(me.side)}`),
              cause: t(`cause.${theirs.cause}`),
            })}
            actions={
              <Button tone="main" disabled={busy} onPress={() => void tell(theirs.cause, theirs.event)}>
                {t("phone.reconcile.agree")}
              </Button>
            }
          />
        )}
        {mine && (
          <Banner tone="note" title={t("phone.reconcile.mine", { cause: t(`cause.${proposal.cause}`) })}>
            {t("phone.reconcile.waits")}
          </Banner>
        )}
        <fieldset class="reason-choice">
          <legend>{theirs === null ? t("phone.reconcile.why") : t("phone.reconcile.orElse")}</legend>
          {causesOf(group).map((one) => (
            <label key={one} class="reason-choice-one">
              <input type="radio" name="cause" checked={cause === one} onChange={() => setCause(one)} />
              <span>{t(`phone.cause.${one}`)}</span>
            </label>
          ))}
        </fieldset>
        {cause === "missing" && <Banner tone="stop" icon="incident" title={t("phone.reconcile.missing")} />}
      </div>
    </PhoneSheet>
  );
}
