import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { HostError } from "@vado/host";
import { enterPath, type Side } from "@vado/protocol";
import type { Scenario } from "../scenario/index.ts";
import { answerApi } from "./api.ts";
import { DemoCorridor } from "./corridor.ts";
import { Front } from "./front/front.ts";
import type { OfficerRole } from "./papers.ts";

/** `vado demo`: a crossing alive behind one port. */

export interface DemoOptions {
  /** With one link. */
  readonly scenario: Scenario;
  /** Address to listen on; anything but this machine's own lets others in by the first-run link. */
  readonly host: string;
  readonly port: number;
  /** Entry files of the apps that run as children. */
  readonly apps: DemoApps;
  /** Folder of the built web app. */
  readonly web: string;
  /** Virtual seconds in a real one, once the first group has been received. */
  readonly pace: number;
  /** Another limit than five while a person acts: for rehearsals and tests, whose persons do not get tired. */
  readonly paceWithPersonMax?: number;
  /** PEM texts. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** An empty folder for what the demo keeps; a temporary one that is removed at the end when absent. */
  readonly data?: string;
  readonly progress?: (line: string) => void;
  /** The demo cannot go on. */
  readonly onFault?: (error: unknown) => void;
  /** Calls the demo off, also while it starts. */
  readonly signal?: AbortSignal;
}

export interface DemoApps {
  readonly desk: URL;
  readonly board: URL;
}

/** Where a browser gets in. */
export interface Entry {
  /** On this machine. */
  readonly local: string;
  /** First-run links from other hosts of the same network; none when only this machine is listened to. */
  readonly links: readonly string[];
  /** Until when these links are good, machine ms. */
  readonly until: number | null;
  /** Whether a browser on another host has cryptography here: it has none without TLS. */
  readonly secure: boolean;
}

/** Starts a demo; resolves once the door is open and the first group has been received. Throws `HostError` with one sentence. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  if (options.scenario.links.length !== 1)
    throw new HostError(
      "demo-links",
      `The demo plays scenarios with one link; ${options.scenario.name} has ${options.scenario.links.length}. Play it with vado replay.`,
    );
  const demo = new Demo(options);
  options.signal?.addEventListener("abort", () => void demo.close(), { once: true });
  try {
    await demo.start();
    return demo;
  } catch (error) {
    await demo.close();
    throw error;
  }
}

export class Demo {
  readonly #options: DemoOptions;
  readonly #front: Front;
  readonly #folder: string;
  #lives = 0;
  #closing = false;
  #closed: Promise<void> | null = null;
  #changing: Promise<void> = Promise.resolve();
  /** The life it leads now; null for the moment between two. */
  corridor: DemoCorridor | null = null;

  constructor(options: DemoOptions) {
    this.#options = options;
    this.#folder = folderFor(options.data);
    this.#front = new Front(options, {
      relay: () => this.corridor?.relay.address ?? null,
      board: () => this.corridor?.board ?? null,
      desk: (side) => this.corridor?.desk(side) ?? null,
      isOffline: (device) => this.corridor?.isOffline(device) ?? false,
      api: (request, response, path, query) => answerApi(this, request, response, path, query),
    });
  }

  get scenario(): Scenario {
    return this.#options.scenario;
  }

  get port(): number {
    return this.#front.port;
  }

  async start(): Promise<void> {
    await this.#front.listen();
    this.#changing = this.#live();
    await this.#changing;
  }

  /** Ends this corridor and begins a new one with the same scenario. */
  restart(): Promise<void> {
    this.#changing = this.#changing.then(async () => {
      const old = this.corridor;
      this.corridor = null;
      await old?.stop();
      if (!this.#closing) await this.#live();
    });
    this.#changing.catch((error: unknown) => this.#fault(error));
    return this.#changing;
  }

  /** Ends everything the demo started, and removes its temporary folder. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#closing = true;
    const last = this.corridor;
    this.corridor = null;
    await Promise.all([this.#front.close(), last?.stop()]);
    await this.#changing.catch(() => {});
    if (this.#options.data === undefined) rmSync(this.#folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Where a browser gets in. `to`: the page a first-run link leads to. */
  entry(to = "/"): Entry {
    const scheme = this.#front.secure ? "https" : "http";
    const local = `${scheme}://localhost:${this.port}/`;
    const hosts = hostsOf(this.#options.host);
    if (hosts.length === 0) return { local, links: [], until: null, secure: true };
    const { key, until } = this.#front.access.key();
    const query = new URLSearchParams(to === "/" ? { key } : { key, to });
    const links = hosts.map((host) => `${scheme}://${host}:${this.port}/?${query.toString()}`);
    return { local, links, until, secure: this.#front.secure };
  }

  /** An invite for a person's device; null while the desk of that side is away. */
  async invite(side: Side, role: OfficerRole) {
    const token = (await this.corridor?.invite(side, role)) ?? null;
    if (token === null) return null;
    const url = `/${side}/${enterPath(token)}`;
    const { links, secure } = this.entry(url);
    return { url, links, secure };
  }

  setOffline(device: string, offline: boolean): void {
    this.corridor?.setOffline(device, offline);
    if (offline) this.#front.cut(device);
  }

  async #live(): Promise<void> {
    const { scenario, pace, paceWithPersonMax, apps, web } = this.#options;
    const folder = join(this.#folder, `life-${++this.#lives}`);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const made = await DemoCorridor.make({
      scenario,
      folder,
      pace,
      paceWithPersonMax,
      apps,
      web,
      progress: (line) => this.#options.progress?.(line),
      onFault: (error) => this.#fault(error),
    });
    if (this.#closing) return made.stop();
    this.corridor = made;
    try {
      await made.begin();
    } catch (error) {
      // Called off while it began: that is no fault.
      if (!this.#closing) throw error;
    }
  }

  #fault(error: unknown): void {
    if (!this.#closing) this.#options.onFault?.(error);
  }
}

function folderFor(data: string | undefined): string {
  if (data === undefined) return mkdtempSync(join(tmpdir(), "vado-demo-"));
  try {
    mkdirSync(data, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new HostError("data-unwritable", `The folder ${data} cannot be made.`, error);
  }
  if (readdirSync(data).length > 0)
    throw new HostError("data-used", `${data} is not empty; give an empty folder, or none for a temporary one.`);
  return data;
}

/** Names under which other hosts reach this one; none when only this machine is listened to. */
function hostsOf(host: string): string[] {
  if (/^(localhost|127\..*|::1)$/.test(host)) return [];
  if (host !== "0.0.0.0" && host !== "::") return [host.includes(":") ? `[${host}]` : host];
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === "IPv4" && !internal)
    .map(({ address }) => address);
}
