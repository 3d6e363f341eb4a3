import { groupCodeFrom, type Body, type BodyType } from "@vado/protocol";
import { expect, test } from "vitest";
import { agree, chat, holdPlaced, incident } from "./acts.ts";
import { nullRig, sixDevices, type Device, type Rig } from "./rig.ts";

interface Said {
  readonly device: string;
  readonly at: number;
  readonly type: BodyType;
}

async function said<S>(witness: Device<S>, since: number, ...types: BodyType[]): Promise<Said[]> {
  return (await witness.client.log("record")).flatMap((row) => {
    if (row.text === null || row.receivedAt <= since) return [];
    const { body } = JSON.parse(row.text) as { body: { type: BodyType } };
    return types.includes(body.type) ? [{ device: row.device as string, at: row.receivedAt, type: body.type }] : [];
  });
}

const without = <S>(rig: Rig<S>, name: string) => rig.devices.filter((device) => device.name !== name);

test("K50 (R8): archives beat on a grid, once a period, both sides at once", async () => {
  const rig = await sixDevices(await nullRig("grid"));
  const since = rig.now;
  await rig.pass(600_000, rig.devices, 1_000);
  const beats = await said(rig.device("sending.duty"), since, "heartbeat");
  for (const side of ["sending", "receiving"]) {
    const at = beats.filter(({ device }) => device === `${side}.archive`).map((beat) => beat.at);
    expect(at).toHaveLength(20);
    for (let i = 1; i < at.length; i++) expect((at[i] as number) - (at[i - 1] as number)).toBe(30_000);
  }
  expect(new Set(beats.map(({ device }) => device))).toEqual(new Set(["sending.archive", "receiving.archive"]));
  expect(new Set(beats.map(({ at }) => at)).size).toBe(20);
});

test("K51 (R8): the duty device beats after two periods of silence, and stops when the archive is back", async () => {
  const rig = await sixDevices(await nullRig("takeover"));
  const archive = rig.device("sending.archive");
  archive.switches.down = true;
  const since = rig.now;
  await rig.pass(300_000, rig.devices, 1_000);
  const beats = (await said(rig.device("receiving.duty"), since, "heartbeat")).filter(({ device }) =>
    device.startsWith("sending"),
  );
  expect(new Set(beats.map(({ device }) => device))).toEqual(new Set(["sending.duty"]));
  expect((beats[0] as Said).at - since).toBeLessThanOrEqual(61_000);
  expect(beats.length).toBeGreaterThanOrEqual(4);
  archive.switches.down = false;
  const back = rig.now;
  await rig.pass(300_000, rig.devices, 1_000);
  const later = (await said(rig.device("receiving.duty"), back + 60_000, "heartbeat")).filter(({ device }) =>
    device.startsWith("sending"),
  );
  expect(new Set(later.map(({ device }) => device))).toEqual(new Set(["sending.archive"]));
});

test("K52 (R8): every device acknowledges a hold at once, and again when idle", async () => {
  const rig = await sixDevices(await nullRig("acks"));
  const since = rig.now;
  rig.now += 1_000;
  const holder = rig.device("sending.field");
  await holder.act(holdPlaced);
  await rig.settle();
  const acks = await said(holder, since, "ack");
  expect(acks.map(({ device }) => device).sort()).toEqual(["receiving.duty", "receiving.field", "sending.duty"]);
  const quiet = rig.now;
  await rig.pass(590_000);
  expect(await said(holder, quiet, "ack")).toEqual([]);
  await rig.pass(30_000);
  expect((await said(holder, quiet, "ack")).map(({ device }) => device).sort()).toEqual([
    "receiving.duty",
    "receiving.field",
    "sending.duty",
    "sending.field",
  ]);
});

test("K52: a commit is acknowledged at once", async () => {
  const rig = await sixDevices(await nullRig("commit-ack"));
  const since = rig.now;
  rig.now += 1_000;
  await rig.add("sending", "field", { name: "late" });
  await rig.settle();
  const acks = await said(rig.device("sending.archive"), since, "ack");
  expect(new Set(acks.map(({ device }) => device))).toEqual(
    new Set(["receiving.duty", "receiving.field", "sending.duty", "sending.field", "late"]),
  );
});

test("K53: a message that was under way before the hold does not acknowledge it", async () => {
  const rig = await sixDevices(await nullRig("under-way"));
  const field = rig.device("sending.field");
  const duty = rig.device("receiving.duty");
  await field.act(incident);
  const append = rig.relay.append.bind(rig.relay);
  const channel = rig.enrolled.channels.record.channel;
  let once = false;
  rig.relay.append = async (frame) => {
    if (once || frame.channel !== channel) return append(frame);
    once = true;
    await duty.act(holdPlaced);
    await duty.step();
    return append(frame);
  };
  await field.step();
  rig.relay.append = append;
  await rig.settle();
  expect((await said(duty, 0, "ack")).filter(({ device }) => device === field.name).at(-1)?.at).toBe(rig.now);
  const seen = duty.client.state.devices[field.name]?.seen ?? 0;
  expect(seen).toBeGreaterThanOrEqual(Object.values(duty.client.state.holds)[0]?.placedSeq ?? Infinity);
});

test("K53: what was to be acknowledged when the power went is acknowledged after the restart", async () => {
  const rig = await sixDevices(await nullRig("forgotten"));
  const field = rig.device("sending.field");
  const duty = rig.device("receiving.duty");
  await duty.act(holdPlaced);
  await rig.settle(without(rig, field.name));
  // The page with the hold is durable, the acknowledgement is not.
  field.vault.cut = "after";
  field.vault.cutAt = 1;
  await field.step();
  expect(field.cuts).toBe(1);
  await rig.settle();
  expect(duty.client.state.devices[field.name]?.seen).toBeGreaterThanOrEqual(
    Object.values(duty.client.state.holds)[0]?.placedSeq ?? Infinity,
  );
});

test("K54: a heartbeat does not wait behind the parts of a digest, nor a hold", async () => {
  const rig = await sixDevices(await nullRig("crowded"));
  for (let i = 0; i < 1_200; i++) {
    await rig.device("sending.field").act(incident);
    if (i % 50 === 49) await rig.settle();
  }
  await rig.settle();
  const archive = rig.device("sending.archive");
  await rig.add("sending", "field", { name: "late" });
  // The archive makes its digest and cannot send it yet.
  await rig.devices.at(-1)?.step();
  archive.switches.answer = { kind: "conflict", seq: 0, lastCommitSeq: 0 };
  await archive.step();
  expect(archive.client.outbox.length).toBeGreaterThan(4);
  archive.switches.answer = null;
  rig.now += 31_000;
  const hold = await archive.act(holdPlaced);
  const since = rig.now - 1;
  await rig.settle();
  const order = await said(rig.device("receiving.duty"), since, "digest.published", "heartbeat", "hold.placed");
  const mine = order.filter(({ device }) => device === archive.name).map(({ type }) => type);
  expect(mine.indexOf("hold.placed")).toBeLessThanOrEqual(1);
  expect(mine.indexOf("heartbeat")).toBeLessThanOrEqual(2);
  expect(mine.lastIndexOf("digest.published")).toBeGreaterThan(2);
  expect(rig.device("receiving.duty").client.state.holds[hold]).toBeDefined();
  await rig.pass(60_000);
  expect(await rig.digests()).toHaveLength(1);
});

test("K55: a device's clock may be ten minutes wrong, or jump; its idea of the ordering time mends with its next message", async () => {
  const rig = await sixDevices(await nullRig("skew"));
  const field = rig.device("sending.field");
  for (const skew of [600_000, -600_000, 7_200_000, -7_200_000]) {
    field.skew = skew;
    await field.act(incident);
    await rig.settle();
    expect(Math.abs(field.client.now - rig.now), `skew ${skew}`).toBeLessThan(1_000);
    await field.restart();
    await field.act(chat("again"));
    await rig.settle();
    expect(Math.abs(field.client.now - rig.now), `skew ${skew}, restarted`).toBeLessThan(1_000);
    const since = rig.now;
    await rig.pass(500_000, rig.devices, 20_000);
    // No storm: it speaks no more often than others do.
    expect((await said(field, since, "ack")).filter(({ device }) => device === field.name).length).toBeLessThan(3);
    const report = await field.step();
    expect((report?.wakeAt ?? 0) - (rig.now + field.skew)).toBeGreaterThan(0);
  }
});

test("K52 (S2): whoever could release acknowledges that a grant has ended", async () => {
  const rig = await sixDevices(await nullRig("ended"));
  await agree(rig);
  const duty = rig.device("sending.duty");
  const field = rig.device("sending.field");
  const receiver = rig.device("receiving.duty");
  await field.act(() => ({ type: "station.opened", station: "AAA" }) as Body);
  await receiver.act(() => ({ type: "station.opened", station: "BBB" }) as Body);
  await rig.settle();
  const group = groupCodeFrom(new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]));
  const count = { group, version: 1, headcount: 4, units: { "4": 1 }, needs: {} };
  await field.act(() => ({ type: "group.opened", group }) as Body);
  await rig.settle();
  const ready = await field.act(() => ({ type: "group.ready", ...count, explained: true, voluntary: true }) as Body);
  await rig.settle();
  const hour = 3_600_000;
  const places = { total: 100, occupied: 0, reserved: 0, asOf: rig.now, validUntil: rig.now + 4 * hour };
  await receiver.act(() => ({ type: "places.reported", ...places }) as Body);
  await rig.settle();
  const offer = await receiver.act(
    (id) => ({ type: "slots.offered", offer: id, from: rig.now, to: rig.now + hour, people: 20, projected: 0 }) as Body,
  );
  await rig.settle();
  const span = { from: rig.now, to: rig.now + 25 * 60_000 };
  await receiver.act(
    (id) =>
      ({ type: "slot.granted", group, version: 1, answers: ready, grant: id, offer, headcount: 4, ...span }) as Body,
  );
  await rig.settle();
  expect(duty.client.state.live).toHaveLength(1);
  await rig.pass(60_000);
  const since = rig.now;
  rig.now += 1_000;
  await field.act(() => ({ type: "group.amended", ...count, version: 2, headcount: 5, units: { "5": 1 } }) as Body);
  await rig.settle();
  expect((await said(field, since, "ack")).map(({ device }) => device)).toEqual(["sending.duty"]);
  expect(duty.client.state.live).toEqual([]);
  expect(await rig.digests()).toHaveLength(1);
});

test("K56: under an agreement its own periods hold", async () => {
  const rig = await sixDevices(await nullRig("terms"));
  await agree(rig);
  expect(rig.device("sending.duty").client.state.agreement?.version).toBe(1);
  await rig.pass(60_000);
  expect(await rig.digests()).toHaveLength(1);
});
