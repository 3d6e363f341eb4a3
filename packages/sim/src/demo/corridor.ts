import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { KINDS } from "@vado/client";
import { emptyState, type LinkState } from "@vado/flow";
import { nodeCrypto, nodeEntropy, pacedClock, type PacedClock } from "@vado/host";
import { StationFiguresSchema, type Side, type StationFigures, type Tick } from "@vado/protocol";
import * as v from "valibot";
import { scenarioTime, type Scenario, type ScenarioTime } from "../scenario/index.ts";
import { firstBusyHour } from "../world/calendar.ts";
import { RecordFollower } from "../world/record.ts";
import type { Sights } from "../world/types.ts";
import { World } from "../world/world.ts";
import { AppChild } from "./app-child.ts";
import { Conductor } from "./conductor.ts";
import type { DemoApps } from "./demo.ts";
import { DemoDesk } from "./desk.ts";
import { Digests } from "./digests.ts";
import { figuresOf, type DemoFigures } from "./figures.ts";
import { Officer, enrolOfficer } from "./officers.ts";
import { HEARTBEAT_S, SIDES, makePapers, type DemoPapers, type OfficerRole } from "./papers.ts";
import { Posts, type Post } from "./posts.ts";
import { DemoRelay } from "./relay.ts";
import { sightsFor, type DemoSights } from "./view.ts";
import { Violations } from "./violations.ts";

/** One life of a demo's corridor: its world, relay, desks and officers, and the time they share. */
export interface CorridorOptions {
  readonly scenario: Scenario;
  /** For what the corridor keeps while it lives; empty. */
  readonly folder: string;
  readonly pace: number;
  readonly paceWithPersonMax: number | undefined;
  readonly apps: DemoApps;
  /** Folder of the built web app. */
  readonly web: string;
  /** Told what is being done while it starts. */
  readonly progress: (line: string) => void;
  /** A part failed in a way that is nobody's act: the demo cannot go on. */
  readonly onFault: (error: unknown) => void;
}

/** Rounds of turns in one moment; officers who are not done go on in the next. */
const ROUNDS_MAX = 40;
/** Real ms between comparisons of all devices here. */
const DIGESTS_EVERY_MS = 2_000;
/** Real ms after which figures are kept anew, asked for or not. */
const FIGURES_EVERY_MS = 250;

export class DemoCorridor {
  readonly scenario: Scenario;
  readonly papers: DemoPapers;
  readonly relay: DemoRelay;
  readonly conductor: Conductor;
  readonly posts: Posts;
  readonly violations: Violations;
  readonly digests = new Digests();
  readonly #time: ScenarioTime;
  readonly #world: World;
  readonly #follower: RecordFollower;
  readonly #clock: PacedClock;
  readonly #board: AppChild;
  #desks: readonly DemoDesk[] = [];
  #officers: readonly Officer[] = [];
  readonly #offline = new Set<string>();
  readonly #received: number[];
  readonly #options: CorridorOptions;
  #begun: Promise<void> = Promise.resolve();
  #stopped = false;
  ready = false;
  doing = "";
  #notedAt = 0;
  #figures: DemoFigures | null = null;
  #figuresAt = 0;
  /** Whether no device here is reading, and the world has followed what they read. */
  #resting = false;

  /** Writes the papers; nothing runs before `begin`. */
  static async make(options: CorridorOptions): Promise<DemoCorridor> {
    const { scenario, progress } = options;
    const time = scenarioTime(scenario);
    const start = firstBusyHour(scenario, time);
    progress("Writing the papers of both agencies");
    const papers = await makePapers(scenario, time, start, { crypto: nodeCrypto, entropy: nodeEntropy });
    return new DemoCorridor(options, time, start, papers);
  }

  private constructor(options: CorridorOptions, time: ScenarioTime, start: number, papers: DemoPapers) {
    const { scenario, folder, pace } = options;
    this.#options = options;
    this.scenario = scenario;
    this.papers = papers;
    this.#time = time;
    this.#world = new World(scenario, time, scenario.seed, HEARTBEAT_S);
    this.#follower = new RecordFollower(this.#world, papers.link);
    this.#received = Array.from({ length: scenario.days }, () => 0);
    this.posts = new Posts(papers.simulated);
    this.violations = new Violations(papers.channels.record);
    const conducted = { settle: (now: number) => this.#settle(now), spread: (tick: Tick) => this.#spread(tick) };
    const { paceWithPersonMax: most } = options;
    this.conductor = new Conductor({
      start,
      end: time.end(scenario.days),
      pace,
      ...(most === undefined ? {} : { paceWithPersonMax: most }),
      conducted,
    });
    this.#clock = pacedClock(this.conductor.tick);
    const figures = join(folder, "figures");
    mkdirSync(figures, { recursive: true });
    this.#board = new AppChild({
      name: "board",
      entry: options.apps.board,
      args: ["--figures", figures, "--port", "0", "--conducted"],
      folder,
    });
    this.relay = new DemoRelay(folder, papers.accounts, {
      onStored: (channel, seq) => this.#stored(channel, seq),
      onState: () => {
        // Nobody waits for the next try when it is back.
        for (const officer of this.#officers) officer.dirty = true;
        this.conductor.nudge();
      },
    });
  }

  /** Starts everything, and lets time rush until a group has been received and another one waits. */
  begin(): Promise<void> {
    this.#begun = this.#begin();
    return this.#begun;
  }

  async #begin(): Promise<void> {
    const { onFault } = this.#options;
    const progress = (line: string): void => {
      this.doing = line;
      this.#options.progress(line);
    };
    progress("Starting the relay");
    this.relay.tick(this.conductor.tick);
    await this.relay.start();
    if (this.#stopped) return;
    progress("Starting desks, board and officers' phones");
    this.#desks = SIDES.map((side) => this.#newDesk(side));
    const desks = Promise.all(this.#desks.map((desk) => desk.start(this.conductor.tick)));
    // A crossing goes on without its board; who looks for it reads that it is away.
    this.#board.start().catch((error: Error) => this.#stopped || progress(error.message));
    await Promise.all([desks, this.#startOfficers()]);
    progress("The first group gathers and crosses");
    await this.conductor.rush(() => this.#isLively());
    if (this.#stopped) return;
    this.ready = true;
    this.doing = "";
    void this.conductor.run().catch(onFault);
  }

  async #startOfficers(): Promise<void> {
    const folder = join(this.#options.folder, "devices");
    mkdirSync(folder, { recursive: true });
    const ground = { url: this.relay.url, folder, clock: this.#clock, onFolded: this.violations.fold };
    const { officers } = this.papers;
    await Promise.all(officers.map((papers) => enrolOfficer(papers, this.relay.url, this.#clock)));
    this.#officers = officers.map((papers) => new Officer(papers, ground));
    await Promise.all(this.#officers.map((officer) => officer.load()));
  }

  /** Ends everything it started. */
  async stop(): Promise<void> {
    this.#stopped = true;
    // Whatever is under way ends soon once its other end is gone.
    const children = [...this.#desks, this.#board].map((app) => app.stop());
    await Promise.all([this.conductor.stop(), this.relay.kill(), ...children]);
    await this.#begun.catch(() => {});
    for (const officer of this.#officers) officer.close();
    await this.violations.stop();
  }

  /** The device whose record the world follows: whoever has read most of it. */
  get state(): Readonly<LinkState> {
    return this.#reader?.client.state ?? emptyState(this.papers.link.id);
  }

  get #reader(): Officer | undefined {
    return this.#officers.reduce<Officer | undefined>(
      (a, b) => (a === undefined || b.client.state.seq > a.client.state.seq ? b : a),
      undefined,
    );
  }

  /** As of a moment at which nobody was reading: while a device reads, its record is ahead of the world that follows it. */
  figures(): DemoFigures {
    if (this.#figures === null || this.#resting) this.#keepFigures();
    return this.#figures as DemoFigures;
  }

  #keepFigures(): void {
    this.#figures = figuresOf(this.#world, this.#follower, this.state, [...this.#received]);
    this.#figuresAt = performance.now();
  }

  sights(side: Side): DemoSights {
    return sightsFor(this.#world, this.state, side);
  }

  /** Forks that devices of this process see. */
  get forks(): number {
    return this.#officers.filter(({ client }) => client.standing.fork !== null).length;
  }

  /** Hands a post over, or back. False when no person has a device for it. */
  put(side: Side, role: OfficerRole, by: Post["by"]): boolean {
    if (!this.posts.put(side, role, by)) return false;
    this.#reposted();
    return true;
  }

  /** Cuts a device's network, or mends it. */
  setOffline(device: string, offline: boolean): void {
    if (offline) this.#offline.add(device);
    else this.#offline.delete(device);
    for (const officer of this.#officers)
      if (officer.device === device) {
        officer.offline = offline;
        officer.dirty = true;
      }
    this.conductor.nudge();
  }

  isOffline(device: string): boolean {
    return this.#offline.has(device);
  }

  /** Address of the board; null while it is away. */
  get board(): string | null {
    return this.#board.url;
  }

  /** Address of a side's desk; null while it is away. */
  desk(side: Side): string | null {
    return this.#desks.find((desk) => desk.side === side)?.url ?? null;
  }

  /** A token with which a person's device enrols; null while the desk is away. */
  async invite(side: Side, role: OfficerRole): Promise<string | null> {
    return (await this.#desks.find((desk) => desk.side === side)?.invite(this.papers.link.id, role)) ?? null;
  }

  #newDesk(side: Side): DemoDesk {
    const { apps, folder, web } = this.#options;
    const publish = join(folder, "figures");
    return new DemoDesk({
      side,
      entry: apps.desk,
      folder,
      web,
      publish,
      papers: this.papers.desk(side, this.relay.url),
    });
  }

  /** Every officer's device, simulated and of persons. */
  devices() {
    const simulated = this.#officers.map(({ device, side, role }) => ({ device, side, role, simulated: true }));
    const persons = this.posts.persons.map((person) => ({ ...person, simulated: false }));
    return [...simulated, ...persons].map((one) => ({ ...one, offline: this.#offline.has(one.device) }));
  }

  /** What a person's browser has of the log, to be compared with what devices here have at the same sequence. */
  noteDigests(
    device: string,
    channels: Readonly<Record<"record" | "ops", { readonly seq: number; readonly digest: string }>>,
  ): void {
    if (!this.posts.persons.some((person) => person.device === device)) return;
    for (const kind of KINDS) this.digests.note(device, kind, channels[kind].seq, channels[kind].digest);
  }

  /** What the devices here have, taken while none of them is reading. */
  async #noteOwn(): Promise<void> {
    const all = performance.now() - this.#notedAt > DIGESTS_EVERY_MS;
    if (all) this.#notedAt = performance.now();
    for (const { device, client } of this.#officers)
      if (all || client === this.#reader?.client)
        for (const kind of KINDS) {
          const { seq } = client.head(kind);
          if (seq > 0 && !this.digests.has(device, kind, seq))
            this.digests.note(device, kind, seq, await client.digest(kind));
        }
  }

  #stored(channel: string, seq: number): void {
    for (const officer of this.#officers) officer.onStored(channel, seq);
    this.conductor.nudge();
  }

  #reposted(): void {
    for (const officer of this.#officers) {
      officer.acting = this.posts.of(officer.side, officer.role).by === "simulated";
      officer.dirty = true;
    }
    this.conductor.setPerson(this.posts.anyPerson);
    this.conductor.nudge();
  }

  async #spread(tick: Tick): Promise<void> {
    this.#clock.set(tick);
    this.relay.tick(tick);
    this.#board.send({ tick });
    await Promise.all(this.#desks.map((desk) => desk.tick(tick)));
  }

  async #settle(now: number): Promise<number> {
    this.#resting = false;
    if (this.#world.advance(now).size > 0) for (const officer of this.#officers) officer.dirty = true;
    await Promise.all(this.#desks.map((desk) => desk.count(this.#station(desk.side), now)));
    for (let round = 0; round < ROUNDS_MAX; round++) {
      const due = this.#officers.filter((officer) => officer.dirty || officer.wakeAt <= this.#clock.now());
      if (due.length === 0) break;
      for (const officer of due) await this.#turn(officer);
    }
    this.#resting = true;
    this.conductor.setQuiet(this.#isQuiet());
    if (performance.now() - this.#figuresAt > FIGURES_EVERY_MS) this.#keepFigures();
    await this.#noteOwn();
    return Math.min(this.#world.nextAt(), ...this.#officers.map((officer) => officer.wakeAt));
  }

  /** How a station stands, as its agency's own machine counts it. */
  #station(side: Side): StationFigures {
    const { hall, open } = this.#world.sights(this.papers.link.id, side, "archive");
    return v.parse(StationFiguresSchema, { ...hall, open });
  }

  async #turn(officer: Officer): Promise<void> {
    const seen: Sights = this.#world.sights(this.papers.link.id, officer.side, officer.role);
    for (const act of await officer.turn({ ...seen, fieldPhone: this.posts.fieldPhone })) this.#follower.act(act);
    const { state } = this;
    if (this.#follower.follow(state)) for (const other of this.#officers) other.dirty = true;
    this.#countDay(state);
    if (this.posts.look(state)) this.#reposted();
  }

  /** Closed, and nobody is on the way or at the gate: nothing will happen before morning. */
  #isQuiet(): boolean {
    const { from, to } = this.papers.link;
    const open = this.#world.isOpen(from) && this.#world.isOpen(to);
    return !open && this.#world.parties.every((party) => party.where === "bank");
  }

  #isLively(): boolean {
    const { state } = this;
    const waits = Object.values(state.groups).some((group) => ["ready", "deferred", "granted"].includes(group.phase));
    return waits && this.#received.some((people) => people > 0);
  }

  /** People received since the last look belong to the day of the entry that told of them. */
  #countDay(state: Readonly<LinkState>): void {
    const day = Math.min(this.#received.length - 1, Math.max(0, this.#time.dayOf(state.time)));
    const before = this.#received.reduce((sum, people) => sum + people, 0);
    this.#received[day] = (this.#received[day] ?? 0) + state.totals.received - before;
  }
}
