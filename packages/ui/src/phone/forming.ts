import type { Group } from "@vado/flow";
import { GROUP_PEOPLE_MAX, UNIT_PEOPLE_MAX, type BodyOf, type GroupCode, type Needs, type Terms } from "@vado/protocol";
import { NOTHING, TAPS_MAX, counted, fromUnits, type Count } from "./units.ts";

/** A group as it is being counted: what is typed before it is told. */
export interface Forming {
  readonly count: Count;
  readonly needs: Needs;
  readonly explained: boolean;
  readonly voluntary: boolean;
  readonly step: 0 | 1 | 2;
}

export const NEEDS = [
  "urgentMedical",
  "limitedMobility",
  "pregnantOrNursing",
  "infants",
  "childrenWithFamily",
  "unaccompaniedChildren",
  "olderPeople",
  "singleParentFamilies",
  "interpreter",
  "specialDiet",
] as const satisfies readonly (keyof Needs)[];

export const BLANK: Forming = { count: NOTHING, needs: {}, explained: false, voluntary: false, step: 0 };

/** A correction begins with the count as it stands. */
export function formingOf(group: Group): Forming {
  return { ...BLANK, count: fromUnits(group.units), needs: group.needs };
}

/** The largest group the agreement and its vehicle allow, people. */
export function largestGroup(terms: Terms | undefined): number {
  return Math.min(terms?.groupMax ?? GROUP_PEOPLE_MAX, terms?.vehicleSeats ?? GROUP_PEOPLE_MAX);
}

/** What keeps a count from going on, or null. */
export function countFault(count: Count, largest: number): "nobody" | "over" | "large" | null {
  const { people, over } = counted(count);
  if (over > 0) return "over";
  if (people === 0) return "nobody";
  return people > largest ? "large" : null;
}

/** Needs that count somebody, within the group: a group that became smaller has no more needs than people. */
export function needsOf(forming: Forming): Needs {
  const { people } = counted(forming.count);
  const needs: Record<string, number> = {};
  for (const need of NEEDS) {
    const count = Math.min(forming.needs[need] ?? 0, people);
    if (count > 0) needs[need] = count;
  }
  return needs as Needs;
}

/** The event that tells the group ready. `since`: its people waited before as part of another group. */
export function readyOf(group: GroupCode, forming: Forming, since: number | undefined): BodyOf<"group.ready"> {
  const { people, units } = counted(forming.count);
  return {
    type: "group.ready",
    group,
    version: 1,
    headcount: people,
    units,
    needs: needsOf(forming),
    explained: forming.explained,
    voluntary: forming.voluntary,
    ...(since === undefined ? {} : { since }),
  };
}

export function amendedOf(group: GroupCode, forming: Forming, version: number): BodyOf<"group.amended"> {
  const { people, units } = counted(forming.count);
  return { type: "group.amended", group, version: version + 1, headcount: people, units, needs: needsOf(forming) };
}

const isWhole = (value: unknown, max: number): value is number =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= max;

/** Whether stored text is a forming group: storage may hold anything. */
export function isForming(value: unknown): value is Forming {
  if (typeof value !== "object" || value === null) return false;
  const { count, needs, explained, voluntary, step } = value as Record<keyof Forming, unknown>;
  if (typeof count !== "object" || count === null || typeof needs !== "object" || needs === null) return false;
  const { total, taps } = count as Record<keyof Count, unknown>;
  return (
    (total === null || isWhole(total, GROUP_PEOPLE_MAX)) &&
    Array.isArray(taps) &&
    taps.length <= TAPS_MAX &&
    taps.every(isTap) &&
    Object.entries(needs).every(
      ([need, people]) => (NEEDS as readonly string[]).includes(need) && isWhole(people, GROUP_PEOPLE_MAX),
    ) &&
    typeof explained === "boolean" &&
    typeof voluntary === "boolean" &&
    isWhole(step, 2)
  );
}

function isTap(tap: unknown): boolean {
  if (typeof tap !== "object" || tap === null) return false;
  const { size, times } = tap as Record<string, unknown>;
  return isWhole(size, UNIT_PEOPLE_MAX) && size > 0 && isWhole(times, GROUP_PEOPLE_MAX) && times > 0;
}
