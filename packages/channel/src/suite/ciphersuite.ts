import type { CryptoPort, Entropy, KeyPair } from "@vado/protocol";
import type { CiphersuiteImpl, Hpke } from "ts-mls";
import { EMPTY } from "../bytes.ts";
import { HASH_BYTES, hkdfExpand, hkdfExtract } from "./hkdf.ts";
import {
  deriveKeyPair,
  exportFrom,
  KEM_BYTES,
  KEY_BYTES,
  NONCE_BYTES,
  recipientContext,
  senderContext,
} from "./hpke.ts";

export const SUITE_NAME = "MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519";

/** MLS ciphersuite 1 on the two ports alone: no other randomness, so one seed gives one day (C25). */
export function ciphersuite(crypto: CryptoPort, entropy: Entropy): CiphersuiteImpl {
  return {
    name: SUITE_NAME,
    rng: { randomBytes: (length) => entropy.bytes(length) },
    kdf: {
      size: HASH_BYTES,
      extract: async (salt, input) => hkdfExtract(crypto, salt, input),
      expand: async (key, info, length) => hkdfExpand(crypto, key, info, length),
    },
    hash: {
      digest: async (data) => crypto.sha256(data),
      mac: async (key, data) => crypto.hmac(key, data),
      verifyMac: async (key, mac, data) => sameInConstantTime(await crypto.hmac(key, data), mac),
    },
    signature: {
      sign: async (key, message) => crypto.ed25519Sign(key, message),
      verify: async (key, message, signature) => crypto.ed25519Verify(key, message, signature),
      async keygen() {
        const pair = await crypto.ed25519FromSeed(entropy.bytes(32));
        return { publicKey: pair.publicKey, signKey: pair.privateKey };
      },
    },
    hpke: hpke(crypto, entropy),
  };
}

/**
 * The library takes HPKE keys to be WebCrypto's, but only ever hands them back to these functions: here a public key is
 * its raw bytes and a private key its pair, whose public half opening needs. Hence the one cast at the end.
 */
function hpke(crypto: CryptoPort, entropy: Entropy): Hpke {
  const keys = async (input: Uint8Array) => {
    const pair = await deriveKeyPair(crypto, input);
    return { privateKey: pair, publicKey: pair.publicKey };
  };
  type Bytes = Uint8Array;
  const onRawKeys = {
    keyLength: KEY_BYTES,
    nonceLength: NONCE_BYTES,
    encryptAead: async (key: Bytes, nonce: Bytes, aad: Bytes | undefined, plaintext: Bytes) =>
      crypto.aeadSeal(key, nonce, aad ?? EMPTY, plaintext),
    decryptAead: async (key: Bytes, nonce: Bytes, aad: Bytes | undefined, ciphertext: Bytes) =>
      crypto.aeadOpen(key, nonce, aad ?? EMPTY, ciphertext),
    deriveKeyPair: keys,
    generateKeyPair: () => keys(entropy.bytes(KEM_BYTES)),
    importPublicKey: async (raw: Bytes) => sized(raw),
    importPrivateKey: async (raw: Bytes) => crypto.x25519FromSeed(sized(raw)),
    exportPublicKey: async (key: Bytes) => key,
    exportPrivateKey: async (key: KeyPair) => key.privateKey,
    async seal(publicKey: Bytes, plaintext: Bytes, info: Bytes, aad?: Bytes) {
      const { context, kemOutput } = await senderContext(crypto, entropy, publicKey, info);
      return { enc: kemOutput, ct: await crypto.aeadSeal(context.key, context.baseNonce, aad ?? EMPTY, plaintext) };
    },
    async open(privateKey: KeyPair, kemOutput: Bytes, ciphertext: Bytes, info: Bytes, aad?: Bytes) {
      const context = await recipientContext(crypto, privateKey, sized(kemOutput), info);
      return crypto.aeadOpen(context.key, context.baseNonce, aad ?? EMPTY, ciphertext);
    },
    async exportSecret(publicKey: Bytes, exporterContext: Bytes, length: number, info: Bytes) {
      const { context, kemOutput } = await senderContext(crypto, entropy, publicKey, info);
      return { enc: kemOutput, secret: await exportFrom(crypto, context, exporterContext, length) };
    },
    async importSecret(privateKey: KeyPair, exporterContext: Bytes, kemOutput: Bytes, length: number, info: Bytes) {
      const context = await recipientContext(crypto, privateKey, sized(kemOutput), info);
      return exportFrom(crypto, context, exporterContext, length);
    },
  } satisfies Record<keyof Hpke, unknown>;
  return onRawKeys as unknown as Hpke;
}

function sized(raw: Uint8Array): Uint8Array {
  if (raw.length !== KEM_BYTES) throw new Error(`X25519 key has ${raw.length} bytes instead of ${KEM_BYTES}`);
  return raw;
}

function sameInConstantTime(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}
