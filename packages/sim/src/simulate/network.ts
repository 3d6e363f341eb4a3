import type { Clock, CryptoPort, Entropy, KeyPair } from "@vado/protocol";
import { TransportDown } from "@vado/protocol";
import { silentLog } from "@vado/host";
import { DEFAULT_LIMITS, createRelay, type Relay } from "@vado/relay";
import type { Chance } from "./chance.ts";
import type { RelayDisk } from "./disk.ts";

/** A relay that dies and comes back, behind a network that loses, repeats and delays. */

const rates = Object.keys(DEFAULT_LIMITS).filter((name) => name.endsWith("PerSecond") || name.endsWith("Burst"));
const NO_RATES = Object.fromEntries(rates.map((name) => [name, 1e9]));

/** Requests that arrive a second time are kept back for so many later ones. */
const LATE_AFTER = 7;

export interface RelayParts {
  readonly clock: Clock;
  readonly crypto: CryptoPort;
  readonly entropy: Entropy;
  readonly accounts: ReadonlyMap<string, KeyPair>;
}

export class SimNetwork {
  readonly #chance: Chance;
  readonly #disk: RelayDisk;
  readonly #parts: RelayParts;
  #relay: Relay | null = null;
  readonly #late: { request: Request; in: number }[] = [];
  /** Nodes without a network now. */
  readonly unreachable = new Set<string>();

  constructor(chance: Chance, disk: RelayDisk, parts: RelayParts) {
    this.#chance = chance;
    this.#disk = disk;
    this.#parts = parts;
  }

  async #running(): Promise<Relay> {
    if (this.#relay !== null) return this.#relay;
    await this.#disk.recover();
    const { clock, crypto, entropy, accounts } = this.#parts;
    const store = this.#disk.open(() => (this.#relay = null));
    this.#relay = createRelay({
      store,
      clock,
      crypto,
      entropy,
      log: silentLog,
      sleep: async () => {},
      accounts: (id) => accounts.get(id)?.publicKey,
      limits: NO_RATES,
    });
    return this.#relay;
  }

  /** `fetch` as one node has it. */
  fetchFor(node: string): (request: Request) => Promise<Response> {
    return async (request) => {
      if (this.unreachable.has(node) && !this.#chance.stopped) throw new TransportDown("no network");
      await this.#deliverLate();
      if (this.#chance.strikes("dropRequest", node)) throw new TransportDown("lost");
      if (this.#chance.strikes("duplicate", node)) this.#late.push({ request: request.clone(), in: LATE_AFTER });
      const relay = await this.#running();
      const response = await relay.fetch(request);
      // A relay that died while it worked answers nobody.
      if (this.#relay !== relay) throw new TransportDown("the relay died");
      if (this.#chance.strikes("dropAnswer", node)) throw new TransportDown("answer lost");
      return response;
    };
  }

  async #deliverLate(): Promise<void> {
    for (const late of this.#late) late.in--;
    while ((this.#late[0]?.in ?? 1) <= 0) {
      const { request } = this.#late.shift() as { request: Request };
      await (await this.#running()).fetch(request);
    }
  }
}
