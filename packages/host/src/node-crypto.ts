import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  diffieHellman,
  hash,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";
import type { CryptoPort, KeyPair } from "@vado/protocol";

/** Imported keys that are kept; a group has at most 64 devices, a device at most a few groups. */
const KEPT_KEYS_MAX = 1_024;
const TAG_BYTES = 16;
const TAG_LENGTH = { authTagLength: TAG_BYTES } as const;

/** DER before a raw 32-byte key (RFC 8410): PKCS#8 for private keys, SubjectPublicKeyInfo for public ones. */
const PRIVATE_PREFIX = { ed25519: "302e020100300506032b657004220420", x25519: "302e020100300506032b656e04220420" };
const PUBLIC_PREFIX = { ed25519: "302a300506032b6570032100", x25519: "302a300506032b656e032100" };
type Curve = keyof typeof PRIVATE_PREFIX;

/** Signature keys only: X25519 keys are used once or at commits, and what is used once should not be kept. */
const signingKeys = new Map<string, KeyObject>();
const verifyingKeys = new Map<string, KeyObject>();

function kept(
  keys: Map<string, KeyObject>,
  raw: Uint8Array,
  make: (curve: Curve, raw: Uint8Array) => KeyObject,
): KeyObject {
  const name = Buffer.from(raw.buffer, raw.byteOffset, raw.length).toString("latin1");
  const known = keys.get(name);
  if (known !== undefined) return known;
  const key = make("ed25519", raw);
  // Insertion order: the oldest goes first.
  if (keys.size >= KEPT_KEYS_MAX) for (const oldest of keys.keys()) if (keys.delete(oldest)) break;
  keys.set(name, key);
  return key;
}

function privateKey(curve: Curve, raw: Uint8Array): KeyObject {
  return createPrivateKey({ key: der(PRIVATE_PREFIX[curve], raw), format: "der", type: "pkcs8" });
}

function publicKey(curve: Curve, raw: Uint8Array): KeyObject {
  return createPublicKey({ key: der(PUBLIC_PREFIX[curve], raw), format: "der", type: "spki" });
}

function der(prefix: string, raw: Uint8Array): Buffer {
  if (raw.length !== 32) throw new Error(`key has ${raw.length} bytes instead of 32`);
  return Buffer.concat([Buffer.from(prefix, "hex"), raw]);
}

/** A plain view: callers compare and slice bytes, and a `Buffer` slices differently. */
function plain(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}

function fromSeed(curve: Curve, seed: Uint8Array): KeyPair {
  const spki = createPublicKey(privateKey(curve, seed)).export({ format: "der", type: "spki" });
  return { publicKey: Uint8Array.from(spki.subarray(-32)), privateKey: Uint8Array.from(seed) };
}

function algorithm(key: Uint8Array): "aes-128-gcm" | "aes-256-gcm" {
  if (key.length === 16) return "aes-128-gcm";
  if (key.length === 32) return "aes-256-gcm";
  throw new Error(`AES key has ${key.length} bytes instead of 16 or 32`);
}

/**
 * The cryptographic primitives on `node:crypto`, all synchronous: two to three times as fast as WebCrypto for messages
 * of a few kilobytes, because no thread pool is asked. Throws `Error` for keys, nonces or tags of a wrong size, and
 * when `aeadOpen` finds altered bytes.
 */
export const nodeCrypto: CryptoPort = {
  sha256: (data) => plain(hash("sha256", data, "buffer")),
  // Key objects: Node checks raw secrets on every call, which costs more than a short HMAC itself.
  hmac: (key, data) => plain(createHmac("sha256", createSecretKey(key)).update(data).digest()),
  sha512: (data) => plain(hash("sha512", data, "buffer")),
  hmacSha512: (key, data) => plain(createHmac("sha512", createSecretKey(key)).update(data).digest()),
  aeadSeal(key, nonce, aad, plaintext) {
    if (nonce.length !== 12) throw new Error(`nonce has ${nonce.length} bytes instead of 12`);
    const cipher = createCipheriv(algorithm(key), createSecretKey(key), nonce, TAG_LENGTH);
    if (aad.length > 0) cipher.setAAD(aad);
    const body = cipher.update(plaintext);
    cipher.final();
    const sealed = new Uint8Array(body.length + TAG_BYTES);
    sealed.set(body);
    sealed.set(cipher.getAuthTag(), body.length);
    return sealed;
  },
  aeadOpen(key, nonce, aad, ciphertext) {
    if (nonce.length !== 12) throw new Error(`nonce has ${nonce.length} bytes instead of 12`);
    if (ciphertext.length < TAG_BYTES) throw new Error("ciphertext is shorter than its tag");
    const cut = ciphertext.length - TAG_BYTES;
    const decipher = createDecipheriv(algorithm(key), createSecretKey(key), nonce, TAG_LENGTH);
    if (aad.length > 0) decipher.setAAD(aad);
    decipher.setAuthTag(ciphertext.subarray(cut));
    const body = decipher.update(ciphertext.subarray(0, cut));
    decipher.final();
    return plain(body);
  },
  ed25519FromSeed: (seed) => fromSeed("ed25519", seed),
  ed25519Sign: (key, message) => plain(sign(null, message, kept(signingKeys, key, privateKey))),
  ed25519Verify(key, message, signature) {
    try {
      return verify(null, message, kept(verifyingKeys, key, publicKey), signature);
    } catch {
      // A key or signature of a wrong size or form verifies nothing.
      return false;
    }
  },
  x25519FromSeed: (seed) => fromSeed("x25519", seed),
  // OpenSSL fails for an all-zero result (RFC 7748 §6.1).
  x25519Shared: (key, peer) =>
    plain(diffieHellman({ privateKey: privateKey("x25519", key), publicKey: publicKey("x25519", peer) })),
};
