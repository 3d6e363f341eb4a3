import { ADOPT_BYTES_MAX, adoptPath, type AdoptPage, type Frame } from "@vado/protocol";
import { beforeEach, expect, test } from "vitest";
import { createWorld, type TestDevice, type World } from "./world.ts";

/** A channel that is brought from another relay (RM1, RM2). */

const CHANNEL = "moved-channel-aaaaaaaaaa";
let world: World;
let device: TestDevice;
beforeEach(async () => {
  world = await createWorld();
  device = await world.device();
});

const frame = (seq: number, kind: Frame["kind"] = "message", length = 3): Frame => ({
  channel: CHANNEL,
  seq,
  kind,
  key: `brought-key-${String(seq).padStart(10, "0")}`,
  receivedAt: 1_000 + seq,
  bytes: new Uint8Array(length).fill(seq),
});
const page = (change: Partial<AdoptPage>): AdoptPage => ({ frames: [], groupInfos: [], end: false, ...change });
const adopt = (change: Partial<AdoptPage>) =>
  (device.transport.adopt as NonNullable<typeof device.transport.adopt>)(CHANNEL, page(change));

test("RM1 a device brings a channel page by page, and it goes on from there", async () => {
  expect(await adopt({})).toEqual({ seq: 0, open: false });
  expect(await adopt({ frames: [frame(1, "commit"), frame(2)] })).toEqual({ seq: 2, open: false });
  expect(await device.transport.pull([{ channel: CHANNEL, after: 0 }], 0)).toEqual([]);
  const info = { commitSeq: 1, bytes: new Uint8Array([9]) };
  expect(await adopt({ frames: [frame(3)], groupInfos: [info], end: true })).toEqual({ seq: 3, open: true });
  const next = {
    channel: CHANNEL,
    kind: "message" as const,
    key: "after-the-move-000001",
    expectCommit: 1,
    bytes: new Uint8Array([7]),
  };
  expect(await device.transport.append(next)).toMatchObject({ kind: "stored", seq: 4 });
  const frames = await device.transport.pull([{ channel: CHANNEL, after: 0 }], 0);
  expect(frames.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  expect(await device.transport.groupInfos(CHANNEL)).toEqual([info]);
  // What is open takes nothing more.
  expect(await adopt({ frames: [frame(5)], end: true })).toEqual({ seq: 4, open: true });
});

test("RM2 whoever is not enrolled brings nothing, and what no relay could have held is refused", async () => {
  const path = adoptPath(CHANNEL);
  const unsigned = await world.relay.fetch(new Request(`http://relay${path}`, { method: "POST", body: "{}" }));
  expect(unsigned.status).toBe(401);
  const send = async (body: string): Promise<number> =>
    (await world.send({ method: "POST", path, query: "", body: new TextEncoder().encode(body) }, device.key)).status;
  for (const body of [
    "",
    "{}",
    "[]",
    '{"frames":[],"groupInfos":[]}',
    '{"frames":[{"seq":1}],"groupInfos":[],"end":true}',
  ])
    expect(await send(body), body).toBe(400);
  expect(await send(`{"frames":[],"groupInfos":[],"end":false,"x":"${"x".repeat(ADOPT_BYTES_MAX)}"}`)).toBe(413);
  await expect(adopt({ frames: [frame(1, "message", 65_537)] })).rejects.toThrow();
  expect(await world.store.head(CHANNEL)).toEqual({ seq: 0, lastCommitSeq: 0 });
  expect(await world.healthy()).toBe(true);
});
