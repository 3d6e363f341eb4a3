import { createGroup } from "ts-mls/clientState.js";
import { generateKeyPackageWithKey } from "ts-mls/keyPackage.js";
import { describe, expect, it } from "vitest";
import { nodeCrypto } from "@vado/host";
import { mlsCipher, type Received } from "../src/index.ts";
import { sealGroupInfo } from "../src/mls/group-info.ts";
import { capabilitiesOf, LIFETIME } from "../src/mls/profile.ts";
import { suiteOf } from "./forge.ts";
import { corridor, Room, roomOf, seededEntropy, text } from "./world.ts";

describe("founding and joining", () => {
  it("C14 of two racing joins the first wins, the loser is ignored by all and joins again", async () => {
    const room = await roomOf(3, "race");
    const [a, b] = [await room.world.device("a", "sending"), await room.world.device("b", "receiving")];
    const [ticketA, ticketB] = [await room.world.ticket(a), await room.world.ticket(b)];
    const input = { channel: room.secrets, groupInfo: room.groupInfo };
    const first = await room.cipher.join({ ...input, identity: a, ticket: ticketA });
    const second = await room.cipher.join({ ...input, identity: b, ticket: ticketB });
    expect((await room.deliver("commit", first.frame)).map((r) => r.kind)).toEqual(["commit", "commit", "commit"]);
    room.devices.push({ identity: a, state: first.state, rows: new Map() });
    const lost = await room.deliver("commit", second.frame);
    expect(lost.map((r) => (r.kind === "ignored" ? r.rule : r.kind))).toEqual(["C14", "C14", "C14", "C14"]);
    // The lost attempt did not use up the ticket.
    const again = await room.cipher.join({ ...input, groupInfo: first.groupInfo, identity: b, ticket: ticketB });
    expect((await room.deliver("commit", again.frame)).every((r) => r.kind === "commit")).toBe(true);
    expect(new Set([...room.authenticators(), room.cipher.epochAuthenticator(again.state)]).size).toBe(1);
  });

  it("C10 a commit tells who joined and by which ticket", async () => {
    const room = await roomOf(2, "notice");
    const identity = await room.world.device("new", "receiving", { role: "duty" });
    const ticket = await room.world.ticket(identity);
    const joined = await room.cipher.join({ identity, channel: room.secrets, groupInfo: room.groupInfo, ticket });
    for (const result of await room.deliver("commit", joined.frame)) {
      expect(result).toMatchObject({
        kind: "commit",
        removed: [],
        joined: [{ leaf: 2, device: "new", side: "receiving", role: "duty", agency: "south" }],
      });
      expect((result as Extract<Received<unknown>, { kind: "commit" }>).ticket).toBe(
        room.cipher.usedTickets(joined.state).at(-1),
      );
    }
  });

  it("C21 a GroupInfo of another channel, altered, cut or from a foreign group is refused to the joiner", async () => {
    const room = await roomOf(2, "poison");
    const record = new Room(room.world, room.world.channel("record"));
    await record.found(room.devices[0]!.identity);
    const identity = await room.world.device("new", "sending");
    const ticket = await room.world.ticket(identity);
    const attempt = (groupInfo: Uint8Array) => room.cipher.join({ identity, channel: room.secrets, groupInfo, ticket });
    const altered = room.groupInfo.slice();
    altered[200]! ^= 1;
    for (const bad of [
      record.groupInfo,
      altered,
      room.groupInfo.slice(0, -1),
      new Uint8Array(0),
      new Uint8Array(256 * 1024 + 1),
    ]) {
      await expect(attempt(bad)).rejects.toMatchObject({ fault: "bytes", rule: "C15" });
    }
    // A member of the right corridor that re-founded the channel by itself: well formed, and told apart by endorsements.
    const own = await new Room(room.world).found(room.devices[1]!.identity);
    expect(room.cipher.members(own.state)).toHaveLength(1);
    await expect(attempt(room.groupInfo)).resolves.toBeDefined();
  });

  it("C21 C13 a GroupInfo signed with another key, or of a group with a foreign member, is refused to the joiner", async () => {
    const room = await roomOf(2, "untrue");
    const [one, two] = room.devices;
    const identity = await room.world.device("new", "sending");
    const ticket = await room.world.ticket(identity);
    const attempt = (groupInfo: Uint8Array) => room.cipher.join({ identity, channel: room.secrets, groupInfo, ticket });
    const signaturePrivateKey = two!.identity.signatureKey.privateKey;
    const forged = await sealGroupInfo({ ...one!.state, group: { ...one!.state.group, signaturePrivateKey } });
    expect(await room.cipher.groupInfoAuthor(room.secrets, forged)).toBeNull();
    await expect(attempt(forged)).rejects.toMatchObject({ fault: "bytes", rule: "C21" });
    const stranger = await (await corridor("elsewhere")).device("stranger", "sending");
    const suite = await suiteOf(room);
    const { context } = one!.state;
    const keys = { publicKey: stranger.signatureKey.publicKey, signKey: stranger.signatureKey.privateKey };
    const credential = { credentialType: "basic" as const, identity: stranger.certificate };
    const pack = await generateKeyPackageWithKey(credential, capabilitiesOf(suite), LIFETIME, [], keys, suite);
    const group = await createGroup(
      context.groupId,
      pack.publicPackage,
      pack.privatePackage,
      [],
      suite,
      context.config,
    );
    const foreign = await sealGroupInfo({ ...one!.state, group, members: [], usedTickets: [] });
    expect(await room.cipher.groupInfoAuthor(room.secrets, foreign)).toBeNull();
    await expect(attempt(foreign)).rejects.toMatchObject({ fault: "bytes", rule: "C21" });
  });

  it("C26 certificates long past their time admit alike: the date is the stewards' business, or clients would fork", async () => {
    const room = await roomOf(2, "expired");
    const identity = await room.world.device("old", "sending");
    expect(text(identity.certificate)).toContain('"notAfter\\":864000000');
    await room.join(identity);
    expect(new Set(room.authenticators()).size).toBe(1);
  });

  it("C13 a device is refused by its own cipher when its papers are not for this channel or not its own", async () => {
    const room = await roomOf(1, "own");
    const identity = await room.world.device("new", "sending");
    const ticket = await room.world.ticket(identity);
    const attempt = (changes: object) =>
      room.cipher.join({
        identity: { ...identity, ...changes },
        channel: room.secrets,
        groupInfo: room.groupInfo,
        ticket,
      });
    await expect(attempt({ side: "receiving" })).rejects.toMatchObject({ fault: "caller", rule: "C13" });
    await expect(attempt({ role: "supervisor" })).rejects.toMatchObject({ rule: "C13" });
    await expect(attempt({ certificate: room.devices[0]!.identity.certificate })).rejects.toMatchObject({
      rule: "C13",
    });
    await expect(room.cipher.found({ identity, channel: { ...room.secrets, link: "M2" } })).rejects.toMatchObject({
      rule: "C8",
    });
    await expect(
      room.cipher.found({ identity, channel: { ...room.secrets, outerKey: new Uint8Array(16) } }),
    ).rejects.toMatchObject({ rule: "C15" });
  });

  it("C22 an endorsement says who, which side and which GroupInfo; a forged or misplaced one says nothing", async () => {
    const room = await roomOf(2, "endorse");
    const [, two] = room.devices;
    const endorsement = await room.cipher.endorse(two!.identity, room.secrets, room.groupInfo);
    const groupInfoHash = Buffer.from(await nodeCrypto.sha256(room.groupInfo)).toString("hex");
    expect(await room.cipher.readEndorsement(room.secrets, endorsement)).toEqual({
      device: "d1",
      side: "receiving",
      groupInfoHash,
    });
    expect(await room.cipher.readEndorsement(room.world.channel("record"), endorsement)).toBeNull();
    const forged = { ...two!.identity, signatureKey: room.devices[0]!.identity.signatureKey };
    await expect(room.cipher.endorse(forged, room.secrets, room.groupInfo)).rejects.toMatchObject({ rule: "C13" });
    expect(await room.cipher.receive(two!.state, "endorsement", endorsement)).toMatchObject({
      kind: "ignored",
      rule: "C22",
    });
  });

  it("C46 a hand-over says who, which side, where to and where the signer stood; a forged, misplaced or altered one says nothing", async () => {
    const room = await roomOf(2, "hand-over");
    const [, two] = room.devices;
    const seen = { seq: 7, head: "a".repeat(64) };
    const word = await room.cipher.handOver(two!.identity, room.secrets, { relay: "next.example", seen });
    const read = { device: "d1", side: "receiving", role: two!.identity.role, relay: "next.example", seen };
    expect(await room.cipher.readHandOver(room.secrets, word)).toEqual(read);
    expect(await room.cipher.readHandOver(room.world.channel("record"), word)).toBeNull();
    expect(await room.cipher.readEndorsement(room.secrets, word)).toBeNull();
    expect(
      await room.cipher.readHandOver(
        room.secrets,
        await room.cipher.endorse(two!.identity, room.secrets, room.groupInfo),
      ),
    ).toBeNull();
    for (const at of [0, 20, word.length - 1]) {
      const altered = word.slice();
      altered[at] = (altered[at] as number) ^ 1;
      expect(await room.cipher.readHandOver(room.secrets, altered)).toBeNull();
    }
    const forged = { ...two!.identity, signatureKey: room.devices[0]!.identity.signatureKey };
    await expect(room.cipher.handOver(forged, room.secrets, { relay: "next.example", seen })).rejects.toMatchObject({
      rule: "C13",
    });
    const record = await roomOf(2, "hand-over-eye", "record");
    const eye = await record.world.device("eye", "sending", { role: "observer", agency: "watch" });
    expect(
      await record.cipher.readHandOver(
        record.secrets,
        await record.cipher.handOver(eye, record.secrets, { relay: "next.example", seen }),
      ),
    ).toBeNull();
    expect(await room.cipher.receive(two!.state, "endorsement", word)).toMatchObject({ kind: "ignored" });
  });

  it("C22 a member finds no fault in the newest GroupInfo and one in any other", async () => {
    const room = await roomOf(3, "faults");
    const [one, two] = room.devices;
    const older = room.groupInfo;
    for (const device of room.devices)
      expect(await room.cipher.faultOfGroupInfo(device.state, room.groupInfo)).toBeNull();
    await room.join(await room.world.device("new", "sending"));
    expect(await room.cipher.faultOfGroupInfo(one!.state, room.groupInfo)).toBeNull();
    expect(await room.cipher.faultOfGroupInfo(one!.state, older)).toContain("epoch");
    expect(await room.cipher.groupInfoAuthor(room.secrets, older)).toMatchObject({
      device: "d2",
      leaf: 2,
      side: "sending",
    });
    expect(await room.cipher.groupInfoAuthor(room.secrets, room.groupInfo)).toMatchObject({ device: "new", leaf: 3 });
    expect(await room.cipher.groupInfoAuthor(room.world.channel("record"), room.groupInfo)).toBeNull();
    const { state } = room.cipher.mergeUsedTickets(two!.state, ["AAAAAAAAAAAAAAAAAAAAAA"]);
    expect(await room.cipher.faultOfGroupInfo(state, room.groupInfo)).toContain("tickets");
    const loaded = await room.cipher.load(
      two!.identity,
      room.secrets,
      new Map(room.cipher.mergeUsedTickets(two!.state, ["AAAAAAAAAAAAAAAAAAAAAA"]).rows.map((r) => [r.key, r.value!])),
    );
    expect(room.cipher.usedTickets(loaded)).toContain("AAAAAAAAAAAAAAAAAAAAAA");
  });

  it("C25 one seed gives the same bytes, another seed others", async () => {
    const run = async (seed: string): Promise<string[]> => {
      const world = await corridor("fixed");
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
    expect(mlsCipher({ crypto: nodeCrypto, entropy: seededEntropy("x") })).toBeDefined();
  });
});
