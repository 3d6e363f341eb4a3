import { isOpen, overlap, weekday, type Grid } from "./grid.ts";
import { minuteOf, type Corridor } from "./read.ts";

/**
 * What a scenario allows at each step. Where a step holds two values, or nobody can say, the one that lets more people
 * through: the result is to be a bound.
 */

type Link = Corridor["links"][number];
type Station = Corridor["stations"][number];

/** Share of the places kept free (domain.md, reserve of places). */
export const RESERVE_SHARE = 0.1;

/** Whether anybody may be released at a step: both stations open, no hold over all of it. */
export function mayRelease(corridor: Corridor, link: Link, step: number, grid: Grid): boolean {
  const ends = corridor.stations.filter(({ id }) => id === link.from || id === link.to);
  const held = corridor.events.some(
    (event) => event.kind === "hold" && event.link === link.id && overlap(event, step, grid) > 1 - 1e-9,
  );
  return !held && ends.every((station) => isOpen(station, step, grid));
}

/** Values in the course of a step: what stood at its beginning, and every one that came into force within it. */
function valuesIn(
  corridor: Corridor,
  first: number | undefined,
  of: { kind: string; link?: string; station?: string },
  pick: "perHour" | "perDay" | "places",
  from: number,
  to: number,
): number[] {
  let value = first ?? Infinity;
  const within: number[] = [];
  const changes = corridor.events
    .filter((event) => event.kind === of.kind && event.link === of.link && event.station === of.station)
    .flatMap((event) => {
      const at = minuteOf(event.at);
      const set = { at, value: event[pick] ?? Infinity };
      return event.forMinutes === undefined ? [set] : [set, { at: at + event.forMinutes, value: first ?? Infinity }];
    })
    .toSorted((a, b) => a.at - b.at);
  for (const change of changes) {
    if (change.at <= from) value = change.value;
    else if (change.at < to) within.push(change.value);
  }
  return [value, ...within];
}

/** People who may be released in the hour that begins with a step. */
export function ratePerHour(corridor: Corridor, link: Link, step: number, { minutes }: Grid): number {
  const from = step * minutes;
  return Math.max(...valuesIn(corridor, link.ratePerHour, { kind: "rate", link: link.id }, "perHour", from, from + 60));
}

/** People who may be released on a day; a day that is no quota day has none. */
export function quotaOf(corridor: Corridor, link: Link, day: number): number {
  const [from, to] = [day * 1_440, (day + 1) * 1_440];
  const quota = Math.max(...valuesIn(corridor, link.quotaPerDay, { kind: "quota", link: link.id }, "perDay", from, to));
  if (quota === Infinity || link.quotaDays === undefined) return quota;
  return link.quotaDays.includes(weekday(corridor.start, day)) ? quota : 0;
}

/** People between release and reception at once, all groups being as large as they may. */
export function blockPeople({ block, groupMax, vehicleSeats }: Link): number {
  const largest = Math.min(groupMax, vehicleSeats ?? Infinity);
  if (block.kind === "paced") return Infinity;
  if (block.kind === "absolute") return largest;
  return Math.min((block.groups ?? Infinity) * largest, block.people ?? Infinity);
}

/** People who may be inside by plan; people nobody announced come on top. */
export function placesOf(corridor: Corridor, station: Station, step: number, { minutes }: Grid): number {
  const [from, to] = [step * minutes, (step + 1) * minutes];
  const of = { kind: "places", station: station.id };
  const total = Math.max(...valuesIn(corridor, station.places ?? undefined, of, "places", from, to));
  const unannounced = corridor.events
    .filter((event) => event.kind === "spontaneous" && event.station === station.id && minuteOf(event.at) < to)
    .reduce((sum, event) => sum + (event.people ?? 0), 0);
  return Math.floor(total * (1 - RESERVE_SHARE)) + unannounced;
}

/** People registered in a step at most. */
export function intakeIn(corridor: Corridor, station: Station, step: number, grid: Grid): number {
  const base = station.intakePerHour ?? Infinity;
  let people = base;
  for (const event of corridor.events) {
    if (event.kind !== "intake" || event.station !== station.id) continue;
    const share = overlap(event, step, grid);
    if (share > 0) people = share * (event.perHour ?? base) + (share === 1 ? 0 : (1 - share) * base);
  }
  return (people * grid.minutes) / 60;
}

/** People nobody announced who come in a step. */
export function unannouncedIn(corridor: Corridor, station: string, step: number, { minutes }: Grid): number {
  return corridor.events
    .filter((event) => event.kind === "spontaneous" && event.station === station)
    .filter((event) => Math.floor(minuteOf(event.at) / minutes) === step)
    .reduce((sum, event) => sum + (event.people ?? 0), 0);
}
