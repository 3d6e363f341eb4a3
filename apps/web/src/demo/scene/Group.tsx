import { t, type MessageId } from "@vado/ui";
import type { PlacedGroup } from "./layout.ts";
import { PEOPLE_PER_DOT } from "./People.tsx";

const PHASES: Readonly<Record<string, MessageId>> = {
  forming: "phase.forming",
  ready: "phase.ready",
  deferred: "phase.deferred",
  declined: "phase.declined",
  granted: "phase.granted",
  confirmed: "phase.confirmed",
  released: "phase.released",
  inTransit: "phase.inTransit",
  arrived: "phase.arrived",
  mismatch: "phase.mismatch",
};
const ROW = 8;
const PITCH = 8.4;

/** One group: its code, how it stands, and its people. It glides to where it is. */
export function Group({ group, at }: PlacedGroup) {
  const dots = Math.min(2 * ROW, Math.ceil(group.people / PEOPLE_PER_DOT));
  let people = "";
  for (let n = 0; n < dots; n++) people += `M${-29.4 + (n % ROW) * PITCH} ${8 + Math.floor(n / ROW) * PITCH}h0`;
  const phase = PHASES[group.phase];
  return (
    <g class={`scene-group scene-group-${group.phase}`} style={{ transform: `translate(${at.x}px, ${at.y}px)` }}>
      <rect x="-52" y="-41" width="104" height="82" rx="11" />
      <text class="scene-code" text-anchor="middle" y="-21">
        {group.code}
      </text>
      <text class="scene-phase" text-anchor="middle" y="-4">
        {phase === undefined ? "" : t(phase)}
      </text>
      <path class="scene-people" d={people} />
      <text class="scene-phase" text-anchor="middle" y="34">
        {group.people}
      </text>
    </g>
  );
}
