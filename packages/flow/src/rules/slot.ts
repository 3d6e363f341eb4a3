import { HOUR_MS, MINUTE_MS } from "../derived.ts";
import { mayBeOvertaken, overtakenBy } from "../queue.ts";
import { blockHasRoom, offerRoom, quotaLeft, rateAllowsGrant } from "../room.ts";
import type { Guard } from "../guard.ts";
import type { LinkState } from "../state.ts";
import { DUTY, STAFF, agreementInForce, groupOf, guard, namesItself, row } from "./common.ts";
import { answersLatest, hasLiveGrant, inPhase, openGrantOf } from "./group.ts";

const receivingOpen = (rule: string): Guard =>
  guard(rule, "the receiving station is closed", (state) => state.stations.receiving.open);
const DESK = DUTY.concat("archive", "planner");

/** Offers, grants and what uses them: rows 5, 7, 18 of domain.md's table, and the places behind them. */
export const slotRows = {
  "places.reported": row<"places.reported">("statement", "receiving", STAFF, [
    guard(
      "P1.validity",
      "the report is already stale, or valid for longer than a day",
      (_state, { body, time }) => body.validUntil > time && body.validUntil - body.asOf <= 24 * HOUR_MS,
    ),
    guard(
      "P1.asof",
      "an older report than the one that stands",
      (state, { body }) => state.places === null || body.asOf >= state.places.asOf,
    ),
    // It would stand against every honest report until then.
    guard(
      "P1.future",
      "a report from the future",
      (state, { body, time }) => body.asOf <= time + (state.agreement?.terms.clockSkewMaxS ?? 120) * 1_000,
    ),
  ]),
  "slots.offered": row<"slots.offered">("authorisation", "receiving", DESK, [
    agreementInForce,
    guard(
      "O1.id",
      "the offer does not name itself, or is there already",
      (state, entry) => namesItself(entry, entry.body.offer) && state.offers[entry.body.offer] === undefined,
    ),
    guard(
      "O2.period",
      "the period is over, or reaches more than 24 hours beyond the mean transit",
      (state, { body, time }) => {
        const terms = state.agreement?.terms;
        if (terms === undefined || body.to <= body.from || body.to <= time) return false;
        return body.to <= time + terms.transitMeanMin * MINUTE_MS + 24 * HOUR_MS;
      },
    ),
    receivingOpen("O2.station"),
    guard("O3.places", "the places are unknown or stale", (state, { time }) => placesFresh(state, time)),
    guard(
      "O4.capacity",
      "more people than the projection leaves free within the places and their reserve",
      (state, { body, role }) => {
        const total = state.places?.total ?? null;
        if (total === null) return true;
        if (body.override !== undefined) return role === "supervisor";
        return body.people + body.projected <= Math.floor(total * (1 - (state.agreement?.terms.reserveShare ?? 1)));
      },
    ),
  ]),
  "slots.withdrawn": row<"slots.withdrawn">("statement", "receiving", DESK, [
    guard("O5.open", "no such open offer", (state, { body }) => state.offers[body.offer]?.withdrawn === false),
  ]),
  "slot.granted": row<"slot.granted">("authorisation", "receiving", DUTY, [
    agreementInForce,
    inPhase("H5.phase", ["ready", "deferred", "declined"]),
    guard(
      "H5.id",
      "the grant does not name itself, or is there already",
      (state, entry) => namesItself(entry, entry.body.grant) && state.grants[entry.body.grant] === undefined,
    ),
    answersLatest("H5.answers"),
    guard(
      "H5.one",
      "the group has a grant that is open or not yet closed",
      (state, { body, time }) => !hasLiveGrant(state, body.group, time),
    ),
    guard(
      "H5.whole",
      "the grant is not for the whole group",
      (state, { body }) => groupOf(state, body.group)?.headcount === body.headcount,
    ),
    receivingOpen("H5.station"),
    guard("H5.window", "the release window is over, or not as long as the agreement says", (state, { body, time }) => {
      const terms = state.agreement?.terms;
      return (
        terms !== undefined &&
        body.to > time &&
        body.to - body.from === (terms.windowBeforeMin + terms.windowAfterMin) * MINUTE_MS
      );
    }),
    guard("H5.period", "the offered slot is not the period of release plus mean transit", (state, { body }) => {
      const terms = state.agreement?.terms;
      const offer = state.offers[body.offer];
      if (terms === undefined || offer === undefined) return false;
      const arrival = body.from + (terms.windowBeforeMin + terms.transitMeanMin) * MINUTE_MS;
      return arrival >= offer.from && arrival < offer.to;
    }),
    guard("H5.room", "the offered slot has no room left", (state, { body }) => {
      const offer = state.offers[body.offer];
      return offer !== undefined && offerRoom(offer) >= body.headcount;
    }),
    guard("H5.places", "the places are unknown, stale or full", (state, { body, time }) => {
      if (!placesFresh(state, time) || state.places === null) return false;
      const { total, occupied, seq } = state.places;
      return total === null || occupied < total || (state.offers[body.offer]?.seq ?? 0) > seq;
    }),
    guard(
      "H5.rate",
      "the rate per hour is used up",
      (state, { body, time }) =>
        state.agreement !== null && rateAllowsGrant(state, state.agreement.terms, body.headcount, body.to, time),
    ),
    guard(
      "H5.quota",
      "the day's quota is used up",
      (state, { body, time }) =>
        state.agreement !== null && quotaLeft(state, state.agreement.terms, body.to, time, true) >= body.headcount,
    ),
    guard(
      "H5.block",
      "the block has no room",
      (state, { body, time }) =>
        state.agreement !== null && blockHasRoom(state, state.agreement.terms, body.headcount, time),
    ),
    guard(
      "H5.overtaking",
      "a group before it was overtaken three times already, or has waited for more than 24 hours",
      (state, { body, time }) => {
        const group = groupOf(state, body.group);
        if (group === undefined || group.setAside.includes("H5.overtaking")) return group !== undefined;
        return overtakenBy(state, group, time).every((other) => mayBeOvertaken(other, time));
      },
    ),
  ]),
  "slot.confirmed": row<"slot.confirmed">("authorisation", "sending", DUTY, [
    agreementInForce,
    inPhase("H7.phase", ["granted"]),
    guard("H7.readback", "the read-back differs from the grant", (state, { body, time }) => {
      const grant = openGrantOf(state, body.group, time);
      return (
        grant !== undefined &&
        grant.id === body.grant &&
        body.answers === body.grant &&
        grant.headcount === body.headcount &&
        grant.from === body.from &&
        grant.to === body.to
      );
    }),
  ]),
  "grant.revoke-asked": row<"grant.revoke-asked">("statement", "receiving", DUTY, [
    guard(
      "H18.grant",
      "no such open grant",
      (state, { body, time }) => openGrantOf(state, body.group, time)?.id === body.grant,
    ),
  ]),
  "grant.revoke-accepted": row<"grant.revoke-accepted">("authorisation", "sending", DUTY, [
    guard("H18.asked", "the receiver did not ask for this grant back", (state, { body, time }) => {
      const grant = openGrantOf(state, body.group, time);
      return grant?.id === body.grant && grant.revokeAsked === body.answers;
    }),
  ]),
};

/** S8. Places reported and still valid at `time`. */
export function placesFresh(state: LinkState, time: number): boolean {
  return state.places !== null && time <= state.places.validUntil;
}
