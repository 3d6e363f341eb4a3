import { SLOT_PEOPLE_MAX } from "@vado/protocol";
import {
  OFFER_HORIZON_MS,
  STEP_MS,
  ceilings,
  planLimit,
  project,
  type Inflow,
  type StationView,
} from "./projection.ts";
import { fairShares } from "./share.ts";

/** What a receiving desk offers: `slots.offered` for every inbound link, so that no period exceeds the places (S3, C2). */

/** One inbound link as the desk sees it in its log. */
export interface InboundLink {
  readonly link: string;
  readonly transitMs: number;
  /** max(15 min, standard deviation of transit). */
  readonly periodMs: number;
  /** An offer smaller than this helps nobody: the group whose turn it is, or what a group should be. */
  readonly useful: number;
  /** Most people one period of this link should bring. */
  readonly perPeriodMax: number;
  /** People who wait at its other end, and who came there in the last day: what its share is in proportion to. */
  readonly need: number;
  /** Granted, released, in transit: people and when they may arrive at the earliest. */
  readonly committed: readonly Inflow[];
  /** Offers with room left whose period a release could still reach. */
  readonly open: readonly { readonly id: string; readonly from: number; readonly to: number; readonly room: number }[];
}

export interface NewOffer {
  readonly link: string;
  readonly from: number;
  readonly to: number;
  readonly people: number;
  /** Others at the highest level from this period on: that level, these people come, less these people. */
  readonly projected: number;
}

export interface OfferPlan {
  readonly withdraw: readonly { readonly link: string; readonly id: string }[];
  readonly offer: readonly NewOffer[];
}

/** A period of a link, and what may come in it. */
interface Slot {
  readonly link: InboundLink;
  readonly from: number;
  readonly to: number;
  readonly most: number;
  /** The offer that stands for it. */
  readonly id: string | null;
  /** Later than the link may be offered yet: kept free for it while links with longer ways are served. */
  readonly kept: boolean;
}

/** Earliest period that a release from now on can reach. Periods are aligned to multiples of their length. */
function firstPeriod(link: InboundLink, now: number): number {
  return Math.floor((now + link.transitMs) / link.periodMs) * link.periodMs;
}

/** Steps a plan looks ahead: as far as offers reach, and as far as anybody is expected: who comes now may still be there then. */
export function planSteps(now: number, links: readonly InboundLink[]): number {
  const reach = Math.max(
    0,
    ...links.map((link) => link.transitMs + link.periodMs + OFFER_HORIZON_MS),
    ...links.flatMap((link) => link.committed.map(({ at, until = at }) => until - now)),
    ...links.flatMap((link) => link.open.map((offer) => offer.to - now)),
  );
  return Math.ceil(reach / STEP_MS) + 1;
}

/**
 * Plans offers. Within its share every link keeps the offers that stand and gets new ones; then, if there is room left, standing
 * offers beyond the share are kept, and new ones grow. What finds no room is taken back.
 */
export function planOffers(view: StationView, links: readonly InboundLink[]): OfferPlan {
  if (links.length === 0) return { withdraw: [], offer: [] };
  const limit = planLimit(view);
  const steps = planSteps(view.now, links);
  const stepOf = (from: number) => Math.min(steps - 1, Math.max(0, Math.floor((from - view.now) / STEP_MS)));
  const inflows: Inflow[] = links.flatMap((link) => [...link.committed]);
  const peakFrom = (extra: readonly Inflow[], from: number) =>
    ceilings(project(view, extra, steps))[stepOf(from)] as number;
  const inflowOf = (slot: Slot, people: number): Inflow => ({ at: slot.from, until: slot.to, people });
  const peakWith = (slot: Slot, people: number, others: readonly Inflow[] = inflows) =>
    peakFrom([...others, inflowOf(slot, people)], slot.from);
  const bears = (slot: Slot) => view.total === null || peakWith(slot, slot.most) <= limit;
  /** The most people of a slot whom the places bear. */
  const mostBorne = (slot: Slot, cap: number, others: readonly Inflow[] = inflows): number => {
    const { useful } = slot.link;
    let [low, high] = [useful, Math.min(cap, limit)];
    if (high < useful || (view.total !== null && peakWith(slot, useful, others) > limit)) return 0;
    if (view.total === null) return high;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (peakWith(slot, middle, others) <= limit) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  const first = Math.min(...links.map((link) => stepOf(firstPeriod(link, view.now))));
  const fair = fairShares(view, links, first, steps);
  const take = (slot: Slot, people: number): Inflow => {
    const inflow = inflowOf(slot, people);
    inflows.push(inflow);
    fair.spend(slot.link, stepOf(slot.from), people);
    return inflow;
  };

  const beyondShare: Slot[] = [];
  const withdraw: { link: string; id: string }[] = [];
  for (const slot of standingSlots(links)) {
    if (isLeftover(slot)) withdraw.push({ link: slot.link.link, id: slot.id as string });
    else if (slot.most <= fair.left(slot.link, stepOf(slot.from)) && bears(slot)) take(slot, slot.most);
    else beyondShare.push(slot);
  }
  const found = new Map<Slot, Inflow>();
  const free = freeSlots(links, view, steps);
  for (const slot of free) {
    const people = mostBorne(slot, Math.floor(Math.min(slot.most, fair.left(slot.link, stepOf(slot.from)))));
    if (people > 0) found.set(slot, take(slot, people));
  }
  for (const slot of beyondShare) {
    if (bears(slot)) take(slot, slot.most);
    else withdraw.push({ link: slot.link.link, id: slot.id as string });
  }
  for (const slot of links.length === 1 ? [] : free) {
    const had = found.get(slot);
    if (slot.kept || had?.people === slot.most) continue;
    const others = inflows.filter((one) => one !== had);
    const people = mostBorne(slot, slot.most, others);
    if (people <= (had?.people ?? 0)) continue;
    inflows.splice(0, Infinity, ...others);
    found.set(slot, take(slot, people));
  }
  const offer = free.flatMap((slot): NewOffer[] => {
    const people = found.get(slot)?.people;
    if (slot.kept || people === undefined) return [];
    const { link, from, to } = slot;
    return [{ link: link.link, from, to, people, projected: Math.max(0, peakFrom(inflows, from) - people) }];
  });
  return { withdraw, offer };
}

/** What is left of an offer after its last group, and too small for any: its people are offered anew. */
const isLeftover = ({ link, most }: Slot): boolean => most < link.useful;

/** Offers that stand, the earliest first. */
function standingSlots(links: readonly InboundLink[]): Slot[] {
  return links
    .flatMap((link) => link.open.map(({ id, from, to, room }) => ({ link, from, to, most: room, id, kept: false })))
    .toSorted((a, b) => a.from - b.from || (a.id < b.id ? -1 : 1));
}

/** Periods without an offer, the earliest first, links in turn; with more than one link up to the end of the plan. */
function freeSlots(links: readonly InboundLink[], { now, total }: StationView, steps: number): Slot[] {
  const end = links.length === 1 || total === null ? -Infinity : now + steps * STEP_MS;
  return links
    .flatMap((link) => periodsOf(link, now, end))
    .filter(
      ({ link, from }) => !link.open.some((open) => open.room >= link.useful && open.from <= from && from < open.to),
    )
    .toSorted((a, b) => a.from - b.from || turn(a, links) - turn(b, links) || (a.link.link < b.link.link ? -1 : 1));
}

/** Of links whose periods begin together another is first each time, or the first in the alphabet would take every place. */
function turn(
  { link, from }: { readonly link: InboundLink; readonly from: number },
  links: readonly InboundLink[],
): number {
  const rank = links.filter((other) => other.link < link.link).length;
  return (rank + Math.floor(from / link.periodMs)) % links.length;
}

function periodsOf(link: InboundLink, now: number, end: number): Slot[] {
  const slots: Slot[] = [];
  const last = now + link.transitMs + OFFER_HORIZON_MS;
  const most = Math.floor(Math.min(link.perPeriodMax, SLOT_PEOPLE_MAX));
  for (let from = firstPeriod(link, now); from <= last || from < end; from += link.periodMs)
    slots.push({ link, from, to: from + link.periodMs, most, id: null, kept: from > last });
  return slots;
}
