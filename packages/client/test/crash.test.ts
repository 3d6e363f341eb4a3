import { expect, test } from "vitest";
import { chat, incident } from "./acts.ts";
import { mlsRig, nullRig, sixDevices, type Device, type Rig } from "./rig.ts";

/** Every intent that stands in a device's log, in order, without duty events. */
async function intents<S>(device: Device<S>): Promise<string[]> {
  const found: string[] = [];
  for (const kind of ["record", "ops"] as const)
    for (const row of await device.client.log(kind)) {
      if (row.text === null) continue;
      const envelope = JSON.parse(row.text) as { intent: string; body: { type: string } };
      if (["incident.opened", "message.sent", "hold.placed"].includes(envelope.body.type)) found.push(envelope.intent);
    }
  return found;
}

/** Each submitted act is once in everybody's log, chains have no gap, states are equal. */
async function soundAfter<S>(rig: Rig<S>, submitted: readonly string[]): Promise<void> {
  expect(await rig.digests()).toHaveLength(1);
  for (const device of rig.devices) {
    expect(device.client.outbox, device.name).toEqual([]);
    expect(device.client.standing.fork, device.name).toBeNull();
    const got = await intents(device);
    expect(new Set(got).size, `${device.name} has an act twice`).toBe(got.length);
  }
  const all = await intents(rig.device("sending.archive"));
  expect(all.sort()).toEqual([...submitted].sort());
  for (const kind of ["record", "ops"] as const)
    for (const row of await rig.device("sending.archive").client.log(kind))
      expect(row.refused, `entry ${row.seq}`).toBeNull();
}

/** An act under a power that may go: asked again when nothing of it was kept. */
async function actUnderCuts<S>(device: Device<S>, make: Parameters<Device<S>["act"]>[0]): Promise<string> {
  for (;;) {
    const made: string[] = [];
    const done = await device.survive(() =>
      device.act((intent) => {
        made.push(intent);
        return make(intent);
      }),
    );
    if (done !== null) return done;
    const kept = device.client.outbox.find((item) => made.includes(item.intent));
    if (kept !== undefined) return kept.intent;
  }
}

async function joinUnderCut<S>(rig: Rig<S>, cutAt: number, cut: "before" | "after"): Promise<Device<S>> {
  const late = await rig.add("sending", "field", { name: `late-${cut}-${cutAt}` });
  late.vault.cut = cut;
  late.vault.cutAt = cutAt;
  await rig.settle();
  await rig.pass(40_000);
  return late;
}

for (const [name, make, cutsMax] of [
  ["null", nullRig, 40],
  ["MLS", mlsRig, 14],
] as const)
  test(`K20 (R4, R5): the power goes at every write of a joiner (${name})`, async () => {
    const rig = await sixDevices<never>((await make("crash-join")) as never);
    const field = rig.device("sending.field");
    const submitted: string[] = [];
    let reached = 0;
    for (let n = 1; n <= cutsMax; n++) {
      const late = await joinUnderCut(rig, n, n % 2 === 0 ? "before" : "after");
      late.vault.cutAt = 0;
      submitted.push(await field.act(incident), await late.act(chat(`hello ${n}`)));
      await rig.settle();
      expect(late.client.standing, late.name).toMatchObject({ anchored: true, provisional: false, fork: null });
      rig.devices.pop();
      reached += late.cuts;
      if (late.cuts === 0) break;
      await late.restart();
      expect(await rig.digests([late, field])).toHaveLength(1);
    }
    expect(reached).toBeGreaterThan(8);
    await rig.settle();
    await soundAfter(rig, submitted);
  });

for (const [name, make, rounds] of [
  ["null", nullRig, 60],
  ["MLS", mlsRig, 24],
] as const)
  test(`K20, K21 (R4, R5, R6): the power goes at the n-th write while sending and receiving (${name})`, async () => {
    const rig = await sixDevices<never>((await make("crash-send")) as never);
    const submitted: string[] = [];
    for (let n = 1; n <= rounds; n++) {
      const device = rig.devices[n % rig.devices.length] as Device<never>;
      const other = rig.devices[(n + 3) % rig.devices.length] as Device<never>;
      device.vault.cut = n % 2 === 0 ? "before" : "after";
      device.vault.cutAt = 1 + (n % 7);
      // Half of the answers are lost as well, so that what was stored is sent again.
      device.switches.loseAnswers = n % 4 < 2 ? 1 : 0;
      submitted.push(await other.act(chat(`a ${n}`)));
      submitted.push(await actUnderCuts(device, incident));
      submitted.push(await actUnderCuts(device, chat(`b ${n}`)));
      await device.step();
      submitted.push(await other.act(incident));
      await rig.settle();
      rig.now += 1_000;
    }
    for (const device of rig.devices) device.vault.cutAt = 0;
    await rig.pass(20_000);
    expect(rig.devices.reduce((sum, { cuts }) => sum + cuts, 0)).toBeGreaterThan(rounds / 3);
    await soundAfter(rig, submitted);
    for (const device of rig.devices) await device.restart();
    expect(await rig.digests()).toHaveLength(1);
  });

test("K22: after a failed write the device does nothing until it is loaded anew", async () => {
  const rig = await sixDevices(await nullRig("stop"));
  const field = rig.device("sending.field");
  await field.act(incident);
  field.vault.cutAt = 1;
  await expect(field.client.step()).rejects.toThrow("before the write");
  const { append } = field.switches.calls;
  await expect(field.client.step()).rejects.toThrow("must be loaded anew");
  await expect(field.client.submit(incident)).rejects.toThrow("must be loaded anew");
  expect(field.switches.calls.append).toBe(append);
  await field.restart();
  await rig.settle();
  expect(await rig.digests()).toHaveLength(1);
});

test("K23: a tap while a page is half-way writes nothing of that page", async () => {
  const rig = await sixDevices(await mlsRig("tap"));
  const field = rig.device("sending.field");
  const duty = rig.device("receiving.duty");
  const { cipher } = rig;
  const taps: string[] = [];
  let frames = 0;
  const receive: typeof cipher.receive = async (state, kind, bytes) => {
    if (++frames === 3) taps.push(await field.act(incident));
    return cipher.receive(state, kind, bytes);
  };
  Object.assign(rig, { cipher: { ...cipher, receive } });
  await field.restart();
  Object.assign(rig, { cipher });
  for (let i = 0; i < 6; i++) await duty.act(incident);
  await rig.settle(rig.devices.filter((device) => device !== field));
  // The tap is the first write, the page the second: the power goes between them.
  field.vault.cutAt = 2;
  await field.step();
  expect([field.cuts, taps.length]).toEqual([1, 1]);
  await rig.pass(20_000);
  const log = await intents(field);
  expect(log.filter((one) => one === taps[0])).toHaveLength(1);
  expect(log).toHaveLength(7);
  expect(await rig.digests()).toHaveLength(1);
});

test("K24 (R2): an answer lost, the device away for hours, the same bytes sent again, one event", async () => {
  const rig = await sixDevices(await nullRig("late"));
  const field = rig.device("sending.field");
  field.switches.loseAnswers = 1;
  const intent = await field.act(incident);
  expect((await field.step())?.connected).toBe(false);
  field.switches.down = true;
  await rig.pass(
    5 * 3_600_000,
    rig.devices.filter((device) => device !== field),
    600_000,
  );
  field.switches.down = false;
  // The relay answers before it shows: the answer is the one of five hours ago, and tells nothing of the time now.
  field.switches.view = () => [];
  await field.step();
  expect(Math.abs(field.client.now - rig.now)).toBeLessThan(1_000);
  field.switches.view = null;
  await rig.settle();
  await soundAfter(rig, [intent]);
});

test("K26: steps asked for at once do not overlap", async () => {
  const rig = await sixDevices(await mlsRig("overlap"));
  const submitted: string[] = [];
  for (let round = 0; round < 6; round++) {
    for (const device of rig.devices)
      submitted.push(await device.act(round % 2 === 0 ? incident : chat(`line ${round}`)));
    await Promise.all(rig.devices.flatMap((device) => [device.step(), device.step(), device.step()]));
  }
  await rig.settle();
  await soundAfter(rig, submitted);
});
