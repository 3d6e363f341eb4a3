import fc from "fast-check";
import { expect, test } from "vitest";
import type { Body, Envelope } from "@vado/protocol";
import type { ChannelKind } from "../src/index.ts";
import { chat, incident } from "./acts.ts";
import { EvilMember } from "./evil.ts";
import { mlsRig, nullRig, sixDevices, type Rig } from "./rig.ts";

/** E1–E9: what a member may seal, everybody refuses alike, and nobody is the worse for it. */

type Malice = {
  readonly rule: string | null;
  readonly kind?: ChannelKind;
  /** Changes the text to be signed, or gives raw bytes instead. */
  readonly envelope?: (honest: Envelope) => object;
  readonly text?: (honest: string) => string;
  readonly raw?: (seed: number) => Uint8Array;
  readonly spoil?: boolean;
  readonly body?: Body;
};

const other = (hash: string): string => (hash.startsWith("0") ? "1" : "0") + hash.slice(1);

const MALICE: Readonly<Record<string, Malice>> = {
  "nothing wrong": { rule: null },
  "random bytes": {
    rule: "E2",
    raw: (seed) => Uint8Array.from({ length: 1 + (seed % 900) }, (_, i) => (seed * (i + 7)) >>> 3),
  },
  "no bytes": { rule: "E2", raw: () => new Uint8Array() },
  "bad JSON": { rule: "E2", text: (text) => text.replace("{", "{!") },
  "an array": { rule: "E2", text: () => "[1,2]" },
  "null, signed": { rule: "E2", text: () => "null" },
  "an unknown field": { rule: "E3", envelope: (honest) => ({ ...honest, note: 1 }) },
  "an unknown field in the body": {
    rule: "E3",
    envelope: (honest) => ({ ...honest, body: { ...honest.body, name: "x" } }),
  },
  "an unknown type": { rule: "E3", envelope: (honest) => ({ ...honest, body: { type: "group.vanished" } }) },
  "a type from the prototype": { rule: "E3", envelope: (honest) => ({ ...honest, body: { type: "constructor" } }) },
  "a missing field": { rule: "E3", envelope: ({ at: _, ...rest }) => rest },
  "a broken number": { rule: "E3", envelope: (honest) => ({ ...honest, deviceSeq: 1.5 }) },
  "another version": { rule: "E3", envelope: (honest) => ({ ...honest, v: 2 }) },
  "another label": { rule: "E3", envelope: (honest) => ({ ...honest, label: "vado/charter/1" }) },
  "another channel": { rule: "E4", envelope: (honest) => ({ ...honest, channel: "x".repeat(32) }) },
  "another charter": { rule: "E4", envelope: (honest) => ({ ...honest, charter: other(honest.charter) }) },
  "another device's name": { rule: "E5", envelope: (honest) => ({ ...honest, device: "receiving.duty" }) },
  "the other side": {
    rule: "E5",
    envelope: (honest) => ({ ...honest, side: honest.side === "sending" ? "receiving" : "sending" }),
  },
  "a bad signature": { rule: "E6", spoil: true },
  "a repeated number": {
    rule: "E7",
    envelope: (honest) => ({ ...honest, deviceSeq: Math.max(1, honest.deviceSeq - 1), prev: other(honest.prev) }),
  },
  "a skipped number": { rule: "E7", envelope: (honest) => ({ ...honest, deviceSeq: honest.deviceSeq + 1 }) },
  "another predecessor": { rule: "E7", envelope: (honest) => ({ ...honest, prev: other(honest.prev) }) },
  "seen from the future": {
    rule: "E8",
    envelope: (honest) => ({ ...honest, seen: { ...honest.seen, seq: honest.seen.seq + 40 } }),
  },
  "chat in record": { rule: "E9", body: chat("psst")() },
  "an event in ops": { rule: "E9", kind: "ops", body: { type: "conditions.checked", level: "good" } },
  "a huge chat in ops": { rule: "E3", kind: "ops", body: chat("x".repeat(2_001))() },
  oversized: { rule: "E1", text: (text) => text.replace('"body"', `${" ".repeat(49_000)}"body"`) },
};

const FACT: Body = { type: "conditions.checked", level: "caution" };

async function commit<S>(
  evil: EvilMember<S>,
  malice: Malice,
  seed: number,
): Promise<{ kind: ChannelKind; seq: number }> {
  const kind = malice.kind ?? "record";
  const witness = evil.rig.device("sending.archive");
  if (malice.raw !== undefined) return { kind, seq: await evil.send(kind, malice.raw(seed)) };
  const honest = await evil.envelope(witness, kind, malice.body ?? FACT);
  const text = JSON.stringify(malice.envelope?.(honest) ?? honest);
  return { kind, seq: await evil.sendText(kind, malice.text?.(text) ?? text, malice.spoil) };
}

async function refusedAlike<S>(
  rig: Rig<S>,
  { kind, seq }: { kind: ChannelKind; seq: number },
  rule: string | null,
  name: string,
): Promise<void> {
  for (const device of rig.devices) {
    const row = (await device.client.log(kind)).find((one) => one.seq === seq);
    expect(row?.refused ?? null, `${name} at ${device.name}`).toBe(rule);
    expect(device.client.standing.fork, device.name).toBeNull();
  }
}

for (const [cipher, make] of [
  ["null", nullRig],
  ["MLS", mlsRig],
] as const)
  test(`E1–E9: every malformed event of a member is refused with its rule by all (${cipher})`, async () => {
    const rig = await sixDevices<never>((await make("evil")) as never);
    const evil = new EvilMember(rig, rig.device("receiving.field"));
    for (const [name, malice] of Object.entries(MALICE)) {
      const place = await commit(evil, malice, 12_345);
      await rig.settle();
      await refusedAlike(rig, place, malice.rule, name);
    }
    await rig.device("sending.field").act(incident);
    await rig.pass(30_000);
    expect(await rig.digests()).toHaveLength(1);
    for (const { client } of rig.devices) expect(client.outbox).toEqual([]);
  });

test("E1–E9: whatever a member seals between honest acts, all stay well and equal (property)", async () => {
  const rig = await sixDevices(await nullRig("evil-property"));
  const evil = new EvilMember(rig, rig.device("receiving.field"));
  const names = fc.constantFrom(...Object.keys(MALICE));
  const deeds = fc.array(fc.tuple(names, fc.nat(), fc.integer({ min: 0, max: 4 })), { minLength: 1, maxLength: 6 });
  let honest = 0;
  await fc.assert(
    fc.asyncProperty(deeds, async (list) => {
      for (const [name, seed, who] of list) {
        const malice = MALICE[name] as Malice;
        const device = rig.devices[who] as (typeof rig.devices)[number];
        await device.act(seed % 2 === 0 ? incident : chat(`line ${seed}`));
        honest += 1 - (seed % 2);
        const place = await commit(evil, malice, seed);
        await rig.settle();
        await refusedAlike(rig, place, malice.rule, name);
      }
      expect(await rig.digests()).toHaveLength(1);
      for (const { client } of rig.devices) expect(client.outbox).toEqual([]);
      expect(Object.keys(rig.device("sending.duty").client.state.incidents)).toHaveLength(honest);
    }),
    { numRuns: 40, seed: 7 },
  );
});

test("E2, K46: arbitrary bytes sealed by a member (property, MLS)", async () => {
  const rig = await sixDevices(await mlsRig("evil-bytes"));
  const evil = new EvilMember(rig, rig.device("receiving.field"));
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 400 }),
      fc.constantFrom<ChannelKind>("record", "ops"),
      async (bytes, kind) => {
        const seq = await evil.send(kind, bytes);
        await rig.settle();
        await refusedAlike(rig, { kind, seq }, "E2", "bytes");
      },
    ),
    { numRuns: 12, seed: 11 },
  );
  expect(await rig.digests()).toHaveLength(1);
});
