import { ScenarioError } from "./error.ts";
import type { Scenario } from "./schema.ts";

/** How far a sum of shares may be from 1: decimal fractions are not exact. */
export const SHARES_TOLERANCE = 1e-6;

/** What the numbers of one place must have to do with one another. */
export function checkShares(scenario: Scenario): void {
  for (const [i, { profile, groupSize }] of scenario.demand.entries()) {
    for (const [row, [from, to]] of profile.entries()) {
      if (from >= to)
        throw new ScenarioError(`demand[${i}].profile[${row}]`, `from minute ${from} is not before minute ${to}`);
    }
    sumsToOne(
      `demand[${i}].profile`,
      profile.map(([, , share]) => share),
    );
    if (groupSize.min > groupSize.max) {
      throw new ScenarioError(`demand[${i}].groupSize`, `min ${groupSize.min} is larger than max ${groupSize.max}`);
    }
  }
  for (const [station, shares] of Object.entries(scenario.routing))
    sumsToOne(`routing.${station}`, Object.values(shares));
  for (const [i, { block }] of scenario.links.entries()) {
    if (block.kind === "permissive" && block.groups === undefined && block.people === undefined) {
      throw new ScenarioError(`links[${i}].block`, "a permissive block names groups or people");
    }
  }
}

function sumsToOne(path: string, shares: readonly number[]): void {
  const sum = shares.reduce((total, share) => total + share, 0);
  if (Math.abs(sum - 1) > SHARES_TOLERANCE) {
    throw new ScenarioError(path, `the shares sum to ${Number(sum.toPrecision(9))}, not to 1`);
  }
}
