import type { FrameStore, Vault, VaultRow } from "@vado/protocol";
import { memoryFrameStore } from "@vado/relay";
import type { Chance } from "./chance.ts";

/** Disks that fail at every operation, and what is left on them afterwards. */

/** A process died; what it had not written is gone. */
export class Crashed extends Error {
  override readonly name = "Crashed";
}

/** A device's disk: batches are whole or not there. */
export function simVault(chance: Chance, place: string): Vault {
  const rows = new Map<string, Uint8Array>();
  const apply = (batch: readonly VaultRow[]) => {
    for (const { key, value } of batch) {
      if (value === null) rows.delete(key);
      else rows.set(key, value.slice());
    }
  };
  return {
    get: async (key) => rows.get(key)?.slice(),
    list: async (prefix) =>
      [...rows]
        .filter(([key]) => key.startsWith(prefix))
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, value]) => ({ key, value: value.slice() })),
    async write(batch) {
      if (chance.strikes("deviceCrashBefore", place)) throw new Crashed(place);
      apply(batch);
      if (chance.strikes("deviceCrashAfter", place)) throw new Crashed(place);
    },
  };
}

type StoreCall =
  | { readonly name: "append"; readonly args: Parameters<FrameStore["append"]> }
  | { readonly name: "putDevice"; readonly args: Parameters<FrameStore["putDevice"]> };

/**
 * The relay's disk: a journal of what is durable, and a store rebuilt from it after a crash. With `earlyFanOut` it has the
 * fault the real one must not have: an append is told and served before it is durable, and a crash takes back the last few.
 */
export class RelayDisk {
  readonly #chance: Chance;
  readonly #earlyFanOut: boolean;
  readonly #journal: StoreCall[] = [];
  #undurable: StoreCall[] = [];
  #store: FrameStore = memoryFrameStore();
  crashes = 0;

  constructor(chance: Chance, earlyFanOut: boolean) {
    this.#chance = chance;
    this.#earlyFanOut = earlyFanOut;
  }

  /** The store as the relay process sees it until it dies. */
  open(onCrash: () => void): FrameStore {
    const store = this.#store;
    const die = (): never => {
      this.crashes++;
      onCrash();
      throw new Crashed("relay");
    };
    return {
      ...store,
      append: async (...args) => {
        if (this.#chance.strikes("relayCrashBefore", "relay")) die();
        if (this.#chance.strikes("diskError", "relay"))
          throw Object.assign(new Error("disk full"), { code: "disk-full" });
        const answer = await store.append(...args);
        if (answer.kind === "stored" && !answer.repeated)
          this.#write({ name: "append", args: [args[0], answer.receivedAt] });
        if (this.#chance.strikes("relayCrashAfter", "relay")) die();
        return answer;
      },
      putDevice: async (...args) => {
        await store.putDevice(...args);
        this.#write({ name: "putDevice", args });
      },
    };
  }

  #write(call: StoreCall): void {
    this.#undurable.push(call);
    if (this.#earlyFanOut && this.#undurable.length < 5) return;
    this.#journal.push(...this.#undurable);
    this.#undurable = [];
  }

  /** What a new process finds: the journal, and nothing that was not in it. */
  async recover(): Promise<void> {
    this.#undurable = [];
    this.#store = memoryFrameStore();
    for (const call of this.#journal) {
      if (call.name === "append") await this.#store.append(...call.args);
      else await this.#store.putDevice(...call.args);
    }
  }

  /** The frames of a channel, for the checks at the end. */
  frames(channel: string) {
    return this.#store.read(channel, 0, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  }
}
