import { ScenarioError } from "./error.ts";
import type { Scenario } from "./schema.ts";

/** Every id that is named exists, once; every event lies within the days of the file. */
export function checkReferences(scenario: Scenario): void {
  const stations = ids(scenario.stations, "stations", "station");
  const links = ids(scenario.links, "links", "link");
  const station = (path: string, id: string): void => known(stations, path, "station", id);
  const link = (path: string, id: string): void => known(links, path, "link", id);
  const agencies = new Set(Object.keys(scenario.agencies));

  checkCalendar(scenario);
  for (const [i, { agency }] of scenario.stations.entries()) known(agencies, `stations[${i}].agency`, "agency", agency);
  for (const [i, { from, to }] of scenario.links.entries()) {
    station(`links[${i}].from`, from);
    station(`links[${i}].to`, to);
    if (from === to) throw new ScenarioError(`links[${i}].to`, `the link ends where it starts, at "${to}"`);
  }
  for (const [i, row] of scenario.demand.entries()) station(`demand[${i}].station`, row.station);
  for (const [i, row] of scenario.outflow.entries()) station(`outflow[${i}].station`, row.station);
  for (const [from, shares] of Object.entries(scenario.routing)) {
    station(`routing.${from}`, from);
    for (const id of Object.keys(shares)) {
      link(`routing.${from}.${id}`, id);
      const starts = scenario.links.find((each) => each.id === id)?.from;
      if (starts !== from) {
        throw new ScenarioError(`routing.${from}.${id}`, `link "${id}" starts at "${starts}", not at "${from}"`);
      }
    }
  }
  for (const [i, event] of scenario.events.entries()) {
    const day = Number.parseInt(event.at, 10);
    if (day >= scenario.days) {
      throw new ScenarioError(
        `events[${i}].at`,
        `day ${day} is outside the ${scenario.days} days of the scenario, which begin with day 0`,
      );
    }
    if ("station" in event) station(`events[${i}].station`, event.station);
    if ("link" in event) link(`events[${i}].link`, event.link);
  }
}

function ids(rows: readonly { readonly id: string }[], path: string, what: string): ReadonlySet<string> {
  const seen = new Set<string>();
  for (const [i, { id }] of rows.entries()) {
    if (seen.has(id)) throw new ScenarioError(`${path}[${i}].id`, `${what} "${id}" is listed twice`);
    seen.add(id);
  }
  return seen;
}

function known(all: ReadonlySet<string>, path: string, what: string, id: string): void {
  if (!all.has(id)) throw new ScenarioError(path, `no ${what} "${id}"`);
}

function checkCalendar({ start, timezone }: Scenario): void {
  const day = new Date(`${start}T00:00:00Z`);
  // A month has its own length: 2023-02-30 has the right form and is no day.
  if (Number.isNaN(day.getTime()) || day.toISOString().slice(0, 10) !== start) {
    throw new ScenarioError("start", `"${start}" is not a day of the calendar`);
  }
  try {
    new Intl.DateTimeFormat("en-US", { timeZone: timezone });
  } catch {
    throw new ScenarioError("timezone", `no IANA time zone "${timezone}"`);
  }
}
