import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { KINDS } from "@vado/client";
import { emptyState, type LinkState } from "@vado/flow";
import { nodeCrypto, nodeEntropy, pacedClock, type PacedClock } from "@vado/host";
import type { Side, Tick } from "@vado/protocol";
import { scenarioTime, type Scenario, type ScenarioTime } from "../scenario/index.ts";
import { firstBusyHour } from "../world/calendar.ts";
import { AppChild } from "./app-child.ts";
import { Conductor } from "./conductor.ts";
import { Crew } from "./crew.ts";
import type { DemoApps } from "./demo.ts";
import { DemoDesk } from "./desk.ts";
import { Digests } from "./digests.ts";
import type { DemoFigures } from "./figures.ts";
import { Ground } from "./ground.ts";
import type { Officer } from "./officers.ts";
import { SIDES, makePapers, type DemoPapers, type OfficerRole } from "./papers.ts";
import { Posts, type Post } from "./posts.ts";
import { DemoRelay } from "./relay.ts";
import type { DemoSights } from "./view.ts";
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

/** The beginning is hurried through for so long at most, virtual ms. */
const RUSH_MS_MAX = 4 * 3_600_000;
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
  readonly #ground: Ground;
  readonly #crew = new Crew();
  readonly #clock: PacedClock;
  readonly #board: AppChild;
  #desks: readonly DemoDesk[] = [];
  readonly #offline = new Set<string>();
  readonly #start: number;
  readonly #options: CorridorOptions;
  #begun: Promise<void> = Promise.resolve();
  #stopped = false;
  ready = false;
  doing = "";
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
    this.#start = start;
    this.#ground = new Ground(scenario, time, papers.link);
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
      onStored: (channel, seq) => {
        this.#crew.onStored(channel, seq);
        this.conductor.nudge();
      },
      onState: () => {
        // Nobody waits for the next try when it is back.
        this.#crew.wake();
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
    await this.conductor.rush(() => this.#isLively() || this.#isDisturbed());
    if (this.#stopped) return;
    this.ready = true;
    this.doing = "";
    void this.conductor.run().catch(onFault);
  }

  #startOfficers(): Promise<void> {
    const folder = join(this.#options.folder, "devices");
    const ground = { url: this.relay.url, folder, clock: this.#clock, onFolded: this.violations.fold };
    return this.#crew.start(this.papers.officers, ground);
  }

  /** Ends everything it started. */
  async stop(): Promise<void> {
    this.#stopped = true;
    // Whatever is under way ends soon once its other end is gone.
    const children = [...this.#desks, this.#board].map((app) => app.stop());
    await Promise.all([this.conductor.stop(), this.relay.kill(), ...children]);
    await this.#begun.catch(() => {});
    this.#crew.close();
    await this.violations.stop();
  }

  /** The record the world follows: that of whoever here has read most. */
  get state(): Readonly<LinkState> {
    return this.#crew.state ?? emptyState(this.papers.link.id);
  }

  /** As of a moment at which nobody was reading: while a device reads, its record is ahead of the world that follows it. */
  figures(): DemoFigures {
    if (this.#figures === null || this.#resting) this.#keepFigures();
    return this.#figures as DemoFigures;
  }

  #keepFigures(): void {
    this.#figures = this.#ground.figures(this.state);
    this.#figuresAt = performance.now();
  }

  sights(side: Side): DemoSights {
    return this.#ground.view(this.state, side);
  }

  /** Forks that devices of this process see. */
  get forks(): number {
    return this.#crew.forks;
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
    this.#crew.setOffline(device, offline);
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
    const simulated = this.#crew.officers.map(({ device, side, role }) => ({ device, side, role, simulated: true }));
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

  #reposted(): void {
    this.#crew.stand(this.posts);
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
    if (this.#ground.advance(now)) this.#crew.wake();
    // A desk says what it is told of its station, and the witness has to hear that.
    if (this.#crew.hears)
      await Promise.all(this.#desks.map((desk) => desk.count(this.#ground.station(desk.side), now)));
    await this.#crew.settle(
      () => this.#clock.now(),
      (officer) => this.#turn(officer),
    );
    this.#resting = true;
    this.conductor.setQuiet(this.#ground.isQuiet);
    if (performance.now() - this.#figuresAt > FIGURES_EVERY_MS) this.#keepFigures();
    await this.#crew.tellDigests(this.digests);
    return Math.min(this.#ground.nextAt(), this.#crew.wakeAt);
  }

  async #turn(officer: Officer): Promise<void> {
    const { side, role } = officer;
    this.#ground.act(await officer.turn(this.#ground.sights(side, role, this.posts.fieldPhone)));
    if (this.#ground.follow(this.state)) this.#crew.wake();
    if (this.posts.look(this.state)) this.#reposted();
  }

  #isLively(): boolean {
    const waits = Object.values(this.state.groups).some(({ phase }) =>
      ["ready", "deferred", "granted"].includes(phase),
    );
    return waits && this.#ground.receivedPeople > 0;
  }

  /** A person acts already, the relay was killed, or nothing comes of it: then it is not for the rush to wait. */
  #isDisturbed(): boolean {
    return this.posts.anyPerson || this.relay.state === "down" || this.conductor.now > this.#start + RUSH_MS_MAX;
  }
}
