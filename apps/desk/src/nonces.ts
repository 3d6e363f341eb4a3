import type { Vault, VaultRow } from "@vado/protocol";
import { readRows, row } from "./store.ts";

/** Nonces of signed requests. Those of requests that change something are kept durably with the change. */

/** How far a request's `created` may be from the desk's clock, either way, ms. */
export const CREATED_WINDOW_MS = 60_000;
export const NONCES_MAX = 20_000;

export class Nonces {
  /** When each request says it was made, ms. */
  readonly #seen: Map<string, number>;
  readonly #durable: Set<string>;
  /** Rows that the next write removes. */
  #old: VaultRow[] = [];

  private constructor(kept: readonly (readonly [string, number])[]) {
    this.#seen = new Map(kept);
    this.#durable = new Set(kept.map(([nonce]) => nonce));
  }

  static async open(vault: Vault): Promise<Nonces> {
    return new Nonces(await readRows<number>(vault, "nonce/"));
  }

  /** Remembers a nonce of a verified request; `created` in ms, `now` on the desk's clock. */
  spend(nonce: string, created: number, now: number): "new" | "used" | "full" {
    if (this.#seen.has(nonce)) return "used";
    if (this.#seen.size >= NONCES_MAX) this.#forget(now);
    if (this.#seen.size >= NONCES_MAX) return "full";
    this.#seen.set(nonce, created);
    return "new";
  }

  /** The row of one that changes something, and the removal of those whose requests are too old to be taken again. */
  rows(nonce: string, created: number, now: number): VaultRow[] {
    this.#durable.add(nonce);
    this.#forget(now);
    return [row(`nonce/${nonce}`, created), ...this.#old.splice(0)];
  }

  #forget(now: number): void {
    for (const [nonce, created] of this.#seen) {
      if (created >= now - 2 * CREATED_WINDOW_MS) continue;
      this.#seen.delete(nonce);
      if (this.#durable.delete(nonce)) this.#old.push(row(`nonce/${nonce}`, null));
    }
  }
}
