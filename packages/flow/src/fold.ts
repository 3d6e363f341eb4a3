import type { BodyType } from "@vado/protocol";
import { advance, heard } from "./advance.ts";
import type { Alarm, Alarms } from "./effects/common.ts";
import { EFFECTS } from "./effects/table.ts";
import { drillFor, played } from "./drill.ts";
import { lendReal } from "./effects/drill.ts";
import type { Entry } from "./guard.ts";
import { judge } from "./judge.ts";
import type { LinkState } from "./state.ts";

/** What folding an event gave: the rule that voids it, or null; and the alarms it or the passing of time raised. */
export interface Verdict {
  readonly voidedBy: string | null;
  readonly alarms: readonly Alarm[];
}

/**
 * Folds one ordered event into the state, in place. Entries come in the order of their sequence; the caller owns the
 * state and no one else holds it. A void event changes nothing but what is known of its device and of time.
 * Throws `RangeError` when an entry comes out of order: a fault of the caller.
 */
export function fold(state: LinkState, entry: Entry): Verdict {
  if (entry.seq <= state.seq || entry.time < state.time)
    throw new RangeError(`entry ${entry.seq} after ${state.seq}: entries come in order`);
  state.seq = entry.seq;
  state.time = entry.time;
  const alarms: Alarms = [];
  advance(state, entry.seq, entry.time, alarms);
  heard(state, entry);
  if (entry.exercise === true) return foldPlayed(state, entry, alarms);
  const refusal = judge(state, entry);
  if (refusal !== null) {
    state.voided++;
    return { voidedBy: refusal.rule, alarms };
  }
  (EFFECTS[entry.body.type] as (s: LinkState, e: Entry, a: Alarms) => void)(state, entry, alarms);
  return { voidedBy: null, alarms };
}

/** An exercise: judged and folded in the drill's own link. Its alarms are counted there. */
function foldPlayed(state: LinkState, entry: Entry, alarms: Alarms): Verdict {
  const drill = drillFor(state, entry);
  if ("rule" in drill) {
    state.voided++;
    return { voidedBy: drill.rule, alarms };
  }
  lendReal(state, drill.state);
  return { voidedBy: fold(drill.state, played(entry)).voidedBy, alarms };
}

/** Whether an event's type can be folded at all. */
export function isFoldable(type: string): type is BodyType {
  return Object.hasOwn(EFFECTS, type);
}
