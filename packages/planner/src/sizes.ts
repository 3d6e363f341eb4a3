import type { Group, LinkState } from "@vado/flow";
import { MINUTE_MS, offerRoom, queueAt, quotaLeft, reserving } from "@vado/flow";
import type { Terms } from "@vado/protocol";

/** How large a group should be (GS): as large as the vehicle, unless people would wait long for it to fill, or the next places are few. */

/** Between the end of one handover and the next release: answer, read-back, window, ms. */
export const TURNAROUND_MS = 15 * MINUTE_MS;
const HOUR_MS = 60 * MINUTE_MS;
/** So long may it take to gather a group, hours. */
const FILL_HOURS = 1;

/** The largest group of a link: one vehicle. People. */
export const largestGroup = ({ groupMax, vehicleSeats }: Terms): number => Math.min(groupMax, vehicleSeats ?? Infinity);

/** People a link can carry in an hour, its quota aside: what rate and block let through when nothing else stops it. */
export function carriesPerHour(terms: Terms): number {
  const { block, ratePerHour, transitMeanMin } = terms;
  const largest = largestGroup(terms);
  const inBlock =
    block.kind === "paced"
      ? Infinity
      : block.kind === "absolute"
        ? largest
        : Math.min((block.groups ?? Infinity) * largest, block.people ?? Infinity);
  const byBlock = (inBlock * HOUR_MS) / (transitMeanMin * MINUTE_MS + TURNAROUND_MS);
  return Math.min(byBlock, ratePerHour ?? Infinity);
}

/**
 * The size in which groups keep a link going when `perHour` people are registered (null: any number): what an hour brings, but
 * no less than the block needs to carry all of them, and no more than a vehicle.
 */
export function groupTarget(terms: Terms, perHour: number | null): number {
  const largest = largestGroup(terms);
  if (perHour === null) return largest;
  return Math.min(largest, Math.max(hourOf(perHour), Math.ceil(blockNeeds(terms, perHour))));
}

/** With groups of this size the groups a block takes at once carry so many people per hour. */
function blockNeeds({ block, transitMeanMin }: Terms, perHour: number): number {
  const groups = block.kind === "absolute" ? 1 : block.kind === "permissive" ? (block.groups ?? Infinity) : Infinity;
  return (perHour * (transitMeanMin * MINUTE_MS + TURNAROUND_MS)) / HOUR_MS / groups;
}

/**
 * How large the next group for a link should be, from the sending side (GS2): as groups keep the link going, or what an hour brings while
 * nobody waits or is on the way. Or what is offered for a release soon and not spoken for, or left of the day's quota, where
 * that is at least half as much: less is not worth a vehicle. Null without an agreement. `now`: ordering time, ms.
 */
export function nextGroupSize(state: Readonly<LinkState>, now: number, perHour: number | null): number | null {
  const terms = state.agreement?.terms;
  if (terms === undefined) return null;
  const queue = queueAt(state as LinkState, now);
  const waiting = queue.reduce((sum, group) => sum + group.headcount, 0);
  const idle = queue.length + state.moving.length + reserving(state as LinkState, now).length === 0;
  const target = idle ? Math.min(largestGroup(terms), hourOf(perHour)) : groupTarget(terms, perHour);
  const quota = quotaLeft(state as LinkState, terms, now, now, true) - waiting;
  const most = Math.min(roomSoon(state, terms, queue, now), quota > 0 ? quota : Infinity);
  return most < target / 2 ? target : Math.min(target, most);
}

const hourOf = (perHour: number | null): number => Math.max(1, Math.ceil((perHour ?? Infinity) * FILL_HOURS));

/** The largest room of an offer for a release soon, after those who wait took theirs. */
function roomSoon(state: Readonly<LinkState>, terms: Terms, queue: readonly Group[], now: number): number {
  const arrival = now + TURNAROUND_MS + terms.transitMeanMin * MINUTE_MS;
  const rooms = Object.values(state.offers)
    .filter((offer) => !offer.withdrawn && offer.from <= arrival && arrival < offer.to)
    .map(offerRoom)
    .toSorted((a, b) => b - a);
  for (const { headcount } of queue) {
    const at = rooms.findIndex((room) => room >= headcount);
    if (at >= 0) rooms[at] = (rooms[at] as number) - headcount;
  }
  return Math.max(0, ...rooms);
}
