import { GROUP_PEOPLE_MAX } from "@vado/protocol";
import type { Scenario, ScenarioTime } from "../scenario/index.ts";
import { stream } from "../seeded.ts";
import type { Demand } from "./demand.ts";
import type { StationHall } from "./hall.ts";
import { drawUnits } from "./people.ts";
import type { Unannounced } from "./types.ts";

const MINUTE_MS = 60_000;
type Happening = Scenario["events"][number];

/** What the scenario's events act on. */
export interface Stage {
  readonly scenario: Scenario;
  readonly time: ScenarioTime;
  readonly seed: number;
  readonly demands: readonly Demand[];
  readonly halls: ReadonlyMap<string, StationHall>;
}

/** The scenario's events in the order of time, and what they leave behind. */
export class Happenings {
  readonly #stage: Stage;
  readonly #events: readonly Happening[];
  #next = 0;
  /** What demand is multiplied by. */
  factor = 1;
  readonly overdue: { link: string; people: number; at: number }[] = [];
  readonly unannounced = new Map<string, { station: string; who: Unannounced; met: boolean }>();

  constructor(stage: Stage) {
    this.#stage = stage;
    const { scenario, time } = stage;
    this.#events = scenario.events.toSorted((a, b) => time.at(a.at) - time.at(b.at));
  }

  /** Lets happen what begins or ends in this minute; returns whether anything did. */
  minute(at: number): boolean {
    const { time } = this.#stage;
    for (; this.#next < this.#events.length; this.#next++) {
      const event = this.#events[this.#next] as Happening;
      if (time.at(event.at) > at) break;
      this.#begin(event, at);
    }
    let any = false;
    for (const event of this.#events) {
      const begins = time.at(event.at);
      const lasts = "forMinutes" in event && event.forMinutes !== undefined ? event.forMinutes * MINUTE_MS : 0;
      if (lasts > 0 && begins + lasts === at) this.#end(event);
      any ||= begins === at || begins + lasts === at;
    }
    return any;
  }

  #begin(event: Happening, at: number): void {
    const { scenario, demands, halls } = this.#stage;
    if (event.kind === "policy") this.factor *= event.demandFactor;
    else if (event.kind === "surge")
      demands.find((_, i) => scenario.demand[i]?.station === event.station)?.add(event.people);
    else if (event.kind === "places") (halls.get(event.station) as StationHall).total = event.places;
    else if (event.kind === "intake") (halls.get(event.station) as StationHall).intakePerHour = event.perHour;
    else if (event.kind === "overdue") this.overdue.push({ link: event.link, people: event.people, at });
    else if (event.kind === "spontaneous") this.#come(event.station, event.people, at);
  }

  /** One event of the record names so many people at most; more come as several groups. */
  #come(station: string, people: number, at: number): void {
    for (let left = people; left > 0; left -= GROUP_PEOPLE_MAX) {
      const some = Math.min(left, GROUP_PEOPLE_MAX);
      const key = `unannounced/${station}/${this.unannounced.size}`;
      const units = drawUnits(stream(this.#stage.seed, key), some, 3);
      this.unannounced.set(key, { station, who: { key, people: some, at, units }, met: false });
    }
  }

  #end(event: Happening): void {
    const { scenario, halls } = this.#stage;
    const station = "station" in event ? scenario.stations.find((one) => one.id === event.station) : undefined;
    if (event.kind === "places") (halls.get(event.station) as StationHall).total = station?.places ?? null;
    if (event.kind === "intake")
      (halls.get(event.station) as StationHall).intakePerHour = station?.intakePerHour ?? null;
  }
}
