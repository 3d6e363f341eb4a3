import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { enrolDevice } from "@vado/client";
import { fetchWithin, nodeCrypto, nodeEntropy } from "@vado/host";
import type { Clock, KeyPair } from "@vado/protocol";
import { base64url } from "@vado/protocol";
import type { DrivenNode } from "../driver.ts";
import type { NodeReport } from "../node.ts";
import type { Roster, RosterNode } from "../roster.ts";
import { seededEntropy } from "../seeded.ts";
import { ChildLost, startChild, type Child } from "./ipc.ts";
import type { NodeInit } from "./node-process.ts";
import type { RelayInit } from "./relay-process.ts";

/** The processes of a replay: a relay, and one for every node. Each can be killed and comes back on its own disk. */

const RELAY = new URL("relay-process.ts", import.meta.url);
const NODE = new URL("node-process.ts", import.meta.url);

export class RelayProcess {
  readonly #init: Omit<RelayInit, "port">;
  #child: Child | null = null;
  #port = 0;
  url = "";
  #now = 0;

  constructor(data: string, capture: string | null, accounts: ReadonlyMap<string, KeyPair>) {
    mkdirSync(data, { recursive: true });
    this.#init = { data, capture, accounts: new Map([...accounts].map(([id, key]) => [id, key.publicKey])) };
  }

  async start(): Promise<void> {
    this.#child = startChild(RELAY);
    const { url, port } = await this.#child.call<{ url: string; port: number }>("start", {
      ...this.#init,
      port: this.#port,
    } satisfies RelayInit);
    this.url = url;
    this.#port = port;
    await this.#child.call("time", this.#now);
  }

  async setTime(now: number): Promise<void> {
    this.#now = now;
    try {
      if (this.#child === null) await this.start();
      else await this.#child.call("time", now);
    } catch (error) {
      if (!(error instanceof ChildLost)) throw error;
      await this.start();
    }
  }

  /** kill -9; the relay comes back when time next moves. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    await child?.kill();
  }

  async stop(): Promise<void> {
    await this.#child?.call("stop");
    await this.#child?.kill("SIGTERM");
    this.#child = null;
  }
}

export class NodeProcess implements DrivenNode {
  readonly id: string;
  readonly posts: DrivenNode["posts"];
  readonly #init: Omit<NodeInit, "life">;
  #child: Child | null = null;
  #life = 0;
  /** Called as a turn begins; may kill this process, or another. */
  onTurn: ((node: NodeProcess) => void) | null = null;

  constructor(
    node: RosterNode,
    url: string,
    vaults: string,
    cipher: NodeInit["cipher"],
    api: ReadonlyMap<string, NodeInit["devices"][number]["api"]>,
  ) {
    this.id = node.id;
    this.posts = node.devices.map(({ post }) => post);
    this.#init = {
      url,
      cipher,
      devices: node.devices.map(({ post, config }) => ({
        post,
        config,
        vault: join(vaults, `${post.device}.db`),
        api: api.get(post.device) as NodeInit["devices"][number]["api"],
      })),
    };
  }

  async start(): Promise<void> {
    this.#child = startChild(NODE);
    await this.#child.call("start", { ...this.#init, life: this.#life++ } satisfies NodeInit);
  }

  async turn(now: number, sights: Parameters<DrivenNode["turn"]>[1]): Promise<NodeReport | null> {
    if (this.#child === null) await this.start();
    const child = this.#child as Child;
    try {
      const turn = child.call<NodeReport>("turn", { at: now, sights });
      this.onTurn?.(this);
      return await turn;
    } catch (error) {
      if (!(error instanceof ChildLost)) throw error;
      this.#child = null;
      return null;
    }
  }

  async call<T>(name: string, data?: unknown): Promise<T> {
    if (this.#child === null) await this.start();
    return (this.#child as Child).call<T>(name, data);
  }

  /** kill -9; the node comes back at its next turn. */
  async kill(): Promise<void> {
    await this.#child?.kill();
  }
}

/** Enrols every device at the relay with a key for its requests, signed by its agency's account. */
export async function enrolAll(
  roster: Roster,
  url: string,
  clock: Clock,
  seed: number,
  expiresAt: number,
): Promise<Map<string, NodeInit["devices"][number]["api"]>> {
  const keys = new Map<string, NodeInit["devices"][number]["api"]>();
  for (const { post, account } of roster.nodes.flatMap((node) => node.devices)) {
    const entropy = seededEntropy(seed, "api", post.device);
    const key = await nodeCrypto.ed25519FromSeed(entropy.bytes(32));
    const id = base64url(entropy.bytes(16));
    const { privateKey } = roster.accounts.get(account) as KeyPair;
    await enrolDevice({
      url,
      fetch: fetchWithin(),
      clock,
      crypto: nodeCrypto,
      entropy: nodeEntropy,
      account: { id: account, privateKey },
      device: { id, publicKey: key.publicKey, expiresAt },
    });
    keys.set(post.device, { id, privateKey: key.privateKey });
  }
  return keys;
}
