import type { CryptoPort } from "@vado/protocol";
import { hex } from "@vado/protocol";

/** R8: `head = H(head, seq, receivedAt, H(bytes))`, the log-order chain that every device acknowledges. */

const LABEL = new TextEncoder().encode("vado/head/1");

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** The head before the first frame: the hash of the label and the channel's address. */
export async function firstHead(crypto: CryptoPort, channel: string): Promise<Uint8Array> {
  return crypto.sha256(concat(LABEL, new TextEncoder().encode(channel)));
}

/** The head after one more frame. Sequence and time enter as big-endian 64-bit integers. */
export async function nextHead(
  crypto: CryptoPort,
  head: Uint8Array,
  seq: number,
  receivedAt: number,
  bytesHash: Uint8Array,
): Promise<Uint8Array> {
  const numbers = new Uint8Array(16);
  const view = new DataView(numbers.buffer);
  view.setBigUint64(0, BigInt(seq));
  view.setBigUint64(8, BigInt(receivedAt));
  return crypto.sha256(concat(head, numbers, bytesHash));
}

export async function hashHex(crypto: CryptoPort, text: string): Promise<string> {
  return hex(await crypto.sha256(new TextEncoder().encode(text)));
}

export function fromHex(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}
