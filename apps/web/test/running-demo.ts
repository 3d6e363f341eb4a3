import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";

/** A demo as `npm start` runs it, in a process of its own; what its page can ask for, a test can. */

const CLI = fileURLToPath(new URL("../../cli/src/main.ts", import.meta.url));

export type Side = "sending" | "receiving";
export type Role = "field" | "duty";

/** The part of `/api/demo/status` that tests look at. */
export interface Status {
  readonly people: { readonly received: number; readonly [name: string]: number };
  readonly perLink: Readonly<Record<string, { readonly received: number; readonly [name: string]: unknown }>>;
  readonly digests: number;
  readonly violations: number;
  readonly conservation: boolean;
  readonly clock: { readonly now: number; readonly pace: number; readonly requested: number };
  readonly relay: "up" | "down";
  readonly officers: readonly {
    readonly side: Side;
    readonly role: Role;
    readonly by: string;
    readonly device: string;
  }[];
  readonly devices: readonly { readonly device: string; readonly side: Side; readonly role: string }[];
}

export class RunningDemo {
  readonly url: string;
  readonly #child: ChildProcess;

  private constructor(url: string, child: ChildProcess) {
    this.url = url;
    this.#child = child;
  }

  /** Starts on a free port and waits until it prints its address. */
  static async start(args: readonly string[] = []): Promise<RunningDemo> {
    const child = spawn(
      process.execPath,
      ["--disable-warning=ExperimentalWarning", CLI, "demo", "--no-open", ...args],
      {
        env: { ...process.env, PORT: "0" },
        stdio: ["ignore", "pipe", "pipe"],
      },
    );
    let said = "";
    const url = await new Promise<string>((resolve, reject) => {
      const hear = (chunk: Buffer): void => {
        said += chunk.toString();
        const address = /https?:\/\/(?:localhost|127\.0\.0\.1):\d+/.exec(said)?.[0];
        if (address !== undefined) resolve(address);
      };
      child.stdout.on("data", hear);
      child.stderr.on("data", hear);
      child.once("exit", (code) => reject(new Error(`the demo ended with ${code}: ${said}`)));
    });
    return new RunningDemo(url, child);
  }

  async status(query = ""): Promise<Status> {
    return (await this.#call(`/api/demo/status${query}`)) as Status;
  }

  /** The address at which a new device for this side and role enrols. */
  async invite(side: Side, role: Role): Promise<string> {
    const { url } = (await this.#call("/api/demo/invite", { side, role })) as { url: string };
    return new URL(url, this.url).href;
  }

  async officer(side: Side, role: Role, by: "person" | "simulated"): Promise<void> {
    await this.#call("/api/demo/officer", { side, role, by });
  }

  async pace(pace: number): Promise<void> {
    await this.#call("/api/demo/pace", { pace });
  }

  async relay(up: boolean): Promise<void> {
    await this.#call("/api/demo/relay", { up });
  }

  async network(device: string, offline: boolean): Promise<void> {
    await this.#call("/api/demo/network", { device, offline });
  }

  /** Waits until a status is as wished; the last one in the error when it does not come. */
  async until(what: string, wish: (status: Status) => boolean, seconds = 120): Promise<Status> {
    const end = performance.now() + seconds * 1_000;
    for (;;) {
      const status = await this.status();
      if (wish(status)) return status;
      if (performance.now() > end) throw new Error(`${what} did not come: ${JSON.stringify(status)}`);
      await sleep(500);
    }
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const gone = once(this.#child, "exit");
    this.#child.kill("SIGTERM");
    await gone;
  }

  async #call(path: string, body?: unknown): Promise<unknown> {
    const init: RequestInit =
      body === undefined
        ? {}
        : {
            method: "POST",
            headers: { "content-type": "application/json", origin: this.url },
            body: JSON.stringify(body),
          };
    const response = await fetch(`${this.url}${path}`, init);
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
    return text === "" ? null : JSON.parse(text);
  }
}
