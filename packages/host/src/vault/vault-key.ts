import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";

/** A seal that does not open: another key, another place, or changed bytes. */
export class SealBroken extends Error {
  override readonly name = "SealBroken";
}

/** Bytes of a key. */
export const VAULT_KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Nonce and tag, which stand before the sealed bytes. */
export const SEAL_HEAD_BYTES = NONCE_BYTES + TAG_BYTES;

/**
 * What opens everything one machine keeps at rest. The bytes can't be read back, printed or turned into JSON; each vault and each
 * file works with keys derived from it.
 */
export class VaultKey {
  readonly #bytes: Uint8Array;

  /** Throws when it is not `VAULT_KEY_BYTES` long: that is a bug of the caller. */
  constructor(bytes: Uint8Array) {
    if (bytes.length !== VAULT_KEY_BYTES) throw new Error("a vault key of another length");
    this.#bytes = Uint8Array.from(bytes);
  }

  static fresh(): VaultKey {
    return new VaultKey(randomBytes(VAULT_KEY_BYTES));
  }

  /** Keys of one purpose and one vault: no row of one is anything in another. */
  derive(purpose: string, salt: Uint8Array): DerivedKey {
    return new DerivedKey(new Uint8Array(hkdfSync("sha256", this.#bytes, salt, `vado ${purpose} v1`, VAULT_KEY_BYTES)));
  }

  /** The key under another, for a key file that a passphrase opens. */
  wrappedBy(other: DerivedKey): Uint8Array {
    return other.seal("key", this.#bytes);
  }

  /** For a key file of mode 0600, which lies on a disk that is not this one or is sealed itself. */
  unsafeBytes(): Uint8Array {
    return this.#bytes.slice();
  }
}

/** AES-256-GCM under one derived key: a fresh random nonce for each seal, the place bound as associated data. */
export class DerivedKey {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Nonce, tag, sealed bytes. */
  seal(place: string, bytes: Uint8Array): Uint8Array {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv("aes-256-gcm", this.#bytes, nonce);
    cipher.setAAD(Buffer.from(place));
    const sealed = cipher.update(bytes);
    cipher.final();
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  }

  /** Throws `SealBroken`. */
  open(place: string, sealed: Uint8Array): Uint8Array {
    try {
      const decipher = createDecipheriv("aes-256-gcm", this.#bytes, sealed.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAAD(Buffer.from(place));
      decipher.setAuthTag(sealed.subarray(NONCE_BYTES, SEAL_HEAD_BYTES));
      const opened = decipher.update(sealed.subarray(SEAL_HEAD_BYTES));
      decipher.final();
      return Uint8Array.from(opened);
    } catch {
      throw new SealBroken(`the seal of ${place} does not open`);
    }
  }

  /** A mark of some bytes that nobody without the key can foresee. */
  mark(...parts: readonly Uint8Array[]): Buffer {
    const hmac = createHmac("sha256", this.#bytes);
    for (const part of parts) hmac.update(part);
    return hmac.digest();
  }
}
