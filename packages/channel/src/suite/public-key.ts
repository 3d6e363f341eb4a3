import type { CryptoPort } from "@vado/protocol";
import { SUITES, type SuiteName } from "./suites.ts";

const X25519_BYTES = 32;
/** ML-KEM-768 (FIPS 203, table 2 and §7.2): the key begins with 3 × 256 numbers of 12 bits below q; a seed of 32 bytes ends it. */
const Q = 3_329;
const NUMBERS_BYTES = 1_152;

/** Any private key will do to find out whether a public one gives an all-zero secret. */
const PROBE = new Uint8Array(X25519_BYTES).fill(1);

/**
 * Whether anybody can seal to an HPKE public key. The library asks only for its size: a leaf with a key of small order, or
 * with numbers that ML-KEM does not have, would be let in, and then no path secret could be sealed to it (C16).
 */
export async function isSealable(suite: SuiteName, crypto: CryptoPort, key: Uint8Array): Promise<boolean> {
  if (key.length !== SUITES[suite].publicKeyBytes) return false;
  if (suite === "xwing" && !isReduced(key.subarray(0, NUMBERS_BYTES))) return false;
  try {
    await crypto.x25519Shared(PROBE, key.slice(-X25519_BYTES));
    return true;
  } catch {
    return false;
  }
}

/** The modulus check of FIPS 203 §7.2: three bytes hold two numbers, low bits first. */
function isReduced(bytes: Uint8Array): boolean {
  for (let i = 0; i + 2 < bytes.length; i += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(i, i + 3);
    if ((a | ((b & 15) << 8)) >= Q || ((b >> 4) | (c << 4)) >= Q) return false;
  }
  return true;
}
