import { expect, test } from "vitest";
import type { Vault } from "@vado/protocol";
import { agree, chat, holdLifted, holdPlaced, incident, TERMS } from "./acts.ts";
import { RelayRefused } from "../src/index.ts";
import { mlsRig, nullRig, sixDevices, type Device } from "./rig.ts";

/** Rows that a vault has handed out so far. */
function counted(vault: Vault): { rows: number } {
  const seen = { rows: 0 };
  const list = vault.list.bind(vault);
  vault.list = async (prefix) => {
    const rows = await list(prefix);
    seen.rows += rows.length;
    return rows;
  };
  return seen;
}

const portrait = async <S>({ client }: Device<S>) => ({
  digests: [await client.digest("record"), await client.digest("ops")],
  heads: [client.head("record"), client.head("ops")],
});

test("K70: what may be done is what submit would answer, and asking changes nothing", async () => {
  const rig = await sixDevices(await nullRig("may"));
  await agree(rig);
  const duty = rig.device("sending.duty");
  const field = rig.device("receiving.field");
  const propose = () => ({ type: "agreement.proposed", version: 2, terms: TERMS, validFrom: 0 }) as never;
  expect(duty.client.may(propose)).toBeNull();
  expect(field.client.may(propose)?.rule).toBe(await field.rule(propose));
  expect(field.client.may(holdPlaced)).toBeNull();
  expect(field.client.outbox).toEqual([]);
  expect(() => field.client.may(() => ({ type: "message.sent", text: "" }) as never)).toThrow("E3");
});

test("K71: a page of the log holds the newest entries before a sequence, newest first, and reads little more", async () => {
  const rig = await sixDevices(await nullRig("pages"));
  for (let i = 0; i < 260; i++) {
    await rig.device("receiving.field").act(incident);
    if (i % 65 === 64) await rig.settle();
  }
  const { client, vault } = rig.device("sending.field");
  const all = (await client.log("record")).reverse();
  expect(all.length).toBeGreaterThan(260);
  const read = counted(vault);
  expect(await client.logPage("record", undefined, 7)).toEqual(all.slice(0, 7));
  expect(read.rows).toBeLessThanOrEqual(200);
  let before: number | undefined;
  const paged = [];
  for (;;) {
    const page = await client.logPage("record", before, 90);
    paged.push(...page);
    if (page.length < 90) break;
    before = page.at(-1)?.seq;
  }
  expect(paged).toEqual(all);
  expect(await client.logPage("record", 1, 10)).toEqual([]);
});

test("K72: a start reads what came after the state as last written, and the last thousand heads, not the whole log", async () => {
  const rig = await sixDevices(await nullRig("start"));
  const field = rig.device("receiving.field");
  for (let i = 0; i < 1_500; i++) {
    await field.act(incident);
    if (i % 125 === 124) await rig.settle();
  }
  const device = rig.device("sending.duty");
  const before = await portrait(device);
  const whole = (await device.client.log("record")).length;
  const read = counted(device.vault);
  await device.restart();
  expect(await portrait(device)).toEqual(before);
  expect(whole).toBeGreaterThan(1_500);
  expect(read.rows).toBeLessThan(1_200 + 500);
});

test("K73: the channel code has 30 digits, is equal on every device, and another one after anybody joins", async () => {
  const rig = await mlsRig("code");
  const founder = await rig.add("sending", "archive", { founding: "founder" });
  expect(await founder.client.channelCode()).toBeNull();
  await rig.add("receiving", "archive", { founding: "cofounder" });
  await rig.settle();
  const codes = async () => new Set(await Promise.all(rig.devices.map(({ client }) => client.channelCode())));
  const first = await codes();
  expect(first.size).toBe(1);
  expect([...first][0]).toMatch(/^\d{30}$/);
  await rig.add("sending", "field");
  await rig.settle();
  const second = await codes();
  expect(second.size).toBe(1);
  expect(second).not.toEqual(first);
});

test("K74: how far the other side has read, and when the last entry came", async () => {
  const rig = await sixDevices(await nullRig("read"));
  const field = rig.device("sending.field");
  rig.device("receiving.field").switches.down = true;
  rig.device("receiving.duty").switches.down = true;
  rig.device("receiving.archive").switches.down = true;
  await field.act(chat("hello"));
  rig.now += 1_000;
  await field.act(incident);
  await field.step();
  const [entry] = await field.client.logPage("ops", undefined, 1);
  expect(field.client.readSeq.ops).toBeLessThan(entry?.seq as number);
  expect(field.client.asOf).toBe(rig.now);
  for (const name of ["field", "duty", "archive"]) rig.device(`receiving.${name}`).switches.down = false;
  await rig.pass(60_000);
  expect(field.client.readSeq.ops).toBeGreaterThanOrEqual(entry?.seq as number);
  expect(field.client.receipt("ops", { intent: "", seq: entry?.seq as number })).toBe("read");
});

test("K75: an act dropped before it was sent, or void in the log, is told until it is dismissed, over restarts", async () => {
  const rig = await sixDevices(await nullRig("undone"));
  const [sending, receiving] = [rig.device("sending.duty"), rig.device("receiving.duty")];
  const propose = () => ({ type: "agreement.proposed", version: 1, terms: TERMS, validFrom: 0 }) as never;
  // Both propose the same version at once: whichever comes second in the log is void.
  const intents = [await sending.act(propose), await receiving.act(propose)];
  await rig.settle();
  const losers = [sending, receiving].filter(({ client }) => client.undone.length > 0);
  expect(losers).toHaveLength(1);
  const loser = losers[0] as Device<never>;
  const [act] = loser.client.undone;
  expect(intents).toContain(act?.intent);
  expect(act).toMatchObject({ rule: expect.stringMatching(/\w/) as string, body: { type: "agreement.proposed" } });
  await loser.restart();
  expect(loser.client.undone).toEqual([act]);
  await loser.client.dismiss(act?.intent as string);
  expect(loser.client.undone).toEqual([]);
  await loser.restart();
  expect(loser.client.undone).toEqual([]);
});

test("K75: an act that was no longer allowed when it could be sent is told in the same way", async () => {
  const rig = await sixDevices(await nullRig("dropped"));
  await agree(rig);
  const duty = rig.device("sending.duty");
  const hold = await duty.act(holdPlaced);
  await rig.settle();
  const lift = await duty.act(() => holdLifted(hold));
  await rig.device("receiving.field").act(() => ({ type: "conditions.checked", level: "stop" }));
  await rig.device("receiving.field").step();
  await rig.settle();
  expect(duty.client.outbox).toEqual([]);
  expect(duty.client.undone).toMatchObject([{ intent: lift, rule: "H16.conditions", body: { type: "hold.lifted" } }]);
  await duty.restart();
  expect(duty.client.undone).toHaveLength(1);
});

test("K76: a device that was taken out of the group says so, over restarts, and is blocked", async () => {
  const rig = await sixDevices(await nullRig("removed"));
  const field = rig.device("sending.field");
  expect(field.client.standing.removed).toBe(false);
  await rig.device("receiving.field").act(incident);
  await rig.device("receiving.field").step();
  const receive = rig.cipher.receive.bind(rig.cipher);
  rig.cipher.receive = async () => ({ kind: "removed", removal: { by: "sending.archive", reason: "agency" } });
  await field.step();
  rig.cipher.receive = receive;
  const removal = { by: "sending.archive", reason: "agency" };
  expect(field.client.standing).toMatchObject({ removed: true, removal, fork: null });
  expect(await field.rule(incident)).toBe("K84");
  await field.restart();
  expect(field.client.standing).toMatchObject({ removed: true, removal });
});

test("K76: a device that the relay serves no longer says why", async () => {
  const rig = await sixDevices(await nullRig("shut out"));
  const field = rig.device("sending.field");
  expect((await field.client.step()).shutOut).toBeNull();
  field.switches.view = () => {
    throw new RelayRefused("device-unknown", "No such device is enrolled.");
  };
  const report = await field.client.step();
  expect(report).toMatchObject({ shutOut: "device-unknown", connected: false });
});
