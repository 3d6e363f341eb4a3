import { GROUP_PEOPLE_MAX, UNIT_PEOPLE_MAX, unitsTotal } from "@vado/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BLANK, countFault, isForming, largestGroup, needsOf, readyOf } from "../src/phone/forming.ts";
import {
  NOTHING,
  TAPS_MAX,
  TIMES,
  counted,
  fromUnits,
  tapped,
  undone,
  withTotal,
  type Count,
} from "../src/phone/units.ts";
import { TERMS, codeOf } from "./gallery/story.ts";

const tap = (count: Count, ...taps: readonly (readonly [number, number])[]): Count =>
  taps.reduce((so, [size, times]) => tapped(so, size, times), count);

describe("counting families by taps", () => {
  it("adds a family for each tap, five or ten at a time", () => {
    const count = tap(NOTHING, [1, 10], [1, 10], [1, 10], [2, 10], [2, 10], [3, 10], [4, 10], [2, 5]);
    expect(counted(count)).toMatchObject({ people: 150, alone: 30, units: { 1: 30, 2: 25, 3: 10, 4: 10 } });
    // Nine taps with the two changes of ×1 to ×10 and ×5: a yard of 150 in well under half a minute.
    expect(count.taps.length).toBeLessThan(10);
  });

  it("takes back the last tap, and only that", () => {
    const count = tap(NOTHING, [2, 5], [3, 1]);
    expect(counted(undone(count)).units).toEqual({ 2: 5 });
    expect(undone(NOTHING)).toEqual(NOTHING);
  });

  it("with a typed total, whoever is in no family travels alone", () => {
    const count = tap(withTotal(NOTHING, 150), [2, 10], [4, 10]);
    expect(counted(count)).toMatchObject({ people: 150, alone: 90, over: 0, units: { 1: 90, 2: 10, 4: 10 } });
  });

  it("says when the families do not fit the total, and splits none", () => {
    const count = tap(withTotal(NOTHING, 20), [5, 5]);
    expect(counted(count)).toMatchObject({ over: 5, units: { 5: 5 } });
    expect(countFault(count, 150)).toBe("over");
  });

  it("does not count people alone twice when the total is typed later", () => {
    const count = withTotal(tap(NOTHING, [1, 10], [2, 5]), 40);
    expect(counted(count)).toMatchObject({ people: 40, alone: 30 });
    expect(counted(withTotal(count, null))).toMatchObject({ people: 10, alone: 0 });
  });

  it("stops at the largest group, the largest family, and the last tap that is kept", () => {
    const full = withTotal(NOTHING, GROUP_PEOPLE_MAX + 1);
    expect(counted(full).people).toBe(GROUP_PEOPLE_MAX);
    const many = Array.from({ length: GROUP_PEOPLE_MAX / 10 }).reduce<Count>((so) => tapped(so, 1, 10), NOTHING);
    expect(counted(many).people).toBe(GROUP_PEOPLE_MAX);
    expect(tapped(many, 1, 1)).toBe(many);
    expect(counted(tapped(NOTHING, UNIT_PEOPLE_MAX, 1)).people).toBe(UNIT_PEOPLE_MAX);
    expect(tapped(NOTHING, UNIT_PEOPLE_MAX + 1, 1)).toBe(NOTHING);
    const long = { total: null, taps: Array.from({ length: TAPS_MAX }, () => ({ size: 1, times: 1 })) };
    expect(tapped(long, 1, 1)).toBe(long);
  });

  it("units always add up to the people counted, unless the families are too many", () => {
    const taps = fc.array(fc.tuple(fc.integer({ min: 1, max: 30 }), fc.constantFrom(...TIMES)), { maxLength: 60 });
    fc.assert(
      fc.property(taps, fc.option(fc.integer({ min: 1, max: 1200 }), { nil: null }), (all, total) => {
        const count = tap(withTotal(NOTHING, total), ...all);
        const { people, units, over } = counted(count);
        expect(unitsTotal(units)).toBe(people + over);
        expect(people).toBeLessThanOrEqual(GROUP_PEOPLE_MAX);
        expect(counted(fromUnits(units)).units).toEqual(units);
      }),
    );
  });
});

describe("a forming group", () => {
  it("cannot go on with nobody, or with more than the agreement or its vehicle takes", () => {
    expect(countFault(NOTHING, 150)).toBe("nobody");
    expect(countFault(withTotal(NOTHING, 150), 150)).toBeNull();
    expect(countFault(withTotal(NOTHING, 151), 150)).toBe("large");
    expect(largestGroup({ ...TERMS, groupMax: 150, vehicleSeats: 56 })).toBe(56);
    expect(largestGroup(undefined)).toBe(GROUP_PEOPLE_MAX);
  });

  it("tells only the needs that count somebody, and never more than the group has", () => {
    const forming = { ...BLANK, count: withTotal(NOTHING, 4), needs: { infants: 9, interpreter: 0, olderPeople: 1 } };
    expect(needsOf(forming)).toEqual({ infants: 4, olderPeople: 1 });
  });

  it("tells the group ready with its families, and its earlier wait when it had one", () => {
    const forming = { ...BLANK, count: tap(NOTHING, [3, 1]), explained: true, voluntary: true };
    const group = codeOf(0);
    const ready = { type: "group.ready", group, version: 1, headcount: 3, units: { 3: 1 }, needs: {} };
    expect(readyOf(group, forming, undefined)).toEqual({ ...ready, explained: true, voluntary: true });
    expect(readyOf(group, forming, 5)).toEqual({ ...ready, explained: true, voluntary: true, since: 5 });
  });

  it("is read from storage only when it is one", () => {
    const good = { ...BLANK, count: tap(withTotal(NOTHING, 12), [2, 1]), needs: { infants: 2 } };
    expect(isForming(JSON.parse(JSON.stringify(good)))).toBe(true);
    for (const bad of [
      null,
      {},
      { ...good, step: 3 },
      { ...good, needs: { names: 1 } },
      { ...good, needs: { infants: -1 } },
      { ...good, count: { total: 1e9, taps: [] } },
      { ...good, count: { total: null, taps: [{ size: 0, times: 1 }] } },
      { ...good, count: { total: null, taps: [{ size: 31, times: 1 }] } },
      { ...good, explained: "yes" },
    ])
      expect(isForming(bad)).toBe(false);
  });
});
