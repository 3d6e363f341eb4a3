import type { Body, BodyOf } from "@vado/protocol";
import { ahead } from "./advance.ts";
import { drillFor, played } from "./drill.ts";
import { lendReal } from "./effects/drill.ts";
import type { Entry } from "./guard.ts";
import { judge, type Refusal } from "./judge.ts";
import { TABLE } from "./rules/table.ts";
import type { LinkState } from "./state.ts";

/** What only the device knows (S8). */
export interface Knowledge {
  /** The device's estimate of the ordering time now, ms. */
  readonly time: number;
  /** Whether its log could be wrong: fork alarm, provisional joiner, or no relay. */
  readonly fork: boolean;
  readonly provisional: boolean;
  readonly connected: boolean;
}

type Acted = NonNullable<BodyOf<"group.released">["acted"]>;

const DEVICE_RULES = {
  fork: { rule: "S8.fork", says: "two devices were told different logs; the link is blocked until it is resolved" },
  provisional: { rule: "S8.provisional", says: "this device has not been confirmed by a heartbeat of each side yet" },
  offline: { rule: "S8.offline", says: "the relay cannot be reached" },
} as const;

/**
 * May this event be made now? The same guards as `fold`, asked at the device's best estimate of the ordering time, and what
 * only the device knows. Null means yes; the log still has the last word. Facts are never refused here either.
 */
export function decide(
  state: LinkState,
  entry: Omit<Entry, "seq" | "time" | "seen">,
  knows: Knowledge,
): Refusal | null {
  const { body } = entry;
  const acted = body.type === "group.released" ? body.acted : undefined;
  if (TABLE[body.type].nature === "authorisation") {
    if (knows.fork) return DEVICE_RULES.fork;
    if (knows.provisional) return DEVICE_RULES.provisional;
    if (!knows.connected && acted === undefined) return DEVICE_RULES.offline;
  }
  const time = Math.max(knows.time, state.time);
  const next = { ...entry, seq: state.seq + 1, time, seen: acted?.seq ?? state.seq };
  const real = ahead(state, next);
  // Once the relay is back, the log has the word on what was done without it.
  const offline = acted !== undefined && !knows.connected;
  if (entry.exercise !== true) return offline ? judgeOffline(real, next, acted) : judge(real, next);
  const drill = drillFor(real, next);
  if ("rule" in drill) return drill;
  const link = { ...drill.state, trail: { ...drill.state.trail } };
  lendReal(real, link);
  const play = ahead(link, next);
  return offline ? judgeOffline(play, played(next), acted) : judge(play, played(next));
}

/**
 * GO without a connection: everything that is asked of it in the log, and, from what this device has, everything else that is
 * asked of GO – but for the sign of life, for which the radio code may stand.
 */
function judgeOffline(state: LinkState, entry: Entry, acted: Acted): Refusal | null {
  const refusal = judge(state, entry);
  if (refusal !== null) return refusal;
  const body = { ...(entry.body as BodyOf<"group.released">), acted: undefined };
  const time = Math.max(acted.deviceTime, state.time);
  const online = judge(state, { ...entry, time, at: time, body });
  // The sign of life is the last thing asked.
  return online?.rule === "H8.fresh" ? null : online;
}

/** The nature of an event: what a refusal means for it. */
export function natureOf(type: Body["type"]) {
  return TABLE[type].nature;
}
