import { expect, test } from "vitest";
import { chat, goodConditions, holdLifted, holdPlaced, incident } from "./acts.ts";
import { CLIENT_VERSION } from "../src/index.ts";
import { mlsRig, nullRig, sixDevices } from "./rig.ts";

const NEWER = CLIENT_VERSION + 1;

for (const [cipher, make] of [
  ["null", nullRig],
  ["MLS", mlsRig],
] as const)
  test(`K110 (R10): a device below the charter's least version pauses, keeps facts, and converges once it is brought up to date (${cipher})`, async () => {
    const rig = await sixDevices<never>((await make("version")) as never);
    // The corridor has gone over to newer rules, and one phone still has the app of before.
    rig.cipher.minVersion = async () => NEWER;
    const old = rig.device("receiving.field");
    for (const device of rig.devices) {
      if (device !== old) device.version = NEWER;
      await device.restart();
    }
    expect(old.client.standing).toMatchObject({ pausedFor: NEWER, fork: null, removed: false });
    const { seq } = old.client.head("record");

    const hold = await rig.device("sending.duty").act(holdPlaced);
    await rig.device("sending.duty").act(chat("the river rises"));
    await rig.pass(90_000);
    expect(rig.device("receiving.duty").client.state.holds[hold]).toBeDefined();
    // Nothing is read, and so nothing is judged by older rules.
    expect(old.client.head("record").seq).toBe(seq);
    expect(await old.rule(() => holdLifted(hold))).toBe("K110");
    const fact = await old.act(incident);
    const own = await old.act(holdPlaced);
    await old.act(goodConditions);
    await rig.pass(60_000);
    expect(old.client.outbox).toHaveLength(3);
    expect(rig.device("receiving.duty").client.state.incidents[fact]).toBeUndefined();
    await old.restart();
    expect(old.client.standing.pausedFor).toBe(NEWER);

    old.version = NEWER;
    await old.restart();
    await rig.pass(60_000);
    expect(old.client.standing).toMatchObject({ pausedFor: null, fork: null });
    expect(old.client.outbox).toEqual([]);
    for (const { client } of rig.devices) {
      expect(client.state.incidents[fact]).toBeDefined();
      expect(Object.keys(client.state.holds).toSorted()).toEqual([hold, own].toSorted());
    }
    expect(await rig.digests()).toHaveLength(1);
  });

test("K110: a newcomer that is too old does not join, and joins once it is brought up to date", async () => {
  const rig = await sixDevices(await nullRig("old-newcomer"));
  rig.cipher.minVersion = async () => NEWER;
  for (const device of rig.devices) device.version = NEWER;
  for (const device of rig.devices) await device.restart();
  const late = await rig.add("sending", "supervisor");
  await rig.pass(60_000);
  expect(late.client.standing).toMatchObject({ joined: false, pausedFor: NEWER });
  late.version = NEWER;
  await late.restart();
  await rig.pass(60_000);
  expect(late.client.standing).toMatchObject({ joined: true, provisional: false, pausedFor: null });
  expect(await rig.digests()).toHaveLength(1);
});
