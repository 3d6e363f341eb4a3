import { nodeCrypto } from "@vado/host";
import {
  TICKET_KEY_BYTES,
  crossingTicketSigned,
  crossingTicketText,
  parseCrossingTicket,
  type Body,
  type CrossingTicket,
} from "@vado/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import { A, B, back, cutOff, departed, go, granted, offlineGo, openLink, othersOf } from "./handover.ts";
import type { Device, Rig } from "./rig.ts";

const MINUTE_MS = 60_000;

async function ticketOf<S>(device: Device<S>, group: string): Promise<string> {
  const answer = await device.client.ticketFor(group);
  if (!("ticket" in answer)) throw new Error(answer.rule);
  return answer.ticket;
}
const changed = (text: string, change: Partial<CrossingTicket>): string =>
  crossingTicketText({ ...(parseCrossingTicket(text) as { ticket: CrossingTicket }).ticket, ...change });

/** A ticket that a device signs whatever its rules are. */
async function signedBy<S>(
  device: Device<S>,
  group: string,
  grant: string,
  change: { readonly link?: string } = {},
): Promise<string> {
  const { identity, charterId: charter, link } = device.config;
  const { publicKey, privateKey } = identity.signatureKey;
  const says = { group, grant, headcount: 10 } as CrossingTicket;
  const signed = new TextEncoder().encode(crossingTicketSigned({ charter, link, ...change }, says));
  const signature = await nodeCrypto.ed25519Sign(privateKey, signed);
  return crossingTicketText({ ...says, key: publicKey.slice(0, TICKET_KEY_BYTES), signature });
}

/** A group that was let go, its ticket, and a phone on the far bank without a network, restarted since. */
async function farBank(seed: string) {
  const rig = await openLink(seed);
  const grant = await granted(rig, A);
  const duty = rig.device("sending.duty");
  const ticket = await ticketOf(duty, A);
  await duty.act(() => go(A, grant));
  await rig.settle();
  const far = rig.device("receiving.field");
  await cutOff(far);
  await far.restart();
  return { rig, grant, duty, far, ticket };
}

test("K77: an officer's device of the sending side signs for a group that is confirmed, let go or on its way", async () => {
  const rig = await openLink("who signs");
  const duty = rig.device("sending.duty");
  const none = async () => (await duty.client.ticketFor(A)) as { rule?: string };
  expect((await none()).rule).toBe("K77.grant");
  const grant = await granted(rig, A);
  expect(await none()).toMatchObject({ ticket: expect.stringMatching(`^VADO1:${A}:10:`) as string });
  expect(await rig.device("sending.archive").client.ticketFor(A)).toMatchObject({ rule: "K77.side" });
  expect(await rig.device("receiving.duty").client.ticketFor(A)).toMatchObject({ rule: "K77.side" });
  for (const code of ["__proto__", "constructor", "nobody", B])
    expect(await duty.client.ticketFor(code)).toMatchObject({ rule: "K77.grant" });
  await duty.act(() => ({ ...go(A, grant), headcount: 7 }) as Body);
  await rig.settle();
  expect(await none()).toMatchObject({ ticket: expect.stringMatching(`^VADO1:${A}:7:`) as string });
  await duty.act(() => ({ ...departed(A), headcount: 7 }) as Body);
  await rig.settle();
  expect(await none()).toHaveProperty("ticket");
  await rig.device("receiving.field").act(() => ({ type: "group.arrived", group: A, headcount: 7 }));
  await rig.settle();
  expect((await none()).rule).toBe("K77.grant");
});

test("K77: a grant that lapsed, and a group that left without GO, have no ticket", async () => {
  const rig = await openLink("no ticket");
  await granted(rig, A);
  const duty = rig.device("sending.duty");
  const second = await granted(rig, B);
  await duty.act(() => departed(B));
  await rig.settle();
  expect(await duty.client.ticketFor(B)).toMatchObject({ rule: "K77.grant" });
  expect(second).toBeTruthy();
  rig.now += 26 * MINUTE_MS;
  expect(await duty.client.ticketFor(A)).toMatchObject({ rule: "K77.grant" });
});

test("K78: the far bank checks it with no network, after a restart too; sending nothing", async () => {
  const { rig, far, ticket } = await farBank("far bank");
  const { calls } = far.switches;
  const before = { ...calls };
  expect(await far.client.checkTicket(ticket)).toEqual({ kind: "good", group: A, headcount: 10, released: true });
  expect(calls).toEqual(before);
  expect(far.client.outbox).toEqual([]);
  for (const device of othersOf(rig, far)) expect((await device.client.checkTicket(ticket)).kind).toBe("good");
});

test("K78: one byte of it changed, or another's words under its signature, is known as such", async () => {
  const { rig, duty, far, ticket, grant } = await farBank("forged");
  const signed = (parseCrossingTicket(ticket) as { ticket: CrossingTicket }).ticket;
  const check = async (text: string) => (await far.client.checkTicket(text)).kind;
  expect(await check(changed(ticket, { headcount: 60 }))).toBe("unknown-signature");
  expect(await check(changed(ticket, { group: B }))).toBe("unknown-signature");
  expect(
    await check(changed(ticket, { signature: signed.signature.with(5, (signed.signature[5] as number) ^ 1) })),
  ).toBe("unknown-signature");
  // Signed by those who may not: the receiving side's own officer, and the sending side's archive.
  for (const name of ["receiving.duty", "sending.archive"])
    expect(await check(await signedBy(rig.device(name), A, grant)), name).toBe("unknown-signature");
  // For another link, by the right officer.
  expect(await check(await signedBy(duty, A, grant, { link: "A-C" }))).toBe("unknown-signature");
  expect(await check(await signedBy(duty, A, grant))).toBe("good");
});

test("K78: what the log has otherwise is named: group, grant, number of people", async () => {
  const { rig, duty, far, grant } = await farBank("differs");
  const other = await granted(rig, B);
  const ticketB = await ticketOf(duty, B);
  expect(await far.client.checkTicket(ticketB)).toEqual({ kind: "differs", what: "group", ticket: B, log: null });
  await back(rig, far);
  expect(await far.client.checkTicket(ticketB)).toEqual({ kind: "good", group: B, headcount: 10, released: false });
  // Fewer were let go than the ticket says that was made before.
  await duty.act(() => ({ ...go(B, other), headcount: 8 }) as Body);
  await rig.settle();
  expect(await far.client.checkTicket(ticketB)).toEqual({ kind: "differs", what: "headcount", ticket: 10, log: 8 });
  expect(await far.client.checkTicket(await ticketOf(duty, B))).toMatchObject({ kind: "good", headcount: 8 });
  // The other grant under this group's code, signed by a device that lies.
  expect(await far.client.checkTicket(await signedBy(duty, A, other))).toEqual({
    kind: "differs",
    what: "grant",
    ticket: other,
    log: grant,
  });
});

test("K78: a ticket is good once: counted at the gate, sent or still waiting here, its group has arrived", async () => {
  const { rig, far, ticket } = await farBank("twice");
  await far.act(() => ({ type: "group.arrived", group: A, headcount: 10 }));
  expect((await far.client.checkTicket(ticket)).kind).toBe("arrived");
  await back(rig, far);
  const answer = await rig.device("receiving.duty").client.checkTicket(ticket);
  expect(answer).toEqual({ kind: "arrived", at: far.client.state.groups[A]?.arrivedAt });
});

test("K78: an ended grant and a group that went back are said to be that; GO offline still on its way is not", async () => {
  const rig = await openLink("ended");
  const grant = await granted(rig, A);
  const duty = rig.device("sending.duty");
  const far = rig.device("receiving.field");
  await cutOff(duty);
  await duty.act(() => offlineGo(duty, A, grant));
  const ticket = await ticketOf(duty, A);
  expect(await far.client.checkTicket(ticket)).toEqual({ kind: "good", group: A, headcount: 10, released: false });
  rig.now += 26 * MINUTE_MS;
  expect(await far.client.checkTicket(ticket)).toEqual({ kind: "ended", why: "lapsed" });
  rig.now -= 22 * MINUTE_MS;
  await back(rig, duty);
  expect((await far.client.checkTicket(ticket)).kind).toBe("good");
  await duty.act(() => departed(A));
  await duty.act(() => ({ type: "group.returned", group: A, headcount: 10, reason: "fog" }));
  await rig.settle();
  expect(await far.client.checkTicket(ticket)).toEqual({ kind: "ended", why: "returned" });
});

test("K78: nothing that can be scanned makes it throw, and nothing but the ticket itself is good", async () => {
  const { far, ticket } = await farBank("fuzz");
  const edited = fc
    .array(fc.tuple(fc.nat(ticket.length), fc.string({ unit: "grapheme", maxLength: 2 })), { maxLength: 3 })
    .map((edits) => edits.reduce((text, [at, put]) => text.slice(0, at) + put + text.slice(at + 1), ticket));
  const near = fc
    .tuple(fc.nat(ticket.length - 1), fc.constantFrom(..."ABCDEFGHIJKLMNOPQRSTUVWXYZ234567890:-".split("")))
    .map(([at, put]) => ticket.slice(0, at) + put + ticket.slice(at + 1));
  const kinds = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.oneof(near, edited, fc.string({ unit: "binary" })), async (text) => {
      const { kind } = await far.client.checkTicket(text);
      kinds.add(kind);
      expect(kind === "good").toBe(text === ticket);
    }),
    { numRuns: 600 },
  );
  expect([...kinds].sort()).toEqual(["good", "unknown-signature", "unreadable"]);
});

test("K78: a device that has not joined knows nobody's signature", async () => {
  const { rig, ticket } = await farBank("outsider");
  const late: Device<never> = await (rig as unknown as Rig<never>).add("receiving", "field", { name: "late" });
  expect(await late.client.checkTicket(ticket)).toEqual({ kind: "unknown-signature" });
});
