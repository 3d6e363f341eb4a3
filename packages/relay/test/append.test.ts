import { expect, test } from "vitest";
import type { FrameStore } from "@vado/protocol";
import { frameStoreConformance, memoryFrameStore } from "@vado/relay";
import { createWorld, frameRequest, refusalIn, settle } from "./world.ts";
import { encodeFrameBody } from "@vado/protocol";

frameStoreConformance(
  (name, body) => test(`memory store: ${name}`, body),
  async () => ({ store: memoryFrameStore(), end: async () => {} }),
);

const bytes = (length: number): Uint8Array => new Uint8Array(length).fill(7);

test("R1 an append expecting another commit gets 409 with the head", async () => {
  const world = await createWorld();
  const { transport, key } = await world.device();
  const channel = world.id();
  await transport.append({
    channel,
    kind: "commit",
    key: world.id(),
    expectCommit: 0,
    bytes: bytes(10),
    groupInfo: bytes(5),
  });
  await transport.append({ channel, kind: "message", key: world.id(), expectCommit: 1, bytes: bytes(10) });
  const answer = await transport.append({
    channel,
    kind: "message",
    key: world.id(),
    expectCommit: 0,
    bytes: bytes(10),
  });
  expect(answer).toEqual({ kind: "conflict", seq: 2, lastCommitSeq: 1 });
  const raw = await world.send(frameRequest(channel, world.id()), key);
  expect([raw.status, await raw.json()]).toEqual([409, { seq: 2, lastCommitSeq: 1 }]);
});

test("R2 the first answer is 201, the repeated one 200 with the same content", async () => {
  const world = await createWorld();
  const { key } = await world.device();
  const request = frameRequest(world.id(), world.id());
  const first = await world.send(request, key);
  world.clock.time += 5_000;
  const again = await world.send(request, key);
  expect([first.status, again.status]).toEqual([201, 200]);
  expect(await again.json()).toEqual(await first.json());
});

test("R3 a commit needs its GroupInfo in the same request, and stores both or none", async () => {
  const world = await createWorld();
  const { key, transport } = await world.device();
  const channel = world.id();
  for (const body of [
    bytes(3),
    encodeFrameBody(bytes(5), bytes(0)),
    encodeFrameBody(bytes(0), bytes(5)),
    new Uint8Array([255, 255, 255, 255, 1, 2]),
  ]) {
    expect(await refusalIn(await world.send(frameRequest(channel, world.id(), body, "commit"), key))).toBe(
      "400 bad-body",
    );
  }
  expect(await world.store.head(channel)).toEqual({ seq: 0, lastCommitSeq: 0 });
  expect(
    (await world.send(frameRequest(channel, world.id(), encodeFrameBody(bytes(5), bytes(4)), "commit"), key)).status,
  ).toBe(201);
  expect(await transport.groupInfos(channel)).toEqual([{ commitSeq: 1, bytes: bytes(4) }]);
  expect((await transport.pull([{ channel, after: 0 }], 0)).map((frame) => frame.bytes)).toEqual([bytes(5)]);
});

test("R3 at most eight GroupInfos are given, newest first", async () => {
  const world = await createWorld();
  const { transport } = await world.device();
  const channel = world.id();
  for (let i = 0; i < 9; i += 1) {
    await transport.append({
      channel,
      kind: "commit",
      key: world.id(),
      expectCommit: i,
      bytes: bytes(2),
      groupInfo: bytes(2),
    });
  }
  expect((await transport.groupInfos(channel)).map(({ commitSeq }) => commitSeq)).toEqual([9, 8, 7, 6, 5, 4, 3, 2]);
});

test("R4 all devices see one order, page by page, the same from the tail and from the store", async () => {
  const world = await createWorld({ tailFramesMax: 3, pageFramesMax: 4 });
  const devices = await Promise.all([world.device(), world.device()]);
  const channel = world.id();
  for (let i = 0; i < 11; i += 1) {
    world.clock.time += i % 3 === 0 ? -50 : 20;
    await devices[i % 2]?.transport.append({
      channel,
      kind: "message",
      key: world.id(),
      expectCommit: 0,
      bytes: new Uint8Array([i]),
    });
  }
  for (const { transport } of devices) {
    const seen: number[] = [];
    let last = 0;
    for (let after = 0; after < 11; after = seen.length) {
      for (const frame of await transport.pull([{ channel, after }], 0)) {
        seen.push(frame.bytes[0] ?? -1);
        expect(frame.receivedAt).toBeGreaterThanOrEqual(last);
        last = frame.receivedAt;
      }
    }
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  }
});

test("RD5 nothing is acknowledged or handed out before the store says that it is durable", async () => {
  const held: (() => void)[] = [];
  const memory = memoryFrameStore();
  const durable: FrameStore = {
    ...memory,
    append: async (frame, at) => {
      await new Promise<void>((resolve) => held.push(resolve));
      return memory.append(frame, at);
    },
  };
  const world = await createWorld({}, durable);
  const { transport } = await world.device();
  const channel = world.id();
  let [acknowledged, received] = [false, false];
  const waiting = transport.pull([{ channel, after: 0 }], 10_000).then((frames) => {
    received = true;
    return frames;
  });
  await settle();
  const append = transport
    .append({ channel, kind: "message", key: world.id(), expectCommit: 0, bytes: bytes(1) })
    .then(() => (acknowledged = true));
  await settle();
  expect([held.length, acknowledged, received, await transport.pull([{ channel, after: 0 }], 0)]).toEqual([
    1,
    false,
    false,
    [],
  ]);
  held[0]?.();
  await append;
  expect((await waiting).map(({ seq }) => seq)).toEqual([1]);
});

test("RD6 a failing store is 503 with a reason, never told as stored; the relay goes on", async () => {
  const memory = memoryFrameStore();
  let failing = true;
  const store: FrameStore = {
    ...memory,
    append: (frame, at) => (failing ? Promise.reject(new Error("disk")) : memory.append(frame, at)),
    read: (...args) => (failing ? Promise.reject(new Error("disk")) : memory.read(...args)),
    groupInfos: (...args) => (failing ? Promise.reject(new Error("disk")) : memory.groupInfos(...args)),
  };
  const world = await createWorld({}, store);
  const { key, transport } = await world.device();
  const channel = world.id();
  const request = frameRequest(channel, world.id());
  expect(await refusalIn(await world.send(request, key))).toBe("503 store-unavailable");
  await expect(transport.pull([{ channel, after: 0 }], 0)).rejects.toThrow("can't answer");
  await expect(transport.groupInfos(channel)).rejects.toThrow("can't answer");
  failing = false;
  expect((await world.send(request, key)).status).toBe(201);
});

test("R4 answers that come out of order change nothing in the order that readers see", async () => {
  const memory = memoryFrameStore();
  let release = (): void => undefined;
  const store: FrameStore = {
    ...memory,
    append: async (frame, at) => {
      const answer = await memory.append(frame, at);
      if (answer.kind === "stored" && answer.seq === 2) await new Promise<void>((resolve) => (release = resolve));
      return answer;
    },
  };
  const world = await createWorld({}, store);
  const { transport } = await world.device();
  const channel = world.id();
  const append = () =>
    transport.append({ channel, kind: "message", key: world.id(), expectCommit: 0, bytes: bytes(1) });
  await append();
  const second = append();
  await settle();
  await append();
  expect((await transport.pull([{ channel, after: 0 }], 0)).map(({ seq }) => seq)).toEqual([1, 2, 3]);
  release();
  await second;
  await append();
  expect((await transport.pull([{ channel, after: 0 }], 0)).map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
});
