import { groupCodeFrom, type Body } from "@vado/protocol";
import { expect, test } from "vitest";
import { RefusedByRelay } from "../src/index.ts";
import { agree, chat, goodConditions, holdLifted, holdPlaced, incident } from "./acts.ts";
import { nullRig, sixDevices, type Device, type Rig } from "./rig.ts";

async function seqOf<S>(device: Device<S>, kind: "record" | "ops", intent: string): Promise<number> {
  const row = (await device.client.log(kind)).find((one) => one.text?.includes(`"intent":"${intent}"`));
  return row?.seq ?? -1;
}

const others = <S>(rig: Rig<S>, ...not: Device<S>[]) => rig.devices.filter((device) => !not.includes(device));

for (const [kind, make] of [
  ["record", holdPlaced],
  ["ops", chat("are you there")],
] as const)
  test(`K31: on this phone, at the relay, read by the other side (${kind})`, async () => {
    const rig = await sixDevices(await nullRig("receipts"));
    const field = rig.device("sending.field");
    const intent = await field.act(make);
    expect(field.client.receipt(kind, { intent, seq: null })).toBe("device");
    await field.step();
    await field.step();
    const seq = await seqOf(field, kind, intent);
    expect(field.client.receipt(kind, { intent, seq })).toBe("relay");
    await rig.settle(others(rig, ...rig.devices.filter(({ name }) => name.startsWith("receiving"))));
    expect(field.client.receipt(kind, { intent, seq })).toBe("relay");
    await rig.pass(40_000);
    expect(field.client.receipt(kind, { intent, seq })).toBe("read");
    await field.restart();
    expect(field.client.receipt(kind, { intent, seq })).toBe("read");
  });

test("K30 (R6): the outbox survives a restart and keeps its order; facts made offline all come through", async () => {
  const rig = await sixDevices(await nullRig("offline"));
  const field = rig.device("sending.field");
  field.switches.down = true;
  await field.step();
  const acts = [
    await field.act(incident),
    await field.act(incident),
    await field.act(chat("one")),
    await field.act(incident),
  ];
  const hold = await field.act(holdPlaced);
  await field.restart();
  expect(field.client.outbox.map(({ intent }) => intent)).toEqual([...acts, hold]);
  rig.now += 3_600_000;
  field.switches.down = false;
  await rig.settle();
  expect(field.client.outbox).toEqual([]);
  const seqs = await Promise.all([acts[0], acts[1], acts[3]].map((intent) => seqOf(field, "record", intent as string)));
  expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
  // The hold was last, and goes first.
  expect(await seqOf(field, "record", hold)).toBeLessThan(seqs[0] as number);
  expect(Object.keys(rig.device("receiving.duty").client.state.incidents)).toHaveLength(3);
  expect(await rig.digests()).toHaveLength(1);
});

test("K32 (S8): an authorisation that became forbidden while it waited is dropped and reported; facts never", async () => {
  const rig = await sixDevices(await nullRig("forbidden"));
  await agree(rig);
  const duty = rig.device("sending.duty");
  const hold = await duty.act(holdPlaced);
  await rig.settle();
  const lift = await duty.act(() => holdLifted(hold));
  const fact = await duty.act(incident);
  duty.switches.down = true;
  expect(await duty.step()).toMatchObject({ connected: false });
  expect(await duty.rule(() => holdLifted(hold))).toBe("S8.offline");
  await duty.restart();
  // Sealed bytes may have reached the relay and are offered again; what was not sealed is asked anew.
  await rig.device("receiving.duty").act(() => ({ type: "conditions.checked", level: "stop" }) as Body);
  await rig.settle(others(rig, duty));
  duty.switches.down = false;
  rig.now += 5_000;
  await rig.settle();
  const [sealed] = (await rig.device("receiving.duty").client.log("record")).filter((row) =>
    row.text?.includes(`"intent":"${lift}"`),
  );
  if (sealed === undefined) expect(duty.refused).toEqual(["H16.conditions"]);
  else expect(sealed.voidedBy).toBe("H16.conditions");
  expect(await seqOf(rig.device("receiving.duty"), "record", fact)).toBeGreaterThan(0);
  expect(rig.device("receiving.duty").client.state.holds[hold]?.lifted.sending).toBe(false);
  expect(await rig.digests()).toHaveLength(1);
});

test("K32: what waits behind other acts is asked again before it is sealed", async () => {
  const rig = await sixDevices(await nullRig("asked-again"));
  await agree(rig);
  const duty = rig.device("sending.duty");
  const hold = await duty.act(holdPlaced);
  await rig.settle();
  const lift = await duty.act(() => holdLifted(hold));
  await rig.device("receiving.field").act(() => ({ type: "conditions.checked", level: "stop" }) as Body);
  await rig.device("receiving.field").step();
  await rig.settle();
  expect(duty.refused).toEqual(["H16.conditions"]);
  expect(duty.client.outbox).toEqual([]);
  expect(await seqOf(duty, "record", lift)).toBe(-1);
  await duty.restart();
  expect(duty.client.outbox).toEqual([]);
  await rig.device("receiving.field").act(goodConditions);
  await rig.settle();
  await duty.act(() => holdLifted(hold));
  await rig.settle();
  expect(rig.device("receiving.duty").client.state.holds[hold]?.lifted.sending).toBe(true);
});

test("K33: a refusal by the relay is told, keeps the act, and does not keep the other channel from sending", async () => {
  const rig = await sixDevices(await nullRig("refused"));
  const field = rig.device("sending.field");
  const append = rig.relay.append.bind(rig.relay);
  const { ops } = rig.enrolled.channels;
  rig.relay.append = async (frame) =>
    frame.channel === ops.channel ? { kind: "refused", reason: "too-large", detail: "no" } : append(frame);
  const text = await field.act(chat("too long for this relay"));
  const hold = await field.act(holdPlaced);
  await expect(field.client.step()).rejects.toThrow(RefusedByRelay);
  await expect(field.client.step()).rejects.toThrow("too-large");
  await rig.settle(others(rig, field));
  expect(rig.device("receiving.duty").client.state.holds[hold]).toBeDefined();
  rig.relay.append = append;
  await rig.settle();
  expect(await seqOf(rig.device("receiving.duty"), "ops", text)).toBeGreaterThan(0);
  expect(await rig.digests()).toHaveLength(1);
});

test("K34: a body that no member could read is refused by the device itself", async () => {
  const rig = await sixDevices(await nullRig("malformed"));
  const field = rig.device("sending.field");
  await expect(field.client.submit(chat("x".repeat(2_001)))).rejects.toThrow("E3");
  await expect(
    field.client.submit(() => ({ type: "incident.opened", kind: "other" }) as unknown as Body),
  ).rejects.toThrow("E3");
  expect(field.client.outbox).toEqual([]);
  await field.act(chat("x".repeat(2_000)));
  await field.act(chat("\u0639".repeat(2_000)));
  await rig.settle();
  expect(
    (await rig.device("receiving.duty").client.log("ops")).filter((row) => row.text !== null && row.refused === null),
  ).toHaveLength(2);
});

test("K35: with the relay away a group is opened, told ready and corrected; what was said before counts as said", async () => {
  const rig = await sixDevices(await nullRig("said"));
  await agree(rig);
  const field = rig.device("sending.field");
  await field.act(() => ({ type: "station.opened", station: "MAT" }) as Body);
  await rig.settle();
  field.switches.down = true;
  await field.step();
  const group = groupCodeFrom(new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]));
  const count = { group, headcount: 4, units: { 4: 1 }, needs: {} };
  const ready = (): Body => ({ type: "group.ready", version: 1, explained: true, voluntary: true, ...count });
  const amended = (): Body => ({ type: "group.amended", version: 2, ...count });
  expect(field.client.may(ready)).toMatchObject({ rule: "H2.phase" });
  await field.act(() => ({ type: "group.opened", group }));
  expect(field.client.may(amended)).toMatchObject({ rule: "H3.phase" });
  await field.act(ready);
  await field.act(amended);
  expect(field.client.may(ready)).toMatchObject({ rule: "H2.phase" });
  expect(field.client.state.groups[group]).toBeUndefined();
  field.switches.down = false;
  rig.now += 600_000;
  await rig.settle();
  expect(rig.device("receiving.duty").client.state).toMatchObject({
    voided: 0,
    groups: { [group]: { phase: "ready", version: 2 } },
  });
  expect(await rig.digests()).toHaveLength(1);
});
