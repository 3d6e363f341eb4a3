import type { Scenario, ScenarioTime } from "../scenario/index.ts";
import { logNormal, stream, whole } from "../seeded.ts";
import { isOpenAt } from "./calendar.ts";
import { Demand, routeParty } from "./demand.ts";
import { StationHall } from "./hall.ts";
import { Happenings } from "./happenings.ts";
import { drawUnits, fit, sizesOf, unitsOf } from "./people.ts";
import { fuller, insideOf, nightOf, type Fullness, type Night } from "./nights.ts";
import { sightsOf } from "./sights.ts";
import { versionsOf } from "./terms.ts";
import type { Act, Cause, Party, Sights } from "./types.ts";
import type { Role, Side } from "@vado/protocol";

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
  readonly #terms = new Map<string, Sights["terms"][number][]>();
  readonly #sent = new Map<string, Map<string, number>>();
  /** How large the next group of people who go on should be, by link. */
  readonly #gather = new Map<string, number>();
  readonly #happenings: Happenings;
  readonly canaries = new Set<string>();
  /** As it stood at the end of each local day so far. */
  readonly nights: Night[] = [];
  readonly fullness = new Map<string, Fullness>();
  /** Codes of groups of people who were received before, elsewhere. */
  readonly onwardCodes = new Set<string>();
  /** People received again after a first reception elsewhere; counted once as people. */
  readonly receivedOnward = { arrived: 0, left: 0, medical: 0, joined: 0 };
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
    this.#happenings = new Happenings({ scenario, time, seed, demands: this.#demands, halls: this.halls });
    for (const link of scenario.links) this.#terms.set(link.id, versionsOf(scenario, link, time, heartbeatS));
  }

  /** People nobody announced, by key, and whether they were met. */
  get unannounced(): Happenings["unannounced"] {
    return this.#happenings.unannounced;
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
    if (this.time.localMinutes(at) === 0) this.nights.push(nightOf(this));
    if (this.#happenings.minute(at)) for (const link of this.scenario.links) touched.add(link.id);
    for (const [id, hall] of this.halls) {
      hall.advance(at);
      if (hall.in > 0) this.fullness.set(id, fuller(this.fullness.get(id), insideOf(this, id), hall.total));
    }
    for (const demand of this.#demands)
      for (const party of demand.minute(at, this.#happenings.factor)) this.#assemble(party);
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
      const people = Math.min(party.people, whole(draw, 1, 3));
      party.cause = cause;
      if (cause === "miscount") party.counted += draw() < 0.5 ? -people : people;
      else party.arriving += cause === "joined" ? people : -people;
      break;
    }
    this.parties.push(party);
  }

  /** Registered people who go on form groups of whole family units that fit the vehicle. */
  #onward(link: Scenario["links"][number], at: number): boolean {
    const most = Math.min(link.groupMax, link.vehicleSeats ?? Infinity, this.#gather.get(link.id) ?? Infinity);
    const sent = this.#sent.get(link.from) ?? new Map<string, number>();
    this.#sent.set(link.from, sent);
    if (routeParty(this.scenario, link.from, new Map(sent), most) !== link.id) return false;
    const units = (this.halls.get(link.from) as StationHall).takeOnward(most, at - ONWARD_WAIT_MS);
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

  apply(act: Act): void {
    if (act.do === "say") this.canaries.add(act.canary);
    else if (act.do === "gather") this.#gather.set(act.link, act.people ?? Infinity);
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
    if (party.onward) this.onwardCodes.add(code);
  }

  #depart(code: string, at: number): void {
    const party = this.#byCode.get(code);
    if (party === undefined || party.where !== "bank") return;
    const link = this.scenario.links.find((one) => one.id === party.link) as Scenario["links"][number];
    const { mean, sd } = link.transitMinutes;
    const minutes = sd === 0 ? mean : logNormal(stream(this.#seed, "transit", code), mean, sd);
    party.where = "moving";
    party.arrivesAt = at + Math.round(minutes * MINUTE_MS);
    const { overdue } = this.#happenings;
    const late = overdue.findIndex((one) => one.link === party.link && party.people <= one.people);
    if (late < 0) return;
    overdue.splice(late, 1);
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

  /** People nobody announced, as an officer counted them: those who stand there, or others of whom the world knew nothing. */
  meet(station: string, people: number, key: string | undefined): void {
    const entry = this.unannounced.get(key ?? "");
    if (entry?.met === true) return;
    if (entry !== undefined) entry.met = true;
    const units = entry?.who.units ?? drawUnits(stream(this.#seed, "met", ++this.#n), people, 3);
    this.halls.get(station)?.enter(fit(sizesOf(units), people), entry?.who.at ?? this.now, this.now);
  }

  /** Makes a party as large as it was counted: the difference comes from those not yet gathered, or goes back to them. */
  resize(party: Party, people: number): void {
    if (people === party.people) return;
    this.#demandOf(party.link).move(people - party.people);
    party.units = unitsOf(fit(sizesOf(party.units), people));
    party.people = people;
  }

  /** A group counted where nobody was known to stand. */
  come(link: string, code: string, of: Pick<Party, "people" | "units" | "needs">): Party {
    this.#demandOf(link).move(of.people);
    const fate = { code, ready: true, where: "bank", counted: of.people, arriving: of.people } as const;
    const party: Party = {
      ...of,
      ...fate,
      key: `${link}/${++this.#n}`,
      link,
      at: this.now,
      since: null,
      onward: false,
      cause: null,
      arrivesAt: null,
    };
    this.parties.push(party);
    this.#byCode.set(code, party);
    return party;
  }

  /** The people of a group that ended on this side stand at the bank again, to be opened anew. */
  regroup(code: string, since: number | null): void {
    const party = this.#byCode.get(code);
    if (party === undefined) return;
    this.#byCode.delete(code);
    const { people } = party;
    const again = { code: null, ready: false, where: "bank", counted: people, arriving: people } as const;
    this.parties[this.parties.indexOf(party)] = {
      ...party,
      ...again,
      key: `${party.link}/${++this.#n}`,
      at: this.now,
      since,
      cause: null,
      arrivesAt: null,
    };
  }

  /** The people of a group went away by choice; returns how many they were. */
  disperse(code: string): number {
    const party = this.#byCode.get(code);
    if (party === undefined) return 0;
    this.#byCode.delete(code);
    this.parties.splice(this.parties.indexOf(party), 1);
    return party.people;
  }

  #demandOf(linkId: string): Demand {
    const from = this.scenario.links.find((link) => link.id === linkId)?.from;
    const i = this.scenario.demand.findIndex((row) => row.station === from);
    return this.#demands[Math.max(0, i)] as Demand;
  }

  /** What one side of one link can see now. */
  sights(linkId: string, side: Side, role: Role): Sights {
    return sightsOf(this, this.#terms.get(linkId) ?? [], linkId, side, role);
  }

  isOpen(stationId: string): boolean {
    return isOpenAt(this.scenario, this.time, stationId, this.now);
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
