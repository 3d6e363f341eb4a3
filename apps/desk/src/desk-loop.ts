import type { WaitableClock } from "@vado/host";
import { planDesk, type DeskAct } from "@vado/planner";
import type { Log } from "@vado/protocol";
import type { Bell } from "./bell.ts";
import type { BoardFiles } from "./board-files.ts";
import { logEvent, nameOf } from "./events.ts";
import type { LinkDevice } from "./link-device.ts";
import type { Received, StationBook } from "./station.ts";

/** What a desk does by itself: steps its devices when something comes or is due, says what the planner judges, tells the board. */

/** Rounds of stepping and acting before the loop lets others have their turn. */
const ROUNDS_MAX = 32;
/** After a fault of the loop itself it goes on, but not at once; machine ms. */
const FAULT_PAUSE_MS = 1_000;
/** A refused act is thought over after this long at the latest, ms. */
const RETHINK_MS = 60_000;

/** The law's rule that nothing is offered on places that were never reported, or whose report is over. */
const PLACES_UNKNOWN = "O3.places";

export interface DeskLoopOptions {
  readonly devices: readonly LinkDevice[];
  readonly clock: WaitableClock;
  readonly station: StationBook;
  readonly board: BoardFiles | null;
  /** Called when the links' devices have stepped and something may have changed. */
  readonly keepUp: () => Promise<void>;
  readonly log: Log;
  readonly bell: Bell;
  /** Called whenever nothing is due any more at the present time. */
  readonly onRest: () => void;
}

export class DeskLoop {
  readonly #options: DeskLoopOptions;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;
  #rethink = true;
  #rethinkAt = Infinity;
  #wasStale = false;
  /** Offers that wait for the report of the places they stand on to be in the log. */
  readonly #later: DeskAct[] = [];

  constructor(options: DeskLoopOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** The station was counted: think again. */
  counted(): void {
    this.#rethink = true;
    this.#options.bell.ring();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#options.bell.ring();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { bell, log, onRest } = this.#options;
    while (!this.#stopped) {
      let pauseMs = 0;
      try {
        if (await this.#work()) {
          onRest();
          pauseMs = this.#restMs();
        }
      } catch (error) {
        logEvent(log, "internal-fault", { name: nameOf(error) });
        pauseMs = FAULT_PAUSE_MS;
      }
      await bell.wait(pauseMs);
    }
  }

  /** True when nothing is left to do now. */
  async #work(): Promise<boolean> {
    const { devices, board, clock } = this.#options;
    for (let round = 0; round < ROUNDS_MAX && !this.#stopped; round++) {
      const due = devices.filter((device) => device.isDue());
      const changed = await Promise.all(due.map((device) => device.step()));
      if (changed.includes(true) || clock.now() >= this.#rethinkAt) this.#rethink = true;
      if (due.length > 0) await this.#options.keepUp();
      if (this.#rethink) await this.#judge();
      board?.write(clock.now(), devices);
      if (!this.#rethink && !devices.some((device) => device.isDue())) return true;
    }
    return false;
  }

  /** Submits what the planner judges; devices that have something to send ring. */
  async #judge(): Promise<void> {
    const { devices, station, clock, log } = this.#options;
    this.#rethink = false;
    this.#rethinkAt = Infinity;
    const now = clock.now();
    const stale = station.standing(now) === "stale";
    if (stale && !this.#wasStale) logEvent(log, "count-stale", {});
    this.#wasStale = stale;
    const known = station.now(receivedOn(devices));
    if (known === null) return;
    const links = new Map(
      devices.filter((device) => device.client.standing.anchored).map((device) => [device.post.link, device]),
    );
    const plan = planDesk(
      [...links.values()].map(({ client, post }) => ({
        state: client.state,
        now: client.now,
        side: post.side,
        waiting: new Set(client.outbox.map(({ body }) => body.type)),
      })),
      known,
    );
    await this.#submit([...this.#later.splice(0), ...plan.acts], links);
    for (const { link, at } of plan.wake) {
      const client = links.get(link)?.client;
      // The log's time and the desk's clock may differ a little.
      if (client !== undefined) this.#rethinkAt = Math.min(this.#rethinkAt, at - (client.now - now));
    }
  }

  async #submit(acts: readonly DeskAct[], links: ReadonlyMap<string, LinkDevice>): Promise<void> {
    for (const act of acts) {
      const device = links.get(act.link);
      // Whoever can't act now still counts in the plan; it is asked again when that has changed.
      if (device === undefined || !device.fit) continue;
      const said = await device.client.submit(act.make);
      const reports = device.client.outbox.some(({ body }) => body.type === "places.reported");
      if ("intent" in said) device.ring();
      else if (said.rule === PLACES_UNKNOWN && reports) this.#later.push(act);
      else this.#rethinkAt = Math.min(this.#rethinkAt, this.#options.clock.now() + RETHINK_MS);
    }
  }

  /** Machine ms until something is due though nothing rings. */
  #restMs(): number {
    const { devices, clock, board } = this.#options;
    const waits = devices.map(({ next }) => ("at" in next ? clock.machineMsUntil(next.at) : next.inMs));
    return Math.min(
      ...waits,
      clock.machineMsUntil(this.#rethinkAt),
      board === null ? Infinity : clock.machineMsUntil(board.nextAt),
    );
  }
}

/** People received on each inbound link, ever. */
export function receivedOn(devices: readonly LinkDevice[]): Received {
  const inbound = devices.filter(({ post, client }) => post.side === "receiving" && client.standing.anchored);
  return Object.fromEntries(inbound.map(({ post, client }) => [post.link, client.state.totals.received]));
}
