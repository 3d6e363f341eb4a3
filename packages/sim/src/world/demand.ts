import type { Scenario, ScenarioTime } from "../scenario/index.ts";
import { logNormal, stream, whole, type Draw } from "../seeded.ts";
import { drawNeeds, drawUnits } from "./people.ts";
import type { Party } from "./types.ts";

/** People who ready themselves at a station, minute by minute, and assemble in groups for its onward links. */

type DemandRow = Scenario["demand"][number];

export class Demand {
  readonly #scenario: Scenario;
  readonly #row: DemandRow;
  readonly #time: ScenarioTime;
  readonly #seed: number;
  readonly #draw: Draw;
  readonly #links: Scenario["links"];
  /** People sent to each link so far, to keep the shares of the routing. */
  readonly #sent = new Map<string, number>();
  #pool = 0;
  #target: number;
  #n = 0;
  /** Everybody who ever came, and of them those who are not in a party yet. */
  people = 0;

  constructor(scenario: Scenario, row: DemandRow, time: ScenarioTime, seed: number) {
    this.#scenario = scenario;
    this.#row = row;
    this.#time = time;
    this.#seed = seed;
    this.#draw = stream(seed, "demand", row.station);
    this.#links = scenario.links.filter((link) => link.from === row.station);
    this.#target = this.#nextTarget();
    this.add(row.backlog ?? 0);
  }

  get unassembled(): number {
    return Math.floor(this.#pool);
  }

  /** More people at once: a backlog, a surge. */
  add(people: number): void {
    this.#pool += people;
    this.people += people;
  }

  /** So many people join a party of their own accord (or, negative, leave one): from those not yet gathered, else they are newcomers. */
  move(people: number): void {
    const here = Math.min(this.unassembled, people);
    this.#pool -= here;
    this.people += people - here;
  }

  /** One minute of the profile; returns the parties that are complete now. */
  minute(now: number, factor: number): Party[] {
    const day = this.#time.dayOf(now);
    const minute = this.#time.localMinutes(now);
    const segment = this.#row.profile.find(([from, to]) => minute >= from && minute < to);
    if (segment !== undefined) {
      const before = Math.floor(this.#pool);
      const [from, to, share] = segment;
      this.#pool += (this.#perDay(day) * factor * share) / (to - from);
      this.people += Math.floor(this.#pool) - before;
    }
    const parties: Party[] = [];
    while (this.#pool >= this.#target) parties.push(this.#party(now));
    return parties;
  }

  #perDay(day: number): number {
    const { perDay, dailyCv, station } = this.#row;
    if (dailyCv === undefined || dailyCv === 0) return perDay;
    return logNormal(stream(this.#seed, "day", station, day), perDay, perDay * dailyCv);
  }

  #nextTarget(): number {
    const { min, max } = this.#row.groupSize;
    const most = Math.min(...this.#links.map((link) => Math.min(link.groupMax, link.vehicleSeats ?? Infinity)));
    return Math.min(whole(this.#draw, min, max), most);
  }

  #party(now: number): Party {
    const people = this.#target;
    this.#pool -= people;
    this.#target = this.#nextTarget();
    const link = this.#route(people);
    const units = drawUnits(this.#draw, people, this.#row.familyUnitMean);
    const stays = this.#row.stay !== undefined && this.#draw() < this.#row.stay.share;
    return {
      key: `${this.#row.station}/${++this.#n}`,
      link,
      people,
      units,
      needs: drawNeeds(this.#draw, people, this.#row.needs),
      at: now + (stays ? (this.#row.stay?.hours ?? 0) * 3_600_000 : 0),
      since: null,
      onward: false,
      code: null,
      ready: false,
      where: "bank",
      counted: people,
      arriving: people,
      cause: null,
      arrivesAt: null,
    };
  }

  /** The link furthest behind its share. */
  #route(people: number): string {
    return routeParty(this.#scenario, this.#row.station, this.#sent, people);
  }
}

/** Chooses the onward link of a station that is furthest behind its share of the people sent so far. */
export function routeParty(scenario: Scenario, station: string, sent: Map<string, number>, people: number): string {
  const links = scenario.links.filter((link) => link.from === station);
  const shares = scenario.routing[station];
  const total = [...sent.values()].reduce((sum, n) => sum + n, 0) + people;
  const behind = (id: string) =>
    (shares?.[id] ?? (shares === undefined ? 1 / links.length : 0)) * total - (sent.get(id) ?? 0);
  const best = links.reduce((a, b) => (behind(b.id) > behind(a.id) ? b : a));
  sent.set(best.id, (sent.get(best.id) ?? 0) + people);
  return best.id;
}
