import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { HostError } from "@vado/host";
import { boardFigures } from "@vado/planner";
import type { Log } from "@vado/protocol";
import { logEvent } from "./events.ts";
import type { LinkDevice } from "./link-device.ts";

/** `board-<link>.json` of every link this desk sends on: whole or not at all, and lately written while the desk lives. */

/** At least this often on the desk's clock, ms. */
export const BOARD_EVERY_MS = 30_000;

export class BoardFiles {
  readonly #folder: string;
  readonly #timezone: string;
  readonly #log: Log;
  /** Sequence of the log that each link's file is from. */
  readonly #written = new Map<string, number>();
  #failed = false;
  /** When the files are due again, on the desk's clock. */
  nextAt = 0;

  /** Throws `HostError` when the folder can't be made. */
  constructor(folder: string, timezone: string, log: Log) {
    this.#folder = folder;
    this.#timezone = timezone;
    this.#log = log;
    try {
      mkdirSync(folder, { recursive: true });
    } catch (error) {
      throw new HostError("publish-unwritable", `The folder ${folder} for the board can't be made.`, error);
    }
  }

  /** Writes what has changed, and everything when it is due. A disk that fails is tried again at the next time. */
  write(now: number, devices: readonly LinkDevice[]): void {
    const due = now >= this.nextAt;
    for (const { post, client } of devices) {
      if (post.side !== "sending" || !client.standing.anchored) continue;
      const { seq } = client.state;
      if (!due && this.#written.get(post.link) === seq) continue;
      const { sending: from, receiving: to } = post.papers.stations;
      const figures = boardFigures(client.state, client.now, { from, to, timezone: this.#timezone });
      this.#replace(post.link, JSON.stringify(figures), seq);
    }
    if (due) this.nextAt = now + BOARD_EVERY_MS;
  }

  #replace(link: string, text: string, seq: number): void {
    const path = join(this.#folder, `board-${link}.json`);
    try {
      writeFileSync(`${path}.new`, text, { mode: 0o644 });
      renameSync(`${path}.new`, path);
      this.#written.set(link, seq);
      this.#failed = false;
    } catch (error) {
      if (this.#failed) return;
      this.#failed = true;
      const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
      logEvent(this.#log, "board-unwritten", { code });
    }
  }
}
