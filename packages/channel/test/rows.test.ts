import { describe, expect, it } from "vitest";
import { keep, roomOf, text, type Device, type Room } from "./world.ts";

async function reload(room: Room, device: Device): Promise<void> {
  device.state = await room.cipher.load(device.identity, room.secrets, device.rows);
}

describe("rows", () => {
  it("C23 a device that loads its rows after every step goes on like one that never stopped", async () => {
    const room = await roomOf(3, "crash");
    const crashing = room.devices[1]!;
    const heard: string[] = [];
    const step = async (work: () => Promise<unknown>): Promise<void> => {
      await work();
      await reload(room, crashing);
      expect(new Set(room.authenticators()).size).toBe(1);
    };
    const say = (from: Device, words: string) => async () => {
      const frame = await room.send(from, words);
      // A crash between the written state and the sent bytes: the bytes are sent from the vault later.
      await reload(room, crashing);
      for (const result of await room.deliver("message", frame, from)) {
        if (result.kind !== "message") throw new Error(JSON.stringify(result));
        heard.push(text(result.plaintext));
      }
    };
    for (let round = 0; round < 3; round++) {
      for (const from of room.devices) await step(say(from, `${round} ${from.identity.device}`));
      await step(say(crashing, `${round} once more`));
      await step(async () => room.join(await room.world.device(`j${round}`, "receiving")));
    }
    expect(heard.length).toBeGreaterThan(40);
  });

  it("C23 a crash before the rows are written: the frame is taken again from the rows before it", async () => {
    const room = await roomOf(3, "torn");
    const [from, to] = room.devices;
    for (let i = 0; i < 4; i++) {
      const frame = await room.send(from!, `m${i}`);
      await room.cipher.receive(to!.state, "message", frame);
      await reload(room, to!);
      const again = await room.cipher.receive(to!.state, "message", frame);
      if (again.kind !== "message") throw new Error(JSON.stringify(again));
      to!.state = again.state;
      keep(to!, again.rows);
    }
  });

  it("C23 a message writes one row of 53 bytes; a commit writes the base and removes the old ratchets", async () => {
    const room = await roomOf(6, "small");
    const [from, to] = room.devices;
    const sealed = await room.cipher.seal(from!.state, new Uint8Array(100), 2_048);
    expect(sealed.rows.map((row) => [row.key, row.value?.length])).toEqual([["ratchet/0", 53]]);
    const got = await room.cipher.receive(to!.state, "message", sealed.frame);
    if (got.kind !== "message") throw new Error("not opened");
    expect(got.rows.map((row) => [row.key, row.value?.length])).toEqual([["ratchet/0", 53]]);
    to!.state = got.state;
    keep(to!, got.rows);
    await room.join(await room.world.device("late", "sending"));
    expect([...to!.rows.keys()]).toEqual(["base"]);
    // Even when the removal of the old ratchet was lost, its row is not taken for the new epoch's.
    keep(to!, got.rows);
    await reload(room, to!);
    expect(
      (await room.deliver("message", await room.send(to!, "still here"), to)).every((r) => r.kind === "message"),
    ).toBe(true);
  });

  it("C23 rows that are missing, damaged, of another device or channel are refused", async () => {
    const room = await roomOf(2, "damage");
    const [one, two] = room.devices;
    const load = (device: Device, rows: Map<string, Uint8Array>) =>
      room.cipher.load(device.identity, room.secrets, rows);
    await expect(load(one!, new Map())).rejects.toMatchObject({ fault: "bytes", rule: "C23" });
    await expect(load(one!, two!.rows)).rejects.toMatchObject({ rule: "C23" });
    const base = one!.rows.get("base")!;
    for (const cut of [0, 1, 4, 5, 40, base.length - 1]) {
      await expect(load(one!, new Map([["base", base.slice(0, cut)]]))).rejects.toMatchObject({ rule: "C23" });
    }
    await expect(
      load(
        one!,
        new Map([
          ["base", base],
          ["ratchet/0", new Uint8Array(52)],
        ]),
      ),
    ).rejects.toMatchObject({ rule: "C23" });
    const other = room.world.channel("record");
    await expect(room.cipher.load(one!.identity, other, one!.rows)).rejects.toMatchObject({ rule: "C23" });
  });

  it("C23 the signature key is not in the rows", async () => {
    const room = await roomOf(1, "secret");
    const key = Buffer.from(room.devices[0]!.identity.signatureKey.privateKey);
    for (const row of room.devices[0]!.rows.values()) expect(Buffer.from(row).includes(key)).toBe(false);
  });
});
