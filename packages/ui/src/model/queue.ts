import type { Group, GroupPhase, LinkState } from "@vado/flow";
import { MINUTE_MS, holdsOn, nextUpdate, openHolds, phaseAt, priorityClass, queueAt } from "@vado/flow";
import { grantFor } from "./grant.ts";
import { movingGroups } from "./indication.ts";
import { whyOf } from "./rule-text.ts";
import { words, type Words } from "./words.ts";

/** Who waits, in the published order, and what they may be told. */

export interface QueueRow {
  readonly group: Group;
  readonly code: string;
  readonly people: number;
  readonly phase: Extract<GroupPhase, "ready" | "deferred" | "declined">;
  /** 1 for the next in the published order. */
  readonly position: number;
  readonly priority: 1 | 2 | 3;
  /** Since when its people wait, and for how long, ms. */
  readonly since: number;
  readonly waited: number;
  /** L1: when the group hears next, always in the future; `promised` when an officer named the time. */
  readonly next: number;
  readonly promised: boolean;
  /** L2: how long the answer or the promised update is overdue, ms; 0 when it is not. */
  readonly late: number;
  readonly held: boolean;
}

/** Minutes of an overdue answer after which both supervisors are to know (domain.md, parameters). */
export const ESCALATE_MIN = 30;

export function queueView(state: Readonly<LinkState>, now: number): QueueRow[] {
  const linkHeld = openHolds(state).some((hold) => hold.group === null);
  return queueAt(state, now).map((group, index) => {
    const since = group.readySince ?? group.openedAt;
    const due = dueAt(state, group, now);
    return {
      group,
      code: group.code,
      people: group.headcount,
      phase: phaseAt(state, group, now) as QueueRow["phase"],
      position: index + 1,
      priority: priorityClass(state, group),
      since,
      waited: Math.max(0, now - since),
      next: nextUpdate(state, group, now),
      promised: group.nextUpdateAt !== null && group.nextUpdateAt > now,
      late: Math.max(0, now - due),
      held: linkHeld || holdsOn(state, group.code).length > 0,
    };
  });
}

/** When an answer, or the next update that was promised, is due. */
function dueAt(state: Readonly<LinkState>, group: Group, now: number): number {
  if (group.nextUpdateAt !== null) return group.nextUpdateAt;
  const grant = state.grants[group.grant ?? ""];
  const lapsed = phaseAt(state, group, now) === "ready" && grant !== undefined && grant.to < now;
  return (lapsed ? grant.to : group.askedAt) + (state.agreement?.terms.answerMin ?? 15) * MINUTE_MS;
}

/** Why this group waits, in one sentence; the most pressing reason first. */
export function whyWaiting(state: Readonly<LinkState>, row: QueueRow, now: number): Words {
  const { group } = row;
  const hold = holdsOn(state, group.code)[0];
  if (hold !== undefined) {
    const values = { side: words(`side.${hold.side}`), time: { at: hold.placedAt } };
    return hold.group === null ? words("why.hold", values) : words("why.holdGroup", values);
  }
  const answer = grantFor(state, group, now);
  if (!answer.ok) {
    const codes = movingGroups(state).map(({ code }) => code);
    if (answer.rule === "H5.block" && codes.length > 0) return words("why.block", { codes: codes.join(", ") });
    return words("why.rule", { why: whyOf(answer.rule) });
  }
  if (row.phase === "declined") return words("why.declined", { time: { at: row.next } });
  if (row.phase === "deferred" && row.promised) return words("why.deferred", { time: { at: row.next } });
  return row.position === 1 ? words("why.turn") : words("why.before", { groups: row.position - 1 });
}

/** Groups that are still being counted. */
export function formingView(state: Readonly<LinkState>): Group[] {
  return Object.values(state.groups)
    .filter((group) => group.phase === "forming" && group.endedAt === null)
    .toSorted((a, b) => a.openedAt - b.openedAt || (a.code < b.code ? -1 : 1));
}
