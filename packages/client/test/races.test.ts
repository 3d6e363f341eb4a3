import { ChannelError, type GroupCipher } from "@vado/channel";
import { parseEnvelope } from "@vado/protocol";
import { expect, test } from "vitest";
import { chat, incident } from "./acts.ts";
import { mlsRig, nullRig, sixDevices, type Device, type Rig } from "./rig.ts";

const recordOf = <S>(rig: Rig<S>): string => rig.enrolled.channels.record.channel;

async function rowsOf<S>(device: Device<S>, intent: string) {
  const rows = await device.client.log("record");
  return rows.filter((row) => row.text?.includes(`"intent":"${intent}"`));
}

for (const [name, make] of [
  ["null", nullRig],
  ["MLS", mlsRig],
] as const)
  test(`K5, K25 (R1): two devices join at once, one after the other is a member (${name})`, async () => {
    const rig = await sixDevices<never>((await make("race")) as never);
    const one = await rig.add("sending", "field", { name: "late-one" });
    const two = await rig.add("receiving", "field", { name: "late-two" });
    // Both have the same GroupInfo in hand before either commits.
    await Promise.all([one.step(), two.step()]);
    await rig.pass(60_000);
    for (const { client } of [one, two])
      expect(client.standing).toMatchObject({ anchored: true, provisional: false, fork: null });
    expect(await rig.digests()).toHaveLength(1);
    const notice = await two.act(incident);
    await rig.settle();
    expect(await rowsOf(one, notice)).toHaveLength(1);
  });

for (const [name, make] of [
  ["null", nullRig],
  ["MLS", mlsRig],
] as const)
  test(`K25 (R1, R6): a message in flight when a commit comes is sealed anew as the same act (${name})`, async () => {
    const rig = await sixDevices<never>((await make("overtaken")) as never);
    const field = rig.device("sending.field");
    await field.act(incident);
    await rig.settle();
    const intent = await field.act(incident);
    const actedAt = rig.now;
    const late = await rig.add("receiving", "field", { name: "late" });
    // The bytes are sealed and on disk; they do not get out before the commit is in the log.
    const sent: string[] = [];
    const before = (await field.client.log("record")).filter(
      (row) => row.device === field.name && row.text !== null,
    ).length;
    let first = "";
    const transport = rig.relay.append.bind(rig.relay);
    rig.relay.append = async (frame) => {
      if (frame.kind !== "message" || frame.channel !== recordOf(rig)) return transport(frame);
      if (first === "") {
        first = frame.key;
        rig.now += 5_000;
        await late.step();
        await late.step();
      }
      const answer = await transport(frame);
      sent.push(`${frame.key} ${answer.kind}`);
      return answer;
    };
    await field.step();
    rig.relay.append = transport;
    expect(sent[0]).toBe(`${first} conflict`);
    await rig.pass(60_000);
    const rows = await rowsOf(rig.device("receiving.duty"), intent);
    expect(rows).toHaveLength(1);
    const parsed = parseEnvelope(`${rows[0]?.text?.slice(0, -1)},"signature":"${rows[0]?.signature}"}`);
    const { lastCommitSeq } = await rig.relay.store.head(recordOf(rig));
    expect(parsed).toMatchObject({ ok: true, envelope: { intent, at: actedAt, deviceSeq: before + 1 } });
    expect(parsed.ok && parsed.envelope.seen.seq).toBeGreaterThanOrEqual(lastCommitSeq);
    expect(rows[0]?.refused).toBeNull();
    expect(await rig.digests()).toHaveLength(1);
  });

test("K25: while a conflict names no commit that can be pulled, the same bytes are offered, and nothing is sealed anew", async () => {
  const rig = await sixDevices(await nullRig("liar"));
  const field = rig.device("sending.field");
  await field.act(incident);
  field.switches.answer = { kind: "conflict", seq: 99, lastCommitSeq: 99 };
  const before = field.vault.writes;
  await field.step();
  await field.step();
  expect(field.vault.writes - before).toBeLessThan(5);
  field.switches.answer = null;
  await rig.settle();
  expect(field.client.outbox).toEqual([]);
  expect(await rig.digests()).toHaveLength(1);
});

for (const [name, make] of [
  ["null", nullRig],
  ["MLS", mlsRig],
] as const)
  test(`K6, K7 (R1, R9): a false commit changes nothing, and joiners pass over its GroupInfo (${name})`, async () => {
    const rig = await sixDevices<never>((await make("garbage")) as never);
    for (const kind of ["ops", "record"] as const) {
      const { channel } = rig.enrolled.channels[kind];
      const [newest] = await rig.relay.store.groupInfos(channel, 1);
      await rig.relay.plant(channel, "commit", new Uint8Array([9, 9, 9]));
      // A commit that nobody takes with a GroupInfo that opens: the one of before.
      await rig.relay.plant(channel, "commit", new Uint8Array([9, 9, 8]), {
        groupInfo: newest?.bytes ?? new Uint8Array(),
      });
    }
    const field = rig.device("sending.field");
    const intent = await field.act(incident);
    await field.act(chat("still here"));
    await rig.settle();
    expect(await rowsOf(rig.device("receiving.field"), intent)).toHaveLength(1);
    const late = await rig.add("receiving", "field", { name: "late" });
    await rig.pass(60_000);
    expect(late.client.standing).toMatchObject({ anchored: true, provisional: false, fork: null });
    expect(await rig.digests()).toHaveLength(1);
    for (const { client } of rig.devices) expect(client.standing.fork).toBeNull();
  });

test("K5: a joiner waits for an endorsement however long it takes, and never builds on an older epoch", async () => {
  const rig = await sixDevices(await mlsRig("patience"));
  const archives = rig.devices.filter(({ name }) => name.endsWith("archive"));
  for (const { switches } of archives) switches.down = true;
  const one = await rig.add("sending", "field", { name: "late-one" });
  await rig.settle();
  const two = await rig.add("receiving", "field", { name: "late-two" });
  // A phone whose clock is ten minutes fast must not take its own impatience for proof either.
  two.skew = 600_000;
  await rig.pass(600_000, rig.devices, 60_000);
  expect(one.client.standing.joined).toBe(true);
  expect(two.client.standing.joined).toBe(false);
  for (const { switches } of archives) switches.down = false;
  await rig.pass(90_000);
  expect(two.client.standing).toMatchObject({ anchored: true, fork: null, provisional: false });
  expect(await rig.digests()).toHaveLength(1);
});

test("K5: an endorsement far behind its commit is found", async () => {
  const rig = await sixDevices(await nullRig("far"));
  for (const side of ["sending", "receiving"]) rig.device(`${side}.archive`).switches.down = true;
  const one = await rig.add("sending", "field", { name: "late-one" });
  await rig.settle();
  const field = rig.device("sending.field");
  for (let i = 0; i < 40; i++) await field.act(chat(`line ${i}`));
  await rig.settle();
  for (const side of ["sending", "receiving"]) rig.device(`${side}.archive`).switches.down = false;
  await rig.settle();
  const two = await rig.add("receiving", "field", { name: "late-two" });
  two.switches.pageFrames = 8;
  await rig.pass(60_000);
  for (const { client } of [one, two]) expect(client.standing).toMatchObject({ anchored: true, fork: null });
});

test("K8: a member's endorsement of something else does not keep the archives from endorsing", async () => {
  const rig = await sixDevices(await nullRig("false-endorsement"));
  const one = await rig.add("sending", "field", { name: "late-one" });
  for (const side of ["sending", "receiving"]) rig.device(`${side}.archive`).switches.down = true;
  await rig.settle();
  const evil = rig.device("receiving.field");
  for (const kind of ["ops", "record"] as const) {
    const bytes = await rig.cipher.endorse(evil.config.identity, rig.enrolled.channels[kind], new Uint8Array([7]));
    await rig.relay.plant(rig.enrolled.channels[kind].channel, "endorsement", bytes);
  }
  for (const side of ["sending", "receiving"]) rig.device(`${side}.archive`).switches.down = false;
  const two = await rig.add("receiving", "field", { name: "late-two" });
  await rig.pass(30_000);
  for (const { client } of [one, two]) expect(client.standing).toMatchObject({ anchored: true, fork: null });
});

test("K8: the second archive endorses after 60 s though the channel is busy", async () => {
  const rig = await sixDevices(await nullRig("busy"));
  rig.device("sending.archive").switches.down = true;
  const field = rig.device("sending.field");
  const one = await rig.add("sending", "field", { name: "late-one" });
  await rig.settle();
  const two = await rig.add("receiving", "field", { name: "late-two" });
  for (let i = 0; i < 20; i++) {
    await field.act(chat(`line ${i}`));
    await field.act(incident);
    await rig.pass(10_000);
  }
  for (const { client } of [one, two]) expect(client.standing).toMatchObject({ anchored: true, fork: null });
});

test("K9: a GroupInfo that a member endorsed falsely is passed over, and the joiner lives", async () => {
  const rig = await sixDevices(await nullRig("poisoned"));
  const { cipher } = rig;
  const poisoned = new Uint8Array([5, 5]);
  // A cipher that takes the poison for an authored GroupInfo until it is asked to build on it.
  const join: GroupCipher<unknown>["join"] = async (input) => {
    if (input.groupInfo[0] === 5) throw new ChannelError("bytes", "C21", "poison");
    return cipher.join(input);
  };
  Object.assign(rig, {
    cipher: {
      ...cipher,
      join,
      groupInfoAuthor: async (s: never, b: Uint8Array) =>
        b[0] === 5 ? { device: "x", side: "sending" } : cipher.groupInfoAuthor(s, b),
    },
  });
  const evil = rig.device("receiving.field");
  const { ops } = rig.enrolled.channels;
  await rig.relay.plant(ops.channel, "commit", new Uint8Array([1]), { groupInfo: poisoned });
  await rig.relay.plant(ops.channel, "endorsement", await cipher.endorse(evil.config.identity, ops, poisoned));
  const late = await rig.add("receiving", "field", { name: "late" });
  await rig.pass(90_000);
  expect(late.client.standing).toMatchObject({ anchored: true, fork: null, provisional: false });
});

test("K3: a founder without its state does not found again and again", async () => {
  const rig = await sixDevices(await nullRig("refound"));
  const { config } = rig.device("sending.archive");
  const twin = await rig.add("sending", "archive", { name: "twin", founding: "founder" });
  expect(config.founding).toBe("founder");
  await twin.step();
  expect(twin.switches.calls.append).toBeLessThan(3);
  expect(twin.client.standing.joined).toBe(false);
  rig.devices.pop();
  await rig.settle();
  expect(await rig.digests()).toHaveLength(1);
});

test("K3: a false commit before the cofounder came does not keep the link from being founded", async () => {
  const rig = await nullRig("early-garbage");
  await rig.add("sending", "archive", { founding: "founder" });
  await rig.settle();
  await rig.relay.plant(rig.enrolled.channels.ops.channel, "commit", new Uint8Array([1]));
  await rig.add("receiving", "archive", { founding: "cofounder" });
  await rig.add("receiving", "duty");
  await rig.pass(60_000);
  for (const { client } of rig.devices) expect(client.standing).toMatchObject({ anchored: true, fork: null });
  expect(await rig.digests()).toHaveLength(1);
});

for (const [name, make] of [
  ["null", nullRig],
  ["MLS", mlsRig],
] as const)
  test(`K8 (R8, R9): a valid commit with a GroupInfo that is not its own is endorsed by nobody (${name})`, async () => {
    const rig = await sixDevices<never>((await make("foreign-info")) as never);
    const { channel } = rig.enrolled.channels.ops;
    const [older] = await rig.relay.store.groupInfos(channel, 1);
    const append = rig.relay.append.bind(rig.relay);
    rig.relay.append = (frame) =>
      append(
        frame.kind === "commit" && frame.channel === channel && older !== undefined
          ? { ...frame, groupInfo: older.bytes }
          : frame,
      );
    await rig.add("receiving", "field", { name: "late-one" });
    await rig.pass(60_000);
    rig.relay.append = append;
    const { lastCommitSeq } = await rig.relay.store.head(channel);
    const after = (await rig.relay.frames(channel)).filter((frame) => frame.seq > lastCommitSeq);
    expect(after.filter((frame) => frame.kind === "endorsement")).toEqual([]);
    const two = await rig.add("receiving", "field", { name: "late-two" });
    await rig.pass(120_000);
    // Nobody can join until a commit with an honest GroupInfo; but nobody joins a group of their own either.
    expect(two.client.standing.joined).toBe(false);
    rig.devices.pop();
    expect(await rig.digests()).toHaveLength(1);
    for (const { client } of rig.devices) expect(client.standing.fork).toBeNull();
  });
