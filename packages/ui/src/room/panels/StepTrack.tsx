import { phaseAt, type Group, type GroupPhase } from "@vado/flow";
import { t } from "../../messages/index.ts";
import { At } from "../Times.tsx";
import { useRoom } from "../room.ts";

/** A group's way from ready to received, with when each step was taken. */

const STEPS = ["ready", "granted", "confirmed", "released", "inTransit", "arrived", "received"] as const;
type Step = (typeof STEPS)[number];

/** How far along a phase is; the phases beside the way stand at the step they lead back to. */
const REACHED: Readonly<Partial<Record<GroupPhase, Step>>> = {
  ready: "ready",
  deferred: "ready",
  declined: "ready",
  granted: "granted",
  confirmed: "confirmed",
  released: "released",
  inTransit: "inTransit",
  arrived: "arrived",
  mismatch: "arrived",
  received: "received",
};

export function StepTrack({ group }: { readonly group: Group }) {
  const room = useRoom();
  const { state } = room.snapshot.value;
  const step = REACHED[phaseAt(state, group, room.now.value)];
  const reached = step === undefined ? -1 : STEPS.indexOf(step);
  const grant = state.grants[group.grant ?? ""];
  const times: Readonly<Record<Step, number | null>> = {
    ready: group.readySince,
    granted: grant?.time ?? null,
    confirmed: grant?.confirmedAt ?? null,
    released: group.releasedAt,
    inTransit: group.departedAt,
    arrived: group.arrivedAt,
    received: group.phase === "received" ? group.endedAt : null,
  };
  return (
    <ol class="step-track">
      {STEPS.map((name, i) => (
        <li
          key={name}
          class={i < reached ? "step-done" : i === reached ? "step-here" : "step-ahead"}
          aria-current={i === reached ? "step" : undefined}
        >
          <span>{t(`room.step.${name}`)}</span>
          <span class="step-time">{times[name] !== null && i <= reached && <At at={times[name]} />}</span>
        </li>
      ))}
    </ol>
  );
}
