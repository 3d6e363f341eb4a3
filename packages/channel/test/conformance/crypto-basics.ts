import { refhash } from "ts-mls/crypto/hash.js";
import { decryptWithLabel, encryptWithLabel } from "ts-mls/crypto/hpke.js";
import { deriveSecret, deriveTreeSecret, expandWithLabel } from "ts-mls/crypto/kdf.js";
import { signWithLabel, verifyWithLabel } from "ts-mls/crypto/signature.js";
import type { CiphersuiteImpl } from "ts-mls";
import { expect } from "vitest";
import type * as v from "valibot";
import type { CryptoBasics } from "./vectors.ts";

type Basics = v.InferOutput<typeof CryptoBasics>;

/** The library's labelled functions over a suite; each point of "Crypto Basics" by its name there. */
export const BASICS: Readonly<Record<keyof Basics, (vector: Basics, suite: CiphersuiteImpl) => Promise<void>>> = {
  async ref_hash({ ref_hash: { label, value, out } }, { hash }) {
    expect(await refhash(label, value, hash)).toEqual(out);
  },
  async expand_with_label({ expand_with_label: { secret, label, context, length, out } }, { kdf }) {
    expect(await expandWithLabel(secret, label, context, length, kdf)).toEqual(out);
  },
  async derive_secret({ derive_secret: { secret, label, out } }, { kdf }) {
    expect(await deriveSecret(secret, label, kdf)).toEqual(out);
  },
  async derive_tree_secret({ derive_tree_secret: { secret, label, generation, length, out } }, { kdf }) {
    expect(await deriveTreeSecret(secret, label, generation, length, kdf)).toEqual(out);
  },
  async sign_with_label({ sign_with_label: { priv, pub, content, label, signature } }, suite) {
    expect(await verifyWithLabel(pub, label, content, signature, suite.signature)).toBe(true);
    const own = await signWithLabel(priv, label, content, suite.signature);
    expect(await verifyWithLabel(pub, label, content, own, suite.signature)).toBe(true);
    expect(await verifyWithLabel(pub, `${label}.`, content, own, suite.signature)).toBe(false);
  },
  async encrypt_with_label({ encrypt_with_label: e }, { hpke }) {
    const decrypt = async (kemOutput: Uint8Array, ciphertext: Uint8Array) =>
      decryptWithLabel(await hpke.importPrivateKey(e.priv), e.label, e.context, kemOutput, ciphertext, hpke);
    expect(await decrypt(e.kem_output, e.ciphertext)).toEqual(e.plaintext);
    const own = await encryptWithLabel(await hpke.importPublicKey(e.pub), e.label, e.context, e.plaintext, hpke);
    expect(await decrypt(own.enc, own.ct)).toEqual(e.plaintext);
  },
};
