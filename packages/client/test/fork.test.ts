import type { Frame } from "@vado/protocol";
import { expect, test } from "vitest";
import { chat, holdLifted, holdPlaced, incident } from "./acts.ts";
import { mlsRig, nullRig, sixDevices, type Device, type Rig } from "./rig.ts";

const ofSide = <S>(rig: Rig<S>, side: string): Device<S>[] => rig.devices.filter(({ name }) => name.startsWith(side));
const someHold = "0".repeat(22);

/** A view in which one entry of a channel never was, and those after it have moved up. */
function without(channel: string, hidden: number) {
  return (frames: readonly Frame[]): Frame[] =>
    frames
      .filter((frame) => frame.channel !== channel || frame.seq !== hidden)
      .map((frame) => (frame.channel === channel && frame.seq > hidden ? { ...frame, seq: frame.seq - 1 } : frame));
}

for (const [deceived, holder] of [
  ["sending", "receiving"],
  ["receiving", "sending"],
] as const)
  for (const [cipher, make] of [
    ["null", nullRig],
    ["MLS", mlsRig],
  ] as const)
    test(`K40 (R8): a hold hidden from the ${deceived} side alarms both within one round (${cipher})`, async () => {
      const rig = await sixDevices<never>((await make("hidden")) as never);
      const { channel } = rig.enrolled.channels.record;
      const { seq } = await rig.relay.store.head(channel);
      for (const device of ofSide(rig, deceived)) device.switches.view = without(channel, seq + 1);
      const hold = await rig.device(`${holder}.field`).act(holdPlaced);
      await rig.settle();
      await rig.pass(30_000);
      expect(rig.device(`${holder}.duty`).client.state.holds[hold]).toBeDefined();
      expect(rig.device(`${deceived}.duty`).client.state.holds[hold]).toBeUndefined();
      for (const { client, name } of rig.devices) expect(client.standing.fork, name).not.toBeNull();
      for (const side of ["sending", "receiving"])
        expect(await rig.device(`${side}.duty`).rule(() => holdLifted(someHold))).toBe("S8.fork");
      // Facts go on: a hold is never refused.
      expect(await rig.device(`${deceived}.duty`).rule(holdPlaced)).toBeNull();
      const [one] = ofSide(rig, deceived) as [Device<never>];
      await one.restart();
      expect(one.client.standing.fork).not.toBeNull();
    });

test("K40 (R8): a chat hidden in ops alarms too", async () => {
  const rig = await sixDevices(await nullRig("hidden-chat"));
  const { channel } = rig.enrolled.channels.ops;
  const { seq } = await rig.relay.store.head(channel);
  rig.device("sending.duty").switches.view = without(channel, seq + 1);
  await rig.device("receiving.duty").act(chat("do not come"));
  await rig.device("receiving.duty").act(chat("wait"));
  await rig.pass(40_000);
  await rig.device("receiving.duty").act(chat("not yet"));
  await rig.settle();
  expect(rig.device("sending.duty").client.standing.fork).not.toBeNull();
});

test("K40 (R8): one device told another time is alarmed within one round, and so are the others", async () => {
  const rig = await sixDevices(await nullRig("times"));
  const duty = rig.device("sending.duty");
  const { seq } = duty.client.head("record");
  duty.switches.view = (frames) =>
    frames.map((frame) => (frame.seq > seq ? { ...frame, receivedAt: frame.receivedAt + 1 } : frame));
  await duty.act(holdPlaced);
  await rig.settle();
  await rig.pass(40_000);
  expect(duty.client.standing.fork).not.toBeNull();
  expect(await duty.rule(() => holdLifted(someHold))).toBe("S8.fork");
  await duty.act(incident);
  await rig.settle();
  for (const { client, name } of rig.devices) expect(client.standing.fork, name).not.toBeNull();
});

test("K41 (R8): time that runs backwards is an alarm, not the end of the device", async () => {
  const rig = await sixDevices(await nullRig("backwards"));
  const duty = rig.device("sending.duty");
  duty.switches.view = (frames) => frames.map((frame) => ({ ...frame, receivedAt: frame.receivedAt - 3_600_000 }));
  await rig.device("receiving.duty").act(holdPlaced);
  await rig.settle();
  expect(duty.client.standing.fork).toContain("ran backwards");
  expect(Object.keys(duty.client.state.holds)).toHaveLength(1);
  await duty.restart();
  expect(Object.keys(duty.client.state.holds)).toHaveLength(1);
});

for (const [cipher, make] of [
  ["null", nullRig],
  ["MLS", mlsRig],
] as const) {
  test(`K42 (R7): a message of ours under a foreign key counts once, and alarms (${cipher})`, async () => {
    const rig = await sixDevices<never>((await make("key")) as never);
    const field = rig.device("sending.field");
    const append = rig.relay.append.bind(rig.relay);
    const intent = await field.act(incident);
    rig.relay.append = (frame) =>
      append(frame.kind === "message" ? { ...frame, key: `${frame.key.slice(1)}x` } : frame);
    await field.step();
    rig.relay.append = append;
    await rig.settle();
    expect(field.client.standing.fork).toContain("foreign key");
    for (const { client } of rig.devices) expect(Object.keys(client.state.incidents)).toEqual([intent]);
    expect(await rig.digests()).toHaveLength(1);
  });

  test(`K42: bytes that a false commit overtook and the relay logs after all are an alarm (${cipher})`, async () => {
    const rig = await sixDevices<never>((await make("overtaken")) as never);
    const field = rig.device("sending.field");
    const { channel } = rig.enrolled.channels.record;
    const append = rig.relay.append.bind(rig.relay);
    let bytes: Uint8Array | null = null;
    rig.relay.append = async (frame) => {
      if (bytes !== null || frame.kind !== "message") return append(frame);
      ({ bytes } = frame);
      await rig.relay.plant(channel, "commit", new Uint8Array([1]));
      return append(frame);
    };
    await field.act(incident);
    await field.step();
    rig.relay.append = append;
    await rig.relay.plant(channel, "message", bytes ?? new Uint8Array());
    await rig.settle();
    expect(field.client.standing.fork).toContain("had refused");
  });
}

test("K43: a message logged behind a commit it did not expect counts for nobody, is sealed anew, and alarms", async () => {
  const rig = await sixDevices(await mlsRig("against-R1"));
  const field = rig.device("sending.field");
  const { channel } = rig.enrolled.channels.record;
  await rig.add("sending", "field", { name: "late" });
  const append = rig.relay.append.bind(rig.relay);
  let once = false;
  rig.relay.append = async (frame) => {
    if (once || frame.kind !== "message" || frame.channel !== channel) return append(frame);
    once = true;
    await rig.settle(rig.devices.filter((device) => device !== field));
    const { lastCommitSeq } = await rig.relay.store.head(channel);
    expect(lastCommitSeq).toBeGreaterThan(frame.expectCommit);
    return append({ ...frame, expectCommit: lastCommitSeq });
  };
  const intent = await field.act(incident);
  await field.step();
  rig.relay.append = append;
  await rig.pass(60_000);
  expect(field.client.standing.fork).toContain("did not expect");
  expect(Object.keys(rig.device("receiving.duty").client.state.incidents)).toEqual([intent]);
  expect(await rig.digests()).toHaveLength(1);
});

test("K44: rubbish among messages, and our own message logged again by somebody, alarm nobody", async () => {
  const rig = await sixDevices(await mlsRig("rubbish"));
  const field = rig.device("sending.field");
  const { channel } = rig.enrolled.channels.record;
  await field.act(incident);
  await rig.settle();
  const frames = await rig.relay.frames(channel);
  for (const bytes of [
    new Uint8Array([1, 2, 3]),
    new Uint8Array(),
    new Uint8Array(70_000),
    ...frames.slice(-4).map((frame) => frame.bytes),
  ])
    await rig.relay.plant(channel, "message", bytes);
  await rig.pass(40_000);
  for (const { client, name } of rig.devices) expect(client.standing.fork, name).toBeNull();
  expect(await rig.digests()).toHaveLength(1);
  expect(Object.keys(field.client.state.incidents)).toHaveLength(1);
});

test("K45 (R4): repeated pages, gaps and frames of other channels change nothing and do not hang the device", async () => {
  const rig = await sixDevices(await nullRig("pages"));
  const duty = rig.device("sending.duty");
  const { channel } = rig.enrolled.channels.record;
  const all = await rig.relay.frames(channel);
  const stranger = { ...(all[0] as Frame), channel: "z".repeat(32) };
  duty.switches.view = (frames) => [...all, ...frames.flatMap((frame) => [frame, frame]), stranger];
  await rig.device("receiving.duty").act(incident);
  await rig.settle();
  expect(await rig.digests()).toHaveLength(1);
  duty.switches.view = (frames) => frames.map((frame) => ({ ...frame, seq: frame.seq + 1 }));
  await rig.device("receiving.duty").act(incident);
  await rig.settle();
  expect(Object.keys(duty.client.state.incidents)).toHaveLength(1);
  duty.switches.view = null;
  await rig.settle();
  expect(await rig.digests()).toHaveLength(1);
  expect(duty.client.standing.fork).toBeNull();
});
