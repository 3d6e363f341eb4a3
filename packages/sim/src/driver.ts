import type { Role, Side } from "@vado/protocol";
import type { NodeReport } from "./node.ts";
import { shuffled, stream } from "./seeded.ts";
import type { Sights } from "./world/types.ts";
import type { World } from "./world/world.ts";

/**
 * The conductor: time moves only when every node and the relay are idle. Replay and simulation share it, the world and the
 * officers; only what stands behind `DrivenNode` and `setTime` differs.
 */
export interface DrivenNode {
  readonly id: string;
  readonly posts: readonly { readonly link: string; readonly side: Side; readonly role: Role }[];
  /** One turn at `now`; nobody else has one meanwhile. `null`: the node was lost and comes back at its next turn. */
  turn(now: number, sights: readonly Sights[]): Promise<NodeReport | null>;
}

export interface DriverOptions {
  readonly world: World;
  readonly nodes: readonly DrivenNode[];
  readonly seed: number;
  /** Tells everything that has a clock what time it is. */
  setTime(now: number): Promise<void>;
  /** Called after every instant; returning false ends the run. */
  onInstant?(now: number): Promise<boolean | void> | boolean | void;
}

interface Standing {
  readonly node: DrivenNode;
  wakeAt: number;
  dirty: boolean;
}

/** How long a lost node stays away, ms. */
const RESTART_MS = 2_000;
/** Turns of one node in one instant; more means two nodes answer each other for ever, which is a fault. */
const TURNS_MAX = 400;

/** Nodes keep answering each other in one instant: a fault of theirs. */
export class Restless extends Error {
  override readonly name = "Restless";
}

export class Driver {
  readonly #options: DriverOptions;
  readonly #standings: Standing[];
  #round = 0;
  #online = false;
  /** Devices' standing by link, as last reported: whether all are confirmed, and the forks they see. */
  readonly forks = new Map<string, string>();
  readonly confirmed = new Map<string, boolean>();
  turns = 0;

  constructor(options: DriverOptions) {
    this.#options = options;
    this.#standings = options.nodes.map((node) => ({ node, wakeAt: 0, dirty: true }));
  }

  /** Runs until `end`, ms. All nodes have taken in everything when it resolves. */
  async run(end: number): Promise<void> {
    const { world } = this.#options;
    for (let now = world.now; now <= end; now = Math.min(this.#nextAt(now), Math.max(end, now + 1))) {
      const touched = world.advance(now);
      for (const standing of this.#standings)
        if (standing.node.posts.some(({ link }) => touched.has(link))) standing.dirty = true;
      await this.#options.setTime(now);
      await this.#settle(now);
      if ((await this.#options.onInstant?.(now)) === false) return;
    }
  }

  /** Everybody has the network back and takes in what is left: the end of a run. */
  async settleOnline(now: number): Promise<void> {
    this.#online = true;
    for (const standing of this.#standings) standing.dirty = true;
    await this.#settle(now);
  }

  async #settle(now: number): Promise<void> {
    for (let turns = 0; ; turns++) {
      const due = this.#standings.filter((standing) => standing.dirty || standing.wakeAt <= now);
      if (due.length === 0) return;
      if (turns > TURNS_MAX)
        throw new Restless(
          `nodes do not come to rest at ${new Date(now).toISOString()}: ${due.map(({ node }) => node.id).join(", ")}`,
        );
      for (const standing of shuffled(stream(this.#options.seed, "turns", this.#round++), due))
        await this.#turn(standing, now);
    }
  }

  async #turn(standing: Standing, now: number): Promise<void> {
    const { world } = this.#options;
    const { node } = standing;
    const sights = node.posts.map(({ link, side, role }) => {
      const seen = world.sights(link, side, role);
      return this.#online ? { ...seen, offline: false } : seen;
    });
    standing.dirty = false;
    this.turns++;
    const report = await node.turn(now, sights);
    if (report === null) {
      standing.wakeAt = now + RESTART_MS;
      return;
    }
    standing.wakeAt = Math.max(now + 1, Math.ceil(report.wakeAt));
    for (const act of report.acts) world.apply(act);
    for (const { link, confirmed, fork } of report.standing) {
      this.confirmed.set(`${node.id} ${link}`, confirmed);
      if (fork !== null) this.forks.set(`${node.id} ${link}`, fork);
    }
    for (const other of this.#standings)
      if (other !== standing && other.node.posts.some(({ link }) => report.appended.includes(link))) other.dirty = true;
  }

  #nextAt(now: number): number {
    let next = Math.max(now + 1, this.#options.world.nextAt());
    for (const standing of this.#standings) next = Math.min(next, standing.wakeAt);
    return Math.max(now + 1, next);
  }
}
