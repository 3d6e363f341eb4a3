import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mlsCipher, type MlsState } from "@vado/channel";
import { fetchWithin, nodeCrypto, nodeEntropy, sqliteVault } from "@vado/host";
import { groupCodeFrom, type Body, type GroupCode } from "@vado/protocol";
import { startChild, type Child } from "../../replay/ipc.ts";
import { playLink, type Played } from "../link.ts";
import { FRAME_BYTES } from "../requests.ts";
import { figure, quantile, timeRatio } from "../rounds.ts";
import type { BenchPlan, Figure } from "../types.ts";

/** Long enough that all have joined and the agreement stands, hours. */
const SETTLING_HOURS = 0.25;
const TAPS_PER_ROUND = 20;
const POLL_MS = 20_000;
/** A pause after each tap, so that acknowledgements of the last are out of the way, ms. */
const PAUSE_MS = 25;

type Device = Played<MlsState>;
/** One tap, in seconds. */
type Tap = () => Promise<number>;

/**
 * `latency.tap`: from the tap *ready* on the bank's phone to its being folded on the other side's duty device: signed, sealed by MLS,
 * through HTTP to a relay in a process of its own, durable there, taken by the other's long poll, opened, checked, folded and written to
 * disk. Both devices work in this process. The peer hands as many bytes through a bare Hono server to whoever waits.
 */
export async function benchLatency(plan: BenchPlan): Promise<Record<string, Figure>> {
  const folder = mkdtempSync(join(tmpdir(), "vado-bench-"));
  const [relay, bare] = [
    startChild(new URL("./relay-child.ts", import.meta.url)),
    startChild(new URL("./bare-child.ts", import.meta.url)),
  ];
  try {
    const ours = await tapsOfALink(relay, folder);
    const peer = await bareTaps(bare);
    const rounds: { ours: number[]; peer: number[] }[] = [];
    for (let n = 0; n <= plan.rounds; n++) {
      const round = { ours: await several(ours.tap), peer: await several(peer) };
      if (n > 0) rounds.push(round);
    }
    await ours.stop();
    return figures(rounds);
  } finally {
    await Promise.all([relay.kill(), bare.kill()]);
    rmSync(folder, { recursive: true, force: true });
  }
}

function figures(rounds: readonly { readonly ours: number[]; readonly peer: number[] }[]): Record<string, Figure> {
  const reading = { unit: "ms", limit: "none", value: (seconds: number) => seconds * 1_000, ratio: timeRatio };
  const at =
    (share: number) =>
    ({ ours, peer }: { readonly ours: number[]; readonly peer: number[] }) => ({
      ours: quantile(ours, share),
      peer: quantile(peer, share),
    });
  const all = { ours: rounds.flatMap(({ ours }) => ours), peer: rounds.flatMap(({ peer }) => peer) };
  return {
    "latency.tap.p50": figure(rounds.map(at(0.5)), reading),
    "latency.tap.p99": figure([at(0.99)(all)], reading),
  };
}

async function several(tap: Tap): Promise<number[]> {
  const taps: number[] = [];
  for (let i = 0; i < TAPS_PER_ROUND; i++) {
    taps.push(await tap());
    await pause();
  }
  return taps;
}

const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));

async function tapsOfALink(child: Child, folder: string): Promise<{ tap: Tap; stop(): Promise<void> }> {
  const played = await playLink({
    hours: SETTLING_HOURS,
    alwaysOpen: true,
    cipher: mlsCipher({ crypto: nodeCrypto, entropy: nodeEntropy }),
    vault: (device) => sqliteVault(join(folder, `${device}.sqlite`)),
    async relay(accounts, _clock, { start }) {
      const keys = new Map([...accounts].map(([id, { publicKey }]) => [id, publicKey]));
      const { url } = await child.call<{ url: string }>("start", {
        path: join(folder, "relay.sqlite"),
        accounts: keys,
      });
      await child.call("time", { now: start, running: false });
      return { url, fetch: fetchWithin(), setTime: (now, running) => child.call("time", { now, running }) };
    },
  });
  await played.run();
  const { link, devices } = played;
  const bank = devices.get(`${link}.sending.field`);
  const duty = devices.get(`${link}.receiving.duty`);
  if (bank === undefined || duty === undefined) throw new Error("the link lacks an officer");
  const sees = watch(duty);
  const tap = async (): Promise<number> => {
    const group = await open(bank);
    await sees.phase(group, "forming");
    await pause();
    const seen = sees.phase(group, "ready");
    const start = performance.now();
    await say(bank, readyOf(group));
    return ((await seen) - start) / 1_000;
  };
  return { tap, stop: () => sees.stop() };
}

const readyOf = (group: GroupCode): Body => ({
  type: "group.ready",
  group,
  version: 1,
  headcount: 12,
  units: { 3: 4 },
  needs: {},
  explained: true,
  voluntary: true,
});

/** Opens a group as a phone does: under a code unlike every open one. */
async function open(bank: Device): Promise<GroupCode> {
  for (;;) {
    const group = groupCodeFrom(nodeEntropy.bytes(8)) as GroupCode;
    const answer = await bank.client.submit(() => ({ type: "group.opened", group }));
    if ("rule" in answer && answer.rule === "H1.code") continue;
    if ("rule" in answer) throw new Error(`group.opened was refused: ${answer.rule}`);
    await bank.client.step();
    return group;
  }
}

/** Submits and sends; a refusal would be a fault of this bench. */
async function say({ client }: Device, body: Body): Promise<void> {
  const answer = await client.submit(() => body);
  if ("rule" in answer) throw new Error(`${body.type} was refused: ${answer.rule}`);
  await client.step();
}

/** The duty officer's device, which waits at the relay all the while. `phase`: when it has a group in that phase, ms. */
function watch({ client }: Device): { phase(group: string, phase: string): Promise<number>; stop(): Promise<void> } {
  let wanted: { group: string; phase: string; resolve(at: number): void; reject(error: unknown): void } | null = null;
  let going = true;
  const look = (): void => {
    if (wanted === null || client.state.groups[wanted.group]?.phase !== wanted.phase) return;
    wanted.resolve(performance.now());
    wanted = null;
  };
  const loop = (async () => {
    while (going) {
      await client.step(POLL_MS);
      look();
    }
  })().catch((error: unknown) => wanted?.reject(error));
  return {
    phase: (group, phase) =>
      new Promise((resolve, reject) => {
        wanted = { group, phase, resolve, reject };
        look();
      }),
    async stop() {
      going = false;
      await Promise.race([loop, pause()]);
    },
  };
}

async function bareTaps(child: Child): Promise<Tap> {
  const { url } = await child.call<{ url: string }>("start");
  const body = nodeEntropy.bytes(FRAME_BYTES).slice();
  let n = 0;
  return async () => {
    const waits = fetch(`${url}/v1/channels/c`).then((answer) => answer.arrayBuffer());
    await pause();
    const start = performance.now();
    const put = fetch(`${url}/v1/channels/c/frames/${n++}`, { method: "PUT", body });
    await waits;
    const seconds = (performance.now() - start) / 1_000;
    await (await put).arrayBuffer();
    return seconds;
  };
}
