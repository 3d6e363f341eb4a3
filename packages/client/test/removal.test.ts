import type { FrameAppend } from "@vado/protocol";
import { expect, test } from "vitest";
import { chat, holdPlaced, incident } from "./acts.ts";
import { mlsRig, nullRig, sixDevices, type Device, type Rig } from "./rig.ts";

/** Removal by stewards, revocation, and the way back (K80–K85). */

type AnyRig = Rig<never>;
const CIPHERS = [
  ["null", nullRig],
  ["MLS", mlsRig],
] as const;
const six = async (make: (typeof CIPHERS)[number][1], seed: string): Promise<AnyRig> =>
  sixDevices<never>((await make(seed)) as never);

const namesIn = (device: Device<never>): string[] => device.client.members.map((one) => one.device).toSorted();

/** Takes a device out of the rig's round: it is driven by hand from here on. */
function aside(rig: AnyRig, device: Device<never>): Device<never> {
  rig.devices.splice(rig.devices.indexOf(device), 1);
  return device;
}

/** Valid removals in a channel's log: members of the witness's epochs, by its commits after `from`. */
async function commitsAfter(rig: AnyRig, from: Readonly<Record<"ops" | "record", number>>): Promise<number[]> {
  const counts = [];
  for (const kind of ["ops", "record"] as const) {
    const frames = await rig.relay.frames(rig.enrolled.channels[kind].channel);
    counts.push(frames.filter((frame) => frame.kind === "commit" && frame.seq > from[kind]).length);
  }
  return counts;
}

const heads = (device: Device<never>) => ({
  ops: device.client.head("ops").seq,
  record: device.client.head("record").seq,
});

async function allTalk(rig: AnyRig): Promise<void> {
  for (const device of rig.devices) {
    await device.act(incident);
    await device.act(chat(`from ${device.name}`));
  }
  await rig.settle();
  expect(await rig.digests()).toHaveLength(1);
  for (const device of rig.devices) {
    expect(device.client.outbox, device.name).toEqual([]);
    expect(device.client.standing, device.name).toMatchObject({ fork: null, removed: false });
  }
  expect(new Set(await Promise.all(rig.devices.map(({ client }) => client.channelCode()))).size).toBe(1);
}

for (const [name, make] of CIPHERS)
  test(`K80 K84 a revocation given to a steward of the other side is carried out in both channels at once; the device stops and says so (${name})`, async () => {
    const rig = await six(make, "revoke");
    const [lost, desk] = [rig.device("receiving.duty"), rig.device("sending.archive")];
    await lost.act(chat("never sent"));
    const given = rig.now;
    expect(await desk.client.revoke(await rig.revocation(lost))).toHaveProperty("ordered");
    await desk.step();
    // The relay has both commits after one step of the steward; everybody takes them with their next page.
    await rig.settle();
    expect(rig.now - given).toBeLessThan(60_000);
    expect(lost.client.standing).toMatchObject({
      joined: false,
      removed: true,
      removal: { by: "sending.archive", reason: "revoked" },
      fork: null,
    });
    expect(lost.client.outbox).toEqual([]);
    expect(lost.client.undone).toMatchObject([{ rule: "K84", body: { type: "message.sent" } }]);
    expect(await lost.rule(holdPlaced)).toBe("K84");
    for (const kind of ["ops", "record"]) expect(await lost.vault.list(`c/${kind}/cipher/`)).toEqual([]);
    const { calls } = lost.switches;
    const before = { ...calls };
    await lost.restart();
    await lost.step();
    expect(lost.client.standing.removed).toBe(true);
    expect(calls).toEqual(before);
    aside(rig, lost);
    expect(namesIn(desk)).not.toContain("receiving.duty");
    expect(await desk.client.isOut("south", "receiving.duty")).toBe(true);
    expect(await desk.vault.list("removal/")).toEqual([]);
    await allTalk(rig);
  });

for (const [name, make] of CIPHERS)
  test(`K80 a steward takes out its own side's device; refused are other sides', itself, strangers, and whoever is no steward (${name})`, async () => {
    const rig = await six(make, "own");
    const desk = rig.device("sending.archive");
    const refused = async (device: Device<never>, victim: string) =>
      (await device.client.remove(victim)) as { rule: string };
    expect(await refused(desk, "receiving.field")).toMatchObject({ rule: "K80.own" });
    expect(await refused(desk, "sending.archive")).toMatchObject({ rule: "K80.self" });
    expect(await refused(desk, "nobody")).toMatchObject({ rule: "K80.unknown" });
    expect(await refused(rig.device("sending.duty"), "sending.field")).toMatchObject({ rule: "K80.steward" });
    const paper = await rig.revocation(rig.device("sending.field"));
    expect(await rig.device("sending.duty").client.revoke(paper)).toMatchObject({ rule: "K80.steward" });
    expect(await desk.client.revoke(paper.slice(1))).toMatchObject({ rule: "K80.paper" });
    expect(await desk.client.remove("sending.field")).toEqual({ ordered: "of sending.field" });
    await rig.settle();
    expect(aside(rig, rig.device("sending.field")).client.standing.removal).toEqual({
      by: "sending.archive",
      reason: "agency",
    });
    await allTalk(rig);
  });

for (const [name, make] of CIPHERS)
  test(`K82 (failure case 2) two stewards with one revocation: one commit in each channel, the loser has nothing left to do (${name})`, async () => {
    const rig = await six(make, "both");
    const lost = rig.device("receiving.field");
    const archives = [rig.device("sending.archive"), rig.device("receiving.archive")];
    const from = heads(archives[0] as Device<never>);
    const paper = await rig.revocation(lost);
    for (const { client } of archives) {
      await client.revoke(paper);
      await client.revoke(paper);
    }
    // Both have made and written their commits before either sends.
    for (const { switches } of archives) switches.answer = { kind: "conflict", seq: 99, lastCommitSeq: 99 };
    for (const device of archives) await device.step();
    for (const { switches } of archives) switches.answer = null;
    await rig.settle();
    aside(rig, lost);
    await allTalk(rig);
    expect(await commitsAfter(rig, from)).toEqual([1, 1]);
    for (const { vault } of archives)
      expect([...(await vault.list("removal/")), ...(await vault.list("c/ops/removal"))]).toEqual([]);
    await archives[0]?.client.revoke(paper);
    await rig.settle();
    expect(await commitsAfter(rig, from)).toEqual([1, 1]);
  });

for (const [name, make, cutsMax] of [
  ["null", nullRig, 14],
  ["MLS", mlsRig, 9],
] as const)
  test(`K81 (R4, R5, failure case 1) the power goes at every write of a steward around its removal (${name})`, async () => {
    const rig = await six(make, "cut-steward");
    const desk = rig.device("sending.archive");
    const from = heads(desk);
    let cuts = 0;
    let removed = 0;
    for (let n = 1; n <= cutsMax; n++) {
      const victim = await rig.add("sending", "field", { name: `victim-${n}` });
      await rig.settle();
      expect(victim.client.standing.joined).toBe(true);
      desk.vault.cut = n % 2 === 0 ? "before" : "after";
      desk.vault.cutAt = n;
      desk.switches.loseAnswers = n % 3 === 0 ? 1 : 0;
      const before = desk.cuts;
      if ((await desk.survive(() => desk.client.remove(victim.name))) === null) await desk.client.remove(victim.name);
      await desk.act(chat(`removing ${n}`)).catch(() => null);
      await rig.settle();
      await rig.pass(30_000);
      desk.vault.cutAt = 0;
      cuts += desk.cuts - before;
      expect(aside(rig, victim).client.standing.removed, victim.name).toBe(true);
      removed++;
    }
    expect(cuts).toBeGreaterThan(cutsMax / 2);
    await allTalk(rig);
    // A join and a removal for each, and never one more.
    expect(await commitsAfter(rig, from)).toEqual([2 * removed, 2 * removed]);
  });

for (const [name, make] of CIPHERS)
  test(`K81 K84 (R4) the power goes at the writes of the device that is removed, and of those that stay (${name})`, async () => {
    const rig = await six(make, "cut-others");
    for (let n = 1; n <= 4; n++) {
      const victim = await rig.add("receiving", "field", { name: `victim-${n}` });
      await rig.settle();
      await victim.act(chat("left behind"));
      const others = [victim, rig.device("receiving.duty"), rig.device("sending.field")];
      for (const { vault } of others) {
        vault.cut = n % 2 === 0 ? "before" : "after";
        vault.cutAt = Math.ceil(n / 2);
      }
      await rig.device("receiving.archive").client.remove(victim.name);
      await rig.settle(rig.devices.toSorted((a) => (a.name === "receiving.archive" ? -1 : 1)));
      for (const { vault } of others) vault.cutAt = 0;
      await rig.settle();
      expect(aside(rig, victim).client.standing.removed, victim.name).toBe(true);
      expect(await victim.vault.list("c/record/cipher/")).toEqual([]);
    }
    await allTalk(rig);
  });

test("K81 (R1) false commits in between: the same bytes go out again under another key", async () => {
  const rig = await six(mlsRig, "false");
  const desk = rig.device("sending.archive");
  const sent: FrameAppend[] = [];
  const append = rig.relay.append.bind(rig.relay);
  let planted = 0;
  rig.relay.append = async (frame) => {
    if (frame.kind === "commit" && frame.channel === rig.enrolled.channels.record.channel && frame.bytes.length > 9) {
      sent.push(frame);
      if (planted++ < 3)
        await rig.relay.plant(frame.channel, "commit", new Uint8Array([9, planted]), {
          key: `false-commit-${planted}-0123456789`,
        });
    }
    return append(frame);
  };
  await desk.client.remove("sending.field");
  await rig.settle();
  expect(sent).toHaveLength(4);
  expect(new Set(sent.map(({ key }) => key)).size).toBe(4);
  expect(new Set(sent.map(({ bytes }) => Buffer.from(bytes).toString("hex"))).size).toBe(1);
  aside(rig, rig.device("sending.field"));
  await allTalk(rig);
});

test("K81 (failure case 3) a lost answer, and a relay that is away for a day: the removal is done once it is back", async () => {
  const rig = await six(mlsRig, "offline");
  const desk = rig.device("sending.archive");
  const from = heads(desk);
  desk.switches.down = true;
  await desk.client.remove("sending.field");
  await rig.pass(86_400_000, rig.devices, 21_600_000);
  await desk.restart();
  desk.switches.down = false;
  desk.switches.loseAnswers = 2;
  await rig.pass(60_000);
  expect(aside(rig, rig.device("sending.field")).client.standing.removed).toBe(true);
  await allTalk(rig);
  expect(await commitsAfter(rig, from)).toEqual([1, 1]);
});

test("K81 (R6) what members had in flight when the commit came is sealed anew, once", async () => {
  const rig = await six(mlsRig, "in-flight");
  const desk = rig.device("receiving.archive");
  await desk.client.remove("receiving.field");
  for (const device of rig.devices) if (device.name !== "receiving.field") await device.act(incident);
  await desk.step();
  await rig.settle();
  aside(rig, rig.device("receiving.field"));
  await allTalk(rig);
  const texts = (await desk.client.log("record")).filter((row) => row.text?.includes("incident.opened"));
  expect(texts).toHaveLength(10);
  expect(texts.every((row) => row.refused === null)).toBe(true);
});

for (const [name, make] of CIPHERS)
  test(`K85 (R12, C31) who was removed comes back with a new name, key and ticket, in the same vault too; under the old ones never (${name})`, async () => {
    const rig = await six(make, "return");
    const gone = rig.device("sending.field");
    await gone.act(chat("before"));
    await rig.settle();
    await rig.device("sending.archive").client.remove(gone.name);
    await rig.settle();
    aside(rig, gone);
    // The same papers on an empty disk: their tickets are used up, their name and key are barred.
    const again = await rig.add("sending", "field", { name: gone.name });
    await expect(again.client.step()).rejects.toMatchObject({ rule: "C31" });
    aside(rig, again);
    const back = await rig.add("sending", "field", { name: "sending.field.2" });
    for (const { key, value } of await gone.vault.list("")) await back.vault.write([{ key, value }]);
    await back.restart();
    expect(back.client.standing).toMatchObject({ joined: false, removed: false });
    await rig.pass(40_000);
    expect(back.client.standing).toMatchObject({ joined: true, anchored: true, provisional: false, removed: false });
    await allTalk(rig);
  });

for (const [name, make] of CIPHERS)
  test(`K85 who joins after a removal sees the same as members, and the removed device reads none of it (${name})`, async () => {
    const rig = await six(make, "after");
    const gone = rig.device("receiving.field");
    const disk = (await gone.vault.list("")).map((row) => ({ ...row }));
    await rig.device("receiving.archive").client.remove(gone.name);
    await rig.settle();
    aside(rig, gone);
    await rig.device("sending.duty").act(holdPlaced);
    await rig.settle();
    const late = await rig.add("receiving", "field", { name: "late" });
    await rig.pass(60_000);
    expect(late.client.standing).toMatchObject({ anchored: true, provisional: false, fork: null });
    expect(await late.client.isOut("south", gone.name)).toBe(true);
    await allTalk(rig);
    if (name === "null") return;
    // Its disk of before, with all that came since, digest included: nothing opens but what came before it was removed.
    for (const kind of ["ops", "record"] as const) {
      const prefix = `c/${kind}/cipher/`;
      const rows = new Map(
        disk.filter(({ key }) => key.startsWith(prefix)).map(({ key, value }) => [key.slice(prefix.length), value]),
      );
      const state = await rig.cipher.load(gone.config.identity, rig.enrolled.channels[kind], rows);
      const frames = await rig.relay.frames(rig.enrolled.channels[kind].channel);
      const removedAt = frames.findLast((frame) => frame.kind === "commit")?.seq as number;
      for (const frame of frames.filter(({ seq }) => seq > removedAt)) {
        const read = await rig.cipher.receive(state, frame.kind, frame.bytes);
        expect(read.kind, `${kind} ${frame.seq}`).toBe("ignored");
      }
    }
  });
