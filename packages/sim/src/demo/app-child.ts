import { fork, type ChildProcess, type StdioOptions } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { HostError } from "@vado/host";
import { childEnv, killed } from "./child.ts";

/** An app as the demo's child: started as an operator would start it, found by the address it prints, started again when it dies. */
export interface AppChildOptions {
  /** For sentences, and for its log in `folder`. */
  readonly name: string;
  readonly entry: URL;
  readonly args: readonly string[];
  readonly folder: string;
  readonly onMessage?: (message: unknown) => void;
  /** It is gone, for now or for good. */
  readonly onGone?: () => void;
}

/** An app knows nothing of parents; a demo that was killed leaves none behind. It may end by itself before. */
const ENDS_WITH_PARENT = [
  "--import",
  "data:text/javascript,process.once('disconnect',()=>setTimeout(()=>process.exit(),2000))",
];
const RESTART_DELAY_MS = 1_000;
/** Of the address line; an app that does not print it in this time does not work. */
const START_MS_MAX = 30_000;
/** How long an app may take to end by itself, ms. */
const GRACE_MS = 1_000;

export class AppChild {
  readonly #options: AppChildOptions;
  #child: ChildProcess | null = null;
  #wanted = false;
  /** Where it serves; null while it does not. */
  url: string | null = null;

  constructor(options: AppChildOptions) {
    this.#options = options;
  }

  /** Resolves once it serves. Throws `HostError` with what it said last. */
  async start(): Promise<void> {
    this.#wanted = true;
    const { name, entry, args, folder, onMessage } = this.#options;
    const log = join(folder, `${name}.log`);
    const descriptor = openSync(log, "a", 0o600);
    const stdio: StdioOptions = ["ignore", "pipe", descriptor, "ipc"];
    const child = fork(entry, args, { stdio, env: childEnv(), execArgv: ENDS_WITH_PARENT });
    closeSync(descriptor);
    this.#child = child;
    child.on("message", (message) => onMessage?.(message));
    this.url = await new Promise<string>((resolve, reject) => {
      const fail = (): void => reject(new HostError("child-failed", `The ${name} did not start: ${lastLine(log)}`));
      const timer = setTimeout(fail, START_MS_MAX);
      child.once("exit", () => {
        clearTimeout(timer);
        this.#gone(child);
        fail();
      });
      child.stdout?.on("data", (text) => {
        const [url] = /https?:\/\/\S+/.exec(String(text)) ?? [];
        if (url === undefined) return;
        clearTimeout(timer);
        resolve(url);
      });
    });
  }

  send(message: object): void {
    if (this.#child?.connected === true) this.#child.send(message, () => {});
  }

  /** Asks it to end, and makes it end soon. */
  async stop(): Promise<void> {
    this.#wanted = false;
    const child = this.#child;
    if (child === null) return;
    const late = setTimeout(() => child.kill("SIGKILL"), GRACE_MS);
    await killed(child, "SIGTERM");
    clearTimeout(late);
  }

  #gone(child: ChildProcess): void {
    if (this.#child !== child) return;
    this.#child = null;
    const served = this.url !== null;
    this.url = null;
    this.#options.onGone?.();
    if (this.#wanted && served)
      setTimeout(() => this.#wanted && void this.start().catch(() => {}), RESTART_DELAY_MS).unref();
  }
}

function lastLine(log: string): string {
  return readFileSync(log, "utf8").trim().split("\n").at(-1) || "it said nothing.";
}
