import type { CryptoPort } from "@vado/protocol";
import type { AgreementCurve, SignatureCurve } from "./curves.ts";
import { nativeAgreement, nativeSignatures } from "./native-curves.ts";
import { CURVE_KEY_BYTES, own, privateKey, type CurveName } from "./raw-keys.ts";

/** The cryptographic primitives on WebCrypto, with curves from wherever they are. */
export function webCrypto(subtle: SubtleCrypto, curves: SignatureCurve & AgreementCurve): CryptoPort {
  const hmac = async (hash: "SHA-256" | "SHA-512", key: Uint8Array, data: Uint8Array) => {
    const imported = await subtle.importKey("raw", padded(key), { name: "HMAC", hash }, false, ["sign"]);
    return new Uint8Array(await subtle.sign("HMAC", imported, own(data)));
  };
  return {
    sha256: async (data) => new Uint8Array(await subtle.digest("SHA-256", own(data))),
    hmac: (key, data) => hmac("SHA-256", key, data),
    sha512: async (data) => new Uint8Array(await subtle.digest("SHA-512", own(data))),
    hmacSha512: (key, data) => hmac("SHA-512", key, data),
    async aeadSeal(key, nonce, aad, plaintext) {
      const imported = await subtle.importKey("raw", own(sized(key)), "AES-GCM", false, ["encrypt"]);
      return new Uint8Array(await subtle.encrypt(gcm(nonce, aad), imported, own(plaintext)));
    },
    async aeadOpen(key, nonce, aad, ciphertext) {
      const imported = await subtle.importKey("raw", own(sized(key)), "AES-GCM", false, ["decrypt"]);
      try {
        return new Uint8Array(await subtle.decrypt(gcm(nonce, aad), imported, own(ciphertext)));
      } catch {
        throw new Error("the bytes do not open under this key");
      }
    },
    ...curves,
  };
}

/** WebCrypto takes no empty HMAC key; HMAC pads every short key with zeros, so one zero is the same key. */
function padded(key: Uint8Array): Uint8Array<ArrayBuffer> {
  return key.length === 0 ? new Uint8Array(1) : own(key);
}

function sized(key: Uint8Array): Uint8Array {
  if (key.length !== 16 && key.length !== 32) throw new Error(`AES key has ${key.length} bytes instead of 16 or 32`);
  return key;
}

function gcm(nonce: Uint8Array, aad: Uint8Array): AesGcmParams {
  if (nonce.length !== 12) throw new Error(`nonce has ${nonce.length} bytes instead of 12`);
  return { name: "AES-GCM", iv: own(nonce), additionalData: own(aad), tagLength: 128 };
}

/** The primitives of this browser; fetches the curves it lacks. Only in a secure context. */
export async function loadCrypto(subtle: SubtleCrypto = crypto.subtle): Promise<CryptoPort> {
  const has = async (curve: CurveName, usage: KeyUsage): Promise<boolean> =>
    privateKey(subtle, curve, new Uint8Array(CURVE_KEY_BYTES).fill(1), usage).then(
      () => true,
      () => false,
    );
  const signatures = (await has("Ed25519", "sign"))
    ? nativeSignatures(subtle)
    : (await import("./noble-curves.ts")).nobleSignatures;
  const agreement = (await has("X25519", "deriveBits"))
    ? nativeAgreement(subtle)
    : (await import("./noble-curves.ts")).nobleAgreement;
  return webCrypto(subtle, { ...signatures, ...agreement });
}
