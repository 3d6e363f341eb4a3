import { describe, expect, it } from "vitest";
import { bindTicket, GROUP_DEVICES_MAX, type Issuer } from "../src/index.ts";
import { forgeJoin, forgeMemberCommit } from "./forge.ts";
import { ignoredByAll, ruleOf } from "./judged.ts";
import { corridor, LINK, OTHER_LINK, Room, roomOf, seededEntropy } from "./world.ts";

describe("commits that are ignored by all alike (R9)", () => {
  it("C10 an external commit that smuggles a Remove of anybody", async () => {
    const room = await roomOf(4, "smuggle");
    for (const victim of [0, 1, 3]) {
      const identity = await room.world.device(`x${victim}`, "sending");
      await ignoredByAll(room, await forgeJoin(room, identity, { smuggle: victim }), "C10");
    }
    await room.join(await room.world.device("honest", "receiving"));
    expect(new Set(room.authenticators()).size).toBe(1);
  });

  it("C13 a credential of another corridor, of another link, of a key that is not the leaf's", async () => {
    const room = await roomOf(3, "foreign");
    const elsewhere = await corridor("elsewhere");
    const stranger = await elsewhere.device("stranger", "sending");
    await ignoredByAll(room, await forgeJoin(room, stranger, { ticket: await elsewhere.ticket(stranger) }), "C13");
    const neighbour = await room.world.device("neighbour", "sending", { link: OTHER_LINK });
    await ignoredByAll(
      room,
      await forgeJoin(room, neighbour, { ticket: await room.world.ticket(neighbour, OTHER_LINK) }),
      "C13",
    );
    const honest = await room.world.device("honest", "sending");
    const thief = { ...honest, signatureKey: stranger.signatureKey };
    await ignoredByAll(room, await forgeJoin(room, thief, { ticket: await room.world.ticket(honest) }), "C13");
  });

  it("C13 an observer is admitted to record and not to ops", async () => {
    const ops = await roomOf(2, "watch-ops");
    const observer = await ops.world.device("eye", "sending", { role: "observer", agency: "watch" });
    await expect(ops.join(observer)).rejects.toThrow("C13");
    await ignoredByAll(ops, await forgeJoin(ops, observer), "C13");
    const record = await roomOf(2, "watch-record", "record");
    const seated = await record.join(
      await record.world.device("eye", "sending", { role: "observer", agency: "watch" }),
    );
    expect(record.cipher.members(seated.state)).toHaveLength(3);
  });

  it("C7 a replayed ticket, also for a member that joined after its use", async () => {
    const room = await roomOf(2, "replay");
    const identity = await room.world.device("d-late", "sending");
    const loose = await room.world.looseTicket("sending");
    const issuer = await room.world.issuer("sending");
    const bind = (to: typeof identity) =>
      bindTicket(room.world.crypto, issuer, loose, { device: to.device, signatureKey: to.signatureKey.publicKey });
    const joined = await room.cipher.join({
      identity,
      channel: room.secrets,
      groupInfo: room.groupInfo,
      ticket: await bind(identity),
    });
    const [first] = await room.deliver("commit", joined.frame);
    if (first?.kind !== "commit") throw new Error("not admitted");
    expect(first.ticket).toMatch(/^[\w-]{22}$/);
    room.groupInfo = joined.groupInfo;
    await room.join(await room.world.device("later", "receiving"));
    const second = await room.world.device("again", "sending");
    await ignoredByAll(room, await forgeJoin(room, second, { ticket: await bind(second) }), "C7");
    const again = room.cipher.join({
      identity: second,
      channel: room.secrets,
      groupInfo: room.groupInfo,
      ticket: await bind(second),
    });
    await expect(again).rejects.toMatchObject({ fault: "caller", rule: "C7" });
    for (const device of room.devices) {
      expect(room.cipher.usedTickets(device.state)).toEqual(room.cipher.usedTickets(room.devices[0]!.state));
    }
  });

  it("C5 C6 a ticket of the wrong side or link, bound to another key, or absent", async () => {
    const room = await roomOf(3, "tickets");
    const { world } = room;
    const identity = await world.device("new", "sending");
    const other = await world.device("other", "sending");
    const opposite = await world.device("new", "receiving");
    const neighbour = await world.device("new", "sending", { link: OTHER_LINK });
    const stale = await world.looseTicket("sending");
    const bound = (issuer: Issuer) =>
      bindTicket(world.crypto, issuer, stale, { device: "new", signatureKey: identity.signatureKey.publicKey });
    const cases: [string, Uint8Array][] = [
      ["C6", await world.ticket(other)],
      ["C6", await world.ticket({ ...other, device: "new" })],
      ["C6", await world.ticket({ ...identity, device: "newer" })],
      ["C5", await world.ticket({ ...opposite, signatureKey: identity.signatureKey })],
      ["C5", await world.ticket({ ...neighbour, signatureKey: identity.signatureKey }, OTHER_LINK)],
      ["C6", await bound(await world.issuer("receiving"))],
      ["C6", await bound(await world.issuer("sending", OTHER_LINK))],
      ["C6", await bound(await world.issuer("sending", LINK, "watch"))],
      ["C6", stale],
      ["C6", new Uint8Array(0)],
      ["C6", new Uint8Array(8 * 1024 + 1).fill(32)],
    ];
    for (const [rule, ticket] of cases) {
      const before = room.authenticators();
      expect([rule, ruleOf(await room.deliver("commit", await forgeJoin(room, identity, { ticket })))]).toEqual([
        rule,
        rule,
      ]);
      expect(room.authenticators()).toEqual(before);
    }
    await room.join(identity);
  });

  it("C12 a name or key that is in the group already; a leaf with other capabilities or extensions", async () => {
    const room = await roomOf(3, "leaves");
    const namesake = await room.world.device("d1", "receiving");
    await ignoredByAll(room, await forgeJoin(room, namesake), "C12");
    await expect(room.join(namesake)).rejects.toMatchObject({ rule: "C12" });
    const twin = await room.world.twin(room.devices[2]!.identity, "twin");
    await ignoredByAll(room, await forgeJoin(room, twin), "C12");
    await expect(room.join(twin)).rejects.toMatchObject({ rule: "C12" });
    const identity = await room.world.device("odd", "sending");
    const capabilities = {
      versions: ["mls10" as const],
      ciphersuites: ["MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519" as const],
      extensions: [0xf0aa],
      proposals: [],
      credentials: ["basic" as const],
    };
    await ignoredByAll(room, await forgeJoin(room, identity, { capabilities }), "C12");
    const leafExtensions = [{ extensionType: 0xf0aa, extensionData: new Uint8Array(3) }];
    await ignoredByAll(
      room,
      await forgeJoin(room, identity, { capabilities: { ...capabilities, extensions: [] }, leafExtensions }),
      "C12",
    );
  });

  it("C11 C27 any commit by a member that is no removal: empty, Remove without a word, group context, public or private", async () => {
    const room = await roomOf(4, "members");
    const by = room.devices[1]!;
    for (const asPublic of [true, false]) {
      const rule = asPublic ? "C27" : "C11";
      await ignoredByAll(room, await forgeMemberCommit(room, by, [], asPublic), rule);
      await ignoredByAll(
        room,
        await forgeMemberCommit(room, by, [{ proposalType: "remove", remove: { removed: 0 } }], asPublic),
        rule,
      );
      const extensions = {
        proposalType: "group_context_extensions" as const,
        groupContextExtensions: { extensions: [] },
      };
      await ignoredByAll(room, await forgeMemberCommit(room, by, [extensions], asPublic), "C11");
    }
    await room.join(await room.world.device("honest", "sending"));
    expect(new Set(room.authenticators()).size).toBe(1);
  });

  it("C15 C8 garbage, another channel's commit, a second founding", async () => {
    const room = await roomOf(3, "garbage");
    const entropy = seededEntropy("noise");
    for (const length of [0, 1, 12, 13, 28, 29, 500, 256 * 1024 + 1]) {
      expect(ruleOf(await room.deliver("commit", entropy.bytes(length)))).toBe("C15");
    }
    const founder = await room.world.device("founder", "sending");
    const again = await room.cipher.found({ identity: founder, channel: room.secrets });
    await ignoredByAll(room, again.frame, "C8");
    const record = new Room(room.world, room.world.channel("record"));
    await record.found(room.devices[0]!.identity);
    const elsewhere = await forgeJoin(record, await room.world.device("lost", "sending"));
    await ignoredByAll(room, elsewhere, "C15");
  });

  it("C16 an update path with a secret missing or of a wrong size, a bad signature, a bad tag", async () => {
    const room = await roomOf(5, "paths");
    const identity = await room.world.device("path", "sending");
    const shapeless = async (frame: Uint8Array): Promise<void> => {
      for (const result of await room.deliver("commit", frame)) {
        expect(result).toMatchObject({ rule: "C16", detail: "an update path of a wrong shape" });
      }
    };
    const altered = async (change: (commit: AlteredCommit) => void) =>
      forgeJoin(room, identity, {
        alter(message) {
          const copy = structuredClone(message) as unknown as { publicMessage: AlteredCommit };
          change(copy.publicMessage);
          return copy as unknown as typeof message;
        },
      });
    await shapeless(await altered((m) => m.content.commit.path.nodes[0]!.encryptedPathSecret.pop()));
    await shapeless(await altered((m) => m.content.commit.path.nodes.pop()));
    await shapeless(
      await altered((m) => (m.content.commit.path.nodes[0]!.encryptedPathSecret[0]!.kemOutput = new Uint8Array(31))),
    );
    await ignoredByAll(room, await altered((m) => (m.auth.signature = new Uint8Array(64))), "C16");
    await ignoredByAll(room, await altered((m) => (m.auth.confirmationTag = new Uint8Array(32))), "C16");
    await ignoredByAll(
      room,
      await altered((m) => (m.content.commit.path.leafNode.hpkePublicKey = new Uint8Array(32).fill(9))),
      "C16",
    );
  });

  it("C16 a leaf with a member's HPKE key, which MLS lets in and the next joiner's checks do not", async () => {
    const room = await roomOf(3, "copied");
    const victim = room.devices[1]!.state.group.ratchetTree[2]!;
    if (victim.nodeType !== "leaf") throw new Error("no leaf");
    const identity = await room.world.device("copy", "sending");
    const frame = await forgeJoin(room, identity, { leafHpkeKey: victim.leaf.hpkePublicKey });
    const [first] = await room.deliver("commit", frame);
    expect(first).toMatchObject({
      kind: "ignored",
      rule: "C16",
      detail: "nobody could join after it: hpke keys not unique",
    });
    await ignoredByAll(room, frame, "C16");
    await room.join(identity);
  });

  it(`C9 the ${GROUP_DEVICES_MAX}th device is admitted and the one after it is not`, { timeout: 120_000 }, async () => {
    const room = await roomOf(1, "full");
    const founder = room.devices[0]!;
    for (let i = 1; i < GROUP_DEVICES_MAX; i++) {
      await room.join(await room.world.device(`n${i}`, i % 2 === 0 ? "sending" : "receiving"));
      // Only the founder and the newest keep up: the others would learn nothing new, and there are many.
      if (room.devices.length > 2) room.devices.splice(1, 1);
    }
    expect(room.cipher.members(founder.state)).toHaveLength(GROUP_DEVICES_MAX);
    const late = await room.world.device("late", "sending");
    await expect(room.join(late)).rejects.toMatchObject({ fault: "caller", rule: "C9" });
    expect(room.groupInfo.length).toBeLessThan(200_000);
    await ignoredByAll(room, await forgeJoin(room, late), "C9");
  });
});

interface AlteredCommit {
  content: {
    commit: {
      path: { leafNode: { hpkePublicKey: Uint8Array }; nodes: { encryptedPathSecret: { kemOutput: Uint8Array }[] }[] };
    };
  };
  auth: { signature: Uint8Array; confirmationTag: Uint8Array };
}
