import type { InboundLink } from "./offers.ts";
import {
  OFFER_HORIZON_MS,
  STEP_MS,
  ceilings,
  planLimit,
  project,
  type Inflow,
  type StationView,
} from "./projection.ts";

/** How what a station can take is split between its inbound links: in proportion to need, and nobody starved (OF7). */

/** A fifth of the room is split evenly, so that a link on which nobody waits yet has room when they come. */
const EVEN_PART = 0.2;
/** Shares hold over so many steps: longer than most periods, shorter than most roads. */
const WINDOW_STEPS = OFFER_HORIZON_MS / STEP_MS;

export interface Fairness {
  /** People who may still come on this link in this step within its share; whatever is sent on it must be `spend`ed. */
  left(link: InboundLink, step: number): number;
  spend(link: InboundLink, step: number, people: number): void;
}

export const shareOf = (link: InboundLink, links: readonly InboundLink[]): number => {
  const need = links.reduce((sum, one) => sum + one.need, 0);
  return EVEN_PART / links.length + (1 - EVEN_PART) * (need === 0 ? 1 / links.length : link.need / need);
};

/** Shares of the arrivals that the station could take at most; `first`: the first step that an offer can reach. */
export function fairShares(view: StationView, links: readonly InboundLink[], first: number, steps: number): Fairness {
  if (links.length < 2 || view.total === null) return { left: () => Infinity, spend: () => {} };
  const bearable = mostArrivals(view, links, first, steps);
  const spent = new Map(links.map((link) => [link, new Float64Array(steps)]));
  const inWindow = (people: ArrayLike<number>, step: number): number => {
    let sum = 0;
    for (let k = Math.max(0, step - WINDOW_STEPS + 1); k <= step; k++) sum += people[k] as number;
    return sum;
  };
  const spend = (link: InboundLink, step: number, people: number): void => {
    const row = spent.get(link) as Float64Array;
    if (step < steps) row[step] = (row[step] as number) + people;
  };
  for (const link of links)
    for (const { at, people } of link.committed)
      spend(link, Math.max(0, Math.floor((at - view.now) / STEP_MS)), people);
  return {
    spend,
    // One group more than the share: shares of a small station would otherwise be smaller than any group.
    left: (link, step) =>
      shareOf(link, links) * inWindow(bearable, step) + link.useful - inWindow(spent.get(link) as Float64Array, step),
  };
}

/** Arrivals by step if the station were filled as soon as anybody can reach it, with those already committed. */
function mostArrivals(view: StationView, links: readonly InboundLink[], first: number, steps: number): Float64Array {
  const limit = planLimit(view);
  const inflows: Inflow[] = links.flatMap((link) => [...link.committed]);
  const people = new Float64Array(steps);
  for (const { at, people: many } of inflows) {
    const step = Math.max(0, Math.floor((at - view.now) / STEP_MS));
    if (step < steps) people[step] = (people[step] as number) + many;
  }
  for (let step = first; step < steps; step++) {
    const free = limit - (ceilings(project(view, inflows, steps))[step] as number);
    if (free <= 0) continue;
    inflows.push({ at: view.now + step * STEP_MS, people: free });
    people[step] = (people[step] as number) + free;
  }
  return people;
}
