import { signal } from "@preact/signals";

/** Alarms and requests somebody at this device has taken note of. Kept in this browser; it tells nobody and changes nothing. */

/** The newest keys that are kept. */
const KEYS_MAX = 200;

export class Acknowledged {
  readonly keys = signal<ReadonlySet<string>>(new Set());
  readonly #name: string;

  constructor(device: string) {
    this.#name = `vado.room.acknowledged.${device}`;
    try {
      const kept: unknown = JSON.parse(localStorage.getItem(this.#name) ?? "[]");
      if (Array.isArray(kept)) this.keys.value = new Set(kept.filter((key) => typeof key === "string"));
    } catch {
      // A browser may forbid storage: then a note lasts as long as the page.
    }
  }

  add(key: string): void {
    const keys = [...this.keys.value, key].slice(-KEYS_MAX);
    this.keys.value = new Set(keys);
    try {
      localStorage.setItem(this.#name, JSON.stringify(keys));
    } catch {
      // As above.
    }
  }
}

/** The note that a request to give a grant back was read, and the grant kept. */
export const keptKey = (asked: string): string => `kept ${asked}`;
