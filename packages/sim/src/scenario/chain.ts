import { carriesPerHour, type ChainLink, type ChainStation } from "@vado/planner";
import { localDay, quotaOn } from "@vado/flow";
import { versionsOf } from "../world/terms.ts";
import type { Scenario } from "./schema.ts";
import { scenarioTime } from "./time.ts";

/** A scenario's agreements as the chain check reads them: what each link may carry and what each station can take, by day. */

const RESERVE_SHARE = 0.1;
const DAY_MINUTES = 1_440;

/** `days`: how far to look; the scenario's last day goes on. */
export function chainOf(
  scenario: Scenario,
  days: number,
): { readonly stations: readonly ChainStation[]; readonly links: readonly ChainLink[] } {
  const each = Array.from({ length: days }, (_, day) => day);
  const stations = scenario.stations.map((station): ChainStation => {
    const rows = scenario.demand.filter((row) => row.station === station.id);
    const hours = openHours(station.opens, station.closes);
    const surges = scenario.events.filter((event) => event.kind === "surge" && event.station === station.id);
    const people = (day: number) =>
      rows.reduce(
        (sum, { perDay, profile }) => sum + perDay * profile.reduce((part, [, , share]) => part + share, 0),
        0,
      ) *
        factorOn(scenario, day) +
      surges.reduce((sum, event) => sum + (dayOf(event.at) === day && "people" in event ? event.people : 0), 0);
    return {
      id: station.id,
      places: station.places,
      reserveShare: RESERVE_SHARE,
      stock: rows.reduce((sum, row) => sum + (row.backlog ?? 0), 0),
      demand: each.map(people),
      intakePerDay: station.intakePerHour === null ? null : station.intakePerHour * hours,
      outflowPerDay:
        scenario.outflow
          .filter((row) => row.station === station.id)
          .reduce((sum, row) => sum + row.perHour * DAY_MINUTES, 0) / 60,
    };
  });
  return { stations, links: scenario.links.map((link) => linkOf(scenario, link, days)) };
}

function linkOf(scenario: Scenario, link: Scenario["links"][number], days: number): ChainLink {
  const time = scenarioTime({ ...scenario, days });
  const versions = versionsOf(scenario, link, time, 30);
  const ends = scenario.stations.filter(({ id }) => id === link.from || id === link.to);
  const opens = ends.reduce((latest, { opens: one }) => (one > latest ? one : latest), "00:00");
  const closes = ends.reduce((first, { closes: one }) => (one < first ? one : first), "24:00");
  const perDay = Array.from({ length: days }, (_, day) => {
    const noon = time.dayStart(day) + 12 * 3_600_000;
    const { terms } = versions.findLast(({ validFrom }) => validFrom <= noon) ?? (versions[0] as (typeof versions)[0]);
    return Math.min(carriesPerHour(terms) * openHours(opens, closes), quotaOn(terms, localDay(terms.calendar, noon)));
  });
  const onward = scenario.links.filter(({ from }) => from === link.from);
  const share = scenario.routing[link.from]?.[link.id] ?? 1 / onward.length;
  return {
    id: link.id,
    from: link.from,
    to: link.to,
    perDay,
    share,
    transitDays: link.transitMinutes.mean / DAY_MINUTES,
  };
}

const openHours = (opens: string, closes: string): number => Math.max(0, minutes(closes) - minutes(opens)) / 60;
const minutes = (clock: string): number => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
const dayOf = (at: string): number => Number(at.split("+")[0]);

function factorOn(scenario: Scenario, day: number): number {
  return scenario.events.reduce(
    (factor, event) => (event.kind === "policy" && dayOf(event.at) <= day ? factor * event.demandFactor : factor),
    1,
  );
}
