import { conditionsFresh, openHolds, type Hold } from "@vado/flow";
import type { EventId } from "@vado/protocol";
import { t } from "../../messages/index.ts";
import { Button } from "../../parts/Button.tsx";
import { HoldLine } from "../panels/SafetyPanel.tsx";
import { ConditionsForm } from "./ConditionsDialog.tsx";
import { ActDialog } from "./ActDialog.tsx";
import { Refused, useRefusal } from "./Refused.tsx";
import { useRoom } from "../room.ts";

/** Going on after a hold: conditions first, then each side lifts for itself. */
export function ResumeDialog() {
  const room = useRoom();
  const { state } = room.snapshot.value;
  const holds = openHolds(state);
  const fresh = conditionsFresh(state, room.now.value);
  return (
    <ActDialog title={t("room.resumeTitle")}>
      {holds.length === 0 ? (
        <p>{t("room.noHolds")}</p>
      ) : (
        <ol class="resume-steps">
          <li class={fresh ? "resume-done" : ""}>
            <h3>{t("room.resumeConditions")}</h3>
            {fresh ? (
              <p>{t(`conditions.${state.conditions?.level ?? "good"}`)}</p>
            ) : (
              <ConditionsForm onDone={() => undefined} />
            )}
          </li>
          <li>
            <h3>{t("room.resumeLift")}</h3>
            <p class="room-soft">{t("room.resumeBoth")}</p>
            <ul class="room-items">
              {holds.map((hold) => (
                <Lift key={hold.id} hold={hold} />
              ))}
            </ul>
          </li>
        </ol>
      )}
    </ActDialog>
  );
}

function Lift({ hold }: { readonly hold: Hold }) {
  const room = useRoom();
  const { side } = room.device.me;
  const id = hold.id as EventId;
  const body = { type: "hold.lifted", hold: id, answers: id } as const;
  const refusal = useRefusal(body);
  const waits = room.snapshot.value.outbox.some((act) => act.body.type === "hold.lifted" && act.body.hold === hold.id);
  // A side that has lifted waits for the other; that is no refusal.
  const rule = hold.lifted[side] ? null : refusal;
  return (
    <li>
      <HoldLine hold={hold} />
      <Refused rule={rule} />
      <Button
        tone="main"
        disabled={rule !== null || waits || hold.lifted[side]}
        onPress={() => void room.submit(() => body)}
      >
        {t(hold.lifted[side] ? "room.waitsOtherSide" : "act.lift")}
      </Button>
    </li>
  );
}
