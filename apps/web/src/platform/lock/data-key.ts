/**
 * A device's data key: AES-256-GCM, random, known to this browser's memory while the device is open, and on disk only wrapped by what its person has: a passphrase, or
 * the phone's own lock (WebAuthn PRF). It seals the vault's rows and the device's keys (WS1–WS3, docs/decisions/0032).
 */

/** Bytes under the data key. */
export interface Sealed {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** How the data key is wrapped, and what it takes to unwrap it. Nothing of it is secret. */
export type Lock =
  | {
      readonly kind: "passphrase";
      readonly salt: Uint8Array<ArrayBuffer>;
      /** Argon2id (RFC 9106): memory in KiB, passes; one lane. */
      readonly memory: number;
      readonly passes: number;
      readonly wrapped: Sealed;
    }
  | {
      readonly kind: "prf";
      readonly credential: Uint8Array<ArrayBuffer>;
      readonly salt: Uint8Array<ArrayBuffer>;
      readonly wrapped: Sealed;
    };

export type LockTerms = Lock extends infer L ? (L extends Lock ? Omit<L, "wrapped"> : never) : never;

/** What was sealed does not open: another key, or changed bytes. */
export class DoesNotOpen extends Error {
  override readonly name = "DoesNotOpen";
}

const { subtle } = globalThis.crypto;
const IV_BYTES = 12;
const KEY_BYTES = 32;
const encoder = new TextEncoder();

export const randomBytes = (length: number): Uint8Array<ArrayBuffer> =>
  globalThis.crypto.getRandomValues(new Uint8Array(length));

/** A key that no code can read out again, of this page neither. */
const importKey = (raw: Uint8Array<ArrayBuffer>): Promise<CryptoKey> =>
  subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);

/** `place`: what the bytes are for; the same must be given to open them. */
export async function seal(key: CryptoKey, place: string, bytes: Uint8Array<ArrayBuffer>): Promise<Sealed> {
  const iv = randomBytes(IV_BYTES);
  const sealed = await subtle.encrypt({ name: "AES-GCM", iv, additionalData: encoder.encode(place) }, key, bytes);
  return { iv, bytes: new Uint8Array(sealed) };
}

/** Throws `DoesNotOpen`. */
export async function open(key: CryptoKey, place: string, { iv, bytes }: Sealed): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const additionalData = encoder.encode(place);
    return new Uint8Array(await subtle.decrypt({ name: "AES-GCM", iv, additionalData }, key, bytes));
  } catch (error) {
    throw new DoesNotOpen("sealed with another key, or changed", { cause: error });
  }
}

const WRAP_PLACE = "vado/data-key/1";

/** Makes a device's data key and wraps it: `secret` is what passphrase or phone gave for these terms, 32 bytes; it is wiped. */
export async function makeLock(
  terms: LockTerms,
  secret: Uint8Array<ArrayBuffer>,
): Promise<{ readonly lock: Lock; readonly key: CryptoKey }> {
  const raw = randomBytes(KEY_BYTES);
  try {
    const wrapped = await seal(await wrappingKey(secret), WRAP_PLACE, raw);
    return { lock: { ...terms, wrapped } as Lock, key: await importKey(raw) };
  } finally {
    raw.fill(0);
    secret.fill(0);
  }
}

/** The data key. Throws `DoesNotOpen` for another passphrase or authenticator. `secret` is wiped. */
export async function openLock({ wrapped }: Lock, secret: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  try {
    const raw = await open(await wrappingKey(secret), WRAP_PLACE, wrapped);
    try {
      return await importKey(raw);
    } finally {
      raw.fill(0);
    }
  } finally {
    secret.fill(0);
  }
}

/** HKDF, so that what a phone or a passphrase gives is never used as a key itself. */
async function wrappingKey(secret: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  const base = await subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  const info = encoder.encode("vado/wrapping-key/1");
  return subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info },
    base,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
}
