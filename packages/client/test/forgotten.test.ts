import { mkdtempSync, copyFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeCrypto, nodeEntropy, sqliteVault } from "@vado/host";
import { expect, test } from "vitest";
import { LinkClient } from "../src/index.ts";
import { chat, holdPlaced, incident } from "./acts.ts";
import { mlsRig, nullRig, sixDevices, type Device, type Rig } from "./rig.ts";

/** A device whose disk was restored from an older copy (R12, failure case 9). */

const CIPHERS = [
  ["null", nullRig],
  ["MLS", mlsRig],
] as const;

type AnyRig = Rig<never>;
const copyOf = async (device: Device<never>) => (await device.vault.list("")).map((row) => ({ ...row }));

async function restore(device: Device<never>, rows: readonly { key: string; value: Uint8Array }[]): Promise<void> {
  const now = await device.vault.list("");
  await device.vault.write([...now.map(({ key }) => ({ key, value: null })), ...rows]);
  await device.restart();
}

const frames = (rig: AnyRig) => rig.relay.frames(rig.enrolled.channels.record.channel);

for (const [name, make] of CIPHERS) {
  test(`K88 (R12, failure case 9) a restored backup says nothing, stops, and says why; its place is taken by a new name (${name})`, async () => {
    const rig = (await sixDevices<never>((await make("restored")) as never)) as AnyRig;
    const field = rig.device("sending.field");
    const copy = await copyOf(field);
    await field.act(holdPlaced);
    await rig.settle();
    await field.act(incident);
    await rig.settle();
    await restore(field, copy);
    // An officer taps before the device has looked at the log.
    await field.client.submit(holdPlaced);
    const before = (await frames(rig)).length;
    await field.step();
    expect(field.client.standing).toMatchObject({ removed: true, removal: { by: field.name, reason: "lost" } });
    await field.step();
    expect((await frames(rig)).length).toBe(before);
    expect(field.client.undone.map(({ rule }) => rule)).toContain("K84");
    rig.devices.splice(rig.devices.indexOf(field), 1);
    await rig.settle();
    expect(await rig.digests()).toHaveLength(1);
    const back = await rig.add("sending", "field", { name: "sending.field.2" });
    await rig.pass(60_000);
    expect(back.client.standing).toMatchObject({ anchored: true, provisional: false, fork: null });
    expect(Object.keys(back.client.state.holds)).toEqual(Object.keys(rig.device("receiving.duty").client.state.holds));
  });

  test(`K88: a copy from which nothing was said since is the device itself, and goes on (${name})`, async () => {
    const rig = (await sixDevices<never>((await make("same")) as never)) as AnyRig;
    const field = rig.device("receiving.field");
    const copy = await copyOf(field);
    await rig.device("sending.field").act(incident);
    await rig.device("sending.field").step();
    await restore(field, copy);
    await rig.settle();
    expect(field.client.standing).toMatchObject({ removed: false, fork: null });
    expect(await rig.digests()).toHaveLength(1);
  });

  test(`K88 K44: the device's own messages logged again by somebody take it nowhere (${name})`, async () => {
    const rig = (await sixDevices<never>((await make("again")) as never)) as AnyRig;
    const field = rig.device("sending.field");
    await field.act(chat("one"));
    await field.act(incident);
    await rig.settle();
    for (const { channel } of Object.values(rig.enrolled.channels))
      for (const frame of await rig.relay.frames(channel))
        if (frame.kind === "message") await rig.relay.plant(channel, "message", frame.bytes);
    await rig.settle();
    for (const { client } of rig.devices) expect(client.standing).toMatchObject({ removed: false, fork: null });
    expect(await rig.digests()).toHaveLength(1);
  });
}

test("K88 (failure case 9) on a real disk: the SQLite file of a morning copied back at noon", async () => {
  const folder = mkdtempSync(join(tmpdir(), "vado-restored-"));
  const rig = (await sixDevices<never>((await mlsRig("disk")) as never)) as AnyRig;
  const field = rig.device("sending.field");
  const [live, backup] = [join(folder, "device.sqlite"), join(folder, "backup.sqlite")];
  const boot = async (path: string) => {
    const vault = sqliteVault(path);
    const client = new LinkClient<never>(field.config, {
      clock: { now: () => rig.now },
      entropy: nodeEntropy,
      crypto: nodeCrypto,
      vault,
      transport: rig.relay.transport(field.switches),
      cipher: rig.cipher,
    });
    await client.load();
    return { vault, client };
  };
  try {
    const first = sqliteVault(live);
    await first.write(await copyOf(field));
    first.close();
    copyFileSync(live, backup);
    const morning = await boot(live);
    await morning.client.submit(holdPlaced);
    await morning.client.step();
    morning.vault.close();
    copyFileSync(backup, live);
    const noon = await boot(live);
    await noon.client.submit(incident);
    const before = (await frames(rig)).length;
    for (let i = 0; i < 3; i++) await noon.client.step();
    expect(noon.client.standing).toMatchObject({ removed: true, removal: { reason: "lost" } });
    expect((await frames(rig)).length).toBe(before);
    noon.vault.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
