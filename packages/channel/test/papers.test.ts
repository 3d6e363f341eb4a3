import { base64url, type Side } from "@vado/protocol";
import { describe, expect, it } from "vitest";
import {
  bindTicket,
  countersign,
  draftCharter,
  issueDevice,
  issueIssuingKey,
  issueTicketStock,
  openCertificate,
  openCharter,
  openTicket,
  signCharter,
  type CharterTerms,
} from "../src/index.ts";
import { bytes, corridor, LINK, OTHER_LINK, text, type Corridor } from "./world.ts";

const DAY = 86_400_000;

/** Parses carried JSON, changes it, writes it again. */
function changed(paper: Uint8Array, change: (json: Carried) => void): Uint8Array {
  const json = JSON.parse(text(paper)) as Carried;
  change(json);
  return bytes(JSON.stringify(json));
}
interface Carried {
  text: string;
  signatures: { agency: string; signature: string }[];
  issuing: { text: string; signature: string };
  device: { text: string; signature: string };
}

describe("C2 a charter", () => {
  it("is what all its roots signed, one after the other in any order", async () => {
    const world = await corridor("charter");
    let paper = draftCharter(world.terms);
    for (const agency of ["watch", "south", "north"]) {
      await expect(openCharter(world.crypto, paper)).rejects.toMatchObject({ fault: "bytes", rule: "C2" });
      paper = await signCharter(world.crypto, paper, agency, world.roots.get(agency)!);
    }
    expect(paper).toEqual(world.charterBytes);
    expect((await openCharter(world.crypto, paper)).id).toBe(world.charter.id);
    await expect(signCharter(world.crypto, paper, "north", world.roots.get("south")!)).rejects.toMatchObject({
      fault: "caller",
    });
  });

  it("is refused when a word, a signature or its plain writing is changed", async () => {
    const world = await corridor("charter");
    const cases: ((json: Carried) => void)[] = [
      (json) => (json.text = json.text.replace(`"minVersion":1`, `"minVersion":2`)),
      (json) => (json.text = json.text.replace(`{"label"`, `{ "label"`)),
      (json) => (json.text = json.text.replace(`{"label"`, `{"more":1,"label"`)),
      (json) => (json.text = json.text.replace(`"minVersion":1`, `"minVersion":1,"minVersion":1`)),
      (json) => (json.signatures[0]!.signature = json.signatures[1]!.signature),
      (json) => json.signatures.pop(),
      (json) => json.signatures.reverse(),
      (json) => json.signatures.push(json.signatures[0]!),
      (json) => Object.assign(json, { more: 1 }),
    ];
    for (const change of cases)
      await expect(openCharter(world.crypto, changed(world.charterBytes, change))).rejects.toMatchObject({
        rule: "C2",
      });
    const spaced = bytes(`${text(world.charterBytes)} `);
    for (const bad of [
      spaced,
      new Uint8Array(0),
      bytes("null"),
      bytes("[]"),
      Uint8Array.of(255, 254),
      new Uint8Array(128 * 1024 + 1),
    ]) {
      await expect(openCharter(world.crypto, bad)).rejects.toMatchObject({ fault: "bytes", rule: "C2" });
    }
  });

  it("can't contradict itself", async () => {
    const { terms } = await corridor("charter");
    const [link] = terms.links;
    const cases: Partial<CharterTerms>[] = [
      { agencies: [...terms.agencies, terms.agencies[0]!] },
      { agencies: terms.agencies.map((a) => ({ ...a, root: terms.agencies[0]!.root })) },
      { links: [...terms.links, link!] },
      { links: [{ ...link!, ops: link!.record }] },
      { links: [{ ...link!, sending: "nobody" }] },
      { observers: ["north"] },
      { observers: ["nobody"] },
      { agencies: [] },
      { minVersion: 0 },
    ];
    for (const change of cases) expect(() => draftCharter({ ...terms, ...change })).toThrow("C2");
  });
});

describe("C3 C4 certificates", () => {
  async function chain(
    world: Corridor,
    change: { agency?: string; side?: Side; link?: string; days?: number; root?: string; charter?: string },
  ): Promise<Uint8Array> {
    const {
      agency = "north",
      side = "sending",
      link = LINK,
      days = 30,
      root = agency,
      charter = world.charter.id,
    } = change;
    const key = await world.crypto.ed25519FromSeed(world.entropy.bytes(32));
    const terms = { charter, agency, side, link, notBefore: 0, notAfter: days * DAY };
    const issuer = await issueIssuingKey(world.crypto, world.roots.get(root)!, key, terms);
    return issueDevice(world.crypto, issuer, {
      role: "field",
      device: "d",
      signatureKey: key.publicKey,
      notBefore: 0,
      notAfter: DAY,
    });
  }

  it("lead from a root of the charter over the right agency, side and link to the device", async () => {
    const world = await corridor("chain");
    expect(await openCertificate(world.crypto, world.charter, await chain(world, {}))).toMatchObject({
      device: "d",
      agency: "north",
      side: "sending",
      link: LINK,
    });
    for (const change of [
      { agency: "south" },
      { side: "receiving" as const },
      { link: "M9" },
      { root: "south" },
      { charter: "0".repeat(64) },
    ]) {
      await expect(openCertificate(world.crypto, world.charter, await chain(world, change))).rejects.toMatchObject({
        fault: "bytes",
        rule: "C3",
      });
    }
    const other = await corridor("other");
    await expect(openCertificate(other.crypto, other.charter, await chain(world, {}))).rejects.toMatchObject({
      rule: "C3",
    });
  });

  it("an issuing key serves 30 days and not a millisecond more; a device no longer than its issuer", async () => {
    const world = await corridor("days");
    await expect(chain(world, { days: 30 + 1 / DAY })).rejects.toMatchObject({ fault: "caller", rule: "C3" });
    const issuer = await world.issuer("sending");
    const terms = {
      role: "field" as const,
      device: "d",
      signatureKey: new Uint8Array(32),
      notBefore: 0,
      notAfter: 30 * DAY,
    };
    await expect(issueDevice(world.crypto, issuer, terms)).resolves.toBeDefined();
    await expect(issueDevice(world.crypto, issuer, { ...terms, notAfter: 30 * DAY + 1 })).rejects.toMatchObject({
      fault: "caller",
      rule: "C4",
    });
    await expect(issueDevice(world.crypto, issuer, { ...terms, device: "two words" })).rejects.toMatchObject({
      rule: "C4",
    });
  });

  it("C4 an observing agency's device observes and nothing else", async () => {
    const world = await corridor("observe");
    const eye = await world.device("eye", "sending", { role: "observer", agency: "watch" });
    expect(await openCertificate(world.crypto, world.charter, eye.certificate)).toMatchObject({ role: "observer" });
    const hand = await world.device("hand", "sending", { role: "supervisor", agency: "watch" });
    await expect(openCertificate(world.crypto, world.charter, hand.certificate)).rejects.toMatchObject({ rule: "C4" });
  });

  it("are refused when altered", async () => {
    const world = await corridor("altered");
    const paper = await chain(world, {});
    const cases: [string, (json: Carried) => void][] = [
      ["C4", (json) => (json.device.text = json.device.text.replace("field", "supervisor"))],
      ["C4", (json) => (json.device.text = json.device.text.replace(`"role":"field"`, `"role":"king"`))],
      ["C3", (json) => (json.issuing.text = json.issuing.text.replace(`"notBefore":0`, `"notBefore":1`))],
      ["C4", (json) => (json.device.signature = json.issuing.signature)],
      ["C4", (json) => Object.assign(json, { more: 1 })],
      // A device's paper is no issuing key's, however well signed: the label says what it is.
      ["C3", (json) => (json.issuing = json.device)],
    ];
    for (const [rule, change] of cases)
      await expect(openCertificate(world.crypto, world.charter, changed(paper, change))).rejects.toMatchObject({
        rule,
      });
  });
});

describe("C5 C6 tickets", () => {
  it("open for the device they are bound to, with both sides' signatures", async () => {
    const world = await corridor("stock");
    const identity = await world.device("d", "receiving");
    const paper = await openCertificate(world.crypto, world.charter, identity.certificate);
    const maker = await world.issuer("receiving");
    const stock = await issueTicketStock(world.crypto, world.entropy, maker, {
      agency: "south",
      side: "receiving",
      shift: "2026-07-01.night",
      count: 3,
    });
    const whole = await countersign(world.crypto, world.charter, await world.issuer("sending"), stock);
    const to = { device: "d", signatureKey: identity.signatureKey.publicKey };
    const ids = new Set<string>();
    for (const ticket of whole) {
      const opened = await openTicket(
        world.crypto,
        world.charter,
        paper,
        await bindTicket(world.crypto, maker, ticket, to),
      );
      expect(opened.shift).toBe("2026-07-01.night");
      ids.add(opened.id);
    }
    expect(ids.size).toBe(3);
    await expect(
      openTicket(world.crypto, world.charter, paper, await bindTicket(world.crypto, maker, stock[0]!, to)),
    ).rejects.toMatchObject({ fault: "bytes", rule: "C5" });
    await expect(countersign(world.crypto, world.charter, maker, stock)).rejects.toMatchObject({ rule: "C5" });
    await expect(
      countersign(world.crypto, world.charter, await world.issuer("sending", OTHER_LINK), stock),
    ).rejects.toMatchObject({ rule: "C5" });
    await expect(
      issueTicketStock(world.crypto, world.entropy, maker, {
        agency: "south",
        side: "receiving",
        shift: "x",
        count: 257,
      }),
    ).rejects.toMatchObject({ rule: "C5" });
  });

  it("an observing agency binds its own tickets, and signs no stock", async () => {
    const world = await corridor("eyes");
    const identity = await world.device("eye", "sending", { role: "observer", agency: "watch" });
    const paper = await openCertificate(world.crypto, world.charter, identity.certificate);
    expect((await openTicket(world.crypto, world.charter, paper, await world.ticket(identity))).id).toHaveLength(22);
    const watch = await world.issuer("sending", LINK, "watch");
    const stock = await issueTicketStock(world.crypto, world.entropy, watch, {
      agency: "watch",
      side: "sending",
      shift: "x",
      count: 1,
    });
    await expect(
      countersign(world.crypto, world.charter, await world.issuer("receiving"), stock),
    ).rejects.toMatchObject({ rule: "C5" });
    expect(base64url(identity.signatureKey.publicKey)).toHaveLength(43);
  });

  it("one agency on both sides signs with two keys, and one of them twice is not enough", async () => {
    const world = await corridor("both");
    const terms = { ...world.terms, links: [{ ...world.terms.links[0]!, receiving: "north" }] };
    let paper = draftCharter(terms);
    for (const [agency, root] of world.roots) paper = await signCharter(world.crypto, paper, agency, root);
    const charter = await openCharter(world.crypto, paper);
    const issuer = async (side: Side) => {
      const key = await world.crypto.ed25519FromSeed(world.entropy.bytes(32));
      const window = { notBefore: 0, notAfter: DAY };
      return issueIssuingKey(world.crypto, world.roots.get("north")!, key, {
        charter: charter.id,
        agency: "north",
        side,
        link: LINK,
        ...window,
      });
    };
    const [sending, receiving] = [await issuer("sending"), await issuer("receiving")];
    const stock = await issueTicketStock(world.crypto, world.entropy, sending, {
      agency: "north",
      side: "sending",
      shift: "x",
      count: 1,
    });
    await expect(countersign(world.crypto, charter, sending, stock)).rejects.toMatchObject({ rule: "C5" });
    await expect(countersign(world.crypto, charter, receiving, stock)).resolves.toHaveLength(1);
  });
});
