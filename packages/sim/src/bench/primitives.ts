import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  verify,
} from "node:crypto";

/**
 * The peer of `channel`: the primitives one MLS application message cannot do without (RFC 9420, ciphersuite 1), called
 * straight from `node:crypto` on inputs of the true sizes, with nothing encoded, parsed, checked or kept. Counted are
 *  - five HMACs, for every HKDF-Expand here gives one block: key, nonce and next secret of the sender's application
 *    ratchet (§9.1), key and nonce of the sender data (§6.3.2);
 *  - AES-128-GCM of the padded content with its signature (§6.3.1), AES-128-GCM of the 12 bytes of sender data;
 *  - one Ed25519 signature over the content with its group context (§6.1), or its verification, with an imported key.
 * Symmetric keys go in as key objects: on Node 24.21 that is 8 us a call cheaper than as bytes, and a peer is not slow on purpose.
 * Not counted though needed: random bytes of the reuse guard, the bytes' encoding, the vault row of the ratchet; and in
 * opening, that the sender data is read a second time.
 */
export interface Primitives {
  seal(): RawMessage;
  /** Throws when it does not open or verify. */
  open(message: RawMessage): void;
}

export interface RawMessage {
  readonly secret: Buffer;
  readonly content: Buffer;
  readonly senderData: Buffer;
  readonly signature: Buffer;
}

/** Label, length of the plaintext's length, protocol, group id, epoch, sender and group context around what is signed. */
const SIGNED_AROUND_BYTES = 193;
/** A signature with its length, and the length of the plaintext before it. */
const CONTENT_AROUND_BYTES = 68;

const zeros = (length: number): Buffer => Buffer.alloc(length);
/** HKDF's info with its counter: `KDFLabel` of these labels over a generation of 4 bytes or a sample of 32. */
const INFO = { key: zeros(20), nonce: zeros(22), secret: zeros(23), senderKey: zeros(48), senderNonce: zeros(50) };
const CONTENT_AAD = zeros(43);
const SENDER_AAD = zeros(42);
const SENDER_DATA = zeros(12);

const hmac = (key: Buffer, info: Buffer): Buffer => createHmac("sha256", createSecretKey(key)).update(info).digest();
const TAG = { authTagLength: 16 };

function aeadSeal(key: Buffer, nonce: Buffer, aad: Buffer, plaintext: Buffer): Buffer {
  const cipher = createCipheriv("aes-128-gcm", createSecretKey(key.subarray(0, 16)), nonce.subarray(0, 12), TAG).setAAD(
    aad,
  );
  const body = cipher.update(plaintext);
  cipher.final();
  return Buffer.concat([body, cipher.getAuthTag()]);
}

function aeadOpen(key: Buffer, nonce: Buffer, aad: Buffer, sealed: Buffer): Buffer {
  const cut = sealed.length - TAG.authTagLength;
  const decipher = createDecipheriv("aes-128-gcm", createSecretKey(key.subarray(0, 16)), nonce.subarray(0, 12), TAG);
  decipher.setAAD(aad).setAuthTag(sealed.subarray(cut));
  const body = decipher.update(sealed.subarray(0, cut));
  decipher.final();
  return body;
}

/** For plaintexts of `length` bytes filled up to `padTo`. */
export function primitives(length: number, padTo: number): Primitives {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const senderSecret = randomBytes(32);
  const signed = randomBytes(SIGNED_AROUND_BYTES + length);
  const padded = randomBytes(CONTENT_AROUND_BYTES + padTo);
  let ratchet = randomBytes(32);
  return {
    seal() {
      const secret = ratchet;
      const [key, nonce] = [hmac(secret, INFO.key), hmac(secret, INFO.nonce)];
      ratchet = hmac(secret, INFO.secret);
      const signature = sign(null, signed, privateKey);
      const content = aeadSeal(key, nonce, CONTENT_AAD, padded);
      const [senderKey, senderNonce] = [hmac(senderSecret, INFO.senderKey), hmac(senderSecret, INFO.senderNonce)];
      return { secret, content, senderData: aeadSeal(senderKey, senderNonce, SENDER_AAD, SENDER_DATA), signature };
    },
    open({ secret, content, senderData, signature }) {
      const [senderKey, senderNonce] = [hmac(senderSecret, INFO.senderKey), hmac(senderSecret, INFO.senderNonce)];
      aeadOpen(senderKey, senderNonce, SENDER_AAD, senderData);
      const [key, nonce] = [hmac(secret, INFO.key), hmac(secret, INFO.nonce)];
      ratchet = hmac(secret, INFO.secret);
      aeadOpen(key, nonce, CONTENT_AAD, content);
      if (!verify(null, signed, publicKey, signature)) throw new Error("a signature of our own does not verify");
    },
  };
}
