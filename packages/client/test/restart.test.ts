import fc from "fast-check";
import { expect, test } from "vitest";
import { chat, holdPlaced, incident } from "./acts.ts";
import { mlsRig, nullRig, sixDevices, type Device } from "./rig.ts";

async function portrait<S>(device: Device<S>): Promise<unknown> {
  const { client } = device;
  return {
    record: await client.digest("record"),
    ops: await client.digest("ops"),
    heads: [client.head("record"), client.head("ops")],
    outbox: client.outbox,
    standing: { ...client.standing, connected: null },
  };
}

for (const [cipher, make, numRuns] of [
  ["null", nullRig, 30],
  ["MLS", mlsRig, 8],
] as const)
  test(`K60: a device loaded anew is the device that was (property, ${cipher})`, async () => {
    const rig = await sixDevices<never>((await make("restart")) as never);
    const deed = fc.record({
      who: fc.integer({ min: 0, max: 5 }),
      what: fc.constantFrom(incident, chat("line"), holdPlaced),
      steps: fc.integer({ min: 0, max: 3 }),
      restart: fc.integer({ min: 0, max: 5 }),
      down: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(deed, { minLength: 1, maxLength: 8 }), async (deeds) => {
        for (const { who, what, steps, restart, down } of deeds) {
          const device = rig.devices[who] as Device<never>;
          device.switches.down = down;
          await device.act(what);
          for (let i = 0; i < steps; i++) await (rig.devices[(who + i) % 6] as Device<never>).step();
          const other = rig.devices[restart] as Device<never>;
          const before = await portrait(other);
          await other.restart();
          expect(await portrait(other)).toEqual(before);
          device.switches.down = false;
          rig.now += 2_000;
        }
        await rig.settle();
        expect(await rig.digests()).toHaveLength(1);
      }),
      { numRuns, seed: 3 },
    );
    for (const device of rig.devices) {
      expect(device.client.outbox).toEqual([]);
      expect(device.client.standing.fork).toBeNull();
    }
  });

test("K61: a state written whole and the log after it give the state; what was folded since counts on across restarts", async () => {
  const rig = await sixDevices(await nullRig("snapshot"));
  const field = rig.device("sending.field");
  const key = "c/record/state";
  const snapshotSeq = async (): Promise<number> =>
    (
      JSON.parse(new TextDecoder().decode((await field.vault.get(key)) ?? new TextEncoder().encode('{"seq":0}'))) as {
        seq: number;
      }
    ).seq;
  const first = await snapshotSeq();
  for (let i = 0; i < 500; i++) {
    await rig.device("receiving.field").act(incident);
    if (i % 50 !== 49) continue;
    await rig.settle();
    // Restarted long before 400 events were folded in one life.
    await field.restart();
  }
  await rig.settle();
  expect(await snapshotSeq()).toBeGreaterThan(first + 300);
  await field.restart();
  expect(await rig.digests()).toHaveLength(1);
});
