import { expect, test } from "vitest";
import { chat, holdPlaced, incident } from "./acts.ts";
import { TestRelay } from "./relay.ts";
import { mlsRig, nullRig, sixDevices, type Device, type Rig } from "./rig.ts";

/** A link that goes on at another relay. */

const addRelay = <S>(rig: Rig<S>, name: string): TestRelay => {
  const relay = new TestRelay(() => rig.now);
  rig.relays.set(name, relay);
  return relay;
};
const desks = <S>(rig: Rig<S>): Device<S>[] => ["sending.archive", "receiving.archive"].map((name) => rig.device(name));

async function moved<S>(rig: Rig<S>, name: string): Promise<void> {
  for (const desk of desks(rig)) expect(await desk.client.moveTo(name)).toEqual({ ordered: name });
  await rig.settle();
  await rig.pass(90_000);
}

/** Everybody on one log again, and that the new relay's own. */
async function agreed<S>(rig: Rig<S>, relay: TestRelay): Promise<void> {
  expect(await rig.digests()).toHaveLength(1);
  for (const kind of ["ops", "record"] as const) {
    const { channel } = rig.enrolled.channels[kind];
    const frames = await relay.frames(channel);
    expect(frames.map(({ seq }) => seq)).toEqual(frames.map((_, i) => i + 1));
    expect(frames.every(({ receivedAt }, i) => i === 0 || receivedAt >= (frames[i - 1]?.receivedAt ?? 0))).toBe(true);
    for (const { client } of rig.devices) expect(client.head(kind).seq).toBe(frames.length);
  }
  for (const { client, name } of rig.devices) expect([name, client.standing.fork]).toEqual([name, null]);
}

for (const [cipher, make] of [
  ["null", nullRig],
  ["MLS", mlsRig],
] as const) {
  test(`K131: a link moves when both sides have said so, keeps its order, and goes on with the old relay gone (${cipher})`, async () => {
    const rig = await sixDevices<never>((await make("move")) as never);
    const next = addRelay(rig, "next.example");
    await rig.device("sending.field").act(incident);
    await rig.settle();
    const before = rig.device("sending.duty").client.head("record").seq;
    // One side's word moves nothing.
    await desks(rig)[0]?.client.moveTo("next.example");
    await rig.pass(60_000);
    expect(await next.frames(rig.enrolled.channels.record.channel)).toEqual([]);
    await moved(rig, "next.example");
    for (const device of rig.devices) device.switches.down = true;
    const hold = await rig.device("receiving.field").act(holdPlaced);
    await rig.device("sending.duty").act(chat("we are at the other one now"));
    await rig.pass(60_000);
    for (const { client } of rig.devices) expect(client.state.holds[hold]).toBeDefined();
    expect(rig.device("sending.duty").client.head("record").seq).toBeGreaterThan(before);
    await agreed(rig, next);
    // Removals and newcomers, whom their desk enrols at the relay where the link is now.
    await rig.device("sending.archive").client.remove("sending.field");
    await rig.pass(30_000);
    rig.devices.splice(rig.devices.indexOf(rig.device("sending.field")), 1);
    const late = await rig.add("sending", "supervisor", { relay: next });
    await rig.pass(120_000);
    expect(late.client.standing).toMatchObject({ joined: true, provisional: false });
    await agreed(rig, next);
  });

  test(`K132: what was in flight when the link moved is said once, and who was away follows (${cipher})`, async () => {
    const rig = await sixDevices<never>((await make("in-flight")) as never);
    const next = addRelay(rig, "next.example");
    const [phone, away] = [rig.device("sending.field"), rig.device("receiving.duty")];
    // Its message is stored by the old relay behind the move, and the answer is lost: it counts for nobody there.
    for (const desk of desks(rig)) await desk.client.moveTo("next.example");
    await rig.settle(desks(rig));
    const intent = await phone.act(incident);
    phone.switches.view = (frames) => frames.slice(0, 0);
    await phone.step();
    phone.switches.view = null;
    const others = rig.devices.filter((one) => one !== away);
    await rig.pass(90_000, others);
    await rig.pass(60_000);
    for (const { client } of rig.devices) expect(Object.keys(client.state.incidents)).toEqual([intent]);
    await agreed(rig, next);
  });
}

test("K131: who joins between the two words moves with everybody", async () => {
  const rig = await sixDevices(await nullRig("between"));
  const next = addRelay(rig, "next.example");
  await rig.device("sending.archive").client.moveTo("next.example");
  await rig.settle();
  const late = await rig.add("receiving", "supervisor");
  await rig.settle();
  await rig.pass(60_000);
  expect(late.client.standing).toMatchObject({ joined: true, provisional: false });
  await rig.device("receiving.archive").client.moveTo("next.example");
  await rig.pass(90_000);
  expect(late.client.relay).toBe("next.example");
  await rig.device("sending.duty").act(incident);
  await rig.pass(60_000);
  await agreed(rig, next);
});

test("K133: old words move nothing again; back to the first relay takes new ones", async () => {
  const rig = await sixDevices(await nullRig("back"));
  const next = addRelay(rig, "next.example");
  rig.relays.set("first.example", rig.relay);
  await moved(rig, "next.example");
  const { channel } = rig.enrolled.channels.record;
  const words = (await rig.relay.frames(channel)).filter(({ kind }) => kind === "endorsement").slice(-2);
  const third = addRelay(rig, "third.example");
  await moved(rig, "third.example");
  await agreed(rig, third);
  for (const { bytes } of words) await third.plant(channel, "endorsement", bytes);
  await rig.device("sending.duty").act(incident);
  await rig.pass(60_000);
  await agreed(rig, third);
  expect((await next.frames(channel)).length).toBeLessThan((await third.frames(channel)).length);
});

test("K133: nobody but a side's archive, duty or supervisor moves a link, and to a known relay only", async () => {
  const rig = await sixDevices(await nullRig("who"));
  addRelay(rig, "next.example");
  expect(await rig.device("sending.field").client.moveTo("next.example")).toMatchObject({ rule: "K130.role" });
  expect(await rig.device("sending.duty").client.moveTo("nowhere.example")).toMatchObject({ rule: "K130.unknown" });
  // Two different places are no agreement.
  addRelay(rig, "other.example");
  await rig.device("sending.archive").client.moveTo("next.example");
  await rig.device("receiving.archive").client.moveTo("other.example");
  await rig.pass(60_000);
  await rig.device("sending.duty").act(incident);
  await rig.settle();
  expect(await rig.digests()).toHaveLength(1);
  expect((await rig.relay.frames(rig.enrolled.channels.record.channel)).length).toBe(
    rig.device("sending.duty").client.head("record").seq,
  );
  // One of them thinks again.
  await rig.device("receiving.archive").client.moveTo("next.example");
  await rig.pass(90_000);
  await agreed(rig, rig.relays.get("next.example") as TestRelay);
});

test("K135: a device that does not know the new relay says which, and follows once it does", async () => {
  const rig = await sixDevices(await nullRig("unknown"));
  const next = addRelay(rig, "next.example");
  const phone = rig.device("receiving.field");
  phone.unknown.add("next.example");
  await moved(rig, "next.example");
  expect(phone.client.unknownRelay).toBe("next.example");
  const fact = await phone.act(incident);
  await rig.pass(30_000);
  expect(rig.device("sending.duty").client.state.incidents[fact]).toBeUndefined();
  phone.unknown.clear();
  await rig.pass(60_000);
  expect(rig.device("sending.duty").client.state.incidents[fact]).toBeDefined();
  await agreed(rig, next);
});

test("K134: the power goes at every write and every call of a move; the first archive gone, the second copies", async () => {
  for (let cut = 1; cut <= 24; cut++) {
    const rig = await sixDevices(await nullRig(`cut-${cut}`));
    const next = addRelay(rig, "next.example");
    const archive = rig.device(cut % 2 === 0 ? "sending.archive" : "receiving.archive");
    for (const desk of desks(rig)) await desk.client.moveTo("next.example");
    archive.vault.cutAt = Math.ceil(cut / 2);
    archive.vault.cut = cut % 3 === 0 ? "before" : "after";
    if (cut === 24) rig.device("sending.archive").elsewhere.down = true;
    await rig.settle();
    await rig.pass(150_000);
    rig.device("sending.archive").elsewhere.down = false;
    await rig.device("sending.duty").act(incident);
    await rig.pass(60_000);
    await agreed(rig, next);
  }
});

test("K136: a copy that is not the log harms no member; a newcomer waits, and one that is lied to is heard by nobody", async () => {
  const rig = await sixDevices(await nullRig("false-copy"));
  const next = addRelay(rig, "next.example");
  const { channel } = rig.enrolled.channels.record;
  // Somebody brings rubbish first, as long as the log will be, and opens it.
  const { seq } = await rig.relay.store.head(channel);
  const frames = Array.from({ length: seq + 40 }, (_, i) => ({
    channel,
    seq: i + 1,
    kind: "message" as const,
    key: `rubbish-${String(i).padStart(16, "0")}`,
    receivedAt: 1,
    bytes: new Uint8Array([i % 250]),
  }));
  await next.store.adopt(channel, { frames, groupInfos: [{ commitSeq: 1, bytes: new Uint8Array([1]) }], end: true });
  for (const desk of desks(rig)) await desk.client.moveTo("next.example");
  await rig.settle();
  await rig.pass(90_000);
  // Its entries are rubbish to all, or an alarm; nobody acts on them, and everybody can still go elsewhere.
  for (const { client } of rig.devices) expect(Object.keys(client.state.incidents)).toEqual([]);
  const authorised = await rig
    .device("sending.duty")
    .rule(() => ({ type: "hold.lifted", hold: "0".repeat(22), answers: "0".repeat(22) }) as never);
  expect(authorised).not.toBeNull();
});
