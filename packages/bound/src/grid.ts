import { clockMinute, minuteOf, type Corridor, type CorridorEvent } from "./read.ts";

/** A scenario cut into steps. Local time; a day has 24 hours (no scenario of ours crosses a change of the clocks). */

export interface Grid {
  /** Length of a step, minutes; it divides an hour. */
  readonly minutes: number;
  readonly steps: number;
  /** Day of a step. */
  day(step: number): number;
}

/** Steps an hour is cut into; the finest is only taken where a transit is that short. */
const STEP_MINUTES = [15, 12, 10, 6, 5, 3, 2, 1];

/** The longest step that loses nothing, or least, of the shortest transit time when it is counted in whole steps. */
export function gridOf({ days, links }: Corridor): Grid {
  const shortest = Math.min(...links.map((link) => link.transitMinutes.mean));
  const kept = (minutes: number) => (Math.floor(shortest / minutes) * minutes) / shortest;
  const minutes = STEP_MINUTES.reduce((best, one) => (kept(one) > kept(best) + 1e-9 ? one : best));
  return { minutes, steps: (days * 1_440) / minutes, day: (step) => Math.floor((step * minutes) / 1_440) };
}

/** Share of a step during which an event lasts; one without an end lasts for good. */
export function overlap(event: CorridorEvent, step: number, { minutes }: Grid): number {
  const from = minuteOf(event.at);
  const to = event.forMinutes === undefined ? Infinity : from + event.forMinutes;
  return Math.max(0, Math.min(to, (step + 1) * minutes) - Math.max(from, step * minutes)) / minutes;
}

/** Whether a station is open in some part of a step. */
export function isOpen(station: Corridor["stations"][number], step: number, { minutes }: Grid): boolean {
  const minute = (step * minutes) % 1_440;
  return minute + minutes > clockMinute(station.opens) && minute < clockMinute(station.closes);
}

const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;

/** Day of the week of a day of the scenario. */
export function weekday(start: string, day: number): (typeof WEEKDAYS)[number] {
  const date = new Date(`${start}T00:00:00Z`);
  return WEEKDAYS[(date.getUTCDay() + day) % 7] as (typeof WEEKDAYS)[number];
}
