import type { CryptoPort, Later } from "@vado/protocol";
import { concat, EMPTY } from "../bytes.ts";

/** HKDF (RFC 5869) with one hash. */
export interface Hkdf {
  /** Bytes of the hash, and of what `extract` gives. */
  readonly bytes: number;
  /** §2.2. An empty salt is a key of zeros, which HMAC pads an empty key to anyway. */
  extract(salt: Uint8Array, input: Uint8Array): Later<Uint8Array>;
  /** §2.3. `length` in bytes, at most 255 times the hash's. */
  expand(key: Uint8Array, info: Uint8Array, length: number): Later<Uint8Array>;
}

type Hmac = (key: Uint8Array, data: Uint8Array) => Later<Uint8Array>;

/** HKDF-SHA256. */
export function hkdfSha256(crypto: CryptoPort): Hkdf {
  return hkdf(32, (key, data) => crypto.hmac(key, data));
}

/** HKDF-SHA512. */
export function hkdfSha512(crypto: CryptoPort): Hkdf {
  return hkdf(64, (key, data) => crypto.hmacSha512(key, data));
}

function hkdf(bytes: number, hmac: Hmac): Hkdf {
  return {
    bytes,
    extract: (salt, input) => hmac(salt, input),
    expand(key, info, length) {
      // Nearly every output MLS asks for fits one block; that way costs one HMAC and one allocation.
      if (length > bytes) return expandBlocks(bytes, hmac, key, info, length);
      const input = new Uint8Array(info.length + 1);
      input.set(info);
      input[info.length] = 1;
      const block = hmac(key, input);
      if (length === bytes) return block;
      return block instanceof Promise ? block.then((whole) => whole.slice(0, length)) : block.slice(0, length);
    },
  };
}

async function expandBlocks(
  bytes: number,
  hmac: Hmac,
  key: Uint8Array,
  info: Uint8Array,
  length: number,
): Promise<Uint8Array> {
  if (length > 255 * bytes) throw new Error(`HKDF gives at most ${255 * bytes} bytes, not ${length}`);
  const blocks: Uint8Array[] = [];
  let last: Uint8Array = EMPTY;
  for (let i = 1; blocks.length * bytes < length; i++) {
    last = await hmac(key, concat(last, info, Uint8Array.of(i)));
    blocks.push(last);
  }
  return concat(...blocks).slice(0, length);
}
