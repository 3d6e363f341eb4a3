import type { LinkState } from "@vado/flow";
import { MINUTE_MS, reserving } from "@vado/flow";

const HOUR_MS = 60 * MINUTE_MS;

/**
 * From when on a release of so many people is within the rate (GW1), ms of ordering time: those released in the hour before it, and all who
 * have a grant, counted. `now` when the rate lets them go at once or there is none; null when it never does. A window that
 * begins sooner lapses unused, and its group keeps a place of the block and of the rate until it is closed.
 */
export function rateFreeFrom(state: Readonly<LinkState>, people: number, now: number): number | null {
  const rate = state.agreement?.terms.ratePerHour ?? null;
  if (rate === null) return now;
  const granted = reserving(state as LinkState, now).reduce((sum, grant) => sum + grant.headcount, 0);
  const releases = state.releases.filter((release) => release.time > now - HOUR_MS).toSorted((a, b) => a.time - b.time);
  let counted = releases.reduce((sum, release) => sum + release.people, granted + people);
  let from = now;
  for (const release of releases) {
    if (counted <= rate) break;
    counted -= release.people;
    // A minute more than an hour: both ends of the hour count.
    from = Math.max(from, release.time + HOUR_MS + MINUTE_MS);
  }
  return counted <= rate ? from : null;
}
