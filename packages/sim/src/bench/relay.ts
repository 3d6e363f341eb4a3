import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeCrypto, nodeEntropy, silentLog, sqliteFrameStore, systemClock, systemSleep } from "@vado/host";
import { createRelay, type Relay } from "@vado/relay";
import { base64url, type FrameStore } from "@vado/protocol";
import { bareStore, type BareFrame } from "./bare.ts";
import { UNHURRIED } from "./memory-relay.ts";
import { FRAME_BYTES, enrolSenders } from "./requests.ts";
import { collectGarbage } from "./garbage.ts";
import { benchHttpAppend } from "./http/append.ts";
import { figure, measure, throughputRatio, timed, type Lap } from "./rounds.ts";
import type { BenchPlan, Figure } from "./types.ts";

const IN_FLIGHT = 64;
const CHANNELS = 4;
const DEVICES_PER_CHANNEL = 4;
/** Long enough that filling and draining the line, and waking after the preparation, weigh little. */
const LAP_FRAMES = 4_096;
/**
 * `relay.append`: from a signed `Request` to the durable answer of a whole relay in this process (routing, rates, MAC of
 * the session, nonce, digest of the body, group commit in the store's own thread), `IN_FLIGHT` at a time over
 * `LAP_FRAMES`, real disk under the system's temporary folder. Requests are signed before the clock starts. The peer,
 * `bareStore`, writes as many bytes to the same disk in batches as large as the relay's turned out to be.
 * `relay.batch` is that size, and its ratio to the peer's.
 */
export async function benchRelay(plan: BenchPlan): Promise<Record<string, Figure>> {
  const folder = mkdtempSync(join(tmpdir(), "vado-bench-"));
  try {
    return { ...(await measureIn(folder, plan)), ...(await benchHttpAppend(plan)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureIn(folder: string, plan: BenchPlan): Promise<Record<string, Figure>> {
  const channels = Array.from({ length: CHANNELS }, () => base64url(nodeEntropy.bytes(24)));
  const account = { id: "bench-account-aaaa", keys: await nodeCrypto.ed25519FromSeed(nodeEntropy.bytes(32)) };
  const store = counted(await sqliteFrameStore(join(folder, "relay.sqlite")));
  const relay = createRelay({
    store,
    clock: systemClock,
    crypto: nodeCrypto,
    entropy: nodeEntropy,
    log: silentLog,
    sleep: systemSleep,
    accounts: (id) => (id === account.id ? account.keys.publicKey : undefined),
    limits: UNHURRIED,
  });
  const fetch = (request: Request) => relay.fetch(request);
  const senders = await enrolSenders({ account, channels, devicesPerChannel: DEVICES_PER_CHANNEL, fetch });
  const bare = bareStore(join(folder, "bare.sqlite"), channels);
  const frame = () => nodeEntropy.bytes(FRAME_BYTES);
  let batch = IN_FLIGHT;
  const batches: { ours: number; peer: number }[] = [];

  const ours = async (): Promise<Lap> => {
    const requests = await senders.sign(LAP_FRAMES, frame);
    collectGarbage();
    const before = store.commits;
    const lap = await timed(LAP_FRAMES, () => sendAll(relay, requests));
    const mean = LAP_FRAMES / (store.commits - before);
    batches.push({ ours: mean, peer: Math.round(mean) });
    batch = Math.round(mean);
    return lap;
  };
  const peer = async (): Promise<Lap> => {
    const frames = Array.from({ length: LAP_FRAMES }, (_, n): BareFrame => {
      return { channel: n % CHANNELS, key: base64url(nodeEntropy.bytes(16)), bytes: frame() };
    });
    collectGarbage();
    return bare.append(frames, batch);
  };
  try {
    const rounds = await measure(plan, ours, peer);
    return {
      "relay.append": figure(rounds, {
        unit: "us/append",
        limit: "ratio >= 0.5",
        value: (seconds) => seconds * 1e6,
        ratio: throughputRatio,
      }),
      "relay.batch": figure(batches, {
        unit: "frames/commit",
        limit: "ratio = 1",
        value: (mean) => mean,
        ratio: (one) => one.ours / one.peer,
      }),
    };
  } finally {
    bare.close();
    await relay.close();
    await store.close();
  }
}

/** As many workers as may be in flight; each sends its next request when its last one is answered. */
async function sendAll(relay: Relay, requests: readonly Request[]): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let request = requests[next++]; request !== undefined; request = requests[next++]) {
      const response = await relay.fetch(request);
      if (response.status !== 201)
        throw new Error(`an append was answered ${response.status}: ${await response.text()}`);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
}

/** A store that counts its commits: all appends of one commit are answered in one go. */
function counted(store: FrameStore): FrameStore & { readonly commits: number } {
  let commits = 0;
  let open = false;
  const answered = (): void => {
    if (open) return;
    open = true;
    commits += 1;
    queueMicrotask(() => (open = false));
  };
  return {
    ...store,
    get commits() {
      return commits;
    },
    append(frame, receivedAt) {
      const answer = store.append(frame, receivedAt);
      answer.then(answered, answered);
      return answer;
    },
  };
}
