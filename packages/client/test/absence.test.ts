import { expect, test } from "vitest";
import { chat, holdPlaced, incident } from "./acts.ts";
import { mlsRig, nullRig, sixDevices, type Device, type Rig } from "./rig.ts";

/** Failure case 11: a long time without the phone. */

const DAY_MS = 24 * 3_600_000;
const STEP_MS = 6 * 3_600_000;

test("K120 (R11): who was away longer than the relay keeps messages stops and says so; to who was not away it is an alarm", async () => {
  const rig = await sixDevices(await nullRig("forgotten", 40));
  const [phone, other] = [rig.device("sending.field"), rig.device("receiving.field")];
  // Nobody takes it out: its side's archive is away too, as after a flood.
  const archives = rig.devices.filter(({ name }) => name.endsWith("archive"));
  const others = rig.devices.filter((one) => one !== phone && !archives.includes(one));
  for (let day = 0; day < 31; day++) {
    await rig.device("sending.duty").act(incident);
    await rig.pass(DAY_MS, others, STEP_MS * 2);
  }
  while ((await rig.relay.store.forget(rig.now - 10 * DAY_MS, 100)) > 0);
  await phone.act(holdPlaced);
  await phone.step();
  expect(phone.client.standing).toMatchObject({ removed: true, removal: { reason: "lost" }, fork: null });
  // What it had to say is told as not done, not lost without a word.
  expect(phone.client.undone).toHaveLength(1);
  // A relay that forgets yesterday.
  await rig.device("sending.duty").act(incident);
  await rig.settle(others.filter((one) => one !== other));
  while ((await rig.relay.store.forget(rig.now + 1, 100)) > 0);
  await other.step();
  expect(other.client.standing.removed).toBe(false);
  await rig.pass(90_000, others);
  expect(other.client.standing.fork).toContain("do not have the same record log");
});

/** Days go by for everybody but one: signs of life, chat, and an incident now and then. */
async function withoutIt<S>(rig: Rig<S>, away: Device<S>, days: number): Promise<Device<S>[]> {
  const others = rig.devices.filter((one) => one !== away);
  for (let day = 0; day < days; day++) {
    const duty = rig.device(day % 2 === 0 ? "sending.duty" : "receiving.duty");
    await duty.act(chat(`day ${day}`));
    await duty.act(incident);
    await rig.pass(DAY_MS, others, STEP_MS);
  }
  return others;
}

for (const [cipher, make] of [
  ["null", nullRig],
  ["MLS", mlsRig],
] as const) {
  test(`case 11: a phone that was off for 13 days catches up, with what it had still to say (${cipher})`, async () => {
    const rig = await sixDevices<never>((await make("13-days", 20)) as never);
    const phone = rig.device("sending.field");
    const hold = await phone.act(holdPlaced);
    await withoutIt(rig, phone, 13);
    const waiting = rig.device("sending.duty").client.state.holds[hold];
    expect(waiting).toBeUndefined();
    await phone.restart();
    await rig.pass(60_000);
    expect(phone.client.standing).toMatchObject({ joined: true, removed: false, fork: null });
    expect(phone.client.outbox).toEqual([]);
    expect(rig.device("receiving.duty").client.state.holds[hold]).toBeDefined();
    expect(await rig.digests()).toHaveLength(1);
  });

  test(`case 11: after 15 days it has been taken out, says so, and comes back as another from a digest that both sides' heads bear out (${cipher})`, async () => {
    const rig = await sixDevices<never>((await make("15-days", 20)) as never);
    const phone = rig.device("sending.field");
    const others = await withoutIt(rig, phone, 15);
    for (const { client } of others) expect(client.members.map(({ device }) => device)).not.toContain("sending.field");
    await phone.restart();
    await phone.step();
    expect(phone.client.standing).toMatchObject({ removed: true, removal: { reason: "silent" } });
    expect(await phone.rule(holdPlaced)).toBe("K84");
    rig.devices.splice(rig.devices.indexOf(phone), 1);
    const back = await rig.add("sending", "field", { name: "sending.field-2" });
    await rig.settle();
    await rig.pass(90_000);
    expect(back.client.standing).toMatchObject({ joined: true, anchored: true, provisional: false, fork: null });
    expect(Object.keys(back.client.state.incidents)).toHaveLength(15);
    expect(await rig.digests()).toHaveLength(1);
  });
}
