import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  INVITES_PATH,
  InviteMadeSchema,
  STATION_PATH,
  type DeskPapers,
  type Role,
  type Side,
  type StationFigures,
  type Tick,
} from "@vado/protocol";
import * as v from "valibot";
import { AppChild } from "./app-child.ts";

/** `vado desk` of one side as the demo's child. The demo is the agency's machine: it counts the station and makes invites. */
export interface DeskStart {
  readonly side: Side;
  readonly entry: URL;
  readonly folder: string;
  readonly web: string;
  readonly publish: string;
  readonly papers: DeskPapers;
}

/** A count is given again at least this often, virtual ms: the desk plans anew every quarter of an hour. */
const COUNT_EVERY_MS = 5 * 60_000;
/** The desk's answer to its own machine, ms. */
const ANSWER_MS = 10_000;

export class DemoDesk {
  readonly side: Side;
  readonly #child: AppChild;
  readonly #papers: DeskPapers;
  #rest: { readonly limit: number; readonly resolve: () => void } | null = null;
  #counted = { at: -Infinity, key: "" };

  constructor({ side, entry, folder, web, publish, papers }: DeskStart) {
    this.side = side;
    this.#papers = papers;
    const home = join(folder, `desk-${side}`);
    mkdirSync(home, { recursive: true, mode: 0o700 });
    const file = join(home, "papers.json");
    writeFileSync(file, JSON.stringify(papers), { mode: 0o600 });
    const options = { papers: file, data: join(home, "data"), web, port: "0", publish };
    this.#child = new AppChild({
      name: `desk of the ${side} side`,
      entry,
      args: [...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]), "--conducted"],
      folder,
      onMessage: (message) => this.#heard(message),
      onGone: () => {
        // What it knew of the station when it died is old when it is back.
        this.#counted = { at: -Infinity, key: "" };
        this.#rested();
      },
    });
  }

  get url(): string | null {
    return this.#child.url;
  }

  /** `tick`: what time it is; the desk begins nothing before it knows. */
  async start(tick: Tick): Promise<void> {
    const started = this.#child.start();
    this.#child.send({ tick });
    await started;
  }

  stop(): Promise<void> {
    return this.#child.stop();
  }

  /** Hands a tick out; resolves once the desk has nothing left to do on it, or is gone. */
  async tick(tick: Tick): Promise<void> {
    this.#rested();
    this.#child.send({ tick });
    // One that is only just starting is not waited for.
    if (this.url === null) return;
    await new Promise<void>((resolve) => (this.#rest = { limit: tick.limit, resolve }));
  }

  /** Tells the desk how its station stands, when that is news. A desk that is away is told when it is back. */
  async count(figures: StationFigures, now: number): Promise<void> {
    const { unregistered: _unregistered, registered: _registered, ...rest } = figures;
    const key = JSON.stringify(rest);
    if (key === this.#counted.key && now < this.#counted.at + COUNT_EVERY_MS) return;
    const answer = await this.#ask("PUT", STATION_PATH, figures);
    if (answer?.ok === true) this.#counted = { at: now, key };
  }

  /** A token for a person's device; null while the desk is away. */
  async invite(link: string, role: Role): Promise<string | null> {
    const answer = await this.#ask("POST", INVITES_PATH, { link, role });
    if (answer?.ok !== true) return null;
    return v.parse(InviteMadeSchema, await answer.json()).token;
  }

  async #ask(method: string, path: string, body: unknown): Promise<Response | null> {
    if (this.url === null) return null;
    try {
      return await fetch(`${this.url}/${path}`, {
        method,
        headers: { authorization: `Bearer ${this.#papers.operatorToken ?? ""}`, "content-type": "application/json" },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(ANSWER_MS),
      });
    } catch {
      return null;
    }
  }

  #heard(message: unknown): void {
    if (typeof message !== "object" || message === null || !("settled" in message)) return;
    if (this.#rest !== null && message.settled === this.#rest.limit) this.#rested();
  }

  #rested(): void {
    this.#rest?.resolve();
    this.#rest = null;
  }
}
