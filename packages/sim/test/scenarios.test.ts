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
/** After the first hour in which people come; people counted as going on by then, at the least. */
const BUSY_HOURS = 6;
const SCENARIOS = [
  ["balkan-trains-2015-11", 700],
  ["border-2023-05", 1_500],
  ["broken-chain-2021-08", 150],
  ["darien-2023-10", 100],
  ["matamoros-brownsville-2023-05", 500],
] as const;

describe("W14 every scenario that the project carries, its first busy hours", () => {
  test.each(SCENARIOS)("%s", { timeout: MINUTES }, async (name, departed) => {
    const scenario = parseScenario(readFileSync(join(FOLDER, `${name}.json`), "utf8"));
    const time = scenarioTime(scenario);
    const from = firstBusyHour(scenario, time);
    const calm = { faults: CALM, heartbeatS: 300, hours: BUSY_HOURS };
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
        hours: 8,
      });
      expect(findings).toEqual([]);
      for (const link of ["NOR-MID", "WES-MID"]) expect(links[link]?.received, link).toBeGreaterThan(150);
      expect(links["MID-SOU"]?.received).toBeGreaterThan(500);
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
