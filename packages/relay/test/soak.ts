import { spawn, type ChildProcess } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { enrolDevice, httpTransport, signedHeaders, type SigningKey } from "@vado/client";
import { fetchWithin, nodeCrypto, nodeEntropy, systemClock } from "@vado/host";
import {
  TransportDown,
  base64url,
  encodeBase64,
  type AppendAnswer,
  type FrameAppend,
  type Transport,
} from "@vado/protocol";
import { bodies, headers, paths, queries, signable } from "./garbage.ts";
import { accountKey } from "./world.ts";

/**
 * `npm run soak -- relay [requests [seed]]`: garbage against a relay in a process of its own, over HTTP and over bare connections, by
 * strangers, by a device and by an account, while an honest device goes on. Afterwards the relay has answered everybody, has every
 * frame of the honest device, once and in order, has not grown, and its file is whole.
 */
const [requests = "100000", seed = String(randomInt(2 ** 31))] = process.argv.slice(2);
if (!/^\d{1,7}$/.test(requests) || !/^\d{1,10}$/.test(seed)) {
  process.stderr.write("usage: npm run soak -- relay [requests [seed]]\n");
  process.exit(2);
}
const MAIN = join(import.meta.dirname, "../../../apps/relay/src/main.ts");
const BATCH = 250;
const IN_FLIGHT = 16;
const RSS_MB_MAX = 400;
/** How long an honest device goes on trying, ms: its foe here has no limit of its own and uses up the channel's. */
const PATIENCE_MS = 30_000;
const ports = { clock: systemClock, crypto: nodeCrypto, entropy: nodeEntropy, fetch: fetchWithin() };
const id = (): string => base64url(nodeEntropy.bytes(18));
const say = (text: string): void => void process.stdout.write(`${text}\n`);

interface Run {
  readonly child: ChildProcess;
  readonly url: string;
  readonly port: number;
  readonly complaints: () => string;
}

async function start(folder: string): Promise<Run> {
  const args = ["--no-warnings", MAIN, "--data", folder, "--accounts", join(folder, "accounts.json"), "--port", "0"];
  const child = spawn(process.execPath, [...args, "--rate", "100000"], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said = (said + chunk.toString()).slice(-20_000)));
  const url = await new Promise<string>((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`the relay ended with ${code}: ${said}`)));
    child.stdout.on("data", (chunk: Buffer) => {
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(chunk.toString())?.[0];
      if (found !== undefined) resolve(found);
    });
  });
  return { child, url, port: Number(new URL(url).port), complaints: () => said };
}

/** Bytes that are hardly HTTP, on a connection that is then closed or left. */
const bareBytes = fc.oneof(
  fc.uint8Array({ maxLength: 400 }),
  fc
    .tuple(paths, fc.string({ maxLength: 80 }), fc.nat(20_000))
    .map(([path, text, n]) =>
      new TextEncoder().encode(`PUT ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: ${n}\r\n${text}\r\n\r\n`),
    ),
  fc.constant(new TextEncoder().encode("GET / HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n")),
);

async function knock(port: number, bytes: Uint8Array): Promise<void> {
  const socket = connect({ port, host: "127.0.0.1" });
  socket.on("error", () => undefined);
  await once(socket, "connect");
  socket.on("data", () => undefined);
  socket.end(bytes);
  await Promise.race([once(socket, "close"), new Promise((resolve) => setTimeout(resolve, 200))]);
  socket.destroy();
}

/** Where the rubbish of the insider believes the channel's last commit to be. */
let lastCommit = 0;

const arbitraries = {
  strangers: fc.tuple(fc.constantFrom("GET", "PUT", "POST", "DELETE", "PATCH"), paths, queries, headers, bodies),
  signed: fc.tuple(signable, fc.boolean()),
  frames: fc.tuple(fc.constantFrom("commit", "message", "endorsement"), fc.uint8Array({ maxLength: 4_000 }), fc.nat(9)),
  bare: bareBytes,
} as const;

async function answered(send: () => Promise<Response>): Promise<number> {
  const response = await send();
  await response.body?.cancel();
  return response.status;
}

interface Foes {
  readonly relay: Run;
  readonly keys: readonly [SigningKey, SigningKey];
  readonly insider: Transport;
  readonly channel: string;
}

/** One batch of every kind; each status that came back is counted. */
async function batch(
  { relay, keys, insider, channel }: Foes,
  kind: keyof typeof arbitraries,
  n: number,
  seen: Map<string, number>,
) {
  const options = { seed: Number(seed) + n, numRuns: BATCH };
  const count = (status: string): void => void seen.set(status, (seen.get(status) ?? 0) + 1);
  const sendAll = async <T>(values: readonly T[], send: (value: T) => Promise<number | string>): Promise<void> => {
    let next = 0;
    const work = async (): Promise<void> => {
      for (let at = next++; at < values.length; at = next++) count(`${kind} ${await send(values[at] as T)}`);
    };
    await Promise.all(Array.from({ length: IN_FLIGHT }, work));
  };
  if (kind === "strangers")
    return sendAll(fc.sample(arbitraries.strangers, options), ([method, path, query, fields, body]) => {
      const { "content-length": _, ...own } = fields;
      const init: RequestInit = { method, headers: own };
      if (method !== "GET") init.body = body.slice();
      return answered(() => fetch(`${relay.url}${path}${query}`, init));
    });
  if (kind === "signed")
    return sendAll(fc.sample(arbitraries.signed, options), async ([request, byAccount]) => {
      const fields = await signedHeaders(ports, keys[byAccount ? 1 : 0], request, 0);
      const init: RequestInit = { method: request.method, headers: fields };
      if (request.body !== undefined) init.body = request.body.slice();
      return answered(() => fetch(`${relay.url}${request.path}${request.query}`, init));
    });
  if (kind === "frames")
    return sendAll(fc.sample(arbitraries.frames, options), async ([what, bytes, guess]) => {
      // Mostly where the channel stands, so that rubbish gets in; else a guess.
      const expect = guess > 1 ? lastCommit : guess;
      const frame = { channel, kind: what, key: id(), expectCommit: expect, bytes } as FrameAppend;
      try {
        const answer = await insider.append(what === "commit" ? { ...frame, groupInfo: bytes } : frame);
        if (answer.kind === "conflict") lastCommit = answer.lastCommitSeq;
        if (answer.kind === "stored" && what === "commit") lastCommit = answer.seq;
        return answer.kind;
      } catch (error) {
        return error instanceof Error ? error.name : "error";
      }
    });
  return sendAll(fc.sample(arbitraries.bare, options), async (bytes) => knock(relay.port, bytes).then(() => "closed"));
}

const residentMb = ({ child }: Run): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))?.[1]) / 1_024;

async function main(): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), "vado-relay-soak-"));
  const account = { id: id(), keys: await nodeCrypto.ed25519FromSeed(nodeEntropy.bytes(32)) };
  const publicKey = encodeBase64(account.keys.publicKey);
  writeFileSync(join(folder, "accounts.json"), JSON.stringify({ accounts: [{ id: account.id, publicKey }] }));
  let relay = await start(folder);
  const enrolled = async () => {
    const keys = await nodeCrypto.ed25519FromSeed(nodeEntropy.bytes(32));
    const device = { id: id(), privateKey: keys.privateKey };
    await enrolDevice({
      ...ports,
      url: relay.url,
      account: { id: account.id, privateKey: account.keys.privateKey },
      device: { id: device.id, publicKey: keys.publicKey, expiresAt: Date.now() + 86_400_000 },
    });
    return device;
  };
  const faults: string[] = [];
  try {
    const [honest, foe] = [await enrolled(), await enrolled()];
    const transport = httpTransport({ ...ports, url: relay.url, device: honest });
    const channel = id();
    const own: string[] = [];
    const foes: Foes = {
      relay,
      keys: [{ keyId: foe.id, algorithm: "ed25519", privateKey: foe.privateKey }, accountKey(account)],
      insider: httpTransport({ ...ports, url: relay.url, device: foe }),
      channel,
    };
    const kinds = Object.keys(arbitraries) as (keyof typeof arbitraries)[];
    const seen = new Map<string, number>();
    const began = performance.now();
    let slowestMs = 0;
    for (let sent = 0, n = 0; sent < Number(requests); sent += BATCH, n++) {
      await batch(foes, kinds[n % kinds.length] as (typeof kinds)[number], n, seen);
      const start = performance.now();
      const bytes = new TextEncoder().encode(`honest ${own.length}`);
      const answer = await appendHonestly(transport, { channel, kind: "message", key: id(), expectCommit: 0, bytes });
      if (answer.kind === "stored") own.push(`${answer.seq} honest ${own.length}`);
      else faults.push(`after ${sent} requests an honest frame was answered ${JSON.stringify(answer)}`);
      slowestMs = Math.max(slowestMs, performance.now() - start);
      if (n % 40 === 39)
        say(
          `${sent + BATCH} of ${requests} requests, ${Math.round((performance.now() - began) / 1_000)} s, ${Math.round(residentMb(relay))} MB`,
        );
    }
    const bad = [...seen].filter(([what]) => / 5\d\d$/.test(what));
    if (bad.length > 0) faults.push(`answers of a broken relay: ${JSON.stringify(bad)}`);
    if ((await fetch(`${relay.url}/v1/health`)).status !== 200) faults.push("the relay says that it is not well");
    const grown = residentMb(relay);
    if (grown > RSS_MB_MAX) faults.push(`the relay has grown to ${Math.round(grown)} MB`);
    if (/^\s+at /m.test(relay.complaints())) faults.push(`the relay complained: ${relay.complaints().slice(-800)}`);
    relay.child.kill("SIGKILL");
    await once(relay.child, "exit");
    relay = await start(folder);
    faults.push(...(await missing(httpTransport({ ...ports, url: relay.url, device: honest }), channel, own)));
    relay.child.kill("SIGTERM");
    await once(relay.child, "exit");
    const database = new DatabaseSync(join(folder, "relay.db"));
    const { integrity_check: whole } = database.prepare("PRAGMA integrity_check").get() as { integrity_check: string };
    database.close();
    if (whole !== "ok") faults.push(`the file is damaged: ${whole}`);
    say(JSON.stringify(Object.fromEntries([...seen].toSorted(([a], [b]) => (a < b ? -1 : 1)))));
    say(
      `${own.length} honest frames among it, the slowest answered after ${Math.round(slowestMs)} ms; ${Math.round(grown)} MB at the end`,
    );
  } finally {
    relay.child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  }
  return faults;
}

/** As a device does: under the channel's last commit, and again in a moment while the relay is asked too much. */
async function appendHonestly(transport: Transport, frame: FrameAppend): Promise<AppendAnswer> {
  const until = performance.now() + PATIENCE_MS;
  let answer: AppendAnswer | null = null;
  while (answer === null || answer.kind === "conflict") {
    const expectCommit = answer?.lastCommitSeq ?? frame.expectCommit;
    try {
      answer = await transport.append({ ...frame, expectCommit });
    } catch (error) {
      if (!(error instanceof TransportDown) || performance.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  return answer;
}

/** What the honest device sent and does not find again, once and at its place. */
async function missing(transport: Transport, channel: string, own: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  let after = 0;
  for (;;) {
    const page = await transport.pull([{ channel, after }], 0);
    if (page.length === 0) break;
    for (const frame of page) {
      if (frame.seq !== after + 1) return [`a hole in the channel after ${after}`];
      after = frame.seq;
      const text = new TextDecoder().decode(frame.bytes);
      if (text.startsWith("honest ")) found.push(`${frame.seq} ${text}`);
    }
  }
  return found.join() === own.join() ? [] : [`${own.length} honest frames were stored, ${found.length} are there`];
}

say(`relay: ${requests} requests, seed ${seed}`);
const faults = await main();
for (const fault of faults) say(`FAILED ${fault}`);
say(faults.length === 0 ? "the relay is well" : `seed ${seed}`);
process.exitCode = faults.length === 0 ? 0 : 3;
