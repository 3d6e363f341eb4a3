import { sha3_256, shake256 } from "@noble/hashes/sha3.js";
import { ml_kem768 } from "@noble/post-quantum/ml-kem.js";
import type { CryptoPort, KeyPair } from "@vado/protocol";
import { concat, utf8 } from "../bytes.ts";
import { sized, type Kem } from "./kem.ts";

/**
 * X-Wing (draft-connolly-cfrg-xwing-kem-10, §5; functions by their names there): X25519 and ML-KEM-768 (FIPS 203) in one
 * KEM, secret as long as either is. This module brings the post-quantum library along, so it is only ever imported where
 * a channel asks for it. Checked against the draft's vectors (appendix C).
 */
const SEED_BYTES = 32;
const SHARED_BYTES = 32;
/** FIPS 203, table 3. */
const ML_KEM_KEY_BYTES = 1_184;
const ML_KEM_OUTPUT_BYTES = 1_088;
const X25519_BYTES = 32;
/** XWingLabel. */
const LABEL = utf8("\\.//^\\");

/** A private key is its 32-byte seed; what it expands to is worked out once. */
export interface XWingKey extends KeyPair {
  readonly mlKem: Uint8Array;
  readonly x25519: KeyPair;
}

export function xWingKem(crypto: CryptoPort): Kem<XWingKey> {
  /** GenerateKeyPairDerand, expandDecapsulationKey. */
  const own = async (seed: Uint8Array): Promise<XWingKey> => {
    const expanded = shake256(sized(seed, SEED_BYTES, "X-Wing key"), { dkLen: 96 });
    const mlKem = ml_kem768.keygen(expanded.subarray(0, 64));
    const x25519 = await crypto.x25519FromSeed(expanded.slice(64));
    const publicKey = concat(mlKem.publicKey, x25519.publicKey);
    return { publicKey, privateKey: seed.slice(), mlKem: mlKem.secretKey, x25519 };
  };
  return {
    // As IANA's registry of HPKE KEMs has it.
    id: 0x647a,
    outputBytes: ML_KEM_OUTPUT_BYTES + X25519_BYTES,
    publicKeyBytes: ML_KEM_KEY_BYTES + X25519_BYTES,
    privateKeyBytes: SEED_BYTES,
    keySeedBytes: SEED_BYTES,
    encapsulationSeedBytes: 2 * SEED_BYTES,
    own,
    /** DeriveKeyPair of the draft's use in HPKE. */
    deriveKeyPair: (input) => own(shake256(input, { dkLen: SEED_BYTES })),
    /** EncapsulateDerand. */
    async encapsulate(recipient, seed) {
      const { mlKem, x25519 } = halves(recipient);
      const inner = ml_kem768.encapsulate(mlKem, seed.subarray(0, SEED_BYTES));
      const ephemeral = await crypto.x25519FromSeed(seed.slice(SEED_BYTES));
      const dh = await crypto.x25519Shared(ephemeral.privateKey, x25519);
      const shared = combine(inner.sharedSecret, dh, ephemeral.publicKey, x25519);
      return { shared, output: concat(inner.cipherText, ephemeral.publicKey) };
    },
    /** Decapsulate. */
    async decapsulate({ mlKem, x25519 }, output) {
      sized(output, ML_KEM_OUTPUT_BYTES + X25519_BYTES, "X-Wing ciphertext");
      const inner = ml_kem768.decapsulate(output.subarray(0, ML_KEM_OUTPUT_BYTES), mlKem);
      const theirs = output.slice(ML_KEM_OUTPUT_BYTES);
      const dh = await crypto.x25519Shared(x25519.privateKey, theirs);
      return combine(inner, dh, theirs, x25519.publicKey);
    },
  };
}

/** The parts of a public key: ML-KEM's first. */
function halves(publicKey: Uint8Array): { readonly mlKem: Uint8Array; readonly x25519: Uint8Array } {
  sized(publicKey, ML_KEM_KEY_BYTES + X25519_BYTES, "X-Wing public key");
  return { mlKem: publicKey.subarray(0, ML_KEM_KEY_BYTES), x25519: publicKey.slice(ML_KEM_KEY_BYTES) };
}

/** Combiner. */
function combine(inner: Uint8Array, dh: Uint8Array, output: Uint8Array, recipient: Uint8Array): Uint8Array {
  return sized(sha3_256(concat(inner, dh, output, recipient, LABEL)), SHARED_BYTES, "SHA3-256");
}
