import type { DeskStation } from "@vado/planner";
import type { StationFigures, Vault } from "@vado/protocol";
import { readRow, row } from "./store.ts";
import type { VaultRow } from "@vado/protocol";

/**
 * The station as it was last counted, kept durably, and carried on by the log: who was received since is in the hall too. Nobody
 * is taken out between counts, so what is believed errs on the full side.
 */

/** A count is believed this long; then nothing is offered on it any more (planner DK4), ms. */
export const COUNT_VALID_MS = 2 * 3_600_000;

interface Count {
  readonly figures: StationFigures;
  /** On the desk's clock, ms. */
  readonly at: number;
  /** People received on each inbound link, ever, when it was counted. */
  readonly received: Readonly<Record<string, number>>;
}

/** People received on each inbound link, ever, as the logs say now. */
export type Received = Readonly<Record<string, number>>;

export class StationBook {
  readonly #vault: Vault;
  #count: Count | undefined;

  private constructor(vault: Vault, count: Count | undefined) {
    this.#vault = vault;
    this.#count = count;
  }

  static async open(vault: Vault): Promise<StationBook> {
    return new StationBook(vault, await readRow<Count>(vault, "count"));
  }

  /** Takes a new count; with the rows of what belongs to it (nonce, audit) in one transaction. */
  async count(figures: StationFigures, at: number, received: Received, rows: readonly VaultRow[]): Promise<void> {
    const count: Count = { figures, at, received };
    await this.#vault.write([row("count", count), ...rows]);
    this.#count = count;
  }

  /** The station now; null before the first count. */
  now(received: Received): DeskStation | null {
    if (this.#count === undefined) return null;
    const { figures, at, received: before } = this.#count;
    let since = 0;
    // A link that is new has brought people since the count: all it ever received.
    for (const link in received) since += Math.max(0, (received[link] ?? 0) - (before[link] ?? 0));
    return {
      ...figures,
      unregistered: figures.unregistered + since,
      counted: { at, validUntil: at + COUNT_VALID_MS },
    };
  }

  standing(now: number): "none" | "fresh" | "stale" {
    if (this.#count === undefined) return "none";
    return now < this.#count.at + COUNT_VALID_MS ? "fresh" : "stale";
  }
}
