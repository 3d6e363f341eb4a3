import { expect, test } from "vitest";
import { holdLifted } from "./acts.ts";
import { mlsRig, nullRig, sixDevices } from "./rig.ts";

for (const [name, make] of [
  ["null", nullRig],
  ["MLS", mlsRig],
] as const)
  test(`K1, K2, K4: founded by both sides, joined by all, one digest (${name})`, async () => {
    const rig = await sixDevices<never>((await make("founding")) as never, false);
    expect(await rig.digests()).toHaveLength(1);
    for (const { client, name: device } of rig.devices) {
      expect(client.standing, device).toMatchObject({ joined: true, anchored: true, fork: null, connected: true });
      expect(client.outbox).toEqual([]);
    }
    const late = rig.device("receiving.duty");
    expect(late.client.standing.provisional).toBe(true);
    expect(await late.rule(() => holdLifted("0".repeat(22)))).toBe("S8.provisional");
    await rig.pass(60_000);
    expect(rig.devices.filter(({ client }) => client.standing.provisional)).toEqual([]);
    expect(await late.rule(() => holdLifted("0".repeat(22)))).toBe("H16.open");
    expect(await rig.digests()).toHaveLength(1);
    const heads = new Set(rig.devices.map(({ client }) => JSON.stringify([client.head("record"), client.head("ops")])));
    expect(heads.size).toBe(1);
  });
