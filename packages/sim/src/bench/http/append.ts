import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeCrypto, nodeEntropy } from "@vado/host";
import { base64url } from "@vado/protocol";
import { startChild } from "../../replay/ipc.ts";
import { collectGarbage } from "../garbage.ts";
import { FRAME_BYTES, enrolSenders } from "../requests.ts";
import { figure, measure, throughputRatio, type Lap } from "../rounds.ts";
import type { BenchPlan, Figure } from "../types.ts";
import { openLoad, requestBytes } from "./load.ts";
import type { RelayChildInit } from "./relay-child.ts";

const CONNECTIONS = 64;
const CHANNELS = 4;
const DEVICES_PER_CHANNEL = 4;
const LAP_FRAMES = 2_048;

/**
 * `relay.http`: signed appends through HTTP to a whole relay in a process of its own, each answered when it is durable; beside a bare
 * Hono server that takes the same bytes and stores nothing, over as many connections, under the same sender. Both servers live all the
 * while; the one that is not asked is idle.
 */
export async function benchHttpAppend(plan: BenchPlan): Promise<Record<string, Figure>> {
  const folder = mkdtempSync(join(tmpdir(), "vado-bench-"));
  const [relay, bare] = [
    startChild(new URL("./relay-child.ts", import.meta.url)),
    startChild(new URL("./bare-child.ts", import.meta.url)),
  ];
  try {
    const account = { id: "bench-account-aaaa", keys: await nodeCrypto.ed25519FromSeed(nodeEntropy.bytes(32)) };
    const accounts = new Map([[account.id, account.keys.publicKey]]);
    const init: RelayChildInit = { path: join(folder, "relay.sqlite"), accounts };
    const ours = await relay.call<{ url: string; port: number }>("start", init);
    const peer = await bare.call<{ url: string; port: number }>("start");
    const channels = Array.from({ length: CHANNELS }, () => base64url(nodeEntropy.bytes(24)));
    const senders = await enrolSenders({
      url: ours.url,
      account,
      channels,
      devicesPerChannel: DEVICES_PER_CHANNEL,
      fetch: (request) => fetch(request),
    });
    const loads = { ours: await openLoad(ours.port, CONNECTIONS), peer: await openLoad(peer.port, CONNECTIONS) };
    const lap = (load: keyof typeof loads) => async (): Promise<Lap> => {
      const requests = await senders.sign(LAP_FRAMES, () => nodeEntropy.bytes(FRAME_BYTES));
      const bytes = await Promise.all(requests.map(overTheLine));
      collectGarbage();
      return loads[load].send(bytes);
    };
    const rounds = await measure(plan, lap("ours"), lap("peer"));
    loads.ours.close();
    loads.peer.close();
    return {
      "relay.http": figure(rounds, {
        unit: "appends/s",
        limit: "ratio >= 0.6",
        value: (seconds) => 1 / seconds,
        ratio: throughputRatio,
      }),
    };
  } finally {
    await Promise.all([relay.kill(), bare.kill()]);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function overTheLine(request: Request): Promise<Buffer> {
  const body = new Uint8Array(await request.arrayBuffer());
  return requestBytes(request.method, new URL(request.url).pathname, request.headers, body);
}
