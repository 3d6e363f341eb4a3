import type { BodyOf } from "@vado/protocol";
import { codeDistance, unitsTotal } from "@vado/protocol";
import { DAY_MS } from "@vado/protocol";
import { isLapsed, isOpenGrant, phaseAt } from "../derived.ts";
import type { Guard } from "../guard.ts";
import type { GroupPhase, LinkState } from "../state.ts";
import { reserving } from "../room.ts";
import { DUTY, OFFICERS, agreementInForce, groupOf, guard, row } from "./common.ts";

/** The group is known and in one of these phases at the ordering time. */
export function inPhase(rule: string, phases: readonly GroupPhase[]): Guard {
  return guard(rule, `the group is not ${phases.join(" or ")}`, (state, entry) => {
    const group = groupOf(state, (entry.body as { group: string }).group);
    return group !== undefined && phases.includes(phaseAt(state, group, entry.time));
  });
}

/** S9. The answer names the group's latest `group.ready` or amendment, and its version. */
export function answersLatest(rule: string): Guard<BodyOf<"group.deferred" | "group.declined" | "slot.granted">> {
  return guard(rule, "it answers an older version of the group", (state, { body }) => {
    const group = groupOf(state, body.group);
    return group !== undefined && group.readyEvent === body.answers && group.version === body.version;
  });
}

type Counted = BodyOf<"group.ready" | "group.amended">;

const largestUnit = (body: Counted): number => Math.max(0, ...Object.keys(body.units).map(Number));
const isSetAside = (state: LinkState, code: string) => groupOf(state, code)?.setAside.includes("H2.unit") === true;

const countRules: readonly Guard<Counted>[] = [
  guard(
    "H2.families",
    "the family units do not add up to the headcount",
    (_state, { body }) => unitsTotal(body.units) === body.headcount,
  ),
  guard("H2.needs", "a need counts more people than the group has", (_state, { body }) =>
    Object.values(body.needs).every((count) => (count ?? 0) <= body.headcount),
  ),
  guard("H2.unit", "a family is larger than a vehicle", (state, { body }) => {
    const seats = state.agreement?.terms.vehicleSeats ?? Infinity;
    return largestUnit(body) <= seats || isSetAside(state, body.group);
  }),
  guard("H2.size", "the group is larger than the agreement or the vehicle allows", (state, { body }) => {
    const terms = state.agreement?.terms;
    if (terms === undefined) return false;
    // A family that a supervisor lets go in more than one vehicle travels as a group of its own.
    if (isSetAside(state, body.group) && largestUnit(body) === body.headcount) return body.headcount <= terms.groupMax;
    return body.headcount <= Math.min(terms.groupMax, terms.vehicleSeats ?? Infinity);
  }),
];

const promise = (rule: string): Guard<BodyOf<"group.deferred" | "group.declined">> =>
  guard(
    rule,
    "the next update is not within the coming 24 hours",
    (_state, { body, time }) => body.nextUpdateAt > time && body.nextUpdateAt <= time + DAY_MS,
  );

const waiting: readonly GroupPhase[] = ["ready", "deferred", "declined"];

/** Rows 1–4, 6, 11, 13, 17, 23 of domain.md's table. */
export const groupRows = {
  "group.opened": row<"group.opened">("statement", "sending", OFFICERS.concat("bridge"), [
    guard("H1.station", "the sending station is closed", (state) => state.stations.sending.open),
    guard("H1.code", "the code is too like that of another group", (state, { body }) => codeIsFree(state, body.group)),
  ]),
  "group.ready": row<"group.ready">("statement", "sending", OFFICERS, [
    agreementInForce,
    inPhase("H2.phase", ["forming"]),
    guard("H2.version", "a group becomes ready with version 1", (_state, { body }) => body.version === 1),
    ...countRules,
    guard(
      "H2.voluntary",
      "the journey was not explained, or not chosen by the people",
      (_state, { body }) => body.explained && body.voluntary,
    ),
    guard(
      "H2.since",
      "the waiting time claimed lies in the future or is over 90 days",
      (_state, { body, time }) => body.since === undefined || (body.since <= time && body.since >= time - 90 * DAY_MS),
    ),
  ]),
  "group.amended": row<"group.amended">("statement", "sending", OFFICERS, [
    agreementInForce,
    inPhase("H3.phase", ["ready", "deferred", "declined", "granted", "confirmed"]),
    guard(
      "H3.version",
      "an amendment adds one to the version",
      (state, { body }) => body.version === (groupOf(state, body.group)?.version ?? 0) + 1,
    ),
    ...countRules,
  ]),
  "group.deferred": row<"group.deferred">("statement", "receiving", OFFICERS, [
    inPhase("H4.phase", waiting),
    answersLatest("H4.answers"),
    promise("H4.promise"),
  ]),
  "group.declined": row<"group.declined">("statement", "receiving", DUTY, [
    inPhase("H6.phase", ["ready", "deferred"]),
    answersLatest("H6.answers"),
    promise("H6.promise"),
  ]),
  "group.received": row<"group.received">("statement", "receiving", OFFICERS.concat("archive"), [
    inPhase("H11.phase", ["arrived"]),
    guard("H11.counts", "the two counts are not equal, or one is missing", (state, { body }) => {
      const group = groupOf(state, body.group);
      return group !== undefined && (group.spontaneous || group.departed === group.arrived);
    }),
  ]),
  "count.reconciled": row<"count.reconciled">("statement", "either", OFFICERS, [
    guard("H13.phase", "the two counts of this group do not differ", (state, { body }) => {
      const group = groupOf(state, body.group);
      return (
        group?.phase === "mismatch" || (group?.phase === "arrived" && group.departed === null && !group.spontaneous)
      );
    }),
    guard("H13.counts", "it does not name the counts as they stand", (state, { body }) => {
      const group = groupOf(state, body.group);
      return group?.departed === body.departed && group.arrived === body.arrived;
    }),
    guard("H13.cause", "the cause does not explain the difference", (_state, { body }) => {
      if (body.cause === "miscount") return true;
      if (body.departed === null) return false;
      return body.cause === "joined" ? body.arrived > body.departed : body.arrived < body.departed;
    }),
    guard(
      "H13.answers",
      "a side proposes, the other answers that proposal with the same cause",
      (state, { body, side }) => {
        const proposal = groupOf(state, body.group)?.reconcile ?? null;
        if (body.answers === undefined) return true;
        return (
          proposal !== null &&
          proposal.side !== side &&
          proposal.event === body.answers &&
          proposal.cause === body.cause
        );
      },
    ),
  ]),
  "group.withdrawn": row<"group.withdrawn">("statement", "sending", OFFICERS, [
    inPhase("H17.phase", ["ready", "deferred", "declined", "granted", "confirmed"]),
  ]),
  "group.dispersed": row<"group.dispersed">("statement", "sending", OFFICERS, [
    inPhase("H23.phase", ["forming", "ready"]),
  ]),
  "group.referred": row<"group.referred">("statement", "sending", OFFICERS, [
    inPhase("H24.phase", ["forming", "ready", "deferred", "declined", "granted", "confirmed"]),
  ]),
  "group.diverted": row<"group.diverted">("statement", "either", OFFICERS, [
    inPhase("H21.phase", ["inTransit"]),
    guard(
      "H21.station",
      "it names one of this link's own stations",
      (state, { body }) =>
        body.station !== state.stations.sending.station && body.station !== state.stations.receiving.station,
    ),
    guard(
      "H21.count",
      "it does not name the people who departed",
      (state, { body }) => groupOf(state, body.group)?.departed === body.headcount,
    ),
    guard("H21.answers", "a side proposes a station, the other agrees to that proposal", (state, { body, side }) => {
      if (body.answers === undefined) return true;
      const proposal = groupOf(state, body.group)?.diversion ?? null;
      return (
        proposal !== null &&
        proposal.side !== side &&
        proposal.event === body.answers &&
        proposal.station === body.station &&
        proposal.grant === body.grant &&
        proposal.headcount === body.headcount
      );
    }),
  ]),
};

/** A new code differs from every known one, and by three characters at least from those of groups not ended. */
function codeIsFree(state: LinkState, code: string): boolean {
  if (groupOf(state, code) !== undefined) return false;
  for (const other in state.groups)
    if (groupOf(state, other)?.endedAt === null && codeDistance(other, code) < 3) return false;
  return true;
}

/** Whether a group has a grant that is open or closing: it gets no other (S2). */
export function hasLiveGrant(state: LinkState, code: string, time: number): boolean {
  return reserving(state, time).some((grant) => grant.group === code);
}

/** The group's open grant at `time`, if any. */
export function openGrantOf(state: LinkState, code: string, time: number) {
  const group = groupOf(state, code);
  if (group === undefined || isLapsed(state, group, time)) return undefined;
  const grant = state.grants[group.grant ?? ""];
  return isOpenGrant(grant, time) ? grant : undefined;
}
