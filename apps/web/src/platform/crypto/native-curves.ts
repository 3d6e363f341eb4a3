import type { AgreementCurve, SignatureCurve } from "./curves.ts";
import { KeptKeys } from "./kept-keys.ts";
import { own, privateKey, publicKeyOf, sized } from "./raw-keys.ts";

/** The curves as the browser has them. */

export function nativeSignatures(subtle: SubtleCrypto): SignatureCurve {
  const signing = new KeptKeys((seed) => privateKey(subtle, "Ed25519", seed, "sign"));
  const verifying = new KeptKeys((raw) => subtle.importKey("raw", own(sized(raw)), "Ed25519", false, ["verify"]));
  return {
    ed25519FromSeed: async (seed) => ({
      publicKey: await publicKeyOf(subtle, "Ed25519", seed, "sign"),
      privateKey: seed.slice(),
    }),
    ed25519Sign: async (key, message) =>
      new Uint8Array(await subtle.sign("Ed25519", await signing.get(key), own(message))),
    async ed25519Verify(key, message, signature) {
      try {
        return await subtle.verify("Ed25519", await verifying.get(key), own(signature), own(message));
      } catch {
        // A key of a wrong size or form verifies nothing.
        return false;
      }
    },
  };
}

export function nativeAgreement(subtle: SubtleCrypto): AgreementCurve {
  return {
    x25519FromSeed: async (seed) => ({
      publicKey: await publicKeyOf(subtle, "X25519", seed, "deriveBits"),
      privateKey: seed.slice(),
    }),
    // The browser refuses an all-zero result (RFC 7748 §6.1).
    async x25519Shared(key, peer) {
      const theirs = await subtle.importKey("raw", own(sized(peer)), "X25519", false, []);
      const mine = await privateKey(subtle, "X25519", key, "deriveBits");
      return new Uint8Array(await subtle.deriveBits({ name: "X25519", public: theirs }, mine, 256));
    },
  };
}
