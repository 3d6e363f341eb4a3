import type { Terms } from "@vado/protocol";
import { MINUTE_MS, isClosing, isOpenGrant, localDay, quotaOn } from "./derived.ts";
import type { Grant, LinkState, Offer } from "./state.ts";

/** How much room is left: in the block, in the rate, in the quota, in an offer. `except` is a grant not counted against itself. */

/** Grants that reserve a place in the block at `time`: open or closing. */
export function reserving(state: LinkState, time: number, except?: string): Grant[] {
  const grants: Grant[] = [];
  for (const id of state.live) {
    const grant = state.grants[id];
    if (grant === undefined || id === except) continue;
    if (isOpenGrant(grant, time) || isClosing(state, grant, time)) grants.push(grant);
  }
  return grants;
}

/** S4. Whether one more group of `people` fits the block, beside what is granted, closing or moving. */
export function blockHasRoom(state: LinkState, terms: Terms, people: number, time: number, except?: string): boolean {
  if (terms.block.kind === "paced") return true;
  const reserved = reserving(state, time, except);
  const groups = reserved.length + state.moving.length;
  if (terms.block.kind === "absolute") return groups === 0;
  if (terms.block.groups !== undefined && groups + 1 > terms.block.groups) return false;
  if (terms.block.people === undefined) return true;
  let total = people;
  for (const grant of reserved) total += grant.headcount;
  for (const code of state.moving) {
    const group = state.groups[code];
    if (group !== undefined) total += group.arrived ?? group.departed ?? group.headcount;
  }
  return total <= terms.block.people;
}

function grantedPeople(grants: readonly Grant[]): number {
  let total = 0;
  for (const grant of grants) total += grant.headcount;
  return total;
}

/** People released in the 60 minutes up to `time`, both ends included. */
export function releasedInHour(state: LinkState, time: number): number {
  let total = 0;
  for (const release of state.releases)
    if (release.time >= time - 60 * MINUTE_MS && release.time <= time) total += release.people;
  return total;
}

/** Whether `people` may be released at `time` under the rate. */
export function rateAllowsRelease(state: LinkState, terms: Terms, people: number, time: number): boolean {
  return terms.ratePerHour === null || releasedInHour(state, time) + people <= terms.ratePerHour;
}

/** Whether `people` may be granted a window that ends at `to`: what was and may yet be released before counts. */
export function rateAllowsGrant(state: LinkState, terms: Terms, people: number, to: number, time: number): boolean {
  if (terms.ratePerHour === null) return true;
  return (
    releasedInHour(state, Math.max(time, to)) + grantedPeople(reserving(state, time)) + people <= terms.ratePerHour
  );
}

/** People left of the day's quota at `time`; open grants whose window ends that day count when `granted`. */
export function quotaLeft(state: LinkState, terms: Terms, at: number, time: number, granted: boolean): number {
  const day = localDay(terms.calendar, at);
  const open = granted ? reserving(state, time).filter((grant) => localDay(terms.calendar, grant.to) === day) : [];
  return quotaOn(terms, day) - (state.releasedOn[day] ?? 0) - grantedPeople(open);
}

/** People an offer still takes. */
export function offerRoom(offer: Offer): number {
  return offer.withdrawn ? 0 : offer.people - offer.consumed;
}
