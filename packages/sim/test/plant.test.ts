import { describe, expect, test } from "vitest";
import type { Plant } from "../src/simulate/plant.ts";
import { simulate } from "../src/simulate/simulate.ts";

const SEEDS_MAX = 50;

/** The rules by which each bug must be seen; a find by anything else would be luck. */
const PLANTS: readonly [Plant, RegExp][] = [
  ["fan-out-before-durable", /^(R2|R4|R8|digests)$/],
  ["grant-not-consumed", /^(S1|S2)$/],
  ["hidden-hold", /^(R8|R4|digests)$/],
  ["offline-go-ignores-hold", /^S6$/],
];

describe("W8 planted bugs are found", () => {
  test.each(PLANTS)(`%s within ${SEEDS_MAX} seeds`, { timeout: 600_000 }, async (plant, rules) => {
    for (let seed = 1; seed <= SEEDS_MAX; seed++) {
      const { findings } = await simulate({ seed, plant });
      if (findings.some(({ rule }) => rules.test(rule))) return;
    }
    expect.unreachable(`${plant} was not found in ${SEEDS_MAX} seeds`);
  });
});
