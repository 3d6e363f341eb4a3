import { expect, test } from "vitest";
import type { Frame } from "@vado/protocol";
import { createWorld, frameRequest, refusalIn, settle, type TestDevice, type World } from "./world.ts";

const textOf = (read: { value?: unknown }): string => new TextDecoder().decode(read.value as Uint8Array | undefined);
const append = async (world: World, device: TestDevice, channel: string): Promise<void> => {
  await device.transport.append({
    channel,
    kind: "message",
    key: world.id(),
    expectCommit: 0,
    bytes: new Uint8Array([1]),
  });
};
const names = (frames: readonly Frame[], ...channels: string[]): string[] =>
  frames.map(({ channel, seq }) => `${channels.indexOf(channel)}:${seq}`);

test("RS1 one stream carries all channels of a device, each from its own cursor", async () => {
  const world = await createWorld();
  const device = await world.device();
  const [one, two] = [world.id(), world.id()];
  for (const channel of [one, two, one, two, one]) await append(world, device, channel);
  expect(
    names(
      await device.transport.pull(
        [
          { channel: one, after: 1 },
          { channel: two, after: 2 },
        ],
        0,
      ),
      one,
      two,
    ),
  ).toEqual(["0:2", "0:3"]);
});

test("RS2 with wait=0 the answer comes at once and no sleep is begun", async () => {
  const world = await createWorld();
  const device = await world.device();
  expect(await device.transport.pull([{ channel: world.id(), after: 0 }], 0)).toEqual([]);
  expect(world.sleeps).toHaveLength(0);
});

test("RS3 a long poll ends with the first news on any of its channels, or empty when its time is over", async () => {
  const world = await createWorld();
  const [reader, writer] = [await world.device(), await world.device()];
  const [one, two, three] = [world.id(), world.id(), world.id()];
  const poll = () =>
    reader.transport.pull(
      [
        { channel: one, after: 0 },
        { channel: two, after: 0 },
      ],
      30_000,
    );
  const first = poll();
  await settle();
  await append(world, writer, three);
  await settle();
  expect(world.sleeps.map(({ ms }) => ms)).toEqual([30_000]);
  await append(world, writer, two);
  expect(names(await first, one, two)).toEqual(["1:1"]);
  expect(world.sleeps).toHaveLength(0);
  const second = reader.transport.pull([{ channel: one, after: 0 }], 600_000);
  await settle();
  expect(world.sleeps[0]?.ms).toBe(55_000);
  world.sleeps[0]?.end();
  expect(await second).toEqual([]);
});

test("RS4 server-sent events carry id, name and frame; a comment when idle; and end after their lifetime", async () => {
  const world = await createWorld({ streamLifetimeMs: 20_000 });
  const device = await world.device();
  const channel = world.id();
  await append(world, device, channel);
  const request = { method: "GET", path: "/v1/stream", query: `?c=${channel}:0` } as const;
  const response = await world.send(request, device.key, (headers) => (headers["accept"] = "text/event-stream"));
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  const reader = response.body!.getReader();
  const next = async () => textOf(await reader.read());
  const event = await next();
  expect(event).toMatch(new RegExp(`^id: ${channel}:1\\nevent: frame\\ndata: \\{.*"bytes":"AQ=="\\}\\n\\n$`));
  const idle = next();
  await settle();
  expect(world.sleeps.map(({ ms }) => ms)).toEqual([15_000]);
  world.sleeps[0]?.end();
  expect(await idle).toBe(":\n\n");
  const later = next();
  await settle();
  await append(world, device, channel);
  expect(await later).toContain(`id: ${channel}:2\n`);
  world.clock.time += 20_000;
  expect((await reader.read()).done).toBe(true);
});

test("RS5 a reader that goes away frees its stream", async () => {
  const world = await createWorld({ deviceStreamsMax: 1 });
  const device = await world.device();
  const channel = world.id();
  const open = () =>
    world.send(
      { method: "GET", path: "/v1/stream", query: `?c=${channel}:0` },
      device.key,
      (headers) => (headers["accept"] = "text/event-stream"),
    );
  const first = await open();
  expect(await refusalIn(await open())).toBe("429 too-many-streams");
  await first.body?.cancel();
  const second = await open();
  expect(second.status).toBe(200);
  await second.body?.cancel();
});

test("RS6 a stream made only when read: a slow reader holds nothing", async () => {
  const world = await createWorld();
  const device = await world.device();
  const channel = world.id();
  const response = await world.send(
    { method: "GET", path: "/v1/stream", query: `?c=${channel}:0` },
    device.key,
    (headers) => (headers["accept"] = "text/event-stream"),
  );
  for (let i = 0; i < 5; i += 1) await append(world, device, channel);
  await settle();
  const reader = response.body!.getReader();
  const text = textOf(await reader.read());
  expect(text.match(/^id: /gm)).toHaveLength(5);
  await reader.cancel();
});

test("RO1 stopping ends what waits, refuses what comes, and resolves when nothing is under way", async () => {
  const world = await createWorld();
  const device = await world.device();
  const channel = world.id();
  const poll = device.transport.pull([{ channel, after: 0 }], 30_000);
  const events = await world.send(
    { method: "GET", path: "/v1/stream", query: `?c=${channel}:0` },
    device.key,
    (headers) => (headers["accept"] = "text/event-stream"),
  );
  const reader = events.body!.getReader();
  const read = reader.read();
  await settle();
  await world.relay.close();
  expect(await poll).toEqual([]);
  expect((await read).done).toBe(true);
  expect(world.relay.busy).toBe(0);
  expect(await refusalIn(await world.send(frameRequest(channel, world.id()), device.key))).toBe("503 stopping");
});

test("RO2 health and metrics tell counts, and never an id, an address or a content", async () => {
  const world = await createWorld();
  const device = await world.device();
  const channel = world.id();
  await append(world, device, channel);
  await world.send(frameRequest("short", world.id()), device.key);
  const text = await (await world.relay.fetch(new Request("http://relay/metrics"))).text();
  expect(text).toContain('vado_relay_appends_total{answer="stored"} 1');
  expect(text).toContain('vado_relay_refusals_total{reason="bad-channel"} 1');
  for (const secret of [channel, device.id, world.account.id]) expect(text).not.toContain(secret);
  expect([...text.matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name)).toEqual([
    "vado_relay_appends_total",
    "vado_relay_refusals_total",
    "vado_relay_append_seconds",
    "vado_relay_frames_out_total",
    "vado_relay_bytes_in_total",
    "vado_relay_streams",
    "vado_relay_store_failures_total",
  ]);
});
