import { describe, expect, it } from "vitest";
import { issueRevocation } from "../src/index.ts";
import { forgeRemoval, termsOf, type ForgedRemoval } from "./forge.ts";
import { ignoredByAll } from "./judged.ts";
import { corridor, LINK, OTHER_LINK, roomOf, seededEntropy } from "./world.ts";

const AGENCY = termsOf("agency");

describe("removals that are ignored by all alike (R9)", () => {
  it("C28 by a device that is no steward; of the other side's, or another agency's, without a revocation", async () => {
    const room = await roomOf(8, "who", "record");
    const watcher = await room.join(await room.world.device("eye", "sending", { role: "observer", agency: "watch" }));
    const leafOf = (name: string) => room.devices.findIndex(({ identity }) => identity.device === name);
    for (const name of ["d2", "d3", "eye"])
      await ignoredByAll(room, await forgeRemoval(room, room.device(name), { leaves: [4], terms: AGENCY }), "C28");
    const steward = room.device("d0");
    for (const reason of ["agency", "expired", "silent"])
      for (const victim of ["d3", "eye", "d1"])
        await ignoredByAll(
          room,
          await forgeRemoval(room, steward, { leaves: [leafOf(victim)], terms: termsOf(reason) }),
          "C28",
        );
    await ignoredByAll(room, await forgeRemoval(room, steward, { leaves: [2, 3], terms: AGENCY }), "C28");
    await expect(room.cipher.remove(steward.state, { reason: "silent", devices: ["d3"] })).rejects.toMatchObject({
      fault: "caller",
      rule: "C28",
    });
    await expect(room.cipher.remove(watcher.state, { reason: "agency", devices: ["d2"] })).rejects.toMatchObject({
      rule: "C28",
    });
    expect(room.cipher.members(steward.state)).toHaveLength(9);
  });

  it("C29 a revocation that is forged, foreign, of another charter or link, of another agency's root, or of somebody else", async () => {
    const room = await roomOf(6, "papers");
    const { world } = room;
    const steward = room.device("d0");
    const [victim, other] = [room.device("d3").identity, room.device("d5").identity];
    const good = await world.revoke(victim);
    const forged = new TextDecoder().decode(good).replace(/"signature":"...../, `"signature":"AAAAA`);
    const elsewhere = await corridor("elsewhere");
    const what = { kind: "device" as const, device: victim.device, signatureKey: victim.signatureKey.publicKey };
    const byRoot = (root: string, change: object) =>
      issueRevocation(world.crypto, world.roots.get(root)!, {
        charter: world.charter.id,
        agency: "south",
        link: LINK,
        what,
        ...change,
      });
    const cases: [string, Uint8Array][] = [
      ["C29", new TextEncoder().encode(forged)],
      ["C29", await elsewhere.revoke(victim)],
      ["C29", await byRoot("north", {})],
      ["C29", await byRoot("south", { link: OTHER_LINK })],
      ["C29", await byRoot("south", { charter: "0".repeat(64) })],
      ["C30", await byRoot("north", { agency: "north" })],
      ["C30", await world.revoke(other)],
    ];
    for (const [rule, paper] of cases)
      await ignoredByAll(
        room,
        await forgeRemoval(room, steward, { leaves: [3], terms: termsOf("revoked", paper) }),
        rule,
      );
    for (const terms of [
      termsOf("revoked"),
      { ...(AGENCY as object), more: 1 },
      { label: "vado/removal/2", reason: "agency" },
      {},
      null,
      "x",
    ])
      await ignoredByAll(room, await forgeRemoval(room, steward, { leaves: [3], terms }), "C27");
    await ignoredByAll(
      room,
      await forgeRemoval(room, room.device("d2"), { leaves: [3], terms: termsOf("revoked", good) }),
      "C28",
    );
  });

  it("C29 another agency's root cannot bar a name or key of this one", async () => {
    const room = await roomOf(4, "scoped");
    const { identity } = room.device("d2");
    expect(
      await room.remove(room.device("d1"), {
        reason: "revoked",
        revocation: await room.world.revoke(identity, "south"),
      }),
    ).not.toBeNull();
    expect(room.devices).toHaveLength(4);
    expect(await room.cipher.isBarred(room.device("d0").state, "north", "d2")).toBe(false);
    const named = await room.world.device("n9", "sending");
    await room.remove(room.device("d1"), { reason: "revoked", revocation: await room.world.revoke(named, "south") });
    await room.join(named);
  });

  it("C29 C30 a revocation is used once: replayed it removes and bars nobody more", async () => {
    const room = await roomOf(6, "replayed");
    const victim = room.device("d3").identity;
    const revocation = await room.world.revoke(victim);
    await room.remove(room.device("d0"), { reason: "revoked", revocation });
    const again: ForgedRemoval = { leaves: [], terms: termsOf("revoked", revocation) };
    await ignoredByAll(room, await forgeRemoval(room, room.device("d0"), again), "C30");
    await room.join(await room.world.device("d3.2", "receiving"));
    await ignoredByAll(room, await forgeRemoval(room, room.device("d1"), { ...again, leaves: [3] }), "C30");
    expect(await room.remove(room.device("d1"), { reason: "revoked", revocation })).toBeNull();
  });

  it("C11 Remove mixed with anything else", async () => {
    const room = await roomOf(5, "mixed");
    const steward = room.device("d0");
    const extensions = {
      proposalType: "group_context_extensions" as const,
      groupContextExtensions: { extensions: [] },
    };
    const custom = { proposalType: 0xf0a9, proposalData: new Uint8Array(3) };
    for (const more of [extensions, custom])
      await ignoredByAll(room, await forgeRemoval(room, steward, { leaves: [2], terms: AGENCY, more: [more] }), "C11");
    const referring = await forgeRemoval(room, steward, {
      leaves: [2],
      terms: AGENCY,
      alter: (message) =>
        altered(message, (commit) =>
          commit.proposals.push({ proposalOrRefType: "reference", reference: new Uint8Array(32) }),
        ),
    });
    await ignoredByAll(room, referring, "C11");
  });

  it("C30 of oneself, of nobody's leaf, of one leaf twice, of none, of all but one", async () => {
    const room = await roomOf(5, "targets");
    const steward = room.device("d0");
    const cases: [string, number[]][] = [
      ["C30", []],
      ["C30", [4, 2]],
    ];
    for (const [rule, leaves] of cases)
      await ignoredByAll(room, await forgeRemoval(room, steward, { leaves, terms: AGENCY }), rule);
    // The library makes none of these, so they are altered after signing: what is public is judged first.
    for (const leaves of [[0], [2, 2], [5], [63], [4_000_000_000]])
      await ignoredByAll(
        room,
        await forgeRemoval(room, steward, {
          leaves: [2],
          terms: AGENCY,
          alter: (message) =>
            altered(message, (commit) => {
              commit.proposals = leaves.map((removed) => ({
                proposalOrRefType: "proposal",
                proposal: { proposalType: "remove", remove: { removed } },
              }));
            }),
        }),
        "C30",
      );
    const pair = await roomOf(3, "alone");
    await pair.remove(pair.device("d0"), { reason: "agency", devices: ["d2"] });
    await ignoredByAll(
      pair,
      await forgeRemoval(pair, pair.device("d0"), {
        leaves: [1],
        terms: termsOf("revoked", await pair.world.revoke(pair.device("d1").identity)),
      }),
      "C30",
    );
  });

  it("C16 C12 without a path, with a path of a wrong shape, with a leaf of another certificate, spoilt, or by nobody", async () => {
    const room = await roomOf(6, "shapes");
    const steward = room.device("d0");
    const change = (alter: (commit: LooseCommit, whole: LooseMessage) => void) =>
      forgeRemoval(room, steward, { leaves: [4], terms: AGENCY, alter: (message) => altered(message, alter) });
    await ignoredByAll(room, await change((commit) => (commit.path = undefined)), "C16");
    await ignoredByAll(room, await change((commit) => commit.path?.nodes.pop()), "C16");
    await ignoredByAll(room, await change((commit) => commit.path?.nodes[0]?.encryptedPathSecret.pop()), "C16");
    const dead = await change((commit) => (commit.path!.nodes[0]!.hpkePublicKey = new Uint8Array(32)));
    await ignoredByAll(room, dead, "C16", "nobody can seal to");
    await ignoredByAll(room, await change((_, whole) => (whole.auth.signature = new Uint8Array(64))), "C16");
    await ignoredByAll(room, await change((_, whole) => (whole.membershipTag = new Uint8Array(32))), "C16");
    await ignoredByAll(
      room,
      await change((_, whole) => (whole.content.sender = { senderType: "member", leafIndex: 40 })),
      "C11",
    );
    const promoted = await room.world.twin(steward.identity, "d0-renamed");
    await ignoredByAll(
      room,
      await forgeRemoval(room, steward, { leaves: [4], terms: AGENCY, certificate: promoted.certificate }),
      "C12",
    );
    expect(room.cipher.members(steward.state)).toHaveLength(6);
  });

  it("C15 a removed device's commits, and bytes of a removal with any byte spoilt", async () => {
    const room = await roomOf(6, "spoilt");
    const supervisor = await room.join(await room.world.device("chief", "sending", { role: "supervisor" }));
    const revenge = await forgeRemoval(room, supervisor, { leaves: [4], terms: AGENCY });
    await room.remove(room.device("d0"), { reason: "agency", devices: ["d2", "chief"] });
    await ignoredByAll(room, revenge, "C14");
    const made = await room.cipher.remove(room.device("d0").state, { reason: "agency", devices: ["d4"] });
    const dice = seededEntropy("spoilt/dice");
    for (let i = 0; i < 24; i++) {
      const spoilt = made!.frame.slice();
      spoilt[dice.bytes(2).reduce((sum, byte) => sum * 256 + byte, 0) % spoilt.length]! ^= 1 + (i % 255);
      await ignoredByAll(room, spoilt, "C15");
    }
  });
});

interface LooseCommit {
  proposals: unknown[];
  path: { nodes: { hpkePublicKey: Uint8Array; encryptedPathSecret: unknown[] }[] } | undefined;
}
interface LooseMessage {
  content: { commit: LooseCommit; sender: unknown };
  auth: { signature: Uint8Array };
  membershipTag: Uint8Array;
}

/** A copy of a public commit, changed. */
function altered<M>(message: M, change: (commit: LooseCommit, whole: LooseMessage) => unknown): M {
  const copy = structuredClone(message) as unknown as { publicMessage: LooseMessage };
  change(copy.publicMessage.content.commit, copy.publicMessage);
  return copy as unknown as M;
}
