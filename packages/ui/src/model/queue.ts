import type { Group, GroupPhase, Hold, LinkState } from "@vado/flow";
import { MINUTE_MS, holdsOn, nextUpdate, phaseAt, priorityClass, queueAt } from "@vado/flow";
import { waitingReason } from "@vado/planner";
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
  /** How often a later group was granted before it (H4). */
  readonly overtaken: number;
  /** A hold stands on this group itself; one on the link is the link's to show. */
  readonly held: boolean;
}

export function queueView(state: Readonly<LinkState>, now: number): QueueRow[] {
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
      overtaken: group.overtaken,
      held: holdsOn(state, group.code).some((hold) => hold.group !== null),
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

/** Why this group waits, in one sentence: the reason the public board gives, with what an officer may know of it beside. */
export function whyWaiting(state: Readonly<LinkState>, row: QueueRow, now: number): Words {
  const { group } = row;
  const reason = waitingReason(state, group, now);
  switch (reason) {
    case null:
      return words("why.turn");
    case "hold":
      return heldBy(holdsOn(state, group.code)[0]);
    case "turn":
      return words("why.before", { groups: Math.max(1, row.position - 1) });
    case "linkOccupied":
    case "noPlaces":
    case "notYetAnswered":
      return unanswered(state, row, now, reason);
    case "closed":
      return words(state.agreement === null ? "reason.noAgreement" : "why.closed");
    case "preparing":
      return whyOf("H8.referral");
    case "linkObstructed":
    case "quota":
    case "conditions":
    case "noContact":
      return words(`why.${reason}`);
  }
}

function heldBy(hold: Hold | undefined): Words {
  if (hold === undefined) return words("rule.H8.hold.why");
  const values = { side: words(`side.${hold.side}`), time: { at: hold.placedAt } };
  if (hold.by === "conditions") return words("reason.holdConditions", { time: { at: hold.placedAt } });
  return hold.group === null ? words("why.hold", values) : words("why.holdGroup", values);
}

/** What stands between this group and a grant: the rule, or an officer's answer. */
function unanswered(state: Readonly<LinkState>, row: QueueRow, now: number, reason: string): Words {
  const answer = grantFor(state, row.group, now);
  if (answer.ok) {
    if (row.phase === "declined") return words("why.declined", { time: { at: row.next } });
    if (row.promised) return words("why.deferred", { time: { at: row.next } });
    return words("why.turn");
  }
  const codes = movingGroups(state).map(({ code }) => code);
  if (reason === "linkOccupied" && answer.rule === "H5.block" && codes.length > 0)
    return words("why.block", { codes: codes.join(", ") });
  return words("why.rule", { why: whyOf(answer.rule) });
}

/** Groups that are still being counted. */
export function formingView(state: Readonly<LinkState>): Group[] {
  return Object.values(state.groups)
    .filter((group) => group.phase === "forming" && group.endedAt === null)
    .toSorted((a, b) => a.openedAt - b.openedAt || (a.code < b.code ? -1 : 1));
}
