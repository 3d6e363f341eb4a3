import type { Entropy, KeyPair, Later } from "@vado/protocol";

/** What an HPKE suite needs of its KEM (RFC 9180 §4). Sizes in bytes, by their names there. */
export interface Kem<Own extends KeyPair = KeyPair> {
  /** Identifier in the registry of RFC 9180 §7.1. */
  readonly id: number;
  /** Nenc. */
  readonly outputBytes: number;
  /** Npk. */
  readonly publicKeyBytes: number;
  /** Nsk, of the private key as it is kept. */
  readonly privateKeyBytes: number;
  /** How much chance `generate` and `encapsulate` take. */
  readonly keySeedBytes: number;
  readonly encapsulationSeedBytes: number;
  /** DeriveKeyPair. */
  deriveKeyPair(input: Uint8Array): Promise<Own>;
  /** DeserializePrivateKey, with the public half worked out. */
  own(privateKey: Uint8Array): Later<Own>;
  /** Encap with its chance given. Throws for a public key that nothing can be sealed to. */
  encapsulate(
    recipient: Uint8Array,
    seed: Uint8Array,
  ): Promise<{ readonly shared: Uint8Array; readonly output: Uint8Array }>;
  /** Decap. Throws for an output that gives an all-zero X25519 secret. */
  decapsulate(own: Own, output: Uint8Array): Promise<Uint8Array>;
}

/** A fresh key pair: of derived keys, so that all chance passes one place. */
export async function generateKeyPair<Own extends KeyPair>(kem: Kem<Own>, entropy: Entropy): Promise<Own> {
  return kem.deriveKeyPair(entropy.bytes(kem.keySeedBytes));
}

/** The bytes themselves when they are as many as they should be. */
export function sized(bytes: Uint8Array, length: number, what: string): Uint8Array {
  if (bytes.length !== length) throw new Error(`${what} has ${bytes.length} bytes instead of ${length}`);
  return bytes;
}
