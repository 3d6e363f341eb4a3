import type { Body, BodyOf, BodyType, Role, Side } from "@vado/protocol";
import { otherSide } from "@vado/protocol";
import { MINUTE_MS } from "../derived.ts";
import type { Entry, Guard, Nature, Row } from "../guard.ts";
import type { Group, LinkState, Until } from "../state.ts";

/** Small words the table is written in. */

export const OFFICERS: readonly Role[] = ["field", "duty", "supervisor"];
export const DUTY: readonly Role[] = ["duty", "supervisor"];
/** Anyone who works for a side; observers and publishers do not. */
export const STAFF: readonly Role[] = ["field", "duty", "supervisor", "planner", "archive", "bridge"];

/** Writes a row with its guards typed by the event. */
export function row<T extends BodyType>(
  nature: Nature,
  side: Side | "either",
  roles: readonly Role[],
  guards: readonly Guard<BodyOf<T>>[] = [],
): Row<T> {
  return { nature, side, roles, guards };
}

export function guard<B extends Body>(rule: string, says: string, holds: Guard<B>["holds"]): Guard<B> {
  return { rule, says, holds };
}

export function groupOf(state: LinkState, code: string): Group | undefined {
  return state.groups[code];
}

/** W1. Who may speak: side and role as the table says. */
export const mayAct = { rule: "W1", says: "this event is not for this side and role" } as const;
/** T1. An authorisation whose own time is far from the ordering time is void (domain.md, time). */
export const clockAgrees: Guard = guard("T1", "the device's clock differs too much from the log's", (state, entry) => {
  const max = state.agreement?.terms.clockSkewMaxS ?? 120;
  // A GO given offline is judged by `acted` and by how late it came.
  if (actedOf(entry) !== undefined) return true;
  return Math.abs(entry.at - entry.time) <= max * 1_000;
});
/** S8. A device whose shift on the roster is over authorises nothing. */
export const onRoster: Guard = guard("S8.roster", "this device's shift on the roster is over", (state, entry) => {
  const acted = actedOf(entry);
  if (acted === undefined) return entry.time <= (state.roster[entry.device] ?? Infinity);
  return acted.deviceTime <= (untilAt(state.trail.shifts, entry.device, acted.seq) ?? Infinity);
});

/** Until when something lasts for a device, by what it had read at `seq`. */
export function untilAt(said: readonly Until[], device: string, seq: number): number | undefined {
  return said.findLast((one) => one.device === device && one.seq <= seq)?.until;
}

function actedOf({ body }: Entry) {
  return body.type === "group.released" ? body.acted : undefined;
}
/** A1. Nothing is authorised without terms that both sides signed. */
export const agreementInForce = guard<Body>(
  "A1",
  "no agreement of both sides is in force",
  (state) => state.agreement !== null,
);

/** H7. No child of the group travels alone, or they were referred to those who protect them. */
export function isReferred(group: Group): boolean {
  return (group.needs.unaccompaniedChildren ?? 0) === 0 || group.referred;
}

/** Whether the conditions were checked recently enough and allow movement (S10). */
export function conditionsFresh(state: LinkState, time: number): boolean {
  const { conditions, agreement } = state;
  if (conditions === null || agreement === null || conditions.level === "stop") return false;
  return time - conditions.time <= agreement.terms.conditionsValidMin * MINUTE_MS;
}

/** S8. Whether a heartbeat of the other side, not late itself, is younger than `LOG_FRESH_S`. */
export function logFresh(state: LinkState, side: Side, time: number): boolean {
  const alive = state.alive[otherSide(side)];
  return alive !== null && state.agreement !== null && time - alive <= state.agreement.terms.logFreshS * 1_000;
}

/** The event names itself as the id of what it makes: an id is never chosen twice. */
export function namesItself(entry: Entry, id: string): boolean {
  return entry.intent === id;
}
