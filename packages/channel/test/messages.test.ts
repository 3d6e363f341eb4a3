import * as fc from "fast-check";
import { decodeMlsMessage, encodeMlsMessage } from "ts-mls/message.js";
import { createApplicationMessage } from "ts-mls/createMessage.js";
import { describe, expect, it } from "vitest";
import {
  FORWARD_RATCHET_STEPS_MAX,
  MESSAGE_FRAME_BYTES_MAX,
  PAD_TO_BYTES_MAX,
  PLAINTEXT_BYTES_MAX,
} from "../src/index.ts";
import { forgeHandshakeMessage, suiteOf } from "./forge.ts";
import { bytes, roomOf, text, type Room } from "./world.ts";

async function rules(room: Room, frame: Uint8Array, except = room.devices[0]): Promise<string[]> {
  const results = await room.deliver("message", frame, except);
  return [...new Set(results.map((result) => (result.kind === "ignored" ? result.rule : result.kind)))];
}

describe("messages", () => {
  it("C20 all plaintexts up to padTo give frames of one size, one byte more a greater one", async () => {
    const room = await roomOf(2, "sizes");
    const from = room.devices[0]!;
    const sizes = new Set<number>();
    for (const length of [0, 1, 63, 64, 700, 2_047, 2_048])
      sizes.add((await room.send(from, "x".repeat(length))).length);
    expect([...sizes]).toEqual([2_210]);
    expect((await room.send(from, "x".repeat(2_049))).length).toBeGreaterThan(2_210);
    for (const padTo of [0, 1, 63, 64, 4_096, 8_192, PAD_TO_BYTES_MAX]) {
      const [empty, full] = [await room.send(from, "", padTo), await room.send(from, "x".repeat(padTo), padTo)];
      expect(empty.length).toBe(full.length);
    }
  });

  it("C17 the longest plaintext fits into a frame and one byte more is refused", async () => {
    const room = await roomOf(2, "limits");
    const [from] = room.devices;
    const frame = await room.send(from!, "x".repeat(PLAINTEXT_BYTES_MAX), PAD_TO_BYTES_MAX);
    expect(frame.length).toBeLessThanOrEqual(MESSAGE_FRAME_BYTES_MAX);
    expect(await rules(room, frame)).toEqual(["message"]);
    await expect(room.send(from!, "x".repeat(PLAINTEXT_BYTES_MAX + 1))).rejects.toMatchObject({
      fault: "caller",
      rule: "C17",
    });
    await expect(room.send(from!, "x", PAD_TO_BYTES_MAX + 1)).rejects.toMatchObject({ fault: "caller", rule: "C20" });
    await expect(room.send(from!, "x", Number.NaN)).rejects.toMatchObject({ rule: "C20" });
    expect(await rules(room, new Uint8Array(MESSAGE_FRAME_BYTES_MAX + 1))).toEqual(["C17"]);
  });

  it("C17 one that is no member can't speak, whatever it knows of the outside", async () => {
    const room = await roomOf(3, "outsider");
    const lone = await roomOf(3, "outsider");
    // Same corridor, same keys, another group: an outsider that knows all but the group's secrets.
    lone.world.entropy.bytes(1);
    await lone.join(await lone.world.device("x", "sending"));
    expect(await rules(room, await lone.send(lone.devices[1]!, "let me in"))).toEqual(["C18"]);
    const founder = await room.cipher.found({ identity: room.devices[0]!.identity, channel: room.secrets });
    let state = founder.state;
    const group = { ...state.group, groupContext: { ...state.group.groupContext, epoch: 2n } };
    state = { ...state, group };
    expect(await rules(room, (await room.cipher.seal(state, bytes("psst"), 0)).frame)).toEqual(["C17"]);
  });

  it("C18 a message of an earlier epoch is ignored by all, old members too", async () => {
    const room = await roomOf(3, "stale");
    const old = await room.send(room.devices[0]!, "too late");
    await room.join(await room.world.device("newest", "receiving"));
    expect(await rules(room, old)).toEqual(["C18"]);
    for (const device of room.devices) expect(device.state.group.historicalReceiverData.size).toBe(0);
  });

  it("C19 a message twice, and one whose generation has been passed", async () => {
    const room = await roomOf(3, "twice");
    const [from] = room.devices;
    const [first, second, third] = [
      await room.send(from!, "1"),
      await room.send(from!, "2"),
      await room.send(from!, "3"),
    ];
    expect(await rules(room, first)).toEqual(["message"]);
    expect(await rules(room, first)).toEqual(["C17"]);
    expect(await rules(room, third)).toEqual(["message"]);
    expect(await rules(room, second)).toEqual(["C17"]);
    expect(await rules(room, await room.send(from!, "4"))).toEqual(["message"]);
  });

  it("C19 a ratchet is turned 5,000 steps and not one more", async () => {
    const room = await roomOf(2, "far");
    const [from, to] = room.devices;
    const ahead = async (steps: number) => {
      const node = from!.state.group.secretTree.slice();
      let state = from!.state;
      // The library turns a copy of the receiver's ratchet; the sender gets there by sealing nothing.
      const { ratchetUntil } = await import("ts-mls/secretTree.js");
      const [application] = await ratchetUntil(
        node[0]!.application,
        steps,
        { ...state.group.clientConfig.keyRetentionConfig, maximumForwardRatchetSteps: 1e6 },
        (await suiteOf(room)).kdf,
      );
      node[0] = { ...node[0]!, application };
      state = { ...state, group: { ...state.group, secretTree: node } };
      return room.cipher.receive(to!.state, "message", (await room.cipher.seal(state, bytes("far"), 0)).frame);
    };
    expect((await ahead(FORWARD_RATCHET_STEPS_MAX + 1)).kind).toBe("ignored");
    expect((await ahead(FORWARD_RATCHET_STEPS_MAX)).kind).toBe("message");
  });

  it("C11 a member's commit or proposal passed off as a message", async () => {
    const room = await roomOf(3, "handshake");
    expect(await rules(room, await forgeHandshakeMessage(room, room.devices[0]!, "commit"))).toEqual(["C11"]);
    expect(await rules(room, await forgeHandshakeMessage(room, room.devices[0]!, "proposal"))).toEqual(["C11"]);
  });

  it("C17 C33 authenticated data, and a device's own message", async () => {
    const room = await roomOf(3, "aad");
    const from = room.devices[0]!;
    const { privateMessage } = await createApplicationMessage(
      from.state.group,
      bytes("hello"),
      await suiteOf(room),
      bytes("extra"),
    );
    expect(
      await rules(room, encodeMlsMessage({ version: "mls10", wireformat: "mls_private_message", privateMessage })),
    ).toEqual(["C17"]);
    // C33: only a state that is older than the message opens it, and then uses no generation a second time.
    const sealed = await room.cipher.seal(from.state, bytes("me"), 0);
    expect(await room.cipher.receive(sealed.state, "message", sealed.frame)).toMatchObject({
      kind: "ignored",
      rule: "C17",
    });
    const restored = await room.cipher.receive(from.state, "message", sealed.frame);
    if (restored.kind !== "message") throw new Error(`an older state found it ${restored.kind}`);
    expect(restored.sender.device).toBe(from.identity.device);
    expect(await room.cipher.receive(restored.state, "message", sealed.frame)).toMatchObject({ kind: "ignored" });
  });

  it("C17 altered bytes are ignored and change nothing", async () => {
    const room = await roomOf(3, "altered");
    const from = room.devices[0]!;
    const frame = await room.send(from, "the real one");
    for (let at = 0; at < frame.length; at += 13) {
      const altered = frame.slice();
      altered[at]! ^= 1 << (at % 8);
      for (const rule of await rules(room, altered)) expect(["C11", "C17", "C18"]).toContain(rule);
    }
    for (const cut of [0, 1, 40, frame.length - 1]) expect(await rules(room, frame.slice(0, cut))).toEqual(["C17"]);
    expect(await rules(room, Uint8Array.of(...frame, 0))).toEqual(["C17"]);
    expect(await rules(room, frame)).toEqual(["message"]);
    expect(decodeMlsMessage(frame, 0)?.[1]).toBe(frame.length);
  });

  it("C15 C17 C22 no bytes whatever make receive, readEndorsement or faultOfGroupInfo throw", async () => {
    const room = await roomOf(2, "noise");
    const to = room.devices[1]!;
    const seeds = [await room.send(room.devices[0]!, "seed", 0), room.groupInfo];
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.tuple(fc.constantFrom(...seeds), fc.nat(), fc.nat(255), fc.nat()).map(([seed, at, byte, cut]) => {
        const altered = seed.slice(0, cut % 3 === 0 ? cut % seed.length : seed.length);
        if (altered.length > 0) altered[at % altered.length] = byte;
        return altered;
      }),
    );
    await fc.assert(
      fc.asyncProperty(
        noise,
        fc.constantFrom("commit" as const, "message" as const, "endorsement" as const),
        async (data, kind) => {
          const result = await room.cipher.receive(to.state, kind, data);
          if (result.kind !== "ignored" && result.kind !== "message") throw new Error(result.kind);
          expect(await room.cipher.readEndorsement(room.secrets, data)).toBeNull();
          await room.cipher.faultOfGroupInfo(to.state, data);
          await room.cipher.groupInfoAuthor(room.secrets, data);
        },
      ),
      { numRuns: 400 },
    );
  });

  it("C24 receive and seal are repeatable from an old state, which they leave as it was", async () => {
    const room = await roomOf(3, "again");
    const [from, to] = room.devices;
    const before = to!.state;
    const frames = [await room.send(from!, "a"), await room.send(from!, "b"), await room.send(from!, "c")];
    for (let round = 0; round < 2; round++) {
      let state = before;
      for (const [i, frame] of frames.entries()) {
        for (let attempt = 0; attempt < 2; attempt++) {
          const result = await room.cipher.receive(state, "message", frame);
          if (result.kind !== "message") throw new Error(JSON.stringify(result));
          expect(text(result.plaintext)).toBe("abc"[i]);
          if (attempt === 1) state = result.state;
        }
      }
    }
    const identity = await room.world.device("joiner", "sending");
    const ticket = await room.world.ticket(identity);
    const joined = await room.cipher.join({ identity, channel: room.secrets, groupInfo: room.groupInfo, ticket });
    const [once, twice] = [
      await room.cipher.receive(before, "commit", joined.frame),
      await room.cipher.receive(before, "commit", joined.frame),
    ];
    if (once.kind !== "commit" || twice.kind !== "commit") throw new Error("not admitted");
    expect(room.cipher.epochAuthenticator(once.state)).toBe(room.cipher.epochAuthenticator(twice.state));
    expect(once.rows).toEqual(twice.rows);
    expect((await room.cipher.receive(before, "message", frames[0]!)).kind).toBe("message");
  });
});
