import { expect, test } from "vitest";
import { chat, incident } from "./acts.ts";
import { SILENT_MS } from "../src/index.ts";
import { mlsRig, nullRig, sixDevices, type Device, type Rig } from "./rig.ts";

/** What archives that are stewards do by themselves (K86), and who vouches when archives are gone (K8). */

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const removedIn = (rig: Rig<never>): string[] =>
  rig.devices.filter(({ client }) => client.standing.removed).map(({ name }) => name);
const six = async (seed: string): Promise<Rig<never>> => sixDevices<never>((await nullRig(seed)) as never);

test("K86 (R11) a device silent for 14 days is removed by its own side's archive, and nobody else is", async () => {
  const rig = await six("silent");
  const [quiet, other] = [rig.device("sending.field"), rig.device("receiving.duty")];
  for (const { switches } of [quiet, other]) switches.down = true;
  const away = rig.now;
  await rig.pass(13 * DAY, rig.devices, 6 * HOUR);
  // 13 days off the line: it catches up and is no longer silent.
  other.switches.down = false;
  await rig.pass(HOUR);
  expect(other.client.standing).toMatchObject({ removed: false, fork: null });
  await rig.pass(away + SILENT_MS - rig.now - 15 * 60_000, rig.devices, 6 * HOUR);
  expect(namesOf(rig.device("sending.archive"))).toContain(quiet.name);
  await rig.pass(16 * 60_000, rig.devices, 60_000);
  expect(namesOf(rig.device("sending.archive"))).not.toContain(quiet.name);
  expect(await rig.device("receiving.archive").client.isOut("north", quiet.name)).toBe(true);
  quiet.switches.down = false;
  await rig.settle();
  expect(quiet.client.standing.removal).toEqual({ by: "sending.archive", reason: "silent" });
  expect(removedIn(rig)).toEqual([quiet.name]);
  rig.devices.splice(rig.devices.indexOf(quiet), 1);
  const back = await rig.add("sending", "field", { name: "sending.field.2" });
  await rig.pass(60_000);
  await back.act(incident);
  await rig.settle();
  expect(await rig.digests()).toHaveLength(1);
}, 120_000);

test("K86 (C26) devices whose certificates have ended are removed by their own side's archive; archives do not touch each other", async () => {
  const rig = await sixDevices<never>((await mlsRig("expired")) as never);
  const ends = rig.device("sending.archive").client.members[0]?.notAfter as number;
  await rig.pass(ends - rig.now - HOUR, rig.devices, 12 * HOUR);
  expect(removedIn(rig)).toEqual([]);
  await rig.pass(HOUR + 60_000, rig.devices, HOUR);
  expect(removedIn(rig).toSorted()).toEqual(["receiving.duty", "receiving.field", "sending.duty", "sending.field"]);
  expect(rig.device("sending.field").client.standing.removal).toMatchObject({ reason: "expired" });
  const archives = rig.devices.filter(({ name }) => name.endsWith("archive"));
  expect(await rig.digests(archives)).toHaveLength(1);
  for (const { client } of archives) expect(client.standing).toMatchObject({ fork: null, provisional: false });
}, 120_000);

test("K86 neither a wrong clock of the steward nor a relay that tells a later time takes anybody out alone", async () => {
  const rig = await six("clocks");
  const desk = rig.device("sending.archive");
  desk.skew = 20 * DAY;
  await rig.pass(10 * 60_000, rig.devices, 30_000);
  await desk.restart();
  await rig.pass(10 * 60_000, rig.devices, 30_000);
  expect(removedIn(rig)).toEqual([]);
  // The relay's clock jumps, the devices' own do not.
  const honest = rig.now;
  rig.now += 20 * DAY;
  for (const device of rig.devices) device.skew = honest - rig.now;
  await rig.settle([desk]);
  await rig.settle();
  expect(removedIn(rig)).toEqual([]);
});

test("K8 when no archive but the remover is left, a duty officer vouches for the GroupInfo, and the next can join", async () => {
  const rig = await sixDevices<never>((await mlsRig("last-archive")) as never);
  const [lost, desk] = [rig.device("receiving.archive"), rig.device("sending.archive")];
  await desk.client.revoke(await rig.revocation(lost));
  await rig.settle();
  expect(lost.client.standing.removed).toBe(true);
  rig.devices.splice(rig.devices.indexOf(lost), 1);
  const next = await rig.add("receiving", "archive", { name: "receiving.archive.2" });
  await rig.pass(120_000);
  expect(next.client.standing).toMatchObject({ joined: true, anchored: true, provisional: false, fork: null });
  await next.act(chat("here again"));
  await rig.settle();
  expect(await rig.digests()).toHaveLength(1);
});

test("K8 after a removal by one archive while the other is away, a duty officer vouches after a minute: the lost phone's successor joins", async () => {
  const rig = await sixDevices<never>((await mlsRig("other-asleep")) as never);
  const [desk, asleep] = [rig.device("sending.archive"), rig.device("receiving.archive")];
  asleep.switches.down = true;
  await desk.client.remove("sending.field");
  await rig.settle();
  const next = await rig.add("sending", "field", { name: "sending.field.2" });
  await rig.pass(50_000);
  expect(next.client.standing.joined).toBe(false);
  await rig.pass(120_000);
  expect(next.client.standing).toMatchObject({ joined: true, anchored: true, provisional: false, fork: null });
  asleep.switches.down = false;
  await rig.pass(60_000);
  rig.devices.splice(rig.devices.indexOf(rig.device("sending.field")), 1);
  expect(await rig.digests()).toHaveLength(1);
});

function namesOf(device: Device<never>): string[] {
  return device.client.members.map((one) => one.device);
}
