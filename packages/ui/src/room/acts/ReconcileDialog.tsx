import type { Cause } from "@vado/flow";
import type { BodyOf, EventId, GroupCode } from "@vado/protocol";
import { useId, useState } from "preact/hooks";
import { t } from "../../messages/index.ts";
import { Button } from "../../parts/Button.tsx";
import { Code } from "../../parts/Code.tsx";
import { needsReconciling } from "../group-acts.ts";
import { ActDialog, Gone } from "./ActDialog.tsx";
import { Refused, useRefusal } from "./Refused.tsx";
import { useRoom } from "../room.ts";

/** Why two counts differ: one side proposes, the other agrees or proposes another cause. */
export function ReconcileDialog({ code }: { readonly code: string }) {
  const room = useRoom();
  const name = useId();
  const { side } = room.device.me;
  const group = room.snapshot.value.state.groups[code];
  const proposal = group?.reconcile ?? null;
  const [chosen, setChosen] = useState<Cause | null>(null);
  const theirs = proposal !== null && proposal.side !== side;
  const cause: Cause = chosen ?? proposal?.cause ?? "miscount";
  const agrees = theirs && cause === proposal.cause;
  const body: BodyOf<"count.reconciled"> | null =
    group === undefined || !needsReconciling(group) || group.arrived === null
      ? null
      : {
          type: "count.reconciled",
          group: code as GroupCode,
          cause,
          departed: group.departed,
          arrived: group.arrived,
          ...(agrees ? { answers: proposal.event as EventId } : {}),
        };
  const rule = useRefusal(body);
  if (group === undefined || body === null) return <Gone />;
  const waits = proposal !== null && !theirs && cause === proposal.cause;
  const submit = async () => {
    if (await room.submit(() => body)) room.act.value = null;
  };
  return (
    <ActDialog
      title={t("room.reconcileTitle")}
      footer={
        <Button tone="main" size="big" wide disabled={rule !== null || waits} onPress={() => void submit()}>
          {t(agrees ? "act.agree" : "act.reconcile")}
        </Button>
      }
    >
      <p class="act-about">
        <Code value={code} size="title" />
      </p>
      <dl class="act-counts">
        <div>
          <dt>{t("room.countedLeft")}</dt>
          <dd>{group.departed ?? "–"}</dd>
        </div>
        <div>
          <dt>{t("room.countedCame")}</dt>
          <dd>{group.arrived}</dd>
        </div>
        <div>
          <dt>{t("room.difference")}</dt>
          <dd>{group.departed === null || group.arrived === null ? "–" : signed(group.arrived - group.departed)}</dd>
        </div>
      </dl>
      {proposal !== null && (
        <p>
          <strong>{t(`side.${proposal.side}`)}</strong>:{" "}
          {t("room.proposesCause", { cause: t(`cause.${proposal.cause}`) })}
        </p>
      )}
      {waits && <p class="room-soft">{t("room.waitsForOther")}</p>}
      <fieldset class="act-options">
        <legend>{t("room.whichCause")}</legend>
        {causesFor(group.departed, group.arrived ?? 0).map((one) => (
          <label key={one} class="act-option">
            <input type="radio" name={name} checked={one === cause} onChange={() => setChosen(one)} />
            <span class="act-option-says">{t(`cause.${one}`)}</span>
          </label>
        ))}
      </fieldset>
      {cause === "missing" && <p class="room-attention">{t("room.missingDoes")}</p>}
      <Refused rule={rule} />
    </ActDialog>
  );
}

/** Causes that can explain a difference of this sign (the law asks the same, H13.cause). */
function causesFor(departed: number | null, arrived: number): readonly Cause[] {
  if (departed === null) return ["miscount"];
  return arrived > departed ? ["miscount", "joined"] : ["miscount", "left", "medical", "missing"];
}

const signed = (difference: number): string => (difference > 0 ? `+${difference}` : `−${Math.abs(difference)}`);
