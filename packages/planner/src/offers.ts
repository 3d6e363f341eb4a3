import { SLOT_PEOPLE_MAX } from "@vado/protocol";
import { STEP_MS, ceilings, planLimit, project, type Inflow, type StationView } from "./projection.ts";

/** What a receiving desk offers: `slots.offered` for every inbound link, so that no period exceeds the places (S3, C2). */

/** One inbound link as the desk sees it in its log. */
export interface InboundLink {
  readonly link: string;
  readonly transitMs: number;
  /** max(15 min, standard deviation of transit). */
  readonly periodMs: number;
  /** An offer smaller than this helps nobody: the largest group. */
  readonly useful: number;
  /** Most people one period of this link should bring. */
  readonly perPeriodMax: number;
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
  /** Highest projected level from this period on, without these people. */
  readonly projected: number;
}

export interface OfferPlan {
  readonly withdraw: readonly { readonly link: string; readonly id: string }[];
  readonly offer: readonly NewOffer[];
}

/** domain.md S3: offers reach from now + mean transit to four hours beyond it. */
export const OFFER_HORIZON_MS = 4 * 3_600_000;

/** Earliest period that a release from now on can reach. Periods are aligned to multiples of their length. */
function firstPeriod(link: InboundLink, now: number): number {
  return Math.floor((now + link.transitMs) / link.periodMs) * link.periodMs;
}

/** Plans offers: what must be taken back, then new ones, earliest period first, links in turn. */
export function planOffers(view: StationView, links: readonly InboundLink[]): OfferPlan {
  const limit = planLimit(view);
  const inflows: Inflow[] = links.flatMap((link) => [...link.committed]);
  const standing = links
    .flatMap((link) => link.open.map((offer) => ({ link: link.link, ...offer })))
    .toSorted((a, b) => a.from - b.from || (a.id < b.id ? -1 : 1));
  // As far as the offers reach, and as far as anybody is expected: who comes now may still be there then.
  const reach = Math.max(
    ...links.map((link) => link.transitMs + link.periodMs + OFFER_HORIZON_MS),
    ...inflows.map((inflow) => inflow.at - view.now),
    ...standing.map((offer) => offer.from - view.now),
  );
  const steps = Math.ceil(reach / STEP_MS) + 1;
  const levelsWith = (extra: readonly Inflow[]) => ceilings(project(view, extra, steps));

  const withdraw: { link: string; id: string }[] = [];
  for (const offer of standing) {
    const one = { at: offer.from, people: offer.room };
    const from = Math.max(0, Math.floor((offer.from - view.now) / STEP_MS));
    if (view.total !== null && (levelsWith([...inflows, one])[Math.min(from, steps - 1)] ?? 0) > limit)
      withdraw.push({ link: offer.link, id: offer.id });
    else inflows.push(one);
  }

  const offer: NewOffer[] = [];
  const slots = links
    .flatMap((link) => periodsOf(link, view.now))
    .filter(
      (slot) => !standing.some((open) => open.link === slot.link.link && open.from <= slot.from && slot.from < open.to),
    )
    .toSorted((a, b) => a.from - b.from || turn(a, links) - turn(b, links) || (a.link.link < b.link.link ? -1 : 1));
  for (const slot of slots) {
    const step = Math.max(0, Math.floor((slot.from - view.now) / STEP_MS));
    const projected = levelsWith(inflows)[Math.min(step, steps - 1)] ?? 0;
    const people = Math.floor(
      Math.min(slot.link.perPeriodMax, SLOT_PEOPLE_MAX, view.total === null ? Infinity : limit - projected),
    );
    if (people < slot.link.useful) continue;
    offer.push({ link: slot.link.link, from: slot.from, to: slot.from + slot.link.periodMs, people, projected });
    inflows.push({ at: slot.from, people });
  }
  return { withdraw, offer };
}

/** Of links whose periods begin together another is first each time, or the first in the alphabet would take every place. */
function turn(
  { link, from }: { readonly link: InboundLink; readonly from: number },
  links: readonly InboundLink[],
): number {
  const rank = links.filter((other) => other.link < link.link).length;
  return (rank + Math.floor(from / link.periodMs)) % links.length;
}

function periodsOf(link: InboundLink, now: number): { link: InboundLink; from: number }[] {
  const slots: { link: InboundLink; from: number }[] = [];
  const last = now + link.transitMs + OFFER_HORIZON_MS;
  for (let from = firstPeriod(link, now); from <= last; from += link.periodMs) slots.push({ link, from });
  return slots;
}
