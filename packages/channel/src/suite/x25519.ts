import type { CryptoPort } from "@vado/protocol";
import { concat, EMPTY, numberBytes, utf8 } from "../bytes.ts";
import { hkdfSha256 } from "./hkdf.ts";
import { sized, type Kem } from "./kem.ts";
import { labeled } from "./labeled.ts";

const ID = 0x0020;
const BYTES = 32;

/** DHKEM(X25519, HKDF-SHA256) (RFC 9180 §4.1, §7.1). Checked against the vectors of its appendix A.1. */
export function x25519Kem(crypto: CryptoPort): Kem {
  const kdf = labeled(hkdfSha256(crypto), concat(utf8("KEM"), numberBytes(ID, 2)));
  /** ExtractAndExpand. */
  const secret = async (dh: Uint8Array, output: Uint8Array, recipient: Uint8Array) => {
    const pseudorandom = await kdf.extract(EMPTY, "eae_prk", dh);
    return kdf.expand(pseudorandom, "shared_secret", concat(output, recipient), BYTES);
  };
  const kem: Kem = {
    id: ID,
    outputBytes: BYTES,
    publicKeyBytes: BYTES,
    privateKeyBytes: BYTES,
    keySeedBytes: BYTES,
    encapsulationSeedBytes: BYTES,
    /** §7.1.3. */
    async deriveKeyPair(input) {
      const pseudorandom = await kdf.extract(EMPTY, "dkp_prk", input);
      return crypto.x25519FromSeed(await kdf.expand(pseudorandom, "sk", EMPTY, BYTES));
    },
    own: (privateKey) => crypto.x25519FromSeed(sized(privateKey, BYTES, "X25519 key")),
    async encapsulate(recipient, seed) {
      const ephemeral = await kem.deriveKeyPair(seed);
      const dh = await crypto.x25519Shared(ephemeral.privateKey, recipient);
      return { shared: await secret(dh, ephemeral.publicKey, recipient), output: ephemeral.publicKey };
    },
    async decapsulate(own, output) {
      const dh = await crypto.x25519Shared(own.privateKey, sized(output, BYTES, "X25519 key"));
      return secret(dh, output, own.publicKey);
    },
  };
  return kem;
}
