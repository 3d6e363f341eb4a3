import { join } from "node:path";
import { nodeCrypto, nodeEntropy, serveRelay, silentLog, sqliteFrameStore, systemSleep, type Served } from "@vado/host";
import type { FrameStore } from "@vado/protocol";
import { DEFAULT_LIMITS, createRelay, type RelayLimits } from "@vado/relay";
import { Capture } from "./capture.ts";
import { answerParent } from "./ipc.ts";

/**
 * The relay of a replay: the same relay, store and server as `vado relay`, with the conductor's pipe for a clock. What passes
 * is written down for the evidence before it is served.
 */
export interface RelayInit {
  readonly data: string;
  readonly port: number;
  readonly accounts: ReadonlyMap<string, Uint8Array>;
  readonly capture: string | null;
}

let now = 0;
let served: Served | undefined;
let store: FrameStore | undefined;
let capture: Capture | undefined;

/** Rates are per second, and here a second can last for ever: only the sizes bound a replay. */
const rates = Object.keys(DEFAULT_LIMITS).filter((name) => name.endsWith("PerSecond") || name.endsWith("Burst"));
const limits: Partial<RelayLimits> = Object.fromEntries(rates.map((name) => [name, 1e9]));

answerParent({
  async start({ data, port, accounts, capture: folder }: RelayInit) {
    store = await sqliteFrameStore(join(data, "relay.db"));
    const relay = createRelay({
      store,
      clock: { now: () => now },
      crypto: nodeCrypto,
      entropy: nodeEntropy,
      log: silentLog,
      sleep: systemSleep,
      accounts: (id) => accounts.get(id),
      limits,
    });
    capture = folder === null ? undefined : new Capture(folder);
    const fetch = capture?.around((request) => relay.fetch(request)) ?? ((request: Request) => relay.fetch(request));
    served = await serveRelay({ fetch, close: () => relay.close() }, { host: "127.0.0.1", port });
    return { url: served.url, port: served.port };
  },
  time(at: number) {
    now = at;
    capture?.at(at);
  },
  async stop() {
    await served?.close();
    await store?.close();
    capture?.close();
  },
});
