import type { BodyOf } from "@vado/protocol";
import { radioCode } from "@vado/protocol";
import { MINUTE_MS, holdsOn, isOpenGrant, isOverdue, mayRelease, phaseAt } from "../derived.ts";
import { blockHasRoom, quotaLeft, rateAllowsRelease } from "../room.ts";
import type { Entry } from "../guard.ts";
import type { Grant, LinkState } from "../state.ts";
import {
  OFFICERS,
  agreementInForce,
  conditionsFresh,
  groupOf,
  guard,
  isReferred,
  logFresh,
  row,
  untilAt,
} from "./common.ts";

/**
 * GO, row 8. Given with a connection it is judged in its place in the log; given without one, at `acted`: at the time and at the
 * sequence up to which its device had read (domain.md, time). What came later could not be known, and does not count.
 */
type Release = Entry<BodyOf<"group.released">>;
type Terms = NonNullable<LinkState["agreement"]>["terms"];

const go = (rule: string, says: string, holds: (state: LinkState, entry: Release) => boolean) =>
  guard<BodyOf<"group.released">>(rule, says, holds);

/** What is asked in the log of a GO with a connection only; `decide` asks a device without one as well. */
const online = (rule: string, says: string, holds: (state: LinkState, entry: Release, terms: Terms) => boolean) =>
  go(rule, says, (state, entry) => {
    if (entry.body.acted !== undefined) return true;
    return state.agreement !== null && holds(state, entry, state.agreement.terms);
  });

const timeOf = ({ body, time }: Release): number => body.acted?.deviceTime ?? time;

/** The grant it names, if it could be used: open now, or, where it was acted on, as its device had read the log. */
function grantFor(state: LinkState, { body, time }: Release): Grant | undefined {
  const grant = state.grants[body.grant];
  if (grant === undefined || grant.group !== body.group || grant.usedSeq !== null) return undefined;
  if (body.acted === undefined)
    return isOpenGrant(grant, time) && groupOf(state, body.group)?.grant === grant.id ? grant : undefined;
  const { seq } = body.acted;
  const stood = grant.seq <= seq && (grant.ended === null || grant.ended.seq > seq);
  // A grant that is closed has given its slot and block to others.
  const reserved = state.live.includes(grant.id) || grant.ended?.why === "departed";
  return stood && reserved ? grant : undefined;
}

export const releaseRows = {
  "group.released": row<"group.released">("authorisation", "sending", OFFICERS, [
    agreementInForce,
    go("H8.delegated", "GO is not delegated to this field officer", (state, entry) => {
      const { acted } = entry.body;
      if (acted === undefined || entry.role !== "field") return mayRelease(state, entry.device, entry, entry.time);
      return (untilAt(state.trail.delegations, entry.device, acted.seq) ?? -Infinity) >= acted.deviceTime;
    }),
    go("H8.offline", "a GO given offline reached the log too late", (state, { body, time }) => {
      const max = (state.agreement?.terms.offlineMaxMin ?? 0) * MINUTE_MS;
      const skew = (state.agreement?.terms.clockSkewMaxS ?? 0) * 1_000;
      const { acted } = body;
      return acted === undefined || (time - acted.deviceTime <= max && acted.deviceTime <= time + skew);
    }),
    go(
      "H8.order",
      "its device has said that it knows more than when GO was given",
      (state, { body, device, seen }) =>
        body.acted === undefined || (seen === body.acted.seq && (state.devices[device]?.seen ?? 0) <= body.acted.seq),
    ),
    go("H8.phase", "the group is not granted or confirmed", (state, { body, time }) => {
      const group = groupOf(state, body.group);
      if (group === undefined) return false;
      if (body.acted !== undefined) return group.releasedAt === null;
      return ["granted", "confirmed"].includes(phaseAt(state, group, time));
    }),
    go("H8.grant", "the grant is used, over, or not this group's", (state, entry) => {
      const { body } = entry;
      return body.answers === body.grant && grantFor(state, entry) !== undefined;
    }),
    go("H8.version", "the group changed after the grant", (state, entry) => {
      const { body } = entry;
      const version = grantFor(state, entry)?.version;
      return version === body.version && (body.acted !== undefined || groupOf(state, body.group)?.version === version);
    }),
    go(
      "H8.count",
      "more people than granted",
      (state, entry) => (grantFor(state, entry)?.headcount ?? 0) >= entry.body.headcount,
    ),
    go("H8.window", "outside the release window", (state, entry) => {
      const grant = grantFor(state, entry);
      const time = timeOf(entry);
      return grant !== undefined && time >= grant.from && time <= grant.to;
    }),
    go("H8.station", "the receiving station is closed", (state, { body }) => {
      const { acted } = body;
      if (acted === undefined) return state.stations.receiving.open;
      return state.trail.stations.findLast(({ seq }) => seq <= acted.seq)?.open === true;
    }),
    go("H8.referral", "children travel alone, and no referral was made for them", (state, entry) => {
      const { group: code, acted } = entry.body;
      const group = groupOf(state, code);
      if (acted === undefined) return group !== undefined && isReferred(group);
      const grant = grantFor(state, entry);
      if (grant === undefined || grant.referredSeq === null) return false;
      // Said by the same device without a connection, and so before GO.
      return grant.referredSeq <= acted.seq || grant.referredBy === entry.device;
    }),
    go("H8.hold", "a hold stands on the link or the group", (state, { body }) =>
      body.acted === undefined ? holdsOn(state, body.group).length === 0 : !heldAt(state, body.group, body.acted.seq),
    ),
    go("H8.conditions", "the conditions were not checked lately, or forbid it", (state, entry) => {
      const { acted } = entry.body;
      if (acted === undefined) return conditionsFresh(state, entry.time);
      const look = state.trail.looks.findLast((one) => one.seq <= acted.seq);
      const validMs = (state.agreement?.terms.conditionsValidMin ?? 0) * MINUTE_MS;
      return look !== undefined && look.level !== "stop" && acted.deviceTime - look.time <= validMs;
    }),
    online("H8.block", "the block has no room", (state, { body, time }, terms) =>
      blockHasRoom(state, terms, body.headcount, time, body.grant),
    ),
    online(
      "H8.overdue",
      "a group on the link is overdue or missing",
      (state, { time }) => !overdueOrMissing(state, time),
    ),
    online("H8.rate", "the rate per hour is used up", (state, { body, time }, terms) =>
      rateAllowsRelease(state, terms, body.headcount, time),
    ),
    online(
      "H8.quota",
      "the day's quota is used up",
      (state, { body, time }, terms) => quotaLeft(state, terms, time, time, false) >= body.headcount,
    ),
    go("H8.radio", "the radio code is not this grant's", (_state, { body }) => {
      const code = body.acted?.radioCode;
      return code === undefined || code === radioCode(body.grant);
    }),
    go("H8.fresh", "nothing was heard from the other side lately", (state, entry) => {
      const { acted } = entry.body;
      if (acted === undefined) return logFresh(state, entry.side, entry.time);
      if (acted.radioCode !== undefined) return true;
      const beat = state.trail.alive.findLast((one) => one.seq <= acted.seq);
      return beat !== undefined && acted.deviceTime - beat.time <= (state.agreement?.terms.logFreshS ?? 0) * 1_000;
    }),
  ]),
};

/** Whether a hold on the link or the group stood for a device that had read up to `seq`. */
function heldAt(state: LinkState, code: string, seq: number): boolean {
  return Object.values(state.holds).some(
    (hold) =>
      (hold.group === null || hold.group === code) &&
      hold.placedSeq <= seq &&
      (hold.endedSeq === null || hold.endedSeq > seq),
  );
}

/** Whether a group on the link is overdue at `time`, or people are missing and the search is not handed over. */
export function overdueOrMissing(state: LinkState, time: number): boolean {
  for (const id in state.incidents) {
    const incident = state.incidents[id];
    if (incident?.kind === "missing" && incident.open && !incident.handedOver) return true;
  }
  for (const code of state.moving) {
    const group = state.groups[code];
    if (group !== undefined && (isOverdue(state, group, time) || group.phase === "received")) return true;
  }
  return false;
}
