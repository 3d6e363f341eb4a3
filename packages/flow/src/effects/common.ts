import { MINUTE_MS, localDay } from "../derived.ts";
import type { Grant, Group, InForce, LinkState } from "../state.ts";

/** Alarm kinds. Each calls for somebody's response, on both sides. */
export type Alarm =
  | "unauthorised-departure"
  | "unauthorised-arrival"
  | "count-mismatch"
  | "second-count"
  | "contradiction"
  | "overdue"
  | "missing"
  | "incident"
  | "concern"
  | "released-before-hold"
  | "answer-overdue"
  | "stay";

export type Alarms = Alarm[];

/** Raises an alarm: counted in the state, told to whoever folds. */
export function raise(state: LinkState, alarms: Alarms, alarm: Alarm): void {
  state.alarms[alarm] = (state.alarms[alarm] ?? 0) + 1;
  alarms.push(alarm);
}

/** A group that is not known yet: made by its first event, whichever that is. */
export function newGroup(code: string, time: number): Group {
  return {
    code,
    phase: "forming",
    version: 0,
    headcount: 0,
    units: {},
    needs: {},
    openedAt: time,
    readySince: null,
    openedEvent: null,
    readyEvent: null,
    askedAt: time,
    nextUpdateAt: null,
    grant: null,
    authorised: false,
    spontaneous: false,
    called: false,
    releasedAt: null,
    released: null,
    departed: null,
    departedAt: null,
    arrived: null,
    arrivedAt: null,
    returnedAt: null,
    endedAt: null,
    overdueSeen: false,
    reconcile: null,
    cause: null,
    correction: null,
    diversion: null,
    referred: false,
    setAside: [],
    overtaken: 0,
    escalated: 0,
    stayed: 0,
  };
}

/** Ends a grant that can no longer be released; its group waits again and keeps its place (H5). */
export function endGrant(
  state: LinkState,
  grant: Grant,
  seq: number,
  at: number,
  why: NonNullable<Grant["ended"]>["why"],
): void {
  grant.ended = { seq, why };
  const group = state.groups[grant.group];
  if (group === undefined || group.grant !== grant.id) return;
  group.grant = null;
  if (group.phase !== "granted" && group.phase !== "confirmed") return;
  group.phase = "ready";
  asked(state, group, at);
}

/** From `at` an answer to the group is due; what was promised before is over. */
export function asked(state: LinkState, group: Group, at: number): void {
  group.askedAt = at;
  group.nextUpdateAt = null;
  group.escalated = 0;
  state.alertAt = 0;
}

/** The grant a group holds, if it can still be ended. */
export function unusedGrant(state: LinkState, group: Group): Grant | undefined {
  const grant = state.grants[group.grant ?? ""];
  return grant !== undefined && grant.usedSeq === null && grant.ended === null ? grant : undefined;
}

export function startMoving(state: LinkState, group: Group): void {
  group.endedAt = null;
  if (!state.moving.includes(group.code)) state.moving.push(group.code);
}

/** A group's handover is over; it stays known for late facts. */
export function finish(state: LinkState, group: Group, phase: Group["phase"], time: number): void {
  group.phase = phase;
  group.endedAt = time;
  state.moving = state.moving.filter((code) => code !== group.code);
  state.ended.push({ group: group.code, time });
}

/** Counts people against rate and quota at the time they were let go, which may lie before the last entry's. */
export function countRelease(state: LinkState, time: number, people: number): void {
  const after = state.releases.findLastIndex((release) => release.time <= time);
  state.releases.splice(after + 1, 0, { time, people });
  if (state.agreement === null) return;
  const day = localDay(state.agreement.terms.calendar, time);
  state.releasedOn[day] = (state.releasedOn[day] ?? 0) + people;
}

/** Until when an answer is due, ms. */
export function answerDue(state: LinkState, from: number): number {
  return from + (state.agreement?.terms.answerMin ?? 15) * MINUTE_MS;
}

/** Terms come into force; by what they say of answers one may be due sooner. */
export function comeIntoForce(state: LinkState, terms: InForce): void {
  state.agreement = terms;
  state.alertAt = 0;
}
