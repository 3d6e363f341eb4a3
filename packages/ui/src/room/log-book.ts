import { signal } from "@preact/signals";
import type { Device, LogEntry } from "../model/device.ts";

/** The part of a channel's log that was read so far, newest first: new entries are added as they come, older pages when asked for. */

/** Entries of the first page, of a look for new ones, and of an older page: whoever goes back goes far. */
const [FIRST_PAGE, NEW_PAGE, OLDER_PAGE] = [100, 20, 400];
/** Entries kept in memory; a day of a busy link is a quarter of it. */
export const ENTRIES_MAX = 40_000;
/** The log is asked for new entries at most this often: between two of an officer's there may be many of the channel's own. */
const REFRESH_MS = 1_000;

export class LogBook {
  /** Newest first, without a gap. What a log holds never changes; how far an entry got is the snapshot's to say. */
  readonly entries = signal<readonly LogEntry[]>([]);
  /** Whether there are older entries that were not read. */
  readonly more = signal(true);
  readonly #device: Device;
  readonly #kind: "record" | "ops";
  #timer: ReturnType<typeof setTimeout> | null = null;
  #asked = -Infinity;
  #reading = false;
  #loading: Promise<void> | null = null;

  constructor(device: Device, kind: "record" | "ops") {
    this.#device = device;
    this.#kind = kind;
  }

  /** The log may have grown: it is read now, or when it was not read for a second. */
  refresh(): void {
    if (this.#timer !== null) return;
    const wait = Math.max(0, this.#asked + REFRESH_MS - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (this.#reading) return this.refresh();
      void this.#readNew();
    }, wait);
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Reads one older page. */
  loadMore(): Promise<void> {
    this.#loading ??= this.#readOlder().finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  async #readNew(): Promise<void> {
    this.#asked = performance.now();
    this.#reading = true;
    try {
      const first = this.entries.peek().length === 0;
      const newest = this.entries.peek()[0]?.seq ?? 0;
      const fresh: LogEntry[] = [];
      // Pages until what is known is reached, so that there is no gap after a long silence.
      for (let before: number | undefined; fresh.length < ENTRIES_MAX;) {
        const page = await this.#page(before, first ? FIRST_PAGE : NEW_PAGE);
        const unread = page.entries.filter((entry) => entry.seq > newest);
        fresh.push(...unread);
        if (first) this.more.value = page.more;
        if (first || !page.more || unread.length < page.entries.length) break;
        before = page.entries.at(-1)?.seq;
      }
      if (fresh.length > 0) this.entries.value = [...fresh, ...this.entries.peek()].slice(0, ENTRIES_MAX);
    } catch {
      // The store is busy or gone; the next snapshot tries again, and what was read stays on screen.
    } finally {
      this.#reading = false;
    }
  }

  async #readOlder(): Promise<void> {
    const oldest = this.entries.peek().at(-1)?.seq;
    if (!this.more.peek() || oldest === undefined) return;
    const page = await this.#page(oldest, OLDER_PAGE);
    this.entries.value = [...this.entries.peek(), ...page.entries].slice(0, ENTRIES_MAX);
    this.more.value = page.more && this.entries.peek().length < ENTRIES_MAX;
  }

  #page(before: number | undefined, limit: number) {
    return this.#device.log({ kind: this.#kind, limit, ...(before === undefined ? {} : { before }) });
  }
}
