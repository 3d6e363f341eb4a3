import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ChannelError,
  channelOuterKey,
  countersign,
  draftCharter,
  issueAgencyCard,
  issueExchangeKey,
  issueIssuingRequest,
  issueTicketStock,
  joinCharters,
  openAgencyCard,
  openCharter,
  openExchangeKey,
  openIssuingRequest,
  openOuterKey,
  openStock,
  packStock,
  readCharter,
  sealOuterKey,
  signCharter,
} from "../src/index.ts";
import type { Side } from "@vado/protocol";
import { bytes, corridor, LINK, OTHER_LINK, text, type Corridor } from "./world.ts";

/** Papers that travel between root, desks and agencies before a link is founded. */

const refusal = (rule: RegExp) => ({ fault: "bytes", rule: expect.stringMatching(rule) as string });

/** No changed byte is taken, whatever it is. */
async function everyChangeRefused(paper: Uint8Array, open: (bytes: Uint8Array) => Promise<unknown>): Promise<void> {
  await fc.assert(
    fc.asyncProperty(fc.nat(paper.length - 1), fc.integer({ min: 1, max: 255 }), fc.nat(2), async (at, by, how) => {
      const changed =
        how === 0
          ? paper.map((byte, i) => (i === at ? byte ^ by : byte))
          : how === 1
            ? paper.slice(0, at)
            : Uint8Array.from([...paper.slice(0, at), by, ...paper.slice(at)]);
      const said = await open(changed).then(
        () => null,
        (error: unknown) => error,
      );
      expect(said).toBeInstanceOf(ChannelError);
    }),
    { numRuns: 150 },
  );
}

async function stockOf(world: Corridor, side: Side, link = LINK, count = 3) {
  const issuer = await world.issuer(side, link);
  const exchangeKeys = await world.crypto.x25519FromSeed(world.entropy.bytes(32));
  const of = { charter: world.charter.id, link, side };
  const exchange = await issueExchangeKey(world.crypto, issuer, of, exchangeKeys.publicKey);
  const terms = { agency: side === "sending" ? "north" : "south", side, shift: "first", count };
  const tickets = await issueTicketStock(world.crypto, world.entropy, issuer, terms);
  return { tickets, exchange, exchangeKeys, packed: packStock(tickets, { exchange, outerKey: null }) };
}

describe("papers before the first day", () => {
  it("C40 an agency's card opens only as its root signed it", async () => {
    const world = await corridor("card");
    const root = world.roots.get("north")!;
    const card = await issueAgencyCard(world.crypto, "north", root);
    expect(await openAgencyCard(world.crypto, card)).toEqual({ agency: "north", root: root.publicKey });
    await everyChangeRefused(card, (changed) => openAgencyCard(world.crypto, changed));
    await expect(issueAgencyCard(world.crypto, "no name", root)).rejects.toMatchObject(refusal(/^C40$/));
    await expect(openAgencyCard(world.crypto, bytes("x".repeat(2_049)))).rejects.toMatchObject(refusal(/^C40$/));
  });

  it("C41 copies of one charter that different roots signed make one whole, in any order", async () => {
    const world = await corridor("making");
    const draft = draftCharter(world.terms);
    const copies = [];
    for (const agency of ["watch", "north", "south"])
      copies.push(await signCharter(world.crypto, draft, agency, world.roots.get(agency)!));
    expect(await readCharter(world.crypto, draft)).toMatchObject({ signed: [], missing: ["north", "south", "watch"] });
    const two = await joinCharters(world.crypto, copies.slice(0, 2));
    expect(await readCharter(world.crypto, two)).toMatchObject({ signed: ["north", "watch"], missing: ["south"] });
    await expect(openCharter(world.crypto, two)).rejects.toMatchObject(refusal(/^C2$/));
    const whole = await joinCharters(world.crypto, [copies[2]!, two, draft]);
    expect(whole).toEqual(world.charterBytes);
    expect((await readCharter(world.crypto, whole)).id).toBe(world.charter.id);
    await everyChangeRefused(whole, (changed) => readCharter(world.crypto, changed));
    const other = draftCharter({ ...world.terms, minVersion: 2 });
    await expect(joinCharters(world.crypto, [whole, other])).rejects.toMatchObject(refusal(/^C41$/));
    await expect(joinCharters(world.crypto, [])).rejects.toMatchObject(refusal(/^C41$/));
    const twice = JSON.parse(text(copies[0]!)) as { signatures: unknown[] };
    twice.signatures.push(twice.signatures[0]);
    await expect(readCharter(world.crypto, bytes(JSON.stringify(twice)))).rejects.toMatchObject(refusal(/^C41$/));
  });

  it("C42 a request for an issuing key is signed by that key", async () => {
    const world = await corridor("request");
    const key = await world.crypto.ed25519FromSeed(world.entropy.bytes(32));
    const terms = { charter: world.charter.id, agency: "north", side: "sending" as const, link: LINK };
    const request = await issueIssuingRequest(world.crypto, key, terms);
    expect(await openIssuingRequest(world.crypto, request)).toEqual({ ...terms, key: key.publicKey });
    await everyChangeRefused(request, (changed) => openIssuingRequest(world.crypto, changed));
    const other = { publicKey: world.roots.get("north")!.publicKey, privateKey: key.privateKey };
    await expect(
      openIssuingRequest(world.crypto, await issueIssuingRequest(world.crypto, other, terms)),
    ).rejects.toMatchObject(refusal(/^C42$/));
  });

  it("C43 an exchange key is that of its issuing key's side and link", async () => {
    const world = await corridor("exchange");
    const { exchange, exchangeKeys } = await stockOf(world, "receiving");
    expect(await openExchangeKey(world.crypto, world.charter, exchange)).toMatchObject({
      by: { agency: "south", side: "receiving", link: LINK },
      key: exchangeKeys.publicKey,
    });
    const issuer = await world.issuer("receiving");
    for (const wrong of [{ side: "sending" as const }, { link: OTHER_LINK }, { charter: "0".repeat(64) }]) {
      const of = { charter: world.charter.id, link: LINK, side: "receiving" as const, ...wrong };
      const paper = await issueExchangeKey(world.crypto, issuer, of, exchangeKeys.publicKey);
      await expect(openExchangeKey(world.crypto, world.charter, paper)).rejects.toMatchObject(refusal(/^C43$/));
    }
    const foreign = { ...exchange, signature: (await stockOf(world, "sending")).exchange.signature };
    await expect(openExchangeKey(world.crypto, world.charter, foreign)).rejects.toMatchObject(refusal(/^C43$/));
  });

  it("C44 the outer key opens for the desk it was sealed to, from a holder of a side, and for nobody else", async () => {
    const world = await corridor("outer");
    const { exchange, exchangeKeys: own } = await stockOf(world, "receiving");
    const to = await openExchangeKey(world.crypto, world.charter, exchange);
    const key = world.entropy.bytes(32);
    const sealed = await sealOuterKey(world, await world.issuer("sending"), to, key);
    expect(await openOuterKey(world, world.charter, LINK, own, sealed)).toEqual(key);
    expect(JSON.stringify(sealed)).not.toContain(Buffer.from(key).toString("base64url"));
    const other = await world.crypto.x25519FromSeed(world.entropy.bytes(32));
    const refused = [
      openOuterKey(world, world.charter, LINK, other, sealed),
      openOuterKey(world, world.charter, OTHER_LINK, own, sealed),
      openOuterKey(world, (await corridor("elsewhere")).charter, LINK, own, sealed),
      openOuterKey(world, world.charter, LINK, own, { ...sealed, text: sealed.text.replace('"kem":"', '"kem":"A') }),
      openOuterKey(
        world,
        world.charter,
        LINK,
        own,
        await sealOuterKey(world, await world.issuer("sending", LINK, "watch"), to, key),
      ),
      openOuterKey(
        world,
        world.charter,
        LINK,
        own,
        await sealOuterKey(world, await world.issuer("sending"), to, key.slice(1)),
      ),
    ];
    for (const one of refused) await expect(one).rejects.toMatchObject(refusal(/^C(3|44)$/));
    const ops = await channelOuterKey(world.crypto, key, "ops");
    expect(ops).toHaveLength(32);
    expect(ops).not.toEqual(await channelOuterKey(world.crypto, key, "record"));
  });

  it("C45 a stock is whole: one agency, side, link and shift, every ticket once and signed by the same sides", async () => {
    const world = await corridor("stock");
    const { tickets, exchange, packed } = await stockOf(world, "sending");
    expect(await openStock(world.crypto, world.charter, packed)).toMatchObject({
      agency: "north",
      side: "sending",
      link: LINK,
      shift: "first",
      signedBy: ["sending"],
      tickets,
    });
    const both = await countersign(world.crypto, world.charter, await world.issuer("receiving"), tickets);
    const whole = packStock(both, { exchange, outerKey: null });
    expect((await openStock(world.crypto, world.charter, whole)).signedBy).toEqual(["receiving", "sending"]);
    await everyChangeRefused(whole, (changed) => openStock(world.crypto, world.charter, changed));
    const pack = (...of: readonly (readonly Uint8Array[])[]) => packStock(of.flat(), { exchange, outerKey: null });
    const wrong = [
      pack(tickets, tickets),
      pack(tickets.slice(0, 1), both.slice(1)),
      pack(tickets, (await stockOf(world, "sending", OTHER_LINK)).tickets),
      pack((await stockOf(world, "receiving")).tickets),
      pack([]),
    ];
    for (const one of wrong)
      await expect(openStock(world.crypto, world.charter, one)).rejects.toMatchObject(refusal(/^C45$/));
    const elsewhere = await corridor("elsewhere");
    await expect(openStock(elsewhere.crypto, elsewhere.charter, whole)).rejects.toMatchObject(refusal(/^C3$/));
  });
});
