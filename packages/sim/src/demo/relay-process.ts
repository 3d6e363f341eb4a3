import { mkdirSync } from "node:fs";
import { join } from "node:path";
import {
  conductedClock,
  nodeCrypto,
  nodeEntropy,
  serveRelay,
  silentLog,
  sqliteFrameStore,
  systemSleep,
} from "@vado/host";
import { DEFAULT_LIMITS, createRelay, type RelayLimits } from "@vado/relay";

/**
 * The relay of a demo: the same relay, store and server as `vado relay`, with a clock that the conductor hands out. It tells
 * its parent that something was stored, which anybody with a stream would see too: channel and sequence, nothing else.
 */
export interface RelayStart {
  readonly data: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly accounts: ReadonlyMap<string, Uint8Array>;
}

/** What the relay process tells its parent. */
export type RelayTold =
  | { readonly serving: { readonly url: string; readonly port: number } }
  | { readonly failed: string }
  | { readonly stored: { readonly channel: string; readonly seq: number } };

const tell = (told: RelayTold): void => void process.send?.(told);

/** Rates are per second of a clock that runs fast; a session lasts a virtual day, so that nobody opens one every other moment. */
const rates = Object.keys(DEFAULT_LIMITS).filter((name) => name.endsWith("PerSecond") || name.endsWith("Burst"));
const limits: Partial<RelayLimits> = {
  ...Object.fromEntries(rates.map((name) => [name, 1e9])),
  sessionLifetimeMs: 86_400_000,
};

const clock = conductedClock();
process.on("disconnect", () => process.exit(0));
process.on("SIGTERM", () => process.exit(0));
// Ctrl-C on a terminal reaches the whole group; the parent decides what ends when.
process.on("SIGINT", () => {});
process.on("message", (message: unknown) => {
  if (typeof message === "object" && message !== null && "start" in message) void start(message.start as RelayStart);
});

async function start({ data, port, accounts }: RelayStart): Promise<void> {
  try {
    mkdirSync(data, { recursive: true });
    const store = await sqliteFrameStore(join(data, "relay.db"));
    const relay = createRelay({
      store,
      clock,
      crypto: nodeCrypto,
      entropy: nodeEntropy,
      log: silentLog,
      sleep: systemSleep,
      accounts: (id) => accounts.get(id),
      limits,
    });
    const fetch = async (request: Request): Promise<Response> => {
      const answer = await relay.fetch(request);
      if (request.method === "PUT" && answer.status < 300) void tellStored(request.url, answer.clone());
      return answer;
    };
    const { url, port: taken } = await serveRelay(
      { fetch, close: () => relay.close() },
      { host: "127.0.0.1", port, graceMs: 200 },
    );
    tell({ serving: { url, port: taken } });
  } catch (error) {
    tell({ failed: error instanceof Error ? error.message : String(error) });
  }
}

async function tellStored(url: string, answer: Response): Promise<void> {
  const channel = /\/v1\/channels\/([^/]+)\/frames\//.exec(url)?.[1];
  if (channel === undefined) return;
  const { seq } = (await answer.json()) as { seq: number };
  tell({ stored: { channel, seq } });
}
