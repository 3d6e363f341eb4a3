import { describe, expect, test } from "vitest";
import { CALM } from "../src/simulate/chance.ts";
import { simulate } from "../src/simulate/simulate.ts";

/** Seeds that found something once: people who came back or whose counts were corrected were lost from a station's balance (C2). */
const FAILED_ONCE = [7, 35, 46];
/** Seeds that `npm test` runs; `npm run soak` runs hundreds more. */
const NULL_SEEDS = [...new Set([...FAILED_ONCE, ...Array.from({ length: 14 }, (_, i) => i + 1)])];
const MLS_SEEDS = [101, 102];
const MINUTES = 10 * 60_000;

describe("W7 two virtual hours at full traffic, with every fault", () => {
  test(`${NULL_SEEDS.length} seeds without encryption`, { timeout: MINUTES }, async () => {
    let received = 0;
    let offline = 0;
    for (const seed of NULL_SEEDS) {
      const result = await simulate({ seed });
      expect(result.findings, `seed ${seed}`).toEqual([]);
      received += result.received;
      offline += result.said["group.released offline"] ?? 0;
    }
    // A simulator in which nobody crosses proves nothing.
    expect(received).toBeGreaterThan(NULL_SEEDS.length * 100);
    expect(offline).toBeGreaterThanOrEqual(NULL_SEEDS.length / 4);
  });

  test("seed 30005 ends while people whom nobody announced are at the gate: they are counted there", async () => {
    const { findings, people } = await simulate({ seed: 30_005, hours: 1 });
    expect(findings).toEqual([]);
    expect(people.atGate).toBeGreaterThanOrEqual(people.spontaneous);
  });

  test(`${MLS_SEEDS.length} seeds with MLS`, { timeout: MINUTES }, async () => {
    for (const seed of MLS_SEEDS) expect((await simulate({ seed, mls: true })).findings, `seed ${seed}`).toEqual([]);
  });
});

describe("W2 one seed, one run", () => {
  test("two runs of a seed give the same digests, under faults and with MLS", { timeout: MINUTES }, async () => {
    const [first, second] = [await simulate({ seed: 7 }), await simulate({ seed: 7 })];
    expect(second).toEqual(first);
    const mls = { seed: 8, mls: true, hours: 0.5 };
    expect(await simulate(mls)).toEqual(await simulate(mls));
  });

  test("without faults everybody is served and nothing is found", { timeout: MINUTES }, async () => {
    const { findings, received } = await simulate({ seed: 9, faults: CALM });
    expect(findings).toEqual([]);
    expect(received).toBeGreaterThan(100);
  });
});
