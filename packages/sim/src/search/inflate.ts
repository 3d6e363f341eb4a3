import type { Buffer } from "node:buffer";
import { constants, gunzipSync, inflateRawSync, inflateSync } from "node:zlib";

const INFLATED_BYTES_MAX = 64 * 1024 * 1024;
/** What is cut off at the end still gives what came before. */
const OPTIONS = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: INFLATED_BYTES_MAX };
/** Second bytes of the zlib headers that the usual levels write after 0x78. */
const ZLIB_SECOND = new Set([0x01, 0x5e, 0x9c, 0xda]);

/**
 * Everything in some bytes that inflates: gzip and zlib wherever they begin, raw deflate from the start and only if
 * `headless`, since without a header every fourth run of bytes is worth a try.
 */
export function* inflated(bytes: Buffer, headless: boolean): Generator<{ how: string; bytes: Buffer }> {
  for (
    let at = bytes.indexOf("\x1f\x8b\x08", 0, "latin1");
    at >= 0;
    at = bytes.indexOf("\x1f\x8b\x08", at + 1, "latin1")
  ) {
    yield* attempt("gzip", () => gunzipSync(bytes.subarray(at), OPTIONS));
  }
  for (let at = bytes.indexOf(0x78); at >= 0; at = bytes.indexOf(0x78, at + 1)) {
    // A third byte with block type 3 is no deflate.
    if (!ZLIB_SECOND.has(bytes[at + 1] ?? 0) || !mayBeDeflate(bytes.subarray(at + 2))) continue;
    yield* attempt("deflate", () => inflateSync(bytes.subarray(at), OPTIONS));
  }
  // zlib with an unusual window, at the start only: the two bytes are a multiple of 31.
  const [first = 0, second = 0] = bytes;
  if (first !== 0x78 && (first & 15) === 8 && first >> 4 < 7 && (first * 256 + second) % 31 === 0) {
    yield* attempt("deflate", () => inflateSync(bytes, OPTIONS));
  }
  if (headless && mayBeDeflate(bytes)) yield* attempt("deflate-raw", () => inflateRawSync(bytes, OPTIONS));
}

function* attempt(how: string, inflate: () => Buffer): Generator<{ how: string; bytes: Buffer }> {
  try {
    const bytes = inflate();
    if (bytes.length > 0) yield { how, bytes };
  } catch {
    // It was none.
  }
}

const CODE_LENGTHS_MIN = 4;

/**
 * Whether a first block could begin here. Most random bytes fail, which spares the price of a real attempt: a stored
 * block has its length twice, a dynamic one a complete code of code lengths (RFC 1951, 3.2.4 and 3.2.7).
 */
export function mayBeDeflate(bytes: Uint8Array): boolean {
  const bit = (at: number): number => ((bytes[at >> 3] ?? 0) >> (at & 7)) & 1;
  const bits = (at: number, many: number): number => {
    let value = 0;
    for (let i = 0; i < many; i++) value |= bit(at + i) << i;
    return value;
  };
  if (bytes.length < 3) return false;
  const type = bits(1, 2);
  if (type === 3) return false;
  if (type === 1) return true;
  if (type === 0) return bytes.length > 5 && bits(8, 16) === (bits(24, 16) ^ 0xffff);
  if (bits(3, 5) > 29 || bits(8, 5) > 29) return false;
  let filled = 0;
  for (let i = 0; i < bits(13, 4) + CODE_LENGTHS_MIN; i++) {
    const length = bits(17 + 3 * i, 3);
    if (length > 0) filled += 1 << (7 - length);
  }
  return filled === 128;
}
