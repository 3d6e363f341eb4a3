import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseScenario, scenarioTime } from "../src/scenario/index.ts";
import { chainScenario } from "../src/simulate/chain.ts";
import { CALM } from "../src/simulate/chance.ts";
import { simulate } from "../src/simulate/simulate.ts";
import { firstBusyHour } from "../src/world/calendar.ts";

const FOLDER = join(import.meta.dirname, "../../../scenarios");
const MINUTES = 5 * 60_000;
/** Hours from the first in which people come, as many as the time of a test allows; people let go by then, at the least. */
const SCENARIOS = [
  ["balkan-trains-2015-11", 6, 700],
  ["border-2023-05", 3, 500],
  ["broken-chain-2021-08", 4, 100],
  ["darien-2023-10", 4, 100],
  ["matamoros-brownsville-2023-05", 6, 500],
] as const;

describe("W14 every scenario that the project carries, its first busy hours", () => {
  test.each(SCENARIOS)("%s", { timeout: MINUTES }, async (name, hours, departed) => {
    const scenario = parseScenario(readFileSync(join(FOLDER, `${name}.json`), "utf8"));
    const time = scenarioTime(scenario);
    const from = firstBusyHour(scenario, time);
    const calm = { faults: CALM, heartbeatS: 300, hours };
    const result = await simulate({ ...calm, seed: scenario.seed, scenario, from });
    // People, links and stations balance, no rule is broken, one digest per channel.
    expect(result.findings).toEqual([]);
    expect(Object.values(result.links).reduce((sum, link) => sum + link.departed, 0)).toBeGreaterThan(departed);
  });
});

describe("W15 a chain: what is received goes on, in new groups of whole families", () => {
  test(
    "regression: a full middle passes people on, and neither of its inbound links is starved",
    { timeout: MINUTES },
    async () => {
      const { findings, links, stations } = await simulate({
        seed: 1,
        scenario: chainScenario(1),
        faults: CALM,
        hours: 5,
      });
      expect(findings).toEqual([]);
      for (const link of ["NOR-MID", "WES-MID"]) expect(links[link]?.received, link).toBeGreaterThan(60);
      expect(links["MID-SOU"]?.received).toBeGreaterThan(150);
      expect(stations["MID"]?.apart).toBe(0);
    },
  );

  test("with every fault", { timeout: MINUTES }, async () => {
    for (const seed of [1, 2])
      expect(
        (await simulate({ seed, scenario: chainScenario(seed), heartbeatS: 120, hours: 4 })).findings,
        `seed ${seed}`,
      ).toEqual([]);
  });
});
