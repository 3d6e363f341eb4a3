import type { BodyOf } from "@vado/protocol";
import type { Entry } from "../guard.ts";
import type { Hold, LinkState, Look } from "../state.ts";
import { raise, type Alarms } from "./common.ts";

/** Readings of the conditions, from good to bad. */
const LEVELS: readonly string[] = ["good", "caution", "stop"];

/** [15] Stops the link or a group until both sides resume. */
export function holdPlaced(
  state: LinkState,
  { side, seq, time, intent }: Entry,
  group: string | null,
  by: Hold["by"],
  alarms: Alarms,
): void {
  if (state.holds[intent] !== undefined) return;
  const lifted = { sending: false, receiving: false };
  state.holds[intent] = { id: intent, group, side, by, placedSeq: seq, placedAt: time, lifted, endedSeq: null };
  state.totals.holds++;
  const gone = state.moving.some((code) => (group ?? code) === code && state.groups[code]?.phase === "released");
  if (gone) raise(state, alarms, "released-before-hold");
}

/**
 * A reading is as old as its own time says, however late it came; a worse one counts even from a clock that is behind, and
 * holds the link by itself (S10). Where nothing was known, only `stop` is worse.
 */
export function looked(state: LinkState, entry: Entry<BodyOf<"conditions.checked">>, alarms: Alarms): void {
  const reading: Look = { level: entry.body.level, time: Math.min(entry.at, entry.time), side: entry.side };
  const standing = state.conditions;
  const level = LEVELS.indexOf(reading.level);
  const worse = standing === null ? reading.level === "stop" : level > LEVELS.indexOf(standing.level);
  if (standing !== null && !worse && reading.time < standing.time) return;
  state.conditions = reading;
  state.trail.looks.push({ seq: entry.seq, ...reading });
  if (worse) holdPlaced(state, entry, null, "conditions", alarms);
}
