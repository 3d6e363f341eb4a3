import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hash,
  hkdfSync,
  randomBytes,
  type KeyObject,
} from "node:crypto";

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
  readonly #key: KeyObject;
  #nonces: Uint8Array = new Uint8Array();

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#key = createSecretKey(bytes);
  }

  /** Chance is asked for in one piece: each call to the system costs more than the seal. No byte is given out twice. */
  #nonce(): Uint8Array {
    if (this.#nonces.length < NONCE_BYTES) this.#nonces = randomBytes(NONCE_BYTES * 128);
    const nonce = this.#nonces.subarray(0, NONCE_BYTES);
    this.#nonces = this.#nonces.subarray(NONCE_BYTES);
    return nonce;
  }

  /** Nonce, tag, sealed bytes. */
  seal(place: string, bytes: Uint8Array): Uint8Array {
    const nonce = this.#nonce();
    const cipher = createCipheriv("aes-256-gcm", this.#key, nonce);
    cipher.setAAD(Buffer.from(place));
    const sealed = cipher.update(bytes);
    cipher.final();
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  }

  /** Throws `SealBroken`. */
  open(place: string, sealed: Uint8Array): Uint8Array {
    try {
      const decipher = createDecipheriv("aes-256-gcm", this.#key, sealed.subarray(0, NONCE_BYTES), {
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

  /**
   * A mark of some bytes that nobody without the key can foresee. SHA-512/256 gives no way to go on from a digest, so the key in
   * front is enough.
   */
  mark(...parts: readonly Uint8Array[]): Buffer {
    return hash("sha512-256", Buffer.concat([this.#bytes, ...parts]), "buffer");
  }
}
