import { nodeCrypto, nodeEntropy } from "@vado/host";
import {
  TYPED_PAD_BYTES,
  base64url,
  envelopeText,
  eventIdFrom,
  groupCodeFrom,
  hex,
  parseEnvelope,
  withSignature,
  type Envelope,
} from "@vado/protocol";
import { catchUp } from "./catch-up.ts";
import { fullGroup } from "./full-group.ts";
import { sixMembers, type Group, type GroupMember } from "./group.ts";
import { primitives, type RawMessage } from "./primitives.ts";
import { figure, measure, timeRatio, timed, type Round } from "./rounds.ts";
import type { BenchPlan, Figure } from "./types.ts";

/** Messages in a lap: some milliseconds, short against what a shared machine does in between. */
const LAP_MESSAGES = 64;

/**
 * `channel.seal`, `channel.open`: what the channel layer does for one typed event among six devices, through the contract
 * a client uses: the padded MLS message and the vault row that must be written before it. The event's own signature, its
 * parsing and the vault's write are the client's work, and not in it.
 */
export async function benchChannel(plan: BenchPlan): Promise<Record<string, Figure>> {
  const group = await sixMembers();
  const plaintext = await typedEvent(group);
  const reading = {
    unit: "ms/message",
    limit: "ratio <= 2.5",
    value: (seconds: number) => seconds * 1_000,
    ratio: timeRatio,
  };
  return {
    "channel.seal": figure(await seals(plan, group, plaintext), reading),
    "channel.open": figure(await opens(plan, group, plaintext), reading),
    ...(await fullGroup(plan)),
    ...(await catchUp(plan)),
  };
}

async function seals(plan: BenchPlan, { cipher, members }: Group, plaintext: Uint8Array): Promise<Round[]> {
  const sender = members[0] as GroupMember;
  const raw = primitives(plaintext.length, TYPED_PAD_BYTES);
  const ours = () =>
    timed(LAP_MESSAGES, async () => {
      for (let i = 0; i < LAP_MESSAGES; i++)
        sender.state = (await cipher.seal(sender.state, plaintext, TYPED_PAD_BYTES)).state;
    });
  const peer = () =>
    timed(LAP_MESSAGES, () => {
      for (let i = 0; i < LAP_MESSAGES; i++) raw.seal();
    });
  return measure(plan, ours, peer);
}

async function opens(plan: BenchPlan, { cipher, members }: Group, plaintext: Uint8Array): Promise<Round[]> {
  const [, receiver, sender] = members as [GroupMember, GroupMember, GroupMember];
  const raw = primitives(plaintext.length, TYPED_PAD_BYTES);
  const ours = async () => {
    const frames: Uint8Array[] = [];
    for (let i = 0; i < LAP_MESSAGES; i++) {
      const sealed = await cipher.seal(sender.state, plaintext, TYPED_PAD_BYTES);
      sender.state = sealed.state;
      frames.push(sealed.frame);
    }
    return timed(LAP_MESSAGES, async () => {
      for (const frame of frames) {
        const received = await cipher.receive(receiver.state, "message", frame);
        if (received.kind !== "message") throw new Error(`a message was ${received.kind}`);
        receiver.state = received.state;
      }
    });
  };
  const peer = () => {
    const messages: RawMessage[] = Array.from({ length: LAP_MESSAGES }, () => raw.seal());
    return timed(LAP_MESSAGES, () => {
      for (const message of messages) raw.open(message);
    });
  };
  return measure(plan, ours, peer);
}

/** A GO as its sender's client writes it, signature and all. */
async function typedEvent({ charterId, channel, members }: Group): Promise<Uint8Array> {
  const { identity } = members[4] as GroupMember;
  const hash = () => hex(nodeEntropy.bytes(32));
  const grant = eventIdFrom(nodeEntropy.bytes(16));
  const text = envelopeText({
    v: 1,
    label: "vado/envelope/1",
    charter: charterId,
    channel,
    side: identity.side,
    device: identity.device,
    deviceSeq: 418,
    prev: hash(),
    seen: { seq: 2_915, head: hash() },
    intent: eventIdFrom(nodeEntropy.bytes(16)),
    at: Date.now(),
    body: {
      type: "group.released",
      group: groupCodeFrom(nodeEntropy.bytes(8)),
      version: 1,
      grant,
      answers: grant,
      headcount: 134,
    },
  } as Envelope);
  const bytes = new TextEncoder().encode(text);
  const signature = await nodeCrypto.ed25519Sign(identity.signatureKey.privateKey, bytes);
  const sealed = withSignature(text, base64url(signature));
  const parsed = parseEnvelope(sealed);
  if (!parsed.ok) throw new Error(`the event is none: ${parsed.detail}`);
  return new TextEncoder().encode(sealed);
}
