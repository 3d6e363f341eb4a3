import { expect, test } from "vitest";
import { nodeCrypto, nodeEntropy, silentLog, systemSleep } from "@vado/host";
import { base64url, TransportDown, type Clock } from "@vado/protocol";
import { createRelay, memoryFrameStore } from "@vado/relay";
import { enrolDevice, httpTransport, RelayRefused } from "../src/index.ts";

const id = (): string => base64url(nodeEntropy.bytes(16));
const channel = "c".repeat(24);

/** A relay in this process, whose clock is apart from the device's; `lose` decides what gets lost. */
async function setUp(options: { skewMs?: number; sessions?: boolean } = {}) {
  const clock = { time: 1_700_000_000_000, now: () => clock.time };
  const deviceClock: Clock = { now: () => clock.time + (options.skewMs ?? 0) };
  const account = { id: id(), keys: await nodeCrypto.ed25519FromSeed(nodeEntropy.bytes(32)) };
  const device = { id: id(), keys: await nodeCrypto.ed25519FromSeed(nodeEntropy.bytes(32)) };
  const store = memoryFrameStore();
  const start = () =>
    createRelay({
      store,
      clock,
      crypto: nodeCrypto,
      entropy: nodeEntropy,
      sleep: systemSleep,
      log: silentLog,
      accounts: (name) => (name === account.id ? account.keys.publicKey : undefined),
    });
  const state = { relay: start(), lose: "nothing" as "nothing" | "request" | "answer", sent: [] as Request[] };
  const fetch = async (request: Request): Promise<Response> => {
    state.sent.push(request);
    if (state.lose === "request") throw new Error("lost");
    const response = await state.relay.fetch(request);
    if (state.lose === "answer") throw new Error("lost");
    return response;
  };
  const way = { url: "http://relay", clock: deviceClock, crypto: nodeCrypto, entropy: nodeEntropy, fetch };
  const enrol = () =>
    enrolDevice({
      ...way,
      account: { id: account.id, privateKey: account.keys.privateKey },
      device: { id: device.id, publicKey: device.keys.publicKey, expiresAt: clock.time + 86_400_000 },
    });
  const transport = httpTransport({
    ...way,
    device: { id: device.id, privateKey: device.keys.privateKey },
    sessions: options.sessions ?? true,
  });
  return { clock, state, start, enrol, transport, store };
}

const message = (key = id()) =>
  ({ channel, kind: "message", key, expectCommit: 0, bytes: new Uint8Array([1, 2, 3]) }) as const;

for (const sessions of [true, false]) {
  test(`T1 append, pull and groupInfos carry what was given, ${sessions ? "with a session" : "each request signed"}`, async () => {
    const { enrol, transport, state } = await setUp({ sessions });
    await enrol();
    const key = id();
    expect(await transport.append({ ...message(key), kind: "commit", groupInfo: new Uint8Array([9]) })).toEqual({
      kind: "stored",
      seq: 1,
      receivedAt: 1_700_000_000_000,
    });
    expect(await transport.append(message())).toEqual({ kind: "conflict", seq: 1, lastCommitSeq: 1 });
    expect(await transport.pull([{ channel, after: 0 }], 0)).toEqual([
      { channel, seq: 1, kind: "commit", key, receivedAt: 1_700_000_000_000, bytes: new Uint8Array([1, 2, 3]) },
    ]);
    expect(await transport.groupInfos(channel)).toEqual([{ commitSeq: 1, bytes: new Uint8Array([9]) }]);
    expect(await transport.pull([], 0)).toEqual([]);
    expect(state.sent.filter(({ url }) => url.endsWith("/v1/session"))).toHaveLength(sessions ? 1 : 0);
  });

  test(`T2 a device whose clock is hours off corrects itself, ${sessions ? "with a session" : "each request signed"}`, async () => {
    const { enrol, transport, state } = await setUp({ sessions, skewMs: -7_200_000 });
    await enrol();
    expect((await transport.append(message())).kind).toBe("stored");
    const before = state.sent.length;
    await transport.append(message());
    expect(state.sent.length - before).toBe(1);
  });
}

test("T3 a lost request, a lost answer, 5xx and 429 are TransportDown; the same key then gets its one answer", async () => {
  const { enrol, transport, state, clock } = await setUp();
  await enrol();
  await transport.append(message());
  const frame = message();
  state.lose = "request";
  await expect(transport.append(frame)).rejects.toBeInstanceOf(TransportDown);
  state.lose = "answer";
  await expect(transport.append(frame)).rejects.toBeInstanceOf(TransportDown);
  state.lose = "nothing";
  clock.time += 1_000;
  expect(await transport.append(frame)).toEqual({ kind: "stored", seq: 2, receivedAt: 1_700_000_000_000 });
  await state.relay.close();
  await expect(transport.append(frame)).rejects.toBeInstanceOf(TransportDown);
});

test("T4 a relay that restarted knows no session: the transport opens another and goes on", async () => {
  const { enrol, transport, state, start } = await setUp();
  await enrol();
  const frame = message();
  await transport.append(frame);
  state.relay = start();
  expect(await transport.append(frame)).toMatchObject({ kind: "stored", seq: 1 });
  expect(await transport.pull([{ channel, after: 0 }], 0)).toHaveLength(1);
});

test("T5 a session is renewed before it ends", async () => {
  const { enrol, transport, state, clock } = await setUp();
  await enrol();
  await transport.append(message());
  clock.time += 571_000;
  await transport.append(message());
  expect(state.sent.filter(({ url }) => url.endsWith("/v1/session"))).toHaveLength(2);
});

test("T6 a refusal is an answer of append, and thrown by the rest, with the relay's reason", async () => {
  for (const sessions of [true, false]) {
    const { transport } = await setUp({ sessions });
    expect(await transport.append(message())).toEqual({
      kind: "refused",
      reason: "device-unknown",
      detail: "No such device is enrolled.",
    });
    const error: unknown = await transport.pull([{ channel, after: 0 }], 0).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RelayRefused);
    expect(error).toMatchObject({ reason: "device-unknown" });
  }
});
