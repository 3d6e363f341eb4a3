import type { Needs, Units } from "@vado/protocol";
import { UNIT_PEOPLE_MAX } from "@vado/protocol";
import { poisson, type Draw } from "../seeded.ts";

/** Family units and needs of people who assemble. */

/** Units that add up to `people`: sizes 1 + Poisson(mean − 1), the last as large as what remains. */
export function drawUnits(draw: Draw, people: number, mean: number): Units {
  const units: Units = {};
  for (let left = people; left > 0;) {
    const size = Math.min(left, UNIT_PEOPLE_MAX, 1 + poisson(draw, mean - 1));
    units[size] = (units[size] ?? 0) + 1;
    left -= size;
  }
  return units;
}

/** Needs as shares of the people, each rounded by chance so that the mean is right. */
export function drawNeeds(draw: Draw, people: number, shares: Readonly<Record<string, number | undefined>>): Needs {
  const needs: Record<string, number> = {};
  for (const [need, share] of Object.entries(shares)) {
    const expected = people * (share ?? 0);
    const count = Math.min(people, Math.floor(expected) + (draw() < expected % 1 ? 1 : 0));
    if (count > 0) needs[need] = count;
  }
  return needs as Needs;
}

/** Every unit once, by its size. */
export function sizesOf(units: Units): number[] {
  return Object.entries(units).flatMap(([size, count]) => Array.from({ length: count }, () => Number(size)));
}

export function unitsOf(sizes: readonly number[]): Units {
  const units: Units = {};
  for (const size of sizes) units[size] = (units[size] ?? 0) + 1;
  return units;
}

/** Unit sizes of as many people as really arrive: the last units shrink, or one more unit joins. */
export function fit(sizes: readonly number[], people: number): number[] {
  const out: number[] = [];
  let left = people;
  for (const size of sizes) {
    if (left <= 0) break;
    out.push(Math.min(size, left));
    left -= size;
  }
  if (left > 0) out.push(left);
  return out;
}
