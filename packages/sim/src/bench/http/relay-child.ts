import { nodeCrypto, nodeEntropy, serveRelay, silentLog, sqliteFrameStore, systemSleep, type Served } from "@vado/host";
import { createRelay } from "@vado/relay";
import { answerParent } from "../../replay/ipc.ts";
import { UNHURRIED } from "../memory-relay.ts";

/** A relay as `vado relay` runs it, in a process of its own, with unhurried rates; its clock is told where it stands. */
export interface RelayChildInit {
  readonly path: string;
  readonly accounts: ReadonlyMap<string, Uint8Array>;
}

let at: number | null = null;
let since: number | null = null;
const clock = { now: () => (at === null ? Date.now() : since === null ? at : at + performance.now() - since) };
let stop: (() => Promise<void>) | undefined;

answerParent({
  async start({ path, accounts }: RelayChildInit) {
    const store = await sqliteFrameStore(path);
    const relay = createRelay({
      store,
      clock: { now: () => Math.floor(clock.now()) },
      crypto: nodeCrypto,
      entropy: nodeEntropy,
      log: silentLog,
      sleep: systemSleep,
      accounts: (id) => accounts.get(id),
      limits: UNHURRIED,
    });
    const served: Served = await serveRelay(relay, { host: "127.0.0.1", port: 0 });
    stop = async () => {
      await served.close();
      await store.close();
    };
    return { url: served.url, port: served.port };
  },
  /** It is `now`, ms, and stays so, or runs on from there. */
  time({ now, running }: { now: number; running: boolean }) {
    at = now;
    since = running ? performance.now() : null;
  },
  async stop() {
    await stop?.();
  },
});
