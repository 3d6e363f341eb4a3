import type { LinkState, Offer } from "@vado/flow";
import { localDay, offerRoom, placesFresh, quotaLeft, quotaOn, releasedInHour } from "@vado/flow";

/** What the receiving side has and offers. Each figure says whether it is actual, expected or predicted. */

export interface PlacesView {
  /** Null: no limit. */
  readonly total: number | null;
  /** Actual, as reported. */
  readonly occupied: number;
  /** Expected: granted or on the way. */
  readonly coming: number;
  /** Predicted to be free for offers: places less reserve, people inside and people coming; null without a limit. */
  readonly free: number | null;
  /** Places kept free by the agreement. */
  readonly reserve: number;
  readonly asOf: number;
  readonly validUntil: number;
  readonly fresh: boolean;
}

/** Null: never reported. */
export function placesView(state: Readonly<LinkState>, now: number): PlacesView | null {
  const { places } = state;
  if (places === null) return null;
  const fresh = placesFresh(state, now);
  const coming = comingPeople(state);
  const reserve = places.total === null ? 0 : Math.ceil(places.total * (state.agreement?.terms.reserveShare ?? 0));
  return {
    total: places.total,
    occupied: places.occupied,
    coming,
    // Stale counts as none free (S8).
    free: places.total === null ? null : fresh ? Math.max(0, places.total - reserve - places.occupied - coming) : 0,
    reserve,
    asOf: places.asOf,
    validUntil: places.validUntil,
    fresh,
  };
}

/** People granted, closing or on the way who are not at the gate yet. */
function comingPeople(state: Readonly<LinkState>): number {
  let people = 0;
  for (const id of state.live) people += state.grants[id]?.headcount ?? 0;
  for (const code of state.moving) {
    const group = state.groups[code];
    if (group?.phase === "released" || group?.phase === "inTransit") people += group.departed ?? group.headcount;
  }
  return people;
}

export interface OfferRow {
  readonly id: string;
  /** The period of arrival, ms. */
  readonly from: number;
  readonly to: number;
  readonly people: number;
  readonly consumed: number;
  readonly room: number;
  readonly withdrawn: boolean;
}

/** Offers whose period is not over, earliest first; a withdrawn one only while grants stand in it. */
export function offersView(state: Readonly<LinkState>, now: number): OfferRow[] {
  return Object.values(state.offers)
    .filter((offer) => offer.to > now && (!offer.withdrawn || offer.consumed > 0))
    .map(rowOf)
    .toSorted((a, b) => a.from - b.from || (a.id < b.id ? -1 : 1));
}

export function rowOf(offer: Offer): OfferRow {
  const { id, from, to, people, consumed, withdrawn } = offer;
  return { id, from, to, people, consumed, room: Math.max(0, offerRoom(offer)), withdrawn };
}

/** Rate and quota, people: how much is used, and how much there is. Null where the agreement sets no limit. */
export interface PaceView {
  readonly rate: { readonly used: number; readonly max: number } | null;
  readonly quota: { readonly used: number; readonly max: number; readonly left: number } | null;
}

export function paceView(state: Readonly<LinkState>, now: number): PaceView {
  const terms = state.agreement?.terms;
  if (terms === undefined) return { rate: null, quota: null };
  const day = localDay(terms.calendar, now);
  return {
    rate: terms.ratePerHour === null ? null : { used: releasedInHour(state, now), max: terms.ratePerHour },
    quota:
      terms.quotaPerDay === null
        ? null
        : {
            used: state.releasedOn[day] ?? 0,
            max: quotaOn(terms, day),
            left: Math.max(0, quotaLeft(state, terms, now, now, true)),
          },
  };
}
