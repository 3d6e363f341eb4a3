import { offsetsBetween, type ZoneOffset } from "./offsets.ts";
import type { Scenario } from "./schema.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** What the table knows before the first day and after the last: groups on the way, quotas of the day before. */
const MARGIN_DAYS = 2;

/** Local time of a scenario. Instants are ms since 1970; a day is a local calendar day, 0 being `start`. */
export interface ScenarioTime {
  /** The IANA zone of all of it. */
  readonly timezone: string;
  /** 00:00 of day 0. */
  readonly start: number;
  /** The end of the last of so many days: 00:00 of the day after. */
  end(days: number): number;
  /** The instant of `day+HH:MM`. A time that the clocks skip is as much later; one that comes twice is the first. */
  at(moment: string): number;
  /** Minutes on the local clock since local midnight, with their fraction. */
  localMinutes(ms: number): number;
  /** The local day an instant lies in; negative before the first. */
  dayOf(ms: number): number;
  /** The first instant of a local day. */
  dayStart(day: number): number;
  /** Minutes east of UTC, ascending by `from`: what an agreement's calendar carries. */
  readonly offsets: ZoneOffset[];
}

/** Computes the zone's offsets once; everything else is arithmetic on them. */
export function scenarioTime(scenario: Pick<Scenario, "start" | "timezone" | "days">): ScenarioTime {
  // Local times are written as if they were UTC ("wall"), and moved by the offset.
  const wall0 = Date.parse(`${scenario.start}T00:00:00Z`);
  const margin = MARGIN_DAYS * DAY_MS;
  const offsets = offsetsBetween(scenario.timezone, wall0 - margin, wall0 + scenario.days * DAY_MS + margin);
  const wallOf = (ms: number): number => ms + minutesAt(offsets, ms) * MINUTE_MS;
  const dayStart = (day: number): number => instantOf(offsets, wall0 + day * DAY_MS);
  return {
    timezone: scenario.timezone,
    start: dayStart(0),
    end: (days) => dayStart(days),
    at: (moment) => {
      const match = /^(\d+)\+(\d\d):(\d\d)$/.exec(moment);
      if (match === null) throw new RangeError(`"${moment}" is not day+HH:MM`);
      const [day, hours, minutes] = match.slice(1).map(Number) as [number, number, number];
      return instantOf(offsets, wall0 + day * DAY_MS + (hours * 60 + minutes) * MINUTE_MS);
    },
    localMinutes: (ms) => {
      const wall = wallOf(ms);
      return (wall - Math.floor(wall / DAY_MS) * DAY_MS) / MINUTE_MS;
    },
    dayOf: (ms) => Math.floor((wallOf(ms) - wall0) / DAY_MS),
    dayStart,
    offsets,
  };
}

function minutesAt(offsets: readonly ZoneOffset[], ms: number): number {
  let minutes = offsets[0]?.minutes ?? 0;
  for (const offset of offsets) if (offset.from <= ms) minutes = offset.minutes;
  return minutes;
}

/** The first instant whose local clock shows `wall`; in the gap of a change, as if the clocks had not changed yet. */
function instantOf(offsets: readonly ZoneOffset[], wall: number): number {
  let instant = wall;
  for (const [i, { from, minutes }] of offsets.entries()) {
    const here = wall - minutes * MINUTE_MS;
    // Before this row began: the clock skipped `wall` at the change, and the row before has answered.
    if (i > 0 && here < from) return instant;
    instant = here;
    if (here < (offsets[i + 1]?.from ?? Infinity)) return instant;
  }
  return instant;
}
