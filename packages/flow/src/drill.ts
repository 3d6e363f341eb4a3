import type { BodyType } from "@vado/protocol";
import type { Entry } from "./guard.ts";
import type { Refusal } from "./judge.ts";
import type { Drill, LinkState } from "./state.ts";

/** Drills: the same law over a link of their own. What is said in one carries `exercise`, and the real state never hears of it. */

/** Never played: terms, stations, shifts and signs of life are the real ones. */
const REAL_ONLY: ReadonlySet<BodyType> = new Set<BodyType>([
  "agreement.proposed",
  "agreement.signed",
  "station.opened",
  "station.closed",
  "drill.started",
  "drill.ended",
  "heartbeat",
  "ack",
  "digest.published",
  "fork.settled",
  "roster.on",
  "roster.off",
  "roster.delegated",
  "roster.undelegated",
  "observation",
]);

/** Refusals of what is said in a drill, before the played link itself is asked. */
export const DRILL_RULES = {
  running: { rule: "D3.running", says: "no drill is running" },
  kind: { rule: "D3.kind", says: "this cannot be played in a drill" },
} as const;

/** The drill that an exercise belongs to, or why there is none. */
export function drillFor(state: LinkState, { body, time }: Entry): Drill | Refusal {
  if (state.drill === null || time > state.drill.until) return DRILL_RULES.running;
  return REAL_ONLY.has(body.type) ? DRILL_RULES.kind : state.drill;
}

/** The exercise as an act of the played link. */
export const played = (entry: Entry): Entry => ({ ...entry, exercise: false });
