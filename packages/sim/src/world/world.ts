import type { Scenario, ScenarioTime } from "../scenario/index.ts";
import { logNormal, stream, whole } from "../seeded.ts";
import { Demand, routeParty } from "./demand.ts";
import { StationHall } from "./hall.ts";
import { drawUnits, sizesOf, unitsOf } from "./people.ts";
import { termsOf } from "./terms.ts";
import type { Act, Cause, Party, Sights, Unannounced } from "./types.ts";
import { GROUP_PEOPLE_MAX, type Role, type Side, type Terms } from "@vado/protocol";

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** How often two counts of a group really differ, and why (assumed; nothing is published). */
const CAUSES: readonly [Cause, number][] = [
  ["miscount", 0.03],
  ["left", 0.006],
  ["medical", 0.006],
  ["joined", 0.004],
];
/** Registered people who go on wait at most so long for a full vehicle. */
const ONWARD_WAIT_MS = 2 * HOUR_MS;
/** README of the scenarios: an overdue group is found six hours later. */
const SEARCH_MS = 6 * HOUR_MS;

interface LinkTerms {
  readonly version: number;
  readonly terms: Terms;
  readonly validFrom: number;
}

/** The world of one scenario under one seed: people, stations, dangers, agreements. It moves only by `advance` and `apply`. */
export class World {
  readonly scenario: Scenario;
  readonly time: ScenarioTime;
  readonly #seed: number;
  readonly #demands: Demand[];
  readonly halls = new Map<string, StationHall>();
  /** Parties not yet received. */
  readonly parties: Party[] = [];
  readonly #byCode = new Map<string, Party>();
  readonly unannounced = new Map<string, { station: string; who: Unannounced; met: boolean }>();
  readonly #terms = new Map<string, LinkTerms[]>();
  readonly #sent = new Map<string, Map<string, number>>();
  readonly #overdue: { link: string; people: number; at: number }[] = [];
  readonly canaries = new Set<string>();
  /** People received again after a first reception elsewhere; counted once as people. */
  readonly receivedOnward = { arrived: 0, left: 0, medical: 0, joined: 0 };
  #factor = 1;
  #nextEvent = 0;
  #n = 0;
  now: number;

  constructor(scenario: Scenario, time: ScenarioTime, seed: number, heartbeatS: number) {
    this.scenario = scenario;
    this.time = time;
    this.#seed = seed;
    this.now = time.start;
    this.#demands = scenario.demand.map((row) => new Demand(scenario, row, time, seed));
    for (const station of scenario.stations) {
      const outflowPerHour = scenario.outflow
        .filter((row) => row.station === station.id)
        .reduce((sum, row) => sum + row.perHour, 0);
      const { places: total, intakePerHour } = station;
      this.halls.set(
        station.id,
        new StationHall({ station: station.id, total, intakePerHour, outflowPerHour }, time.start),
      );
    }
    for (const link of scenario.links) this.#writeTerms(link, heartbeatS);
  }

  #writeTerms(link: Scenario["links"][number], heartbeatS: number): void {
    const now = { quotaPerDay: link.quotaPerDay ?? null, ratePerHour: link.ratePerHour ?? null };
    const versions: LinkTerms[] = [
      { version: 1, terms: termsOf(link, this.time, heartbeatS, now), validFrom: this.time.start },
    ];
    for (const event of this.#events()) {
      if (event.kind !== "quota" && event.kind !== "rate") continue;
      if (event.link !== link.id) continue;
      if (event.kind === "quota") now.quotaPerDay = event.perDay;
      else now.ratePerHour = event.perHour;
      versions.push({
        version: versions.length + 1,
        terms: termsOf(link, this.time, heartbeatS, now),
        validFrom: this.time.at(event.at),
      });
    }
    this.#terms.set(link.id, versions);
  }

  #events() {
    return this.scenario.events.toSorted((a, b) => this.time.at(a.at) - this.time.at(b.at));
  }

  /** Lets time pass minute by minute up to `now`; returns the links whose officers have something new to see. */
  advance(now: number): Set<string> {
    const touched = new Set<string>();
    for (let at = Math.floor(this.now / MINUTE_MS + 1) * MINUTE_MS; at <= now; at += MINUTE_MS)
      this.#minute(at, touched);
    this.now = now;
    for (const party of this.parties) {
      if (party.where !== "moving" || party.arrivesAt === null || party.arrivesAt > now) continue;
      party.where = "gate";
      touched.add(party.link);
    }
    return touched;
  }

  /** When the world next changes by itself, at the latest. */
  nextAt(): number {
    let next = (Math.floor(this.now / MINUTE_MS) + 1) * MINUTE_MS;
    for (const party of this.parties)
      if (party.where === "moving" && party.arrivesAt !== null)
        next = Math.min(next, Math.max(this.now, party.arrivesAt));
    return next;
  }

  #minute(at: number, touched: Set<string>): void {
    this.#happen(at, touched);
    for (const hall of this.halls.values()) hall.advance(at);
    for (const demand of this.#demands) for (const party of demand.minute(at, this.#factor)) this.#assemble(party);
    for (const party of this.parties)
      if (party.where === "bank" && party.code === null && party.at === at) touched.add(party.link);
    for (const link of this.scenario.links) if (this.#onward(link, at)) touched.add(link.id);
  }

  #assemble(party: Party): void {
    const draw = stream(this.#seed, "fate", party.key);
    let chance = draw();
    for (const [cause, share] of CAUSES) {
      chance -= share;
      if (chance > 0) continue;
      const people = whole(draw, 1, 3);
      party.cause = cause;
      if (cause === "miscount") party.counted += draw() < 0.5 ? -people : people;
      else party.arriving += cause === "joined" ? people : -people;
      break;
    }
    this.parties.push(party);
  }

  /** Registered people who go on form groups of whole family units that fit the vehicle. */
  #onward(link: Scenario["links"][number], at: number): boolean {
    const hall = this.halls.get(link.from) as StationHall;
    const waiting = hall.registeredPeople;
    const most = Math.min(link.groupMax, link.vehicleSeats ?? Infinity);
    const oldest = hall.oldestRegistered;
    if (oldest === null || (waiting < most && at - oldest < ONWARD_WAIT_MS)) return false;
    const sent = this.#sent.get(link.from) ?? new Map<string, number>();
    this.#sent.set(link.from, sent);
    if (routeParty(this.scenario, link.from, new Map(sent), most) !== link.id) return false;
    const units = hall.takeOnward(most);
    const people = units.reduce((sum, unit) => sum + unit.size, 0);
    if (people === 0) return false;
    routeParty(this.scenario, link.from, sent, people);
    this.#assemble({
      key: `${link.id}/${++this.#n}`,
      link: link.id,
      people,
      units: unitsOf(units.map((unit) => unit.size)),
      needs: {},
      at,
      since: Math.min(...units.map((unit) => unit.since)),
      onward: true,
      code: null,
      ready: false,
      where: "bank",
      counted: people,
      arriving: people,
      cause: null,
      arrivesAt: null,
    });
    return true;
  }

  #happen(at: number, touched: Set<string>): void {
    const events = this.#events();
    for (; this.#nextEvent < events.length; this.#nextEvent++) {
      const event = events[this.#nextEvent] as Scenario["events"][number];
      if (this.time.at(event.at) > at) break;
      this.#apply(event, at);
    }
    for (const event of events) {
      const begins = this.time.at(event.at);
      const ends =
        "forMinutes" in event && event.forMinutes !== undefined ? begins + event.forMinutes * MINUTE_MS : begins;
      if (ends === at && ends !== begins) this.#end(event);
      if (begins === at || ends === at) for (const link of this.scenario.links) touched.add(link.id);
    }
  }

  #apply(event: Scenario["events"][number], at: number): void {
    if (event.kind === "policy") this.#factor *= event.demandFactor;
    else if (event.kind === "surge")
      this.#demands.find((_, i) => this.scenario.demand[i]?.station === event.station)?.add(event.people);
    else if (event.kind === "places") (this.halls.get(event.station) as StationHall).total = event.places;
    else if (event.kind === "intake") (this.halls.get(event.station) as StationHall).intakePerHour = event.perHour;
    else if (event.kind === "overdue") this.#overdue.push({ link: event.link, people: event.people, at });
    else if (event.kind === "spontaneous") {
      // One event names so many people at most; more come as several groups.
      for (let left = event.people; left > 0; left -= GROUP_PEOPLE_MAX) {
        const people = Math.min(left, GROUP_PEOPLE_MAX);
        const key = `unannounced/${event.station}/${this.unannounced.size}`;
        const units = drawUnits(stream(this.#seed, key), people, 3);
        this.unannounced.set(key, { station: event.station, who: { key, people, at, units }, met: false });
      }
    }
  }

  #end(event: Scenario["events"][number]): void {
    const station = "station" in event ? this.scenario.stations.find((one) => one.id === event.station) : undefined;
    if (event.kind === "places") (this.halls.get(event.station) as StationHall).total = station?.places ?? null;
    if (event.kind === "intake")
      (this.halls.get(event.station) as StationHall).intakePerHour = station?.intakePerHour ?? null;
  }

  apply(act: Act): void {
    if (act.do === "say") this.canaries.add(act.canary);
    else if (act.do === "meet") this.#meet(act.key);
    else if (act.do === "open") this.#name(act.key, act.code);
    else if (act.do === "ready") {
      const party = this.#byCode.get(act.code);
      if (party !== undefined) party.ready = true;
    } else if (act.do === "depart") this.#depart(act.code, act.at);
    else this.#receive(act.code);
  }

  #name(key: string, code: string): void {
    const party = this.parties.find((one) => one.key === key);
    if (party === undefined || party.code !== null) return;
    party.code = code;
    this.#byCode.set(code, party);
  }

  #depart(code: string, at: number): void {
    const party = this.#byCode.get(code);
    if (party === undefined || party.where !== "bank") return;
    const link = this.scenario.links.find((one) => one.id === party.link) as Scenario["links"][number];
    const { mean, sd } = link.transitMinutes;
    const minutes = sd === 0 ? mean : logNormal(stream(this.#seed, "transit", code), mean, sd);
    party.where = "moving";
    party.arrivesAt = at + Math.round(minutes * MINUTE_MS);
    const late = this.#overdue.findIndex((one) => one.link === party.link && party.people <= one.people);
    if (late < 0) return;
    this.#overdue.splice(late, 1);
    party.arrivesAt += SEARCH_MS;
  }

  #receive(code: string): void {
    const party = this.#byCode.get(code);
    if (party === undefined || party.where !== "gate") return;
    party.where = "inside";
    this.parties.splice(this.parties.indexOf(party), 1);
    if (party.onward) {
      this.receivedOnward.arrived += party.arriving;
      if (party.cause === "left" || party.cause === "medical")
        this.receivedOnward[party.cause] += party.people - party.arriving;
      if (party.cause === "joined") this.receivedOnward.joined += party.arriving - party.people;
    }
    const link = this.scenario.links.find((one) => one.id === party.link) as Scenario["links"][number];
    const sizes = fit(sizesOf(party.units), party.arriving);
    this.halls.get(link.to)?.enter(sizes, party.since ?? party.at, this.now);
  }

  #meet(key: string): void {
    const entry = this.unannounced.get(key);
    if (entry === undefined || entry.met) return;
    entry.met = true;
    this.halls.get(entry.station)?.enter(sizesOf(entry.who.units), entry.who.at, this.now);
  }

  /** What one side of one link can see now. */
  sights(linkId: string, side: Side, role: Role): Sights {
    const link = this.scenario.links.find((one) => one.id === linkId) as Scenario["links"][number];
    const station = side === "sending" ? link.from : link.to;
    const here = role === "archive" ? [] : this.parties.filter((party) => party.link === linkId);
    const bank = here.filter((party) => party.where === "bank" && party.at <= this.now);
    const gate = here.filter((party) => party.where === "gate" && party.code !== null);
    const mine = side === "sending" && role === "field";
    const theirs = side === "receiving" && role === "field";
    const firstInbound = this.scenario.links.find((one) => one.to === station)?.id === linkId;
    return {
      assembled: mine ? bank.filter((party) => party.code === null) : [],
      forming: mine
        ? Object.fromEntries(
            bank.filter((party) => party.code !== null && !party.ready).map((party) => [party.code as string, party]),
          )
        : {},
      leaving: mine
        ? Object.fromEntries(
            bank
              .filter((party) => party.code !== null && party.counted !== party.people)
              .map((party) => [party.code as string, party.counted]),
          )
        : {},
      gate: theirs
        ? gate.map((party) => ({ code: party.code as string, people: party.arriving, at: party.arrivesAt as number }))
        : [],
      unannounced:
        !theirs || !firstInbound
          ? []
          : [...this.unannounced.values()].filter((one) => one.station === station && !one.met).map((one) => one.who),
      causes: Object.fromEntries(
        gate.filter((party) => party.cause !== null).map((party) => [party.code as string, party.cause as Cause]),
      ),
      ...this.#dangers(linkId),
      terms: (this.#terms.get(linkId) ?? []).filter((one) => one.validFrom - HOUR_MS <= this.now),
      hall: (this.halls.get(station) as StationHall).look(),
      open: this.isOpen(link.from) && this.isOpen(link.to) && this.isOpen(station),
      offline: this.scenario.events.some(
        (event) => event.kind === "comms-loss" && event.link === linkId && event.side === side && this.#isOn(event),
      ),
    };
  }

  #dangers(linkId: string): Pick<Sights, "dangers" | "over"> {
    const holds = this.scenario.events.flatMap((event, i) =>
      event.kind === "hold" && event.link === linkId ? [{ event, key: `danger/${i}` }] : [],
    );
    return {
      dangers: holds
        .filter(({ event }) => this.#isOn(event))
        .map(({ event, key }) => ({ key, at: this.time.at(event.at), why: event.why ?? "danger" })),
      over: holds.filter(({ event }) => this.time.at(event.at) <= this.now && !this.#isOn(event)).map(({ key }) => key),
    };
  }

  #isOn(event: { readonly at: string; readonly forMinutes?: number | undefined }): boolean {
    const from = this.time.at(event.at);
    return this.now >= from && this.now < from + (event.forMinutes ?? 0) * MINUTE_MS;
  }

  isOpen(stationId: string): boolean {
    const station = this.scenario.stations.find((one) => one.id === stationId) as Scenario["stations"][number];
    const minutes = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
    const minute = this.time.localMinutes(this.now);
    return minute >= minutes(station.opens) && minute < minutes(station.closes);
  }

  /** People the log has received at a station whom the world has not let in yet: the officer's act is still on its way. */
  pendingInside(
    station: string,
    reports: readonly { link: string; role: string; side: string; phases: Readonly<Record<string, string>> }[],
  ): number {
    let people = 0;
    for (const party of this.parties) {
      const link = this.scenario.links.find((one) => one.id === party.link);
      const log = reports.find((one) => one.link === party.link && one.role === "archive" && one.side === "receiving");
      if (link?.to === station && party.where === "gate" && log?.phases[party.code ?? ""] === "received")
        people += party.arriving;
    }
    return people;
  }

  /** Everybody who came to go, and of them those not yet in a party or in one not yet assembled. */
  demand(): { people: number; unassembled: number } {
    return {
      people: this.#demands.reduce((sum, demand) => sum + demand.people, 0),
      unassembled: this.#demands.reduce((sum, demand) => sum + demand.unassembled, 0),
    };
  }

  /** The same of one station, with the backlog it began with. */
  demandAt(station: string): { people: number; unassembled: number; backlog: number } {
    const i = this.scenario.demand.findIndex((row) => row.station === station);
    const demand = this.#demands[i];
    return {
      people: demand?.people ?? 0,
      unassembled: demand?.unassembled ?? 0,
      backlog: this.scenario.demand[i]?.backlog ?? 0,
    };
  }

  /** By how much the departures of a station that are still to be reconciled were counted too low. */
  miscountedOut(station: string): number {
    return this.parties
      .filter(
        (party) =>
          party.where !== "bank" && this.scenario.links.some((link) => link.id === party.link && link.from === station),
      )
      .reduce((sum, party) => sum + party.people - party.counted, 0);
  }

  partyOf(code: string): Party | undefined {
    return this.#byCode.get(code);
  }
}

/** Unit sizes of as many people as really arrive: the last units shrink, or one more unit joins. */
function fit(sizes: readonly number[], people: number): number[] {
  const out: number[] = [];
  let left = people;
  for (const size of sizes) {
    if (left <= 0) break;
    out.push(Math.min(size, left));
    left -= size;
  }
  if (left > 0) out.push(left);
  return out;
}
