import { GROUP_PEOPLE_MAX, UNIT_PEOPLE_MAX, type Units } from "@vado/protocol";

/**
 * Counting a yard in half a minute without splitting a family. Two ways, and they may be mixed: tap a key per family, its size on it; or
 * type the total of heads, and tap only the families: whoever is in none travels alone.
 */
export interface Count {
  /** Typed total of heads, or null: the total is what was tapped. */
  readonly total: number | null;
  /** Taps in their order, so that the last can be taken back. */
  readonly taps: readonly Tap[];
}

export interface Tap {
  readonly size: number;
  readonly times: number;
}

export const NOTHING: Count = { total: null, taps: [] };
/** Taps kept; a tap past it is not taken, like a count past the largest group. */
export const TAPS_MAX = 400;
export const TIMES = [1, 5, 10] as const;
/** Family sizes with a key of their own; larger ones are typed. */
export const SIZES = [1, 2, 3, 4, 5] as const;

/** What the taps and the total come to. */
export interface Counted {
  readonly people: number;
  /** Families of two and more, and people alone, by size. */
  readonly units: Units;
  readonly alone: number;
  /** People in families beyond the typed total: then the two do not fit. */
  readonly over: number;
}

export function counted({ total, taps }: Count): Counted {
  const units: Record<string, number> = {};
  let alone = 0;
  let inFamilies = 0;
  for (const { size, times } of taps) {
    if (size === 1) alone += times;
    else {
      units[size] = (units[size] ?? 0) + times;
      inFamilies += size * times;
    }
  }
  if (total !== null) alone = Math.max(0, total - inFamilies);
  if (alone > 0) units[1] = alone;
  const people = total ?? inFamilies + alone;
  return { people, units, alone, over: total === null ? 0 : Math.max(0, inFamilies - total) };
}

/** One tap: so many families of that size. Past the limits nothing changes. */
export function tapped(count: Count, size: number, times: number): Count {
  if (size < 1 || size > UNIT_PEOPLE_MAX || times < 1 || count.taps.length >= TAPS_MAX) return count;
  const next = { ...count, taps: [...count.taps, { size, times }] };
  const { people, over } = counted(next);
  return people > GROUP_PEOPLE_MAX || over > GROUP_PEOPLE_MAX ? count : next;
}

/** The last tap is taken back. */
export function undone(count: Count): Count {
  return { ...count, taps: count.taps.slice(0, -1) };
}

/** With a total, people alone are what is left of it; taps for them would count them twice. */
export function withTotal(count: Count, total: number | null): Count {
  if (total === null) return { ...count, total };
  return { total: Math.min(total, GROUP_PEOPLE_MAX), taps: count.taps.filter(({ size }) => size > 1) };
}

/** The families tapped of one size; for people alone, what is known of them. */
export function ofSize(count: Count, size: number): number {
  return counted(count).units[size] ?? 0;
}

/** Families larger than the keys. */
export function larger(count: Count): { readonly size: number; readonly times: number }[] {
  return Object.entries(counted(count).units)
    .map(([size, times]) => ({ size: Number(size), times }))
    .filter(({ size }) => size > SIZES.length);
}

/** A count to begin a correction with: the units as they were told. */
export function fromUnits(units: Units): Count {
  return { total: null, taps: Object.entries(units).map(([size, times]) => ({ size: Number(size), times })) };
}
