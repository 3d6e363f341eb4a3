import type { Scenario, ScenarioTime } from "../scenario/index.ts";
import type { Sights } from "./types.ts";

/** What of a scenario holds at a moment: opening hours, happenings that last, dangers. */

const MINUTE_MS = 60_000;

export function isOn(
  time: ScenarioTime,
  event: { readonly at: string; readonly forMinutes?: number | undefined },
  now: number,
): boolean {
  const from = time.at(event.at);
  return now >= from && now < from + (event.forMinutes ?? 0) * MINUTE_MS;
}

export function isOpenAt(scenario: Scenario, time: ScenarioTime, stationId: string, now: number): boolean {
  const station = scenario.stations.find((one) => one.id === stationId) as Scenario["stations"][number];
  const minutes = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
  const minute = time.localMinutes(now);
  return minute >= minutes(station.opens) && minute < minutes(station.closes);
}

/** The dangers on a link now, and the keys of those that are over. */
export function dangersAt(
  scenario: Scenario,
  time: ScenarioTime,
  linkId: string,
  now: number,
): Pick<Sights, "dangers" | "over"> {
  const holds = scenario.events.flatMap((event, i) =>
    event.kind === "hold" && event.link === linkId ? [{ event, key: `danger/${i}` }] : [],
  );
  return {
    dangers: holds
      .filter(({ event }) => isOn(time, event, now))
      .map(({ event, key }) => ({ key, at: time.at(event.at), why: event.why ?? "danger" })),
    over: holds.filter(({ event }) => time.at(event.at) <= now && !isOn(time, event, now)).map(({ key }) => key),
  };
}

/** The first moment at which people come and both ends of a link are open: a demo begins there. */
export function firstBusyHour(scenario: Scenario, time: ScenarioTime): number {
  for (let at = time.start; at < time.end(scenario.days); at += MINUTE_MS) {
    const minute = time.localMinutes(at);
    const busy = scenario.demand.some((row) =>
      row.profile.some(([from, to, share]) => share > 0 && minute >= from && minute < to),
    );
    const open = scenario.links.some((link) => [link.from, link.to].every((id) => isOpenAt(scenario, time, id, at)));
    if (busy && open) return at;
  }
  return time.start;
}
