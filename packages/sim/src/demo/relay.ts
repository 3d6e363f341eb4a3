import { fork, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { HostError } from "@vado/host";
import type { Tick } from "@vado/protocol";
import { childEnv, killed } from "./child.ts";
import type { RelayStart, RelayTold } from "./relay-process.ts";

/** The relay as the demo's child: it can be killed at any moment, and comes back on its own disk and port. */

const MODULE = new URL("relay-process.ts", import.meta.url);

export interface RelayNews {
  /** A frame was stored. */
  onStored(channel: string, seq: number): void;
  onState(state: RelayState): void;
}

export type RelayState = "up" | "down";

export class DemoRelay {
  readonly #start: Omit<RelayStart, "port">;
  readonly #news: RelayNews;
  #child: ChildProcess | null = null;
  #port = 0;
  #tick: Tick | null = null;
  #wanted = true;
  state: RelayState = "down";
  /** The same for as long as the demo runs. */
  url = "";

  constructor(folder: string, accounts: ReadonlyMap<string, Uint8Array>, news: RelayNews) {
    this.#start = { data: join(folder, "relay"), accounts };
    this.#news = news;
  }

  /** Where it serves now; null while it is down. */
  get address(): string | null {
    return this.state === "up" ? this.url : null;
  }

  /** Resolves once it serves. Throws `HostError` when it cannot. */
  async start(): Promise<void> {
    this.#wanted = true;
    if (this.#child !== null) return;
    const child = fork(MODULE, {
      serialization: "advanced",
      stdio: ["ignore", "ignore", "inherit", "ipc"],
      env: childEnv(),
    });
    this.#child = child;
    child.once("exit", () => this.#gone(child));
    const serving = new Promise<void>((resolve, reject) => {
      child.once("exit", () => reject(new HostError("relay-ended", "The relay ended before it served.")));
      child.on("message", (told: RelayTold) => {
        if ("stored" in told) return this.#news.onStored(told.stored.channel, told.stored.seq);
        if ("failed" in told) return reject(new HostError("relay-failed", told.failed));
        this.url = told.serving.url;
        this.#port = told.serving.port;
        this.#set("up");
        resolve();
      });
    });
    if (this.#tick !== null) child.send({ tick: this.#tick });
    child.send({ start: { ...this.#start, port: this.#port } satisfies RelayStart });
    await serving;
  }

  tick(tick: Tick): void {
    this.#tick = tick;
    if (this.#child?.connected === true) this.#child.send({ tick }, () => {});
  }

  /** kill -9: whatever it was doing is cut off. It stays down until it is started again. */
  async kill(): Promise<void> {
    this.#wanted = false;
    const child = this.#child;
    if (child !== null) await killed(child);
  }

  #gone(child: ChildProcess): void {
    if (this.#child !== child) return;
    this.#child = null;
    this.#set("down");
    // Died on its own: it comes back as a service manager would bring it back.
    if (this.#wanted) setTimeout(() => this.#wanted && void this.start().catch(() => {}), RESTART_DELAY_MS).unref();
  }

  #set(state: RelayState): void {
    this.state = state;
    this.#news.onState(state);
  }
}

const RESTART_DELAY_MS = 1_000;
