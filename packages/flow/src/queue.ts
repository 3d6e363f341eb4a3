import { holdsOn, phaseAt } from "./derived.ts";
import { answerDue } from "./effects/common.ts";
import { reserving } from "./room.ts";
import type { Group, GroupPhase, LinkState } from "./state.ts";

/** Who waits, in which order, and when they hear again. */

const WAITING: readonly GroupPhase[] = ["ready", "deferred", "declined"];

/** Priority class: 1 with urgent medical needs or children alone, 2 with other needs, 3 else (planning.md). One class when the agreement orders by waiting time alone. */
export function priorityClass(state: LinkState, group: Group): 1 | 2 | 3 {
  if (state.agreement?.terms.order !== "needs-since") return 3;
  const { urgentMedical = 0, unaccompaniedChildren = 0, ...others } = group.needs;
  if (urgentMedical > 0 || unaccompaniedChildren > 0) return 1;
  return Object.values(others).some((count) => (count ?? 0) > 0) ? 2 : 3;
}

/** H3. The groups that wait at `time`, by priority class, then `readySince`, then code. Nothing else is an input. */
export function queueAt(state: LinkState, time: number): Group[] {
  const waiting: Group[] = [];
  for (const code in state.groups) {
    const group = state.groups[code] as Group;
    if (group.endedAt === null && WAITING.includes(phaseAt(state, group, time))) waiting.push(group);
  }
  const key = (group: Group) => group.readySince ?? 0;
  return waiting.toSorted(
    (a, b) => priorityClass(state, a) - priorityClass(state, b) || key(a) - key(b) || (a.code < b.code ? -1 : 1),
  );
}

/** domain.md, parameters: how often a group may be overtaken, and after how long a wait it may not be at all (H4). */
export const OVERTAKEN_MAX = 3;
export const WAIT_CEILING_MS = 24 * 3_600_000;

/**
 * H4. The groups that a grant to this one at `time` would overtake: before it in the order, waiting for this receiver, and
 * nothing of their own in the way (no hold on the group, no grant that is still closing).
 */
export function overtakenBy(state: LinkState, group: Group, time: number): Group[] {
  const queue = queueAt(state, time);
  const at = queue.findIndex((one) => one.code === group.code);
  const closing = new Set(reserving(state, time).map((grant) => grant.group));
  return queue
    .slice(0, Math.max(0, at))
    .filter(
      (one) =>
        phaseAt(state, one, time) !== "declined" &&
        !closing.has(one.code) &&
        !holdsOn(state, one.code).some((hold) => hold.group === one.code),
    );
}

/** Whether a group may be overtaken once more. */
export function mayBeOvertaken(group: Group, time: number): boolean {
  return group.overtaken < OVERTAKEN_MAX && time - (group.readySince ?? time) <= WAIT_CEILING_MS;
}

/** L1. When a waiting group hears again, always later than `time`: the promise given, else when the answer is due, then every answer time after. */
export function nextUpdate(state: LinkState, group: Group, time: number): number {
  const grant = state.grants[group.grant ?? ""];
  const from =
    phaseAt(state, group, time) === "ready" && grant !== undefined && grant.to < time ? grant.to : group.askedAt;
  const step = answerDue(state, 0);
  const due = group.nextUpdateAt ?? from + step;
  return due > time ? due : due + Math.ceil((time - due + 1) / step) * step;
}
