import type { Body } from "@vado/protocol";
import { ahead } from "./advance.ts";
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
  if (TABLE[entry.body.type].nature === "authorisation") {
    if (knows.fork) return DEVICE_RULES.fork;
    if (knows.provisional) return DEVICE_RULES.provisional;
    if (!knows.connected) return DEVICE_RULES.offline;
  }
  const time = Math.max(knows.time, state.time);
  const next = { ...entry, seq: state.seq + 1, time, seen: state.seq };
  return judge(ahead(state, next), next);
}

/** The nature of an event: what a refusal means for it. */
export function natureOf(type: Body["type"]) {
  return TABLE[type].nature;
}
