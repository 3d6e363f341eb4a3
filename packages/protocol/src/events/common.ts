import * as v from "valibot";
import { GROUP_PEOPLE_MAX, REASON_CHARS_MAX, UNIT_PEOPLE_MAX } from "../limits.ts";

/** Shapes that several events share. */

/** Milliseconds since 1970, whole, before the year 2200. */
export const Time = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(7_258_118_400_000));
/** People of one group, at least one. */
export const People = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(GROUP_PEOPLE_MAX));
/** A count that may be nought: people counted at a departure, an arrival, a need. */
export const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(GROUP_PEOPLE_MAX));
export const Version = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(10_000));
export const Reason = v.pipe(v.string(), v.minLength(1), v.maxLength(REASON_CHARS_MAX));

/** Names that a record or an all-optional object would pass over in silence, and lists it would take for an empty one. */
const PASSED_OVER = ["__proto__", "prototype", "constructor"];
const PlainObject = v.custom<object>(
  (input) =>
    typeof input === "object" &&
    input !== null &&
    !Array.isArray(input) &&
    !PASSED_OVER.some((name) => Object.hasOwn(input, name)),
  "not a plain object",
);

/** Family units: how many of each size. Families are never split (H2), so a group is its units. */
export const Units = v.pipe(
  PlainObject,
  v.record(
    v.pipe(v.string(), v.regex(/^[1-9][0-9]?$/, "a unit size is a whole number from 1")),
    v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(GROUP_PEOPLE_MAX)),
  ),
  v.check(
    (units) => Object.keys(units).every((size) => Number(size) <= UNIT_PEOPLE_MAX),
    `a family unit has at most ${UNIT_PEOPLE_MAX} people`,
  ),
);
export type Units = v.InferOutput<typeof Units>;

/** People in all units. */
export function unitsTotal(units: Units): number {
  let total = 0;
  for (const size in units) total += Number(size) * (units[size] as number);
  return total;
}

/** Needs counted: only what changes transport or reception (domain.md, terms). A missing need counts nought. */
export const Needs = v.pipe(
  PlainObject,
  v.strictObject({
    urgentMedical: v.optional(Count),
    limitedMobility: v.optional(Count),
    pregnantOrNursing: v.optional(Count),
    infants: v.optional(Count),
    childrenWithFamily: v.optional(Count),
    unaccompaniedChildren: v.optional(Count),
    olderPeople: v.optional(Count),
    singleParentFamilies: v.optional(Count),
    interpreter: v.optional(Count),
    specialDiet: v.optional(Count),
  }),
);
export type Needs = v.InferOutput<typeof Needs>;

/** A time span, `from` before `to`. */
export const span = { from: Time, to: Time } as const;
