import type { CryptoPort, Entropy, KeyPair, Later } from "@vado/protocol";
import type { CiphersuiteImpl, Hpke } from "ts-mls";
import { EMPTY } from "../bytes.ts";
import { hkdfSha256, hkdfSha512, type Hkdf } from "./hkdf.ts";
import { hpkeSuite, NONCE_BYTES, type HpkeSuite } from "./hpke.ts";
import { generateKeyPair, sized } from "./kem.ts";
import { SUITES, type SuiteName } from "./suites.ts";
import { x25519Kem } from "./x25519.ts";

type Bytes = Uint8Array;

/** HPKE identifiers (RFC 9180 §7.2, §7.3). */
const HKDF_SHA256 = 0x0001;
const HKDF_SHA512 = 0x0003;
const AES_128_GCM = 0x0001;
const AES_256_GCM = 0x0002;

/** MLS ciphersuite 1 on the two ports alone: no other randomness, so one seed gives one day (C25). */
export function ciphersuite(crypto: CryptoPort, entropy: Entropy): CiphersuiteImpl {
  const hkdf = hkdfSha256(crypto);
  const parts = { kem: x25519Kem(crypto), hkdf, kdfId: HKDF_SHA256, aeadId: AES_128_GCM, keyBytes: 16 };
  const hash = {
    digest: (data: Bytes) => crypto.sha256(data),
    mac: (key: Bytes, data: Bytes) => crypto.hmac(key, data),
  };
  return onPorts("x25519", crypto, entropy, hkdf, hash, hpkeSuite(parts));
}

/** The post-quantum suite, likewise (C32). Its KEM is fetched here and not before: phones of other channels never load it. */
export async function xWingCiphersuite(crypto: CryptoPort, entropy: Entropy): Promise<CiphersuiteImpl> {
  const { xWingKem } = await import("./x-wing.ts");
  const hkdf = hkdfSha512(crypto);
  const parts = { kem: xWingKem(crypto), hkdf, kdfId: HKDF_SHA512, aeadId: AES_256_GCM, keyBytes: 32 };
  const hash = {
    digest: (data: Bytes) => crypto.sha512(data),
    mac: (key: Bytes, data: Bytes) => crypto.hmacSha512(key, data),
  };
  return onPorts("xwing", crypto, entropy, hkdf, hash, hpkeSuite(parts));
}

/** A suite of our own by its name in the charter. */
export function ciphersuiteNamed(name: SuiteName, crypto: CryptoPort, entropy: Entropy): Later<CiphersuiteImpl> {
  return name === "xwing" ? xWingCiphersuite(crypto, entropy) : ciphersuite(crypto, entropy);
}

interface Hash {
  digest(data: Bytes): Later<Bytes>;
  mac(key: Bytes, data: Bytes): Later<Bytes>;
}

function onPorts<Own extends KeyPair>(
  name: SuiteName,
  crypto: CryptoPort,
  entropy: Entropy,
  hkdf: Hkdf,
  hash: Hash,
  suite: HpkeSuite<Own>,
): CiphersuiteImpl {
  return {
    name: SUITES[name].mls,
    rng: { randomBytes: (length) => entropy.bytes(length) },
    kdf: {
      size: hkdf.bytes,
      extract: async (salt, input) => hkdf.extract(salt, input),
      expand: async (key, info, length) => hkdf.expand(key, info, length),
    },
    hash: {
      digest: async (data) => hash.digest(data),
      mac: async (key, data) => hash.mac(key, data),
      verifyMac: async (key, mac, data) => sameInConstantTime(await hash.mac(key, data), mac),
    },
    signature: {
      sign: async (key, message) => crypto.ed25519Sign(key, message),
      verify: async (key, message, signature) => crypto.ed25519Verify(key, message, signature),
      async keygen() {
        const pair = await crypto.ed25519FromSeed(entropy.bytes(32));
        return { publicKey: pair.publicKey, signKey: pair.privateKey };
      },
    },
    hpke: hpke(crypto, entropy, suite),
  };
}

/**
 * The library takes HPKE keys to be WebCrypto's, but only ever hands them back to these functions: here a public key is
 * its raw bytes and a private key its pair, whose public half opening needs. Hence the one cast at the end.
 */
function hpke<Own extends KeyPair>(crypto: CryptoPort, entropy: Entropy, suite: HpkeSuite<Own>): Hpke {
  const { kem } = suite;
  const keys = (pair: Own) => ({ privateKey: pair, publicKey: pair.publicKey });
  const onRawKeys = {
    keyLength: suite.keyBytes,
    nonceLength: NONCE_BYTES,
    encryptAead: async (key: Bytes, nonce: Bytes, aad: Bytes | undefined, plaintext: Bytes) =>
      crypto.aeadSeal(key, nonce, aad ?? EMPTY, plaintext),
    decryptAead: async (key: Bytes, nonce: Bytes, aad: Bytes | undefined, ciphertext: Bytes) =>
      crypto.aeadOpen(key, nonce, aad ?? EMPTY, ciphertext),
    deriveKeyPair: async (input: Bytes) => keys(await kem.deriveKeyPair(input)),
    generateKeyPair: async () => keys(await generateKeyPair(kem, entropy)),
    importPublicKey: async (raw: Bytes) => sized(raw, kem.publicKeyBytes, "HPKE public key"),
    importPrivateKey: async (raw: Bytes) => kem.own(sized(raw, kem.privateKeyBytes, "HPKE private key")),
    exportPublicKey: async (key: Bytes) => key,
    exportPrivateKey: async (key: Own) => key.privateKey,
    async seal(publicKey: Bytes, plaintext: Bytes, info: Bytes, aad?: Bytes) {
      const { context, kemOutput } = await suite.sender(entropy, publicKey, info);
      return { enc: kemOutput, ct: await crypto.aeadSeal(context.key, context.baseNonce, aad ?? EMPTY, plaintext) };
    },
    async open(privateKey: Own, kemOutput: Bytes, ciphertext: Bytes, info: Bytes, aad?: Bytes) {
      const context = await suite.recipient(privateKey, kemOutput, info);
      return crypto.aeadOpen(context.key, context.baseNonce, aad ?? EMPTY, ciphertext);
    },
    async exportSecret(publicKey: Bytes, exporterContext: Bytes, length: number, info: Bytes) {
      const { context, kemOutput } = await suite.sender(entropy, publicKey, info);
      return { enc: kemOutput, secret: await suite.exportFrom(context, exporterContext, length) };
    },
    async importSecret(privateKey: Own, exporterContext: Bytes, kemOutput: Bytes, length: number, info: Bytes) {
      const context = await suite.recipient(privateKey, kemOutput, info);
      return suite.exportFrom(context, exporterContext, length);
    },
  } satisfies Record<keyof Hpke, unknown>;
  return onRawKeys as unknown as Hpke;
}

function sameInConstantTime(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}
