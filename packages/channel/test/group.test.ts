import { describe, expect, it } from "vitest";
import { roomOf, seededEntropy, text } from "./world.ts";

describe("a group", () => {
  it("C8 C10 a founder and five more join by external commit and agree on the epoch authenticator", async () => {
    const room = await roomOf(6, "six");
    expect(new Set(room.authenticators()).size).toBe(1);
    for (const device of room.devices) {
      expect(room.cipher.epoch(device.state)).toBe(5);
      expect(room.cipher.members(device.state).map((m) => [m.leaf, m.device])).toEqual(
        [0, 1, 2, 3, 4, 5].map((i) => [i, `d${i}`]),
      );
    }
  });

  it("C17 every device opens what any other seals, and knows who it was", async () => {
    const room = await roomOf(6, "talk");
    for (const from of [...room.devices, ...room.devices]) {
      const frame = await room.send(from, `from ${from.identity.device}`);
      for (const result of await room.deliver("message", frame, from)) {
        if (result.kind !== "message") throw new Error(JSON.stringify(result));
        expect(text(result.plaintext)).toBe(`from ${from.identity.device}`);
        expect(result.sender).toMatchObject({
          device: from.identity.device,
          side: from.identity.side,
          role: from.identity.role,
        });
      }
    }
  });

  it("C14 C16 C18 C23 random histories of joins, races, messages, garbage and restarts leave all in agreement", async () => {
    for (const seed of ["h1", "h2", "h3"]) await history(seed);
  });
});

/** Sixty random steps. A step's garbage, losing joins and stale messages must be ignored by all, by one rule. */
async function history(seed: string): Promise<void> {
  const room = await roomOf(2, seed);
  const dice = seededEntropy(`${seed}/dice`);
  const roll = (sides: number): number => dice.bytes(1)[0]! % sides;
  const newcomer = () =>
    room.world.device(`n${room.devices.length}.${roll(256)}`, roll(2) === 0 ? "sending" : "receiving");
  let stale: Uint8Array | null = null;
  const allIgnore = async (kind: "commit" | "message", frame: Uint8Array): Promise<void> => {
    const said = await room.deliver(kind, frame);
    expect(new Set(said.map((r) => (r.kind === "ignored" ? r.rule : r.kind))).size).toBe(1);
    expect(said[0]?.kind).toBe("ignored");
  };
  for (let step = 0; step < 60; step++) {
    const from = room.devices[roll(room.devices.length)]!;
    const what = roll(10);
    if (what === 0 && room.devices.length < 9) {
      const loser = await newcomer();
      const input = {
        identity: loser,
        channel: room.secrets,
        groupInfo: room.groupInfo,
        ticket: await room.world.ticket(loser),
      };
      const lost = await room.cipher.join(input);
      stale = await room.send(from, "never in time");
      await room.join(await newcomer());
      await allIgnore("commit", lost.frame);
    } else if (what === 1) {
      await allIgnore(roll(2) === 0 ? "commit" : "message", dice.bytes(40 + roll(200)));
    } else if (what === 2) {
      from.state = await room.cipher.load(from.identity, room.secrets, from.rows);
    } else if (what === 3 && stale !== null) {
      await allIgnore("message", stale);
    } else if (what === 4) {
      // Sealed and dropped: the generation is skipped for good.
      await room.send(from, "dropped");
    } else {
      const said = await room.deliver("message", await room.send(from, `${step}`), from);
      for (const result of said) expect(result.kind === "message" && text(result.plaintext)).toBe(`${step}`);
    }
    expect(new Set(room.authenticators()).size).toBe(1);
  }
}
