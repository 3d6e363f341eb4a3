import { describe, expect, it } from "vitest";
import { SMALL } from "../src/explore/bounds.ts";
import { exploreCorridor } from "../src/explore/corridor.ts";
import { explore } from "../src/explore/explore.ts";
import { PLANTS, sought } from "../src/explore/planted.ts";

/** The law within small bounds, all of it; `npm run soak -- explore` has the large ones. */
describe("W17 every world within small bounds", () => {
  it.each(SMALL)("one link: $name", ({ bounds }) => {
    const { states, exhausted, breach } = explore(bounds);
    expect(breach).toBeNull();
    expect(exhausted).toBe(true);
    expect(states).toBeGreaterThan(1_000);
  });

  it("two links in a row conserve people", () => {
    const bounds = { ...SMALL[0]!.bounds, ticks: 2, offline: false, answers: false };
    const { first, second, handovers } = exploreCorridor(bounds, { ...bounds, groups: 2 });
    expect([first.breach, second.breach]).toEqual([null, null]);
    expect([first.exhausted, second.exhausted]).toEqual([true, true]);
    expect(handovers).toBeGreaterThan(2);
  });
});

describe("W17 planted bugs are found within small bounds", () => {
  it("for every invariant there is one", () => {
    const named = new Set(PLANTS.map(({ invariant }) => invariant));
    const all = ["S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S10", "C1", "H1", "H5"];
    expect([...named].sort()).toEqual(all.sort());
  });

  it.each(PLANTS)("$invariant $bug", (plant) => {
    const { found, states } = sought(plant, SMALL);
    expect(found?.says, `not found in ${states} states`).toContain(plant.invariant);
  });
});
