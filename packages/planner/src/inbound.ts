import type { LinkState } from "@vado/flow";
import { MINUTE_MS, isClosing, isOpenGrant, offerRoom, queueAt } from "@vado/flow";
import { DAY_MS, type Terms } from "@vado/protocol";
import type { InboundLink } from "./offers.ts";
import type { Inflow } from "./projection.ts";
import { groupTarget, largestGroup } from "./sizes.ts";

/** An inbound link as the log of it says: who is coming, and what its terms let it bring. */

/** An agreement must be in force. `now`: ordering time, ms; `intakePerHour`: of the station it leads to, null without a limit. */
export function inboundLink(
  state: Readonly<LinkState>,
  terms: Terms,
  now: number,
  intakePerHour: number | null,
): InboundLink {
  const transitMs = terms.transitMeanMin * MINUTE_MS;
  const periodMs = Math.max(terms.slotPeriodMin, terms.transitSdMin) * MINUTE_MS;
  return {
    link: state.link,
    transitMs,
    periodMs,
    useful: usefulSize(state, terms, intakePerHour, now),
    perPeriodMax: perPeriod(terms, largestGroup(terms), periodMs),
    need: needOf(state, now),
    committed: commitments(state, now, periodMs),
    open: Object.values(state.offers)
      .filter((offer) => offerRoom(offer) > 0 && offer.to > now + transitMs)
      .map((offer) => ({ id: offer.id, from: offer.from, to: offer.to, room: offerRoom(offer) })),
  };
}

/** The group whose turn it is: offers too small for it would hold the room that it waits for. While nobody waits, a group as it should be. */
function usefulSize(state: Readonly<LinkState>, terms: Terms, intakePerHour: number | null, now: number): number {
  return queueAt(state as LinkState, now)[0]?.headcount ?? groupTarget(terms, intakePerHour);
}

/** People who wait at the other end, and who came there in the last day. */
function needOf(state: Readonly<LinkState>, now: number): number {
  const waiting = new Set(queueAt(state as LinkState, now).map((group) => group.code));
  let people = 0;
  for (const group of Object.values(state.groups))
    if (!group.spontaneous && (waiting.has(group.code) || group.openedAt > now - DAY_MS)) people += group.headcount;
  return people;
}

/** What a link can bring in one period: one group at a time when the block is absolute, else what rate and block allow. */
function perPeriod(terms: Terms, useful: number, periodMs: number): number {
  if (terms.block.kind === "absolute") return useful;
  const byRate = terms.ratePerHour === null ? Infinity : (terms.ratePerHour * periodMs) / 3_600_000;
  const block =
    terms.block.kind === "permissive"
      ? Math.min((terms.block.groups ?? Infinity) * useful, terms.block.people ?? Infinity)
      : Infinity;
  const byBlock = (block * periodMs) / (terms.transitMeanMin * MINUTE_MS);
  const most = Math.min(byRate, byBlock, 20 * useful);
  return useful * Math.max(1, Math.ceil(most / useful));
}

/** Everybody who was granted, let go or is on the way or at the gate, and when they may come. */
export function commitments(state: Readonly<LinkState>, now: number, periodMs: number): Inflow[] {
  const transitMs = (state.agreement?.terms.transitMeanMin ?? 0) * MINUTE_MS;
  const coming: Inflow[] = [];
  // Half of a period early or late: a period is as long as transit times spread. Who is later than that may come at any moment.
  const around = (mean: number, people: number): Inflow => ({
    at: Math.max(now, mean - periodMs / 2),
    until: Math.max(now, mean + periodMs / 2),
    people,
  });
  for (const id of state.live) {
    const grant = state.grants[id];
    if (grant === undefined || !(isOpenGrant(grant, now) || isClosing(state, grant, now))) continue;
    coming.push(around(Math.max(now, grant.from) + transitMs, grant.headcount));
  }
  for (const code of state.moving) {
    const group = state.groups[code];
    if (group === undefined || group.phase === "received") continue;
    const left = group.departedAt ?? group.releasedAt ?? now;
    const people = group.arrived ?? group.departed ?? group.headcount;
    coming.push(group.arrived === null ? around(left + transitMs, people) : { at: now, people });
  }
  return coming;
}
