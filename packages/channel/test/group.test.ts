import { describe, expect, it } from "vitest";
import { bytes, roomOf, text } from "./world.ts";

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
    expect(bytes("x")).toHaveLength(1);
  });
});
