import { computed, signal, type ReadonlySignal } from "@preact/signals";
import type { BodyType } from "@vado/protocol";
import type { Device, LogEntry } from "../model/device.ts";

/** The part of a channel's log that was read so far, newest first: the newest page follows the log, older pages come when asked for. */

const PAGE = 100;
/** Entries of an older page: whoever goes back goes far. */
const OLDER_PAGE = 400;
/** Entries kept in memory; a day of a busy link is a quarter of it. */
export const ENTRIES_MAX = 40_000;

export class LogBook {
  /** Newest first, without a gap. */
  readonly entries: ReadonlySignal<readonly LogEntry[]>;
  /** Whether there are older entries that were not read. */
  readonly more = signal(true);
  readonly #device: Device;
  readonly #kind: "record" | "ops";
  readonly #types: readonly BodyType[] | undefined;
  readonly #head = signal<readonly LogEntry[]>([]);
  /** Settled entries below the head: what is older than a page does not change any more. */
  readonly #tail = signal<readonly LogEntry[]>([]);
  #refreshing = false;
  #again = false;
  #loading: Promise<void> | null = null;

  constructor(device: Device, kind: "record" | "ops", types?: readonly BodyType[]) {
    this.#device = device;
    this.#kind = kind;
    this.#types = types;
    this.entries = computed(() => [...this.#head.value, ...this.#tail.value]);
  }

  /** Reads the newest page again: new entries, and receipts that went further. */
  async refresh(): Promise<void> {
    if (this.#refreshing) {
      this.#again = true;
      return;
    }
    this.#refreshing = true;
    try {
      do {
        this.#again = false;
        await this.#readHead();
      } while (this.#again);
    } catch {
      // The store is busy or gone; the next snapshot tries again, and what was read stays on screen.
    } finally {
      this.#refreshing = false;
    }
  }

  /** Reads one older page. */
  loadMore(): Promise<void> {
    this.#loading ??= this.#readTail().finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  async #readHead(): Promise<void> {
    const known = this.entries.peek();
    const newest = known[0]?.seq ?? 0;
    const fresh: LogEntry[] = [];
    let before: number | undefined;
    let more = true;
    // Pages until what is known is reached, so that there is no gap after a long silence.
    do {
      const page = await this.#page(before, PAGE);
      fresh.push(...page.entries);
      more = page.more;
      before = page.entries.at(-1)?.seq;
    } while (more && known.length > 0 && (before ?? 0) > newest && fresh.length < ENTRIES_MAX);
    const oldest = fresh.at(-1)?.seq ?? 0;
    const older = this.entries.peek().filter((entry) => entry.seq < oldest);
    if (older.length === 0) this.more.value = more;
    this.#head.value = fresh;
    this.#tail.value = older.slice(0, ENTRIES_MAX - fresh.length);
  }

  async #readTail(): Promise<void> {
    const oldest = this.entries.peek().at(-1)?.seq;
    if (!this.more.peek() || oldest === undefined) return;
    const page = await this.#page(oldest, OLDER_PAGE);
    this.#tail.value = [...this.#tail.peek(), ...page.entries];
    this.more.value = page.more && this.entries.peek().length < ENTRIES_MAX;
  }

  #page(before: number | undefined, limit: number) {
    return this.#device.log({
      kind: this.#kind,
      limit,
      ...(before === undefined ? {} : { before }),
      ...(this.#types === undefined ? {} : { types: this.#types }),
    });
  }
}
