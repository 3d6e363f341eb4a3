/**
 * Groups for the next link out of people who were received: whole family units, the longest wait first, few groups.
 * Nothing of a unit but its size and its wait is an input (H3).
 */

/** People who stay together. */
export interface Packable {
  readonly size: number;
  /** Since when they wait in the corridor (`readySince`), ms. */
  readonly since: number;
}

export interface PackedGroup<U extends Packable> {
  readonly units: readonly U[];
  readonly people: number;
  /** The longest wait of its people: what the new group keeps as `readySince`. */
  readonly since: number;
}

export interface Packing<U extends Packable> {
  readonly groups: readonly PackedGroup<U>[];
  /** Units that no vehicle of the link takes whole: a supervisor must say how they travel. */
  readonly apart: readonly U[];
}

/** Packs units into groups of at most `most` people: the smaller of the link's largest group and its vehicle's seats. */
export function packGroups<U extends Packable>(units: readonly U[], most: number): Packing<U> {
  const bins: { units: U[]; people: number; since: number }[] = [];
  const apart: U[] = [];
  // First fit: whoever waits longest goes with the first group, and no two groups could be one.
  for (const unit of units.toSorted((a, b) => a.since - b.since)) {
    if (unit.size > most) {
      apart.push(unit);
      continue;
    }
    const bin = bins.find(({ people }) => people + unit.size <= most);
    if (bin === undefined) bins.push({ units: [unit], people: unit.size, since: unit.since });
    else {
      bin.units.push(unit);
      bin.people += unit.size;
    }
  }
  return { groups: bins, apart };
}
