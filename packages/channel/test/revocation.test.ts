import { describe, expect, it } from "vitest";
import { base64url } from "@vado/protocol";
import { bindTicket, ChannelError, issueRevocation, openRevocation, type Removal } from "../src/index.ts";
import { forgeJoin } from "./forge.ts";
import { ignoredByAll } from "./judged.ts";
import { corridor, LINK, roomOf, type Corridor } from "./world.ts";

const revoked = async (world: Corridor, identity: Parameters<Corridor["revoke"]>[0]): Promise<Removal> => ({
  reason: "revoked",
  revocation: await world.revoke(identity),
});

async function revokedKey(world: Corridor, side: "sending" | "receiving"): Promise<Removal> {
  const agency = side === "sending" ? "north" : "south";
  const { key } = await world.issuer(side);
  const what = { kind: "issuing-key" as const, key: key.publicKey };
  const terms = { charter: world.charter.id, agency, link: LINK, what };
  return { reason: "revoked", revocation: await issueRevocation(world.crypto, world.roots.get(agency)!, terms) };
}

describe("revocation by an agency's root", () => {
  it("C29 is opened only as it was signed", async () => {
    const world = await corridor("paper");
    const device = await world.device("d1", "sending");
    const paper = await world.revoke(device);
    const { publicKey } = device.signatureKey;
    expect(await openRevocation(world.crypto, world.charter, paper)).toEqual({
      agency: "north",
      link: LINK,
      what: { kind: "device", device: "d1", signatureKey: publicKey },
    });
    const text = new TextDecoder().decode(paper);
    const wrong = [
      text.slice(1),
      `${text} `,
      text.replace("d1", "d2"),
      text.replace("north", "south"),
      text.replace("north", "east"),
      "{}",
      "",
    ];
    for (const bad of wrong)
      await expect(openRevocation(world.crypto, world.charter, new TextEncoder().encode(bad)), bad).rejects.toThrow(
        ChannelError,
      );
    await expect(openRevocation(world.crypto, world.charter, new Uint8Array(2_049).fill(32))).rejects.toMatchObject({
      rule: "C29",
    });
    const signed = JSON.parse(text) as { text: string; signature: string };
    const terms = { ...(JSON.parse(signed.text) as object), issuingKey: base64url(publicKey) };
    const both = JSON.stringify({ ...signed, text: JSON.stringify(terms) });
    await expect(openRevocation(world.crypto, world.charter, new TextEncoder().encode(both))).rejects.toMatchObject({
      rule: "C29",
    });
  });

  it("C29 a steward of either side acts on it; the other agency's device is out", async () => {
    for (const by of ["d0", "d1"]) {
      const room = await roomOf(6, `either-${by}`);
      const results = await room.remove(room.device(by), await revoked(room.world, room.device("d3").identity));
      expect(results?.filter(({ kind }) => kind === "removed")).toEqual([
        { kind: "removed", removal: { by, reason: "revoked" } },
      ]);
      expect(new Set(room.authenticators()).size).toBe(1);
      const again = await room.world.device("d3", "receiving");
      await expect(room.join(again)).rejects.toMatchObject({ rule: "C31" });
      await ignoredByAll(room, await forgeJoin(room, again), "C31");
    }
  });

  it("C29 C31 of a device that is not in the group: a commit with no Remove bars it before it ever joins", async () => {
    const room = await roomOf(4, "absent");
    const lost = await room.world.device("lost", "receiving");
    const results = await room.remove(room.device("d0"), await revoked(room.world, lost));
    expect(results?.map(({ kind }) => kind)).toEqual(["commit", "commit", "commit"]);
    expect(results?.[0]).toMatchObject({ joined: [], removed: [], removal: { by: "d0", reason: "revoked" } });
    await ignoredByAll(room, await forgeJoin(room, lost), "C31");
    await expect(room.join(lost)).rejects.toMatchObject({ rule: "C31" });
    await room.join(await room.world.device("found", "receiving"));
  });

  it("C29 C31 of an issuing key: all its devices are out, its tickets dead, also on the other side; a new key's are good", async () => {
    const room = await roomOf(6, "issuer");
    const { world } = room;
    const mine = await world.device("mine", "receiving");
    const theirs = await world.device("theirs", "sending");
    // Countersigned with the key that is to be revoked.
    const stale = await world.looseTicket("sending");
    const bound = await bindTicket(world.crypto, await world.issuer("sending"), stale, {
      device: "theirs",
      signatureKey: theirs.signatureKey.publicKey,
    });
    const removal = await revokedKey(world, "receiving");
    await expect(room.cipher.remove(room.device("d1").state, removal)).rejects.toMatchObject({
      fault: "caller",
      rule: "C30",
    });
    await room.remove(room.device("d0"), removal);
    expect(room.devices.map(({ identity }) => identity.device)).toEqual(["d0", "d2", "d4"]);
    expect(room.out.map(({ identity }) => identity.device)).toEqual(["d1", "d3", "d5"]);
    await ignoredByAll(room, await forgeJoin(room, mine), "C31");
    await ignoredByAll(room, await forgeJoin(room, theirs, { ticket: bound }), "C31");
    world.renewIssuer("receiving");
    await ignoredByAll(room, await forgeJoin(room, mine), "C31");
    await room.join(theirs);
    await room.join(await world.device("anew", "receiving"));
    expect(new Set(room.authenticators()).size).toBe(1);
  });

  it("C30 a steward does not act on its own revocation; another does", async () => {
    const room = await roomOf(5, "self");
    const removal = await revoked(room.world, room.device("d1").identity);
    await expect(room.cipher.remove(room.device("d1").state, removal)).rejects.toMatchObject({ rule: "C30" });
    await room.remove(room.device("d0"), removal);
    expect(room.out.map(({ identity }) => identity.device)).toEqual(["d1"]);
  });
});
