import type { Grid } from "./grid.ts";
import { minuteOf, type Corridor } from "./read.ts";

/** People who came to go on each day of a run, by station: a scenario's days vary by chance, and a run says what they were. */
export type CameByDay = Readonly<Record<string, readonly number[]>>;

/** People ready to leave a station of their own accord in each step. */
export function demandOf(corridor: Corridor, row: Corridor["demand"][number], grid: Grid, came?: CameByDay): number[] {
  const along = Array.from({ length: grid.steps }, (_, step) => byProfile(corridor, row, step, grid));
  const surges = Array.from({ length: grid.steps }, () => 0);
  for (const event of corridor.events)
    if (event.kind === "surge" && event.station === row.station) {
      const step = Math.floor(minuteOf(event.at) / grid.minutes);
      if (step < grid.steps) surges[step] = (surges[step] as number) + (event.people ?? 0);
    }
  const told = came?.[row.station];
  const scaled = told === undefined ? along : scaleDays(along, surges, told, grid);
  const people = scaled.map((some, step) => some + (surges[step] as number));
  people[0] = (people[0] as number) + (row.backlog ?? 0);
  return row.stay === undefined ? people : later(people, row.stay, grid);
}

function byProfile(corridor: Corridor, row: Corridor["demand"][number], step: number, { minutes }: Grid): number {
  const from = step * minutes;
  const factor = corridor.events
    .filter((event) => event.kind === "policy" && minuteOf(event.at) <= from)
    .reduce((product, event) => product * (event.demandFactor ?? 1), 1);
  const minute = from % 1_440;
  let people = 0;
  for (const [begin, end, share] of row.profile) {
    const within = Math.max(0, Math.min(end, minute + minutes) - Math.max(begin, minute));
    people += (row.perDay * share * within) / (end - begin);
  }
  return people * factor;
}

/** Makes each day's sum what was told, surges included. */
function scaleDays(along: readonly number[], surges: readonly number[], told: readonly number[], grid: Grid): number[] {
  const sum = (of: readonly number[], day: number) =>
    of.reduce((total, people, step) => total + (grid.day(step) === day ? people : 0), 0);
  const factors = told.map((people, day) => {
    const planned = sum(along, day);
    return planned === 0 ? 0 : Math.max(0, people - sum(surges, day)) / planned;
  });
  return along.map((people, step) => people * (factors[grid.day(step)] ?? 1));
}

/** A share of the people goes on only after so many hours. */
function later(people: readonly number[], { share, hours }: { share: number; hours: number }, grid: Grid): number[] {
  const shift = Math.floor((hours * 60) / grid.minutes);
  return people.map((some, step) => some * (1 - share) + share * (people[step - shift] ?? 0));
}
