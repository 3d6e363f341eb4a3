import { decodeMlsMessage } from "ts-mls/message.js";
import { describe, expect, it } from "vitest";
import { GROUP_INFO_BYTES_MAX, type Removal } from "../src/index.ts";
import { openOuter } from "../src/outer.ts";
import { forgeJoin } from "./forge.ts";
import { ignoredByAll } from "./judged.ts";
import { keep, roomOf, text, type Device, type Room } from "./world.ts";

const own = (...devices: string[]): Removal => ({ reason: "agency", devices });

/** Every device hears every other. */
async function allTalk(room: Room): Promise<void> {
  for (const from of room.devices)
    for (const heard of await room.deliver("message", await room.send(from, "hello"), from))
      expect(heard.kind === "message" && text(heard.plaintext)).toBe("hello");
}

/** What a removed device makes of a frame, tried with every state it ever had. */
async function reads(room: Room, device: Device, kind: "message" | "commit", frame: Uint8Array): Promise<boolean> {
  const result = await room.cipher.receive(device.state, kind, frame);
  return result.kind === "message" || result.kind === "commit";
}

describe("removal by stewards", () => {
  it("C27 a steward removes one or more devices of its own agency and side; the others agree, and those are told", async () => {
    const room = await roomOf(8, "own");
    const steward = room.device("d0");
    const results = await room.remove(steward, own("d4"));
    expect(results?.map(({ kind }) => kind)).toEqual([
      "commit",
      "commit",
      "commit",
      "removed",
      "commit",
      "commit",
      "commit",
    ]);
    expect(results?.[0]).toMatchObject({
      joined: [],
      removed: [{ device: "d4", leaf: 4 }],
      removal: { by: "d0", reason: "agency" },
      ticket: null,
    });
    expect(results?.[3]).toEqual({ kind: "removed", removal: { by: "d0", reason: "agency" } });
    await room.remove(steward, { reason: "silent", devices: ["d2", "d6"] });
    expect(new Set(room.authenticators()).size).toBe(1);
    expect(room.cipher.members(steward.state).map(({ device }) => device)).toEqual(["d0", "d1", "d3", "d5", "d7"]);
    await allTalk(room);
    expect(await room.remove(steward, own("d4"))).toBeNull();
    expect(await room.remove(steward, own("nobody"))).toBeNull();
  });

  it("C16 a removal always carries an update path, with one leaf too, and its path is new to those who go", async () => {
    const room = await roomOf(5, "path");
    for (const devices of [["d4"], ["d2"]]) {
      const made = await room.cipher.remove(room.device("d0").state, { reason: "agency", devices });
      const opened = await openOuter(room.world.crypto, room.secrets, "commit", made!.frame, 256 * 1024);
      const [message] = decodeMlsMessage(opened.slice(1), 0)!;
      if (message.wireformat !== "mls_public_message" || message.publicMessage.content.contentType !== "commit")
        throw new Error("no public commit");
      const { proposals, path } = message.publicMessage.content.commit;
      expect(proposals).toHaveLength(1);
      expect(path?.nodes.length).toBeGreaterThan(0);
    }
  });

  it("C31 (failure case 6) a removed device gets every later byte and reads none, of this epoch and later ones", async () => {
    const room = await roomOf(6, "reads-none");
    const gone = room.device("d4");
    const before = gone.state;
    await room.remove(room.device("d0"), own("d4"));
    const later: ["message" | "commit", Uint8Array][] = [];
    for (let epoch = 0; epoch < 4; epoch++) {
      for (const from of room.devices) {
        const frame = await room.send(from, `secret ${epoch}`);
        later.push(["message", frame]);
        await room.deliver("message", frame, from);
      }
      const identity = await room.world.device(`late${epoch}`, "receiving");
      const ticket = await room.world.ticket(identity);
      const joined = await room.cipher.join({ identity, channel: room.secrets, groupInfo: room.groupInfo, ticket });
      later.push(["commit", joined.frame]);
      await room.deliver("commit", joined.frame);
      room.groupInfo = joined.groupInfo;
    }
    for (const [kind, frame] of later) {
      expect(await reads(room, gone, kind, frame)).toBe(false);
      expect(await reads(room, { ...gone, state: before }, kind, frame)).toBe(false);
      expect(text(frame)).not.toContain("secret");
    }
    expect(later).toHaveLength(24);
  });

  it("C16 a whole half of the tree is emptied and fills up again: everybody goes on", async () => {
    for (const [first, second] of [
      ["d6", "d7"],
      ["d7", "d6"],
    ] as const) {
      const room = await roomOf(8, `half-${first}`);
      const onSide = { d6: ["d0", "d2"], d7: ["d1", "d3"] };
      for (const steward of [first, second]) await room.remove(room.device(steward), own(...onSide[steward]));
      await allTalk(room);
      await room.remove(room.device("d6"), own("d4"));
      await room.remove(room.device("d7"), own("d5"));
      expect(room.devices).toHaveLength(2);
      for (const name of ["late", "later"]) await room.join(await room.world.device(name, "sending"));
      await room.remove(room.device("d6"), own("late"));
      expect(new Set(room.authenticators()).size).toBe(1);
      await allTalk(room);
    }
  });

  it("C14 two stewards race: the first in the log wins, the loser has nothing left to do", async () => {
    const room = await roomOf(6, "race");
    const [a, b] = [
      room.device("d0"),
      await room.join(await room.world.device("chief", "sending", { role: "supervisor" })),
    ];
    const lost = await room.cipher.remove(b.state, own("d4"));
    await room.remove(a, own("d4"));
    await ignoredByAll(room, lost!.frame, "C14");
    expect(await room.cipher.remove(b.state, own("d4"))).toBeNull();
    const other = await room.cipher.remove(b.state, own("d2"));
    expect(other).not.toBeNull();
    await allTalk(room);
  });

  it("C24 a removal made and not used changes nothing; messages go on in its epoch, and it is still good after them", async () => {
    const room = await roomOf(5, "pending");
    const steward = room.device("d0");
    const made = await room.cipher.remove(steward.state, own("d2"));
    await allTalk(room);
    keep(steward, made!.rows);
    steward.state = await room.cipher.load(steward.identity, room.secrets, steward.rows);
    const results = await room.deliver("commit", made!.frame, steward);
    expect(results.map(({ kind }) => kind)).toEqual(["commit", "removed", "commit", "commit"]);
    room.devices.splice(2, 1);
    await allTalk(room);
  });

  it("C31 C7 who was removed comes back under a new name and key only, and with another ticket", async () => {
    const room = await roomOf(5, "return");
    const { world } = room;
    const gone = room.device("d4").identity;
    await room.remove(room.device("d0"), own("d4"));
    const again = await world.device("d4", "sending");
    const twin = await world.twin(gone, "d4-again");
    for (const identity of [gone, again, twin]) {
      await expect(room.join(identity)).rejects.toMatchObject({ fault: "caller", rule: "C31" });
      await ignoredByAll(room, await forgeJoin(room, identity), "C31");
    }
    const back = await room.join(await world.device("d4.2", "sending"));
    expect(room.cipher.members(back.state)[4]).toMatchObject({ leaf: 4, device: "d4.2" });
    expect(await room.cipher.isBarred(back.state, "north", "d4")).toBe(true);
    expect(await room.cipher.isBarred(back.state, "south", "d4")).toBe(false);
    await allTalk(room);
    expect(new Set(room.authenticators()).size).toBe(1);
  });

  it("C21 C22 C23 a joiner after a removal has the same list as members, over restarts; a GroupInfo with another is endorsed by nobody", async () => {
    const room = await roomOf(6, "same-past");
    const before = await roomOf(6, "same-past");
    await room.remove(room.device("d0"), own("d2"));
    await room.remove(room.device("d1"), own("d5"));
    for (const device of room.devices) {
      expect(await room.cipher.faultOfGroupInfo(device.state, room.groupInfo)).toBeNull();
      device.state = await room.cipher.load(device.identity, room.secrets, device.rows);
    }
    const joiner = await room.join(await room.world.device("late", "sending"));
    for (const device of room.devices) expect(device.state.barred).toEqual(joiner.state.barred);
    expect(joiner.state.barred).toHaveLength(4);
    const lying = { ...joiner, state: { ...joiner.state, barred: joiner.state.barred.slice(2) } };
    expect(await room.cipher.faultOfGroupInfo(lying.state, room.groupInfo)).toContain("barred");
    expect(await before.cipher.groupInfoAuthor(before.secrets, before.groupInfo)).not.toBeNull();
    expect(room.groupInfo.length).toBeLessThan(GROUP_INFO_BYTES_MAX);
  });

  it("C27 a device whose state was restored from before its own removal commit has lost its place, and says so", async () => {
    const room = await roomOf(5, "restored");
    const steward = room.device("d0");
    const made = await room.cipher.remove(steward.state, own("d4"));
    expect(await room.cipher.receive(steward.state, "commit", made!.frame)).toEqual({
      kind: "removed",
      removal: { by: "d0", reason: "lost" },
    });
  });
});
