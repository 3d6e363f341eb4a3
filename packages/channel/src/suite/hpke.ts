import type { CryptoPort, Entropy, KeyPair } from "@vado/protocol";
import { concat, EMPTY, numberBytes, utf8 } from "../bytes.ts";
import { HASH_BYTES, hkdfExpand, hkdfExtract } from "./hkdf.ts";

/**
 * HPKE (RFC 9180), base mode, DHKEM(X25519, HKDF-SHA256) with HKDF-SHA256 and AES-128-GCM: what MLS ciphersuite 1 uses,
 * and nothing else of it. Written here because the library's own HPKE draws randomness from WebCrypto, and a simulated
 * day must be the same under the same seed. Checked against the vectors of RFC 9180 A.1.
 */
export const KEM_BYTES = 32;
export const KEY_BYTES = 16;
export const NONCE_BYTES = 12;

const VERSION = utf8("HPKE-v1");
const KEM_SUITE = concat(utf8("KEM"), numberBytes(0x0020, 2));
const HPKE_SUITE = concat(utf8("HPKE"), numberBytes(0x0020, 2), numberBytes(0x0001, 2), numberBytes(0x0001, 2));
const MODE_BASE = Uint8Array.of(0);

/** A context after its key schedule; used for one message or one export only, so there is no sequence number. */
export interface HpkeContext {
  readonly key: Uint8Array;
  readonly baseNonce: Uint8Array;
  readonly exporterSecret: Uint8Array;
}

function labeledExtract(crypto: CryptoPort, suite: Uint8Array, salt: Uint8Array, label: string, input: Uint8Array) {
  return hkdfExtract(crypto, salt, concat(VERSION, suite, utf8(label), input));
}

function labeledExpand(
  crypto: CryptoPort,
  suite: Uint8Array,
  key: Uint8Array,
  label: string,
  info: Uint8Array,
  length: number,
) {
  return hkdfExpand(crypto, key, concat(numberBytes(length, 2), VERSION, suite, utf8(label), info), length);
}

/** DeriveKeyPair (RFC 9180 §7.1.3). */
export async function deriveKeyPair(crypto: CryptoPort, input: Uint8Array): Promise<KeyPair> {
  const pseudorandom = await labeledExtract(crypto, KEM_SUITE, EMPTY, "dkp_prk", input);
  return crypto.x25519FromSeed(await labeledExpand(crypto, KEM_SUITE, pseudorandom, "sk", EMPTY, KEM_BYTES));
}

async function sharedSecret(
  crypto: CryptoPort,
  dh: Uint8Array,
  kemOutput: Uint8Array,
  recipient: Uint8Array,
): Promise<Uint8Array> {
  const pseudorandom = await labeledExtract(crypto, KEM_SUITE, EMPTY, "eae_prk", dh);
  return labeledExpand(crypto, KEM_SUITE, pseudorandom, "shared_secret", concat(kemOutput, recipient), HASH_BYTES);
}

/** KeySchedule without a pre-shared key (RFC 9180 §5.1). */
async function keySchedule(crypto: CryptoPort, shared: Uint8Array, info: Uint8Array): Promise<HpkeContext> {
  const pskIdHash = await labeledExtract(crypto, HPKE_SUITE, EMPTY, "psk_id_hash", EMPTY);
  const infoHash = await labeledExtract(crypto, HPKE_SUITE, EMPTY, "info_hash", info);
  const context = concat(MODE_BASE, pskIdHash, infoHash);
  const secret = await labeledExtract(crypto, HPKE_SUITE, shared, "secret", EMPTY);
  return {
    key: await labeledExpand(crypto, HPKE_SUITE, secret, "key", context, KEY_BYTES),
    baseNonce: await labeledExpand(crypto, HPKE_SUITE, secret, "base_nonce", context, NONCE_BYTES),
    exporterSecret: await labeledExpand(crypto, HPKE_SUITE, secret, "exp", context, HASH_BYTES),
  };
}

/** SetupBaseS; the ephemeral key comes from the entropy port, or is given by the vectors' test. */
export async function senderContext(
  crypto: CryptoPort,
  entropy: Entropy,
  recipient: Uint8Array,
  info: Uint8Array,
  given?: KeyPair,
): Promise<{ readonly context: HpkeContext; readonly kemOutput: Uint8Array }> {
  const ephemeral = given ?? (await deriveKeyPair(crypto, entropy.bytes(KEM_BYTES)));
  const dh = await crypto.x25519Shared(ephemeral.privateKey, recipient);
  const shared = await sharedSecret(crypto, dh, ephemeral.publicKey, recipient);
  return { context: await keySchedule(crypto, shared, info), kemOutput: ephemeral.publicKey };
}

/** SetupBaseR. Throws for a KEM output that gives an all-zero secret. */
export async function recipientContext(
  crypto: CryptoPort,
  own: KeyPair,
  kemOutput: Uint8Array,
  info: Uint8Array,
): Promise<HpkeContext> {
  const dh = await crypto.x25519Shared(own.privateKey, kemOutput);
  return keySchedule(crypto, await sharedSecret(crypto, dh, kemOutput, own.publicKey), info);
}

/** Context.Export (RFC 9180 §5.3). */
export async function exportFrom(
  crypto: CryptoPort,
  context: HpkeContext,
  exporterContext: Uint8Array,
  length: number,
) {
  return labeledExpand(crypto, HPKE_SUITE, context.exporterSecret, "sec", exporterContext, length);
}
