import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { packGroups, type Packable } from "../src/index.ts";

const unit: fc.Arbitrary<Packable> = fc.record({
  size: fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 1, max: 8 }) }, fc.integer({ min: 1, max: 30 })),
  since: fc.nat({ max: 50 }),
});
const unitSets = fc.array(unit, { maxLength: 120 });
const limits = fc.constantFrom(4, 12, 20, 55, 60, 1_000);
const total = (units: readonly Packable[]) => units.reduce((sum, { size }) => sum + size, 0);

describe("groups at a transfer (SPEC: PG)", () => {
  it("PG1 every unit is in exactly one group, or apart: families are never split and nobody is left out", () => {
    fc.assert(
      fc.property(unitSets, limits, (units, most) => {
        const { groups, apart } = packGroups(units, most);
        const out = [...groups.flatMap((group) => group.units), ...apart];
        expect(out).toHaveLength(units.length);
        expect(new Set(out)).toEqual(new Set(units));
      }),
    );
  });

  it("PG2 no group is over the limit, and says how many it is", () => {
    fc.assert(
      fc.property(unitSets, limits, (units, most) => {
        for (const group of packGroups(units, most).groups) {
          expect(group.people).toBe(total(group.units));
          expect(group.people).toBeGreaterThan(0);
          expect(group.people).toBeLessThanOrEqual(most);
        }
      }),
    );
  });

  it("PG3 few groups: no two of them could be one, so less than twice as many as people fill", () => {
    fc.assert(
      fc.property(unitSets, limits, (units, most) => {
        const { groups } = packGroups(units, most);
        groups.forEach((one, i) =>
          groups.slice(i + 1).forEach((other) => expect(one.people + other.people).toBeGreaterThan(most)),
        );
        const people = groups.reduce((sum, group) => sum + group.people, 0);
        expect(groups.length).toBeLessThan(Math.max(2, (2 * people) / most + 1));
      }),
    );
  });

  it("PG4 a group keeps the longest wait of its people, and whoever waits longest is in the first", () => {
    fc.assert(
      fc.property(unitSets, limits, (units, most) => {
        const { groups, apart } = packGroups(units, most);
        for (const group of groups) expect(group.since).toBe(Math.min(...group.units.map(({ since }) => since)));
        const fit = units.filter((one) => !apart.includes(one));
        if (fit.length > 0) expect(groups[0]?.since).toBe(Math.min(...fit.map(({ since }) => since)));
      }),
    );
  });

  it("PG5 exactly the units larger than the vehicle are returned apart, for a supervisor to decide", () => {
    fc.assert(
      fc.property(unitSets, limits, (units, most) => {
        expect(new Set(packGroups(units, most).apart)).toEqual(new Set(units.filter(({ size }) => size > most)));
      }),
    );
    const seven = { size: 7, since: 0 };
    expect(packGroups([seven, { size: 3, since: 1 }], 6)).toEqual({
      groups: [{ units: [{ size: 3, since: 1 }], people: 3, since: 1 }],
      apart: [seven],
    });
  });
});
