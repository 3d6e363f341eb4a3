import { DIGEST_PART_CHARS_MAX, type Body } from "@vado/protocol";
import { nodeCrypto } from "@vado/host";
import { expect, test } from "vitest";
import { hashHex } from "../src/index.ts";
import { chat, holdLifted, holdPlaced, incident } from "./acts.ts";
import { EvilMember } from "./evil.ts";
import { mlsRig, nullRig, sixDevices, type Device, type Rig } from "./rig.ts";

/** Enough open incidents that the state no longer fits into one part. */
async function traffic<S>(rig: Rig<S>, events: number): Promise<void> {
  for (let i = 0; i < events; i++) {
    const device = rig.devices[i % rig.devices.length] as Device<S>;
    await device.act(i % 9 === 8 ? chat(`line ${i}`) : incident);
    if (i % 25 === 24) await rig.settle();
  }
  await rig.settle();
}

async function digestParts<S>(witness: Device<S>): Promise<{ device: string; parts: number; by: string }[]> {
  return (await witness.client.log("record")).flatMap((row) => {
    if (row.text === null || !row.text.includes('"type":"digest.published"')) return [];
    const { body } = JSON.parse(row.text) as { body: { device: string; parts: number } };
    return [{ device: body.device, parts: body.parts, by: row.device as string }];
  });
}

for (const [cipher, make, events] of [
  ["null", nullRig, 400],
  ["MLS", mlsRig, 320],
] as const)
  test(`K10, K11: after ${events} events a device joins by a digest in parts (${cipher})`, async () => {
    const rig = await sixDevices<never>((await make("late")) as never);
    await traffic(rig, events);
    const late = await rig.add("sending", "field", { name: "late" });
    await late.step();
    // What happens while it joins comes to it like everything later.
    const during = await rig.device("receiving.duty").act(holdPlaced);
    await rig.settle();
    expect(late.client.standing).toMatchObject({ anchored: true, provisional: true, fork: null });
    expect(await late.rule(() => holdLifted(during))).toBe("S8.provisional");
    await rig.pass(40_000);
    expect(late.client.standing).toMatchObject({ provisional: false, fork: null });
    expect(late.client.state.holds[during]).toBeDefined();
    expect(await rig.digests()).toHaveLength(1);
    const parts = (await digestParts(late))
      .concat(await digestParts(rig.device("sending.archive")))
      .filter(({ device }) => device === "late");
    expect(parts[0]?.parts).toBeGreaterThan(1);
    expect(JSON.stringify(late.client.state).length).toBeGreaterThan(DIGEST_PART_CHARS_MAX);
    await late.restart();
    expect(await rig.digests()).toHaveLength(1);
    expect((await late.vault.list("c/record/digest/")).length + (await late.vault.list("c/record/wait/")).length).toBe(
      0,
    );
  });

test("K11, K20: the power goes at every write of a joiner that gets its digest part by part", async () => {
  const rig = await sixDevices(await nullRig("parts"));
  await traffic(rig, 400);
  for (let n = 1; n < 30; n++) {
    const late = await rig.add("sending", "field", { name: `late-${n}` });
    late.switches.pageFrames = 1;
    late.vault.cut = n % 2 === 0 ? "before" : "after";
    late.vault.cutAt = n;
    await rig.settle();
    await rig.pass(40_000);
    expect(late.client.standing, late.name).toMatchObject({ anchored: true, provisional: false, fork: null });
    expect(await rig.digests()).toHaveLength(1);
    rig.devices.pop();
    if (late.cuts === 0) return;
  }
  throw new Error("the joiner writes more often than this test thought");
});

test("K12: with the first archive away the second publishes after 60 s, and repeats ever more rarely", async () => {
  const rig = await sixDevices(await nullRig("second"));
  rig.device("sending.archive").switches.down = true;
  const late = await rig.add("sending", "field", { name: "late" });
  const joinedAt = rig.now;
  await rig.settle();
  expect(late.client.standing.anchored).toBe(false);
  await rig.pass(50_000);
  expect(late.client.standing.anchored).toBe(false);
  await rig.pass(120_000);
  expect(late.client.standing).toMatchObject({ anchored: true, fork: null });
  expect(rig.now - joinedAt).toBeLessThan(200_000);
  // One that never comes back is not told for ever.
  rig.device("sending.archive").switches.down = false;
  const lost = await rig.add("sending", "field", { name: "lost" });
  for (let i = 0; i < 200 && !lost.client.standing.joined; i++) {
    await lost.step();
    await rig.settle(rig.devices.filter((device) => device !== lost));
  }
  rig.devices.pop();
  await rig.pass(4 * 3_600_000, rig.devices, 30_000);
  const told = (await digestParts(rig.device("receiving.duty"))).filter(({ device }) => device === "lost");
  expect(told.length).toBeGreaterThan(2);
  expect(told.length).toBeLessThan(20);
  // It comes back and finds what was told it.
  rig.devices.push(lost);
  await rig.pass(60_000);
  expect(lost.client.standing).toMatchObject({ anchored: true, provisional: false, fork: null });
  expect(await rig.digests()).toHaveLength(1);
});

for (const [what, spoil] of [
  [
    "its text does not match its hash",
    (body: Record<string, unknown>) => ({ ...body, text: `${body["text"] as string} ` }),
  ],
  ["its text is no state", (body: Record<string, unknown>) => body],
] as const)
  test(`K13: a digest is not used when ${what}, and an honest one still is`, async () => {
    const rig = await sixDevices(await nullRig("false-digest"));
    for (const side of ["sending", "receiving"]) rig.device(`${side}.archive`).switches.down = true;
    const witness = rig.device("sending.duty");
    // Endorsements come from archives, so the joiner is in before the evil one speaks.
    rig.device("sending.archive").switches.down = false;
    const evil = new EvilMember(rig, rig.device("receiving.archive"));
    const late = await rig.add("sending", "field", { name: "late" });
    await late.step();
    expect(late.client.standing.joined).toBe(true);
    await witness.step();
    for (const text of ['{"flow":1}', "null", "not JSON", '{"flow":{"link":"A-B"},"chains":null,"ops":{}}']) {
      const { seq, head } = witness.client.head("record");
      const body = {
        type: "digest.published",
        device: "late",
        seq,
        head,
        state: await hashHex(nodeCrypto, text),
        part: 0,
        parts: 1,
        text,
      };
      const envelope = await evil.envelope(witness, "record", spoil(body) as unknown as Body);
      // The evil one's own keys are those of the epoch before the joiner came: it cannot seal for it; so it is logged as it would be.
      const state = await rig.cipher.load(
        witness.config.identity,
        rig.enrolled.channels.record,
        new Map(
          (await witness.vault.list("c/record/cipher/")).map(({ key, value }) => [
            key.slice("c/record/cipher/".length),
            value,
          ]),
        ),
      );
      evil.adopt("record", { ...state, self: evil.device.name });
      await evil.sendEnvelope("record", envelope);
      await late.step();
      expect(late.client.standing.anchored).toBe(false);
      await late.restart();
      await witness.step();
    }
    rig.device("sending.archive").switches.down = false;
    await rig.settle();
    expect(late.client.standing).toMatchObject({ anchored: true });
    expect(await rig.digests()).toHaveLength(1);
  });

/** The text of the digest that the archive published for a device. */
async function digestFor<S>(witness: Device<S>, device: string): Promise<Record<string, unknown>> {
  const row = (await witness.client.log("record")).find((one) =>
    one.text?.includes(`"type":"digest.published","device":"${device}"`),
  );
  const { body } = JSON.parse(row?.text ?? "") as { body: { text: string } };
  return JSON.parse(body.text) as Record<string, unknown>;
}

for (const [who, from, change, place] of [
  ["a device that is no archive", "receiving.field", {}, null],
  ["an archive, of a place before the joiner came", "receiving.archive", {}, 3],
  ["an archive, of a place that is still to come", "receiving.archive", {}, 100_000],
  ["an archive, with a state that lacks half", "receiving.archive", { flow: { link: "A-B" } }, null],
  [
    "an archive, with a place in ops that is no place",
    "receiving.archive",
    { ops: { seq: 1, head: "0".repeat(64), chains: {} } },
    null,
  ],
] as const)
  test(`K13: a digest that is not one is not used: from ${who}`, async () => {
    const rig = await sixDevices(await nullRig(who));
    await rig.add("sending", "field", { name: "early" });
    await rig.settle();
    const honest = await digestFor(rig.device("sending.archive"), "early");
    for (const side of ["sending", "receiving"]) rig.device(`${side}.archive`).switches.down = true;
    const liar = rig.device(from);
    const late = await rig.add("sending", "duty", { name: "late" });
    await late.step();
    expect(late.client.standing.joined).toBe(true);
    liar.switches.down = false;
    const witness = rig.device("sending.duty");
    await witness.step();
    const { seq, head } = witness.client.head("record");
    const ops = witness.client.head("ops");
    const text = JSON.stringify({
      ...honest,
      ops: { ...(honest["ops"] as object), seq: ops.seq, head: ops.head },
      ...change,
    });
    const state = await hashHex(nodeCrypto, text);
    const evil = new EvilMember(rig, liar);
    const disk = new Map(
      (await witness.vault.list("c/record/cipher/")).map(({ key, value }) => [
        key.slice("c/record/cipher/".length),
        value,
      ]),
    );
    evil.adopt("record", {
      ...(await rig.cipher.load(witness.config.identity, rig.enrolled.channels.record, disk)),
      self: liar.name,
    });
    const body = { type: "digest.published", device: "late", seq: place ?? seq, head, state, part: 0, parts: 1, text };
    await evil.sendEnvelope("record", await evil.envelope(witness, "record", body as unknown as Body));
    await late.step();
    expect(late.client.standing).toMatchObject({ anchored: false, fork: null });
    rig.device("sending.archive").switches.down = false;
    await rig.pass(150_000);
    expect(late.client.standing).toMatchObject({ anchored: true, fork: null });
    expect(await rig.digests(rig.devices.filter(({ switches }) => !switches.down))).toHaveLength(1);
  });

test("K45: a page cut for its bytes is followed by the next in the same step", async () => {
  const rig = await sixDevices(await nullRig("bytes"));
  await traffic(rig, 1_200);
  const late = await rig.add("sending", "field", { name: "late" });
  late.switches.pageBytes = 100_000;
  await late.step();
  await rig.settle(rig.devices.filter((device) => device !== late));
  expect((await digestParts(rig.device("sending.archive"))).at(-1)?.parts).toBeGreaterThan(5);
  await late.step();
  expect(late.client.standing.anchored).toBe(true);
});

test("K4: a heartbeat of a device that has no business to beat confirms nobody", async () => {
  const rig = await sixDevices(await nullRig("beats"));
  const field = rig.device("receiving.field");
  const late = await rig.add("sending", "field", { name: "late" });
  await rig.settle();
  for (const role of ["archive", "duty"]) rig.device(`receiving.${role}`).switches.down = true;
  const heads = ["ops", "record"].map((kind) => field.client.head(kind as "ops" | "record"));
  const evil = new EvilMember(rig, field);
  await evil.sendEnvelope(
    "record",
    await evil.envelope(rig.device("sending.archive"), "record", { type: "heartbeat", heads } as Body),
  );
  await rig.pass(40_000);
  expect(late.client.standing).toMatchObject({ anchored: true, provisional: true, fork: null });
  for (const role of ["archive", "duty"]) rig.device(`receiving.${role}`).switches.down = false;
  await rig.pass(40_000);
  expect(late.client.standing.provisional).toBe(false);
});
