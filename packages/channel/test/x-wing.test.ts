import { describe, expect, it } from "vitest";
import {
  COMMIT_FRAME_BYTES_MAX,
  GROUP_DEVICES_MAX,
  GROUP_INFO_BYTES_MAX,
  issueCharter,
  linkOf,
  openCharter,
  USED_TICKETS_MAX,
  X_WING_BARRED_MAX,
  X_WING_USED_TICKETS_MAX,
} from "../src/index.ts";
import { MARK_BYTES } from "../src/mls/barred.ts";
import { sealGroupInfo } from "../src/mls/group-info.ts";
import { mlsCipherOn } from "../src/mls/cipher.ts";
import { capabilitiesOf } from "../src/mls/profile.ts";
import { ciphersuite, ciphersuiteNamed } from "../src/suite/ciphersuite.ts";
import { SUITES, type SuiteName } from "../src/suite/suites.ts";
import { forgeJoin } from "./forge.ts";
import { ignoredByAll } from "./judged.ts";
import { corridor, LINK, Room, roomOf, seededEntropy, text } from "./world.ts";

const BOTH: readonly SuiteName[] = ["x25519", "xwing"];

describe("C32 the suite of a link's channels", () => {
  it("is what the charter names, X25519 where it names none, and nothing else can be named", async () => {
    const usual = await corridor("usual");
    expect(new TextDecoder().decode(usual.charterBytes)).not.toContain("suite");
    expect(linkOf(usual.charter, LINK)?.suite).toBe("x25519");
    const postQuantum = await corridor("usual", "xwing");
    expect(linkOf(postQuantum.charter, LINK)?.suite).toBe("xwing");
    const [first, ...others] = usual.terms.links;
    const mixed = { ...usual.terms, links: [{ ...first!, suite: "xwing" as const }, ...others] };
    const charter = await openCharter(usual.crypto, await issueCharter(usual.crypto, mixed, usual.roots));
    expect(charter.terms.links.map(({ link }) => linkOf(charter, link)?.suite)).toEqual(["xwing", "x25519"]);
    for (const suite of ["x25519", "XWING", 83, null]) {
      const terms = { ...usual.terms, links: [{ ...first!, suite: suite as never }, ...others] };
      await expect(issueCharter(usual.crypto, terms, usual.roots)).rejects.toMatchObject({ rule: "C2" });
    }
  });

  it("X-Wing: six devices found, join, talk, restart and agree", async () => {
    const room = await roomOf(6, "six", "ops", "xwing");
    expect(new Set(room.authenticators()).size).toBe(1);
    expect(room.authenticators()[0]).toMatch(/^[0-9a-f]{128}$/);
    for (const from of room.devices) {
      const frame = await room.send(from, `from ${from.identity.device}`);
      for (const result of await room.deliver("message", frame, from))
        expect(result.kind === "message" && text(result.plaintext)).toBe(`from ${from.identity.device}`);
    }
    for (const device of room.devices) {
      expect([...device.rows].filter(([key]) => key !== "base").map(([, row]) => row.length)).toEqual(
        room.devices.map(() => 85),
      );
      device.state = await room.cipher.load(device.identity, room.secrets, device.rows);
    }
    const frame = await room.send(room.devices[5]!, "after the restart");
    for (const result of await room.deliver("message", frame, room.devices[5]))
      expect(result.kind === "message" && text(result.plaintext)).toBe("after the restart");
    await room.join(await room.world.device("late", "sending"));
    expect(new Set(room.authenticators()).size).toBe(1);
    expect(await room.cipher.faultOfGroupInfo(room.devices[0]!.state, room.groupInfo)).toBeNull();
  });

  it("C25 X-Wing: one seed gives the same bytes, another seed others", async () => {
    const run = async (seed: string): Promise<string[]> => {
      const world = await corridor("fixed", "xwing");
      const room = new Room({ ...world, entropy: seededEntropy(seed) });
      const founder = await room.found(await world.device("f", "sending"));
      const joined = await room.join(await world.device("j", "receiving"));
      const frame = await room.send(founder, "hello");
      return [...founder.rows.values(), ...joined.rows.values(), room.groupInfo, frame].map((data) =>
        Buffer.from(data).toString("hex"),
      );
    };
    const [one, two, other] = [await run("a"), await run("a"), await run("b")];
    expect(two).toEqual(one);
    for (const [i, data] of other.entries()) expect(data).not.toBe(one[i]);
  });

  it("C23 X-Wing: a ratchet row of the other suite's length is refused", async () => {
    const room = await roomOf(2, "rows", "ops", "xwing");
    const [one] = room.devices;
    await room.send(one!, "a row");
    const rows = new Map(one!.rows);
    rows.set("ratchet/0", rows.get("ratchet/0")!.slice(0, 53));
    await expect(room.cipher.load(one!.identity, room.secrets, rows)).rejects.toMatchObject({ rule: "C23" });
  });

  it("X-Wing: a device of suite 1 cannot join, nor one of X-Wing a group of suite 1, whoever looks", async () => {
    const room = await roomOf(3, "mixed", "ops", "xwing");
    const identity = await room.world.device("old", "sending");
    const ticket = await room.world.ticket(identity);
    const old = mlsCipherOn(room.world, () => ciphersuite(room.world.crypto, room.world.entropy));
    const join = { identity, channel: room.secrets, groupInfo: room.groupInfo, ticket };
    await expect(old.join(join)).rejects.toMatchObject({ fault: "bytes", rule: "C32" });
    const elsewhere = await old.found({ identity, channel: room.secrets });
    const astray = { ...join, groupInfo: elsewhere.groupInfo };
    await expect(room.cipher.join(astray)).rejects.toMatchObject({ fault: "bytes", rule: "C32" });
    expect(await room.cipher.groupInfoAuthor(room.secrets, elsewhere.groupInfo)).toBeNull();
    expect(await room.cipher.faultOfGroupInfo(room.devices[0]!.state, elsewhere.groupInfo)).toContain("C32");
  });

  it.each(BOTH)("%s: a leaf for another suite, or for two, is ignored by all", async (suite) => {
    const room = await roomOf(3, "leaf", "ops", suite);
    const identity = await room.world.device("old", "sending");
    const [own, other] = suite === "xwing" ? [SUITES.xwing, SUITES.x25519] : [SUITES.x25519, SUITES.xwing];
    for (const names of [[other.mls], [own.mls, other.mls], []]) {
      const capabilities = { ...capabilitiesOf({ name: own.mls }), ciphersuites: names };
      await ignoredByAll(room, await forgeJoin(room, identity, { capabilities }), "C32");
    }
    await room.join(identity);
  });

  it.each(BOTH)("C16 %s: a leaf key that nobody could seal to is ignored by all", async (suite) => {
    const room = await roomOf(3, "sealable", "ops", suite);
    const identity = await room.world.device("shut", "sending");
    const sizes = [SUITES.x25519.publicKeyBytes, SUITES.xwing.publicKeyBytes];
    for (const leafHpkeKey of sizes.flatMap((size) => [new Uint8Array(size), new Uint8Array(size).fill(255)])) {
      if (leafHpkeKey.length === 32 && leafHpkeKey[0] === 255 && suite === "x25519") continue;
      await ignoredByAll(room, await forgeJoin(room, identity, { leafHpkeKey }), "C16", "nobody can seal to");
    }
    await room.join(identity);
  });

  it(
    `C9 C15 X-Wing: the frames of a group of ${GROUP_DEVICES_MAX} keep within their limits`,
    { timeout: 120_000 },
    async () => {
      const room = await roomOf(1, "full", "ops", "xwing");
      const founder = room.devices[0]!;
      let commit = 0;
      for (let i = 1; i < GROUP_DEVICES_MAX; i++) {
        const identity = await room.world.device(`n${i}`, i % 2 === 0 ? "sending" : "receiving");
        const ticket = await room.world.ticket(identity);
        const joined = await room.cipher.join({ identity, channel: room.secrets, groupInfo: room.groupInfo, ticket });
        for (const result of await room.deliver("commit", joined.frame)) expect(result.kind).toBe("commit");
        // Only the founder keeps up: the others would learn nothing new, and there are many.
        room.groupInfo = joined.groupInfo;
        commit = Math.max(commit, joined.frame.length);
      }
      expect(room.cipher.members(founder.state)).toHaveLength(GROUP_DEVICES_MAX);
      expect(commit).toBeLessThan(COMMIT_FRAME_BYTES_MAX / 2);
      const ticketsToCome = 16 * (X_WING_USED_TICKETS_MAX - GROUP_DEVICES_MAX + 1);
      const marksToCome = MARK_BYTES * X_WING_BARRED_MAX;
      expect(room.groupInfo.length + ticketsToCome + marksToCome).toBeLessThan(GROUP_INFO_BYTES_MAX * 0.97);
    },
  );

  it("C7 a group uses up as many tickets as fit a GroupInfo beside the tree of its suite, and not one more", async () => {
    for (const [suite, most] of [
      ["x25519", USED_TICKETS_MAX],
      ["xwing", X_WING_USED_TICKETS_MAX],
    ] as const) {
      const room = await roomOf(1, "tickets", "ops", suite);
      const { state } = room.devices[0]!;
      const ids = Array.from({ length: most + 1 }, (_, i) =>
        Buffer.from(`ticket-${i}`.padEnd(16, ".")).toString("base64url"),
      );
      const full = room.cipher.mergeUsedTickets(state, ids.slice(1));
      expect(room.cipher.usedTickets(full.state)).toHaveLength(most);
      expect(() => room.cipher.mergeUsedTickets(state, ids)).toThrow(`C7: more than ${most} used tickets`);
      const groupInfo = await sealGroupInfo(full.state);
      const identity = await room.world.device("late", "sending");
      const ticket = await room.world.ticket(identity);
      const late = { identity, channel: room.secrets, groupInfo, ticket };
      await expect(room.cipher.join(late)).rejects.toMatchObject({ rule: "C7" });
    }
  });

  it("C15 a GroupInfo that no relay would take is not made", async () => {
    const room = await roomOf(1, "long", "ops", "xwing");
    const { state } = room.devices[0]!;
    const usedTickets = Array.from({ length: 16_500 }, (_, i) =>
      Buffer.from(`ticket-${i}`.padEnd(16, ".")).toString("base64url"),
    );
    await expect(sealGroupInfo({ ...state, usedTickets })).rejects.toMatchObject({ fault: "caller", rule: "C15" });
  });

  it("the suite of suite 1 is there at once, X-Wing's has to be fetched", () => {
    const { crypto } = { crypto: {} as never };
    expect(ciphersuiteNamed("x25519", crypto, crypto)).not.toBeInstanceOf(Promise);
    expect(ciphersuiteNamed("xwing", crypto, crypto)).toBeInstanceOf(Promise);
  });
});
