import { answerDue, raise, type Alarms } from "./effects/common.ts";
import { HOUR_MS } from "./derived.ts";
import type { Group, LinkState } from "./state.ts";

/** What waiting itself calls for: answers that are overdue (L2), and long stays, told of groups and never of persons (H6). */

/** domain.md, parameters: stay alarms, hours. */
export const STAY_HOURS: readonly number[] = [48, 120];

const WAITING: readonly string[] = ["ready", "deferred", "declined"];

/**
 * L2. How far an overdue answer has gone up at `time`: 0 not overdue, 1 the receiver, 2 its supervisor, 3 the supervisors of
 * both sides; a step further with every answer time.
 */
export function escalationOf(state: LinkState, group: Group, time: number): 0 | 1 | 2 | 3 {
  if (!WAITING.includes(group.phase) || group.endedAt !== null) return 0;
  const due = group.nextUpdateAt ?? answerDue(state, group.askedAt);
  if (time < due) return 0;
  return Math.min(3, 1 + Math.floor((time - due) / answerDue(state, 0))) as 1 | 2 | 3;
}

/** H6. The longest stay alarm a group has reached at `time`, hours; 0 for none, and for people who no longer wait here. */
export function stayOf(group: Group, time: number): number {
  if (group.readySince === null || !staysHere(group)) return 0;
  const waited = time - group.readySince;
  return STAY_HOURS.findLast((hours) => waited >= hours * HOUR_MS) ?? 0;
}

/** Not ended, not let go, and not seen to have left without that. */
function staysHere(group: Group): boolean {
  return group.endedAt === null && group.releasedAt === null && group.departed === null && group.arrived === null;
}

/** Raises what has become due by `time`, once for each step. Looks at nothing before the next thing can be due. */
export function alertWaiting(state: LinkState, time: number, alarms: Alarms): void {
  if (time < state.alertAt) return;
  let next = Infinity;
  for (const code in state.groups) {
    const group = state.groups[code] as Group;
    if (group.endedAt !== null) continue;
    const escalated = escalationOf(state, group, time);
    for (; group.escalated < escalated; group.escalated++) raise(state, alarms, "answer-overdue");
    const stayed = stayOf(group, time);
    if (stayed > group.stayed) raise(state, alarms, "stay");
    group.stayed = Math.max(group.stayed, stayed);
    next = Math.min(next, nextAlert(state, group, time));
  }
  state.alertAt = next === Infinity ? Number.MAX_SAFE_INTEGER : next;
}

function nextAlert(state: LinkState, group: Group, time: number): number {
  let next = Infinity;
  if (WAITING.includes(group.phase) && group.escalated < 3) {
    const due = group.nextUpdateAt ?? answerDue(state, group.askedAt);
    next = due + group.escalated * answerDue(state, 0);
  }
  if (group.readySince !== null && staysHere(group))
    for (const hours of STAY_HOURS) {
      const at = group.readySince + hours * HOUR_MS;
      if (at > time) next = Math.min(next, at);
    }
  return next;
}
