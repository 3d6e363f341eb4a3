import type { Body, Head } from "@vado/protocol";
import { expect, test } from "vitest";
import { holdLifted, holdPlaced } from "./acts.ts";
import { EvilMember } from "./evil.ts";
import { mlsRig, nullRig, sixDevices, type Device, type Rig } from "./rig.ts";

const settled = (): Body => ({ type: "fork.settled", reason: "codes compared by telephone" });
const someHold = "0".repeat(22);

/** A member says that it has another head than everyone. */
async function lie<S>(rig: Rig<S>, liar: EvilMember<S>, witness: Device<S>): Promise<void> {
  const { channel, seq, epochAuthenticator } = witness.client.head("record");
  const head = { channel, seq, head: "0".repeat(64), epochAuthenticator } as Head;
  await liar.sendEnvelope("record", await liar.envelope(witness, "record", { type: "ack", heads: [head] }));
  await rig.settle();
}

const forks = <S>(rig: Rig<S>): (string | null)[] => rig.devices.map(({ client }) => client.standing.fork);

for (const [cipher, make] of [
  ["null", nullRig],
  ["MLS", mlsRig],
] as const)
  test(`K100: an alarm that a member raised by lying is settled by both sides' word and both sides' heartbeats (${cipher})`, async () => {
    const rig = await sixDevices<never>((await make("settle")) as never);
    const liar = new EvilMember(rig, rig.device("receiving.field"));
    const duties = ["sending.duty", "receiving.duty"].map((name) => rig.device(name)) as [Device<never>, Device<never>];
    await lie(rig, liar, duties[0]);
    for (const fork of forks(rig)) expect(fork).toContain("receiving.field");
    for (const { client } of rig.devices) expect(client.standing.settling?.accused).toBe("receiving.field");
    expect(await duties[0].rule(() => holdLifted(someHold))).toBe("S8.fork");

    // One side's word is not enough, however many heartbeats agree.
    await duties[0].act(settled);
    await rig.pass(90_000);
    for (const fork of forks(rig)) expect(fork).not.toBeNull();
    for (const { client } of rig.devices)
      expect(client.standing.settling).toMatchObject({
        said: { sending: true, receiving: false },
        matched: { sending: true, receiving: true },
      });
    // A restart in between forgets nothing.
    await duties[1].restart();
    await duties[1].act(settled);
    await rig.settle();
    expect(forks(rig)).toEqual([null, null, null, null, null]);
    for (const { client } of rig.devices) expect(client.standing.settling).toBeNull();
    expect(await duties[0].rule(() => holdLifted(someHold))).not.toBe("S8.fork");
    expect(await rig.digests()).toHaveLength(1);
  });

test("K101: every new disagreement asks both sides again, and a lie about the far future holds nothing up", async () => {
  const rig = await sixDevices(await nullRig("again"));
  const liar = new EvilMember(rig, rig.device("receiving.field"));
  const one = rig.device("sending.duty");
  const other = rig.device("receiving.duty");
  await lie(rig, liar, one);
  await one.act(settled);
  await rig.settle();
  await lie(rig, liar, one);
  for (const { client } of rig.devices) expect(client.standing.settling?.said.sending).toBe(false);
  // Out of its chain's order, so that it is refused and only its heads are read.
  const { channel, epochAuthenticator } = one.client.head("record");
  const far = { channel, seq: Number.MAX_SAFE_INTEGER, head: "1".repeat(64), epochAuthenticator } as Head;
  const envelope = await liar.envelope(one, "record", { type: "ack", heads: [far] });
  await liar.sendEnvelope("record", { ...envelope, deviceSeq: envelope.deviceSeq + 7 } as never);
  await rig.settle();
  await one.act(settled);
  await other.act(settled);
  await rig.pass(90_000);
  expect(forks(rig)).toEqual([null, null, null, null, null]);
});

test("K102: a device whose log is not that of both sides stays blocked, whatever both sides say", async () => {
  const rig = await sixDevices(await nullRig("stays"));
  const deceived = rig.device("sending.field");
  const { channel } = rig.enrolled.channels.record;
  const { seq } = await rig.relay.store.head(channel);
  deceived.switches.view = (frames) =>
    frames
      .filter((frame) => frame.channel !== channel || frame.seq !== seq + 1)
      .map((frame) => (frame.channel === channel && frame.seq > seq + 1 ? { ...frame, seq: frame.seq - 1 } : frame));
  await rig.device("receiving.field").act(holdPlaced);
  await rig.settle();
  await rig.pass(40_000);
  expect(deceived.client.standing.fork).not.toBeNull();
  for (const side of ["sending", "receiving"]) await rig.device(`${side}.duty`).act(settled);
  await rig.pass(120_000);
  expect(deceived.client.standing.fork).not.toBeNull();
  expect(await deceived.rule(() => holdLifted(someHold))).toBe("S8.fork");
  // It says so each time it speaks; the others are free once it is out and both sides have said so anew.
  await rig.device("sending.duty").client.remove("sending.field");
  await rig.settle();
  rig.devices.splice(rig.devices.indexOf(deceived), 1);
  await rig.pass(60_000);
  for (const side of ["sending", "receiving"]) await rig.device(`${side}.duty`).act(settled);
  await rig.pass(90_000);
  expect(forks(rig)).toEqual([null, null, null, null, null]);
});

test("K103: the heartbeats of the accused are no proof of its own side", async () => {
  const rig = await sixDevices(await nullRig("accused"));
  const witness = rig.device("sending.duty");
  const liar = new EvilMember(rig, rig.device("receiving.archive"));
  await lie(rig, liar, witness);
  for (const side of ["sending", "receiving"]) await rig.device(`${side}.duty`).act(settled);
  await rig.settle();
  const heads = (["ops", "record"] as const).map((kind) => witness.client.head(kind) as Head);
  await liar.sendEnvelope("record", await liar.envelope(witness, "record", { type: "heartbeat", heads }));
  await rig.settle();
  for (const { client } of rig.devices) expect(client.standing.settling?.matched.receiving).toBe(false);
  // The duty officer's device stands in for it, and that counts.
  await rig.pass(120_000);
  expect(forks(rig)).toEqual([null, null, null, null, null]);
});
