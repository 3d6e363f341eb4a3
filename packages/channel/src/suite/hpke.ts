import type { Entropy, KeyPair } from "@vado/protocol";
import { concat, EMPTY, numberBytes, utf8 } from "../bytes.ts";
import type { Hkdf } from "./hkdf.ts";
import type { Kem } from "./kem.ts";
import { labeled } from "./labeled.ts";

/**
 * HPKE (RFC 9180), base mode, one message a context: what MLS uses, and nothing else of it. Written here because the
 * library's own HPKE draws randomness from WebCrypto, and a simulated day must be the same under the same seed.
 */
export const NONCE_BYTES = 12;
const MODE_BASE = Uint8Array.of(0);

/** The parts of a suite; numbers are identifiers of RFC 9180 §7.2 and §7.3. */
export interface HpkeParts<Own extends KeyPair = KeyPair> {
  readonly kem: Kem<Own>;
  readonly hkdf: Hkdf;
  readonly kdfId: number;
  readonly aeadId: number;
  /** Nk: 16 or 32, for AES-GCM. */
  readonly keyBytes: number;
}

/** A context after its key schedule; used for one message or one export only, so there is no sequence number. */
export interface HpkeContext {
  readonly key: Uint8Array;
  readonly baseNonce: Uint8Array;
  readonly exporterSecret: Uint8Array;
}

export interface HpkeSuite<Own extends KeyPair = KeyPair> {
  readonly kem: Kem<Own>;
  readonly keyBytes: number;
  /** SetupBaseS; all chance comes from the entropy. */
  sender(
    entropy: Entropy,
    recipient: Uint8Array,
    info: Uint8Array,
  ): Promise<{ readonly context: HpkeContext; readonly kemOutput: Uint8Array }>;
  /** SetupBaseR. Throws for a KEM output that gives an all-zero secret. */
  recipient(own: Own, kemOutput: Uint8Array, info: Uint8Array): Promise<HpkeContext>;
  /** Context.Export (§5.3). */
  exportFrom(context: HpkeContext, exporterContext: Uint8Array, length: number): Promise<Uint8Array>;
}

export function hpkeSuite<Own extends KeyPair>(parts: HpkeParts<Own>): HpkeSuite<Own> {
  const { kem, hkdf, keyBytes } = parts;
  const ids = [kem.id, parts.kdfId, parts.aeadId].map((id) => numberBytes(id, 2));
  const kdf = labeled(hkdf, concat(utf8("HPKE"), ...ids));
  /** KeySchedule without a pre-shared key (§5.1). */
  const schedule = async (shared: Uint8Array, info: Uint8Array): Promise<HpkeContext> => {
    const pskIdHash = await kdf.extract(EMPTY, "psk_id_hash", EMPTY);
    const infoHash = await kdf.extract(EMPTY, "info_hash", info);
    const context = concat(MODE_BASE, pskIdHash, infoHash);
    const secret = await kdf.extract(shared, "secret", EMPTY);
    return {
      key: await kdf.expand(secret, "key", context, keyBytes),
      baseNonce: await kdf.expand(secret, "base_nonce", context, NONCE_BYTES),
      exporterSecret: await kdf.expand(secret, "exp", context, hkdf.bytes),
    };
  };
  return {
    kem,
    keyBytes,
    async sender(entropy, recipient, info) {
      const { shared, output } = await kem.encapsulate(recipient, entropy.bytes(kem.encapsulationSeedBytes));
      return { context: await schedule(shared, info), kemOutput: output };
    },
    recipient: async (own, kemOutput, info) => schedule(await kem.decapsulate(own, kemOutput), info),
    exportFrom: async (context, exporterContext, length) =>
      kdf.expand(context.exporterSecret, "sec", exporterContext, length),
  };
}
