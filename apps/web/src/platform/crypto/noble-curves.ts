import { ed25519, x25519 } from "@noble/curves/ed25519.js";
import type { AgreementCurve, SignatureCurve } from "./curves.ts";

/** The curves in JavaScript, for browsers without them; a chunk of its own that others never fetch. */

export const nobleSignatures: SignatureCurve = {
  ed25519FromSeed: (seed) => ({ publicKey: ed25519.getPublicKey(seed), privateKey: seed.slice() }),
  ed25519Sign: (key, message) => ed25519.sign(message, key),
  ed25519Verify(key, message, signature) {
    try {
      // As RFC 8032 and the browsers check, not as ZIP 215: all members must refuse the same bytes.
      return ed25519.verify(signature, message, key, { zip215: false });
    } catch {
      return false;
    }
  },
};

export const nobleAgreement: AgreementCurve = {
  x25519FromSeed: (seed) => ({ publicKey: x25519.getPublicKey(seed), privateKey: seed.slice() }),
  x25519Shared: (key, peer) => x25519.getSharedSecret(key, peer),
};
