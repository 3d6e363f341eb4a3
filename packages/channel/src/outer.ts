import type { CryptoPort, Entropy } from "@vado/protocol";
import { concat, utf8 } from "./bytes.ts";
import { ChannelError } from "./contract.ts";

/**
 * The outer AEAD (C15): GroupInfo, commits and endorsements carry names of devices and agencies, which MLS leaves in the
 * clear; so they are sealed once more with the channel's own key, and the relay sees only that something was said.
 * Form: version 1, nonce of 12 random bytes, ciphertext with tag.
 */
export type OuterKind = "commit" | "group-info" | "endorsement";

const VERSION = 1;
const NONCE_BYTES = 12;

interface OuterChannel {
  readonly channel: string;
  readonly outerKey: Uint8Array;
}

function aad(channel: OuterChannel, kind: OuterKind): Uint8Array {
  return utf8(`vado/outer/${VERSION}\n${channel.channel}\n${kind}`);
}

export async function sealOuter(
  crypto: CryptoPort,
  entropy: Entropy,
  channel: OuterChannel,
  kind: OuterKind,
  plaintext: Uint8Array,
): Promise<Uint8Array> {
  const nonce = entropy.bytes(NONCE_BYTES);
  return concat(
    Uint8Array.of(VERSION),
    nonce,
    await crypto.aeadSeal(channel.outerKey, nonce, aad(channel, kind), plaintext),
  );
}

/** Throws `ChannelError` ("bytes", C15) for bytes that are too long or were not sealed for this channel and kind. */
export async function openOuter(
  crypto: CryptoPort,
  channel: OuterChannel,
  kind: OuterKind,
  sealed: Uint8Array,
  bytesMax: number,
): Promise<Uint8Array> {
  if (sealed.length > bytesMax)
    throw new ChannelError("bytes", "C15", `${kind} has ${sealed.length} bytes, more than ${bytesMax}`);
  if (sealed[0] !== VERSION) throw new ChannelError("bytes", "C15", `${kind} of an unknown version`);
  const nonce = sealed.subarray(1, 1 + NONCE_BYTES);
  try {
    return await crypto.aeadOpen(channel.outerKey, nonce, aad(channel, kind), sealed.subarray(1 + NONCE_BYTES));
  } catch {
    throw new ChannelError("bytes", "C15", `${kind} was not sealed for this channel`);
  }
}
