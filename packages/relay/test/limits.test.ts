import { expect, test } from "vitest";
import { COMMIT_BYTES_MAX, encodeFrameBody, FRAME_BYTES_MAX, GROUP_INFO_BYTES_MAX } from "@vado/protocol";
import { signedHeaders } from "@vado/client";
import { nodeCrypto } from "@vado/host";
import { createWorld, frameRequest, refusalIn, seeded, settle, URL_BASE } from "./world.ts";

test("RL1 a frame has at most 64 KiB, a commit and its GroupInfo 256 KiB each", async () => {
  const world = await createWorld();
  const { key } = await world.device();
  const frame = (length: number) => world.send(frameRequest(world.id(), world.id(), new Uint8Array(length)), key);
  expect((await frame(FRAME_BYTES_MAX)).status).toBe(201);
  expect(await refusalIn(await frame(FRAME_BYTES_MAX + 1))).toBe("413 too-large");
  expect(await refusalIn(await frame(0))).toBe("400 empty-body");
  const commit = (length: number, info: number) =>
    world.send(
      frameRequest(world.id(), world.id(), encodeFrameBody(new Uint8Array(length), new Uint8Array(info)), "commit"),
      key,
    );
  expect((await commit(COMMIT_BYTES_MAX, GROUP_INFO_BYTES_MAX)).status).toBe(201);
  expect(await refusalIn(await commit(COMMIT_BYTES_MAX + 1, 1))).toBe("413 too-large");
  expect(await refusalIn(await commit(1, GROUP_INFO_BYTES_MAX + 1))).toBe("413 too-large");
  expect(await refusalIn(await commit(COMMIT_BYTES_MAX + 1, GROUP_INFO_BYTES_MAX))).toBe("413 too-large");
});

test("RL2 size comes before rate, rate before signature, signature before membership", async () => {
  const world = await createWorld({ deviceFramesBurst: 1, deviceFramesPerSecond: 1 });
  const { key } = await world.device();
  const large = { "content-length": String(FRAME_BYTES_MAX + 1) };
  const forge = (headers: Record<string, string>) => (headers["signature"] = `vado=:${"A".repeat(86)}==:`);
  const request = () => frameRequest(world.id(), world.id());
  expect(await refusalIn(await world.send(request(), key, (headers) => Object.assign(headers, large)))).toBe(
    "413 too-large",
  );
  expect(await refusalIn(await world.send(request(), key, forge))).toBe("401 signature-wrong");
  // The forged request cost the device nothing.
  expect((await world.send(request(), key)).status).toBe(201);
  expect(await refusalIn(await world.send(request(), key, forge))).toBe("429 rate-device");
});

test("RL3 a device has its rate and its burst; another device has its own", async () => {
  const world = await createWorld({ deviceFramesBurst: 3, deviceFramesPerSecond: 20 });
  const [one, two] = [await world.device(), await world.device()];
  const statuses = async (device = one, count = 4) => {
    const found: number[] = [];
    for (let i = 0; i < count; i += 1)
      found.push((await world.send(frameRequest(world.id(), world.id()), device.key)).status);
    return found;
  };
  expect(await statuses()).toEqual([201, 201, 201, 429]);
  expect(await statuses(two, 1)).toEqual([201]);
  world.clock.time += 49;
  expect(await statuses(one, 1)).toEqual([429]);
  world.clock.time += 1;
  expect(await statuses(one, 2)).toEqual([201, 429]);
  world.clock.time += 3_600_000;
  expect(await statuses()).toEqual([201, 201, 201, 429]);
  const limited = await world.send(frameRequest(world.id(), world.id()), one.key);
  expect(limited.headers.get("retry-after")).toBe("1");
});

test("RL3 a burst sent at once is counted exactly", async () => {
  const world = await createWorld({ deviceFramesBurst: 5, deviceFramesPerSecond: 1 });
  const { key } = await world.device();
  const answers = await Promise.all(
    Array.from({ length: 12 }, () => world.send(frameRequest(world.id(), world.id()), key)),
  );
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(5);
});

test("RL4 a channel has a budget for all its devices together", async () => {
  const world = await createWorld({ channelFramesBurst: 2, channelFramesPerSecond: 10 });
  const devices = [await world.device(), await world.device(), await world.device()];
  const channel = world.id();
  const answers = [];
  for (const { key } of devices) answers.push(await world.send(frameRequest(channel, world.id()), key));
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 429]);
  expect((await world.send(frameRequest(world.id(), world.id()), devices[2]?.key ?? devices[0]!.key)).status).toBe(201);
});

test("RL5 a device has five streams; a sixth is refused, and a closed one makes room", async () => {
  const world = await createWorld();
  const { transport } = await world.device();
  const cursor = [{ channel: world.id(), after: 0 }];
  const waiting = Array.from({ length: 5 }, () => transport.pull(cursor, 10_000));
  await settle();
  await expect(transport.pull(cursor, 0)).rejects.toThrow("can't answer");
  world.sleeps[0]?.end();
  await Promise.race(waiting);
  expect(await transport.pull(cursor, 0)).toEqual([]);
  while (world.sleeps.length > 0) world.sleeps[0]?.end();
  await Promise.all(waiting);
});

test("RL6 a page keeps to its frames and bytes, and every channel has its share of it", async () => {
  const world = await createWorld({ pageFramesMax: 6, pageBytesMax: 4_000, deviceFramesBurst: 100 });
  const { transport } = await world.device();
  const [busy, quiet] = [world.id(), world.id()];
  for (let i = 0; i < 10; i += 1)
    await transport.append({
      channel: busy,
      kind: "message",
      key: world.id(),
      expectCommit: 0,
      bytes: new Uint8Array(500),
    });
  await transport.append({
    channel: quiet,
    kind: "message",
    key: world.id(),
    expectCommit: 0,
    bytes: new Uint8Array(500),
  });
  const both = await transport.pull(
    [
      { channel: busy, after: 0 },
      { channel: quiet, after: 0 },
    ],
    0,
  );
  expect(both.map(({ channel }) => (channel === busy ? "busy" : "quiet"))).toEqual(["busy", "busy", "busy", "quiet"]);
  expect(await transport.pull([{ channel: busy, after: 0 }], 0)).toHaveLength(6);
});

test("RL7 a stranger's look-ups are bounded", async () => {
  const world = await createWorld({ lookupsBurst: 2, lookupsPerSecond: 1 });
  const answers: string[] = [];
  for (let i = 0; i < 3; i += 1) {
    answers.push(
      await refusalIn(
        await world.send(frameRequest(world.id(), world.id()), {
          keyId: world.id(),
          algorithm: "ed25519",
          privateKey: new Uint8Array(32),
        }),
      ),
    );
  }
  expect(answers).toEqual(["403 device-unknown", "403 device-unknown", "429 rate-lookup"]);
});

test("RL8 a body without a declared length is read no further than its limit", async () => {
  const world = await createWorld();
  const { key } = await world.device();
  const request = frameRequest(world.id(), world.id());
  const headers = await signedHeaders({ clock: world.clock, crypto: nodeCrypto, entropy: seeded(5) }, key, request, 0);
  let pulled = 0;
  const endless = new ReadableStream({
    pull(controller) {
      pulled += 1;
      controller.enqueue(new Uint8Array(16 * 1024));
    },
  });
  const init = { method: "PUT", headers, body: endless, duplex: "half" } as RequestInit;
  expect(await refusalIn(await world.relay.fetch(new Request(`${URL_BASE}${request.path}`, init)))).toBe(
    "413 too-large",
  );
  expect(pulled).toBeLessThanOrEqual(6);
});
