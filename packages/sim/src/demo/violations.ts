import { Worker } from "node:worker_threads";
import type { RecordLine } from "../check/index.ts";
import { LEFT_OUT } from "../replay/evidence.ts";
import type { FoldedLine } from "./officers.ts";
import type { FromWitness, ToWitness } from "./violations-worker.ts";

/** What the independent checker finds in the logs of the demo's devices; it works in a thread of its own. */

/** Real ms between two checks by itself. */
const EVERY_MS = 60_000;
/** Lines are handed over in so many at once. */
const BATCH = 50;

export class Violations {
  readonly #worker = new Worker(new URL("violations-worker.ts", import.meta.url));
  readonly #record: string;
  readonly #asked = new Map<number, (count: number) => void>();
  readonly #timer = setInterval(() => void this.check(), EVERY_MS).unref();
  #lines: { of: string; line: RecordLine }[] = [];
  #n = 0;
  #stopped = false;
  /** As last found. */
  count = 0;
  first: readonly string[] = [];

  /** `record`: the channel that is judged. */
  constructor(record: string) {
    this.#record = record;
    this.#worker.unref();
    this.#worker.on("message", ({ check, violations, first }: FromWitness) => {
      this.count = violations;
      this.first = first;
      this.#asked.get(check)?.(violations);
      this.#asked.delete(check);
    });
    // A witness that fails has found nothing right: that is told as a violation, not hidden.
    this.#worker.on("error", (error) => {
      this.first = [`the checker failed: ${error.message}`];
      this.count = Math.max(1, this.count);
      for (const resolve of this.#asked.values()) resolve(this.count);
      this.#asked.clear();
      this.#stopped = true;
    });
  }

  /** Takes in what a device folded. */
  readonly fold = ({ device: of, seq, receivedAt, by, event, voidedBy }: FoldedLine): void => {
    if (LEFT_OUT.has(String(event["type"]))) return;
    const line = { channel: this.#record, seq, receivedAt, ...by, event: event as RecordLine["event"], voidedBy };
    this.#lines.push({ of, line });
    if (this.#lines.length >= BATCH) this.#flush();
  };

  /** Judges everything up to now; resolves with the number of violations. */
  check(): Promise<number> {
    if (this.#stopped) return Promise.resolve(this.count);
    this.#flush();
    const check = ++this.#n;
    return new Promise((resolve) => {
      this.#asked.set(check, resolve);
      this.#worker.postMessage({ check } satisfies ToWitness);
    });
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#stopped = true;
    await this.#worker.terminate();
  }

  #flush(): void {
    if (this.#lines.length > 0 && !this.#stopped) this.#worker.postMessage({ lines: this.#lines } satisfies ToWitness);
    this.#lines = [];
  }
}
