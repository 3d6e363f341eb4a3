import type { CryptoPort, Later } from "@vado/protocol";
import { concat, EMPTY } from "../bytes.ts";

export const HASH_BYTES = 32;

/** HKDF-Extract with SHA-256 (RFC 5869 §2.2). An empty salt is a key of zeros, which HMAC pads an empty key to anyway. */
export function hkdfExtract(crypto: CryptoPort, salt: Uint8Array, input: Uint8Array): Later<Uint8Array> {
  return crypto.hmac(salt, input);
}

/** HKDF-Expand with SHA-256 (RFC 5869 §2.3). `length` in bytes, at most 255 × 32. */
export function hkdfExpand(crypto: CryptoPort, key: Uint8Array, info: Uint8Array, length: number): Later<Uint8Array> {
  // Nearly every output MLS asks for fits one block; that way costs one HMAC and one allocation.
  if (length > HASH_BYTES) return expandBlocks(crypto, key, info, length);
  const input = new Uint8Array(info.length + 1);
  input.set(info);
  input[info.length] = 1;
  const block = crypto.hmac(key, input);
  if (length === HASH_BYTES) return block;
  return block instanceof Promise ? block.then((bytes) => bytes.slice(0, length)) : block.slice(0, length);
}

async function expandBlocks(
  crypto: CryptoPort,
  key: Uint8Array,
  info: Uint8Array,
  length: number,
): Promise<Uint8Array> {
  if (length > 255 * HASH_BYTES) throw new Error(`HKDF gives at most ${255 * HASH_BYTES} bytes, not ${length}`);
  const blocks: Uint8Array[] = [];
  let last: Uint8Array = EMPTY;
  for (let i = 1; blocks.length * HASH_BYTES < length; i++) {
    last = await crypto.hmac(key, concat(last, info, Uint8Array.of(i)));
    blocks.push(last);
  }
  return concat(...blocks).slice(0, length);
}
