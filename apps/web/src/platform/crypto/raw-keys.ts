import { fromBase64url } from "@vado/protocol";

/** Raw 32-byte keys as WebCrypto wants them. */

/** Bytes that WebCrypto takes: TypeScript tells arrays on shared memory apart, which no port hands out. */
export type Bytes = Uint8Array<ArrayBuffer>;
export const own = (bytes: Uint8Array): Bytes => bytes as Bytes;

export type CurveName = "Ed25519" | "X25519";

/** DER before a raw private key (RFC 8410, PKCS#8). */
const PKCS8: Readonly<Record<CurveName, readonly number[]>> = {
  Ed25519: [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20],
  X25519: [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x6e, 0x04, 0x22, 0x04, 0x20],
};
export const CURVE_KEY_BYTES = 32;

export function sized(raw: Uint8Array): Uint8Array {
  if (raw.length !== CURVE_KEY_BYTES) throw new Error(`key has ${raw.length} bytes instead of ${CURVE_KEY_BYTES}`);
  return raw;
}

/** Imports a seed; extractable only where its public key is to be read out. */
export function privateKey(
  subtle: SubtleCrypto,
  curve: CurveName,
  seed: Uint8Array,
  usage: KeyUsage,
  extractable = false,
): Promise<CryptoKey> {
  const der = Uint8Array.from([...PKCS8[curve], ...sized(seed)]);
  return subtle.importKey("pkcs8", der, curve, extractable, [usage]);
}

/** The public key of a seed: WebCrypto tells it only in the export of the private key. */
export async function publicKeyOf(
  subtle: SubtleCrypto,
  curve: CurveName,
  seed: Uint8Array,
  usage: KeyUsage,
): Promise<Uint8Array> {
  const { x } = await subtle.exportKey("jwk", await privateKey(subtle, curve, seed, usage, true));
  const key = fromBase64url(x ?? "");
  if (key === undefined) throw new Error(`this browser exports ${curve} keys without their public half`);
  return key;
}
