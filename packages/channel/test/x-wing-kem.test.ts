import { ml_kem768_x25519 } from "@noble/post-quantum/hybrid.js";
import { nodeCrypto as crypto } from "@vado/host";
import { describe, expect, it } from "vitest";
import { isSealable } from "../src/suite/public-key.ts";
import { xWingKem } from "../src/suite/x-wing.ts";
import { x25519Kem } from "../src/suite/x25519.ts";
import { seededEntropy } from "./world.ts";

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "hex"));
const hex = (data: Uint8Array): string => Buffer.from(data).toString("hex");
const kem = xWingKem(crypto);

/** draft-connolly-cfrg-xwing-kem-10, appendix C: seed, eseed, shared secret, and how public key and ciphertext begin. */
const VECTORS = [
  {
    seed: "7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26",
    eseed:
      "3cb1eea988004b93103cfb0aeefd2a686e01fa4a58e8a3639ca8a1e3f9ae57e235b8cc873c23dc62b8d260169afa2f75ab916a58d974918835d25e6a435085b2",
    shared: "d2df0522128f09dd8e2c92b1e905c793d8f57a54c3da25861f10bf4ca613e384",
    publicKey: "e2236b35a8c24b39b10aa1323a96a919",
    ciphertext: "b83aa828d4d62b9a83ceffe1d3d3bb1e",
  },
  {
    seed: "badfd6dfaac359a5efbb7bcc4b59d538df9a04302e10c8bc1cbf1a0b3a5120ea",
    eseed:
      "17cda7cfad765f5623474d368ccca8af0007cd9f5e4c849f167a580b14aabdefaee7eef47cb0fca9767be1fda69419dfb927e9df07348b196691abaeb580b32d",
    shared: "f2e86241c64d60f6649fbc6c5b7d17180b780a3f34355e64a85749949c45f150",
    publicKey: "0333285fa253661508c9fb444852caa4",
    ciphertext: "c93beb22326705699bbc3d1d0aa6339b",
  },
  {
    seed: "ef58538b8d23f87732ea63b02b4fa0f4873360e2841928cd60dd4cee8cc0d4c9",
    eseed:
      "22a96188d032675c8ac850933c7aff1533b94c834adbb69c6115bad4692d8619f90b0cdf8a7b9c264029ac185b70b83f2801f2f4b3f70c593ea3aeeb613a7f1b",
    shared: "953f7f4e8c5b5049bdc771d1dffada0dd961477d1a2ae0988baa7ea6898d893f",
    publicKey: "36244278824f77c621c660892c1c3886",
    ciphertext: "0d2e38cbf17a2e2e4e0c87a94ca1e770",
  },
];

describe("C25 X-Wing", () => {
  it.each(VECTORS)("vector of the draft with seed $seed", async (vector) => {
    const own = await kem.own(bytes(vector.seed));
    const sent = await kem.encapsulate(own.publicKey, bytes(vector.eseed));
    expect(hex(own.publicKey.subarray(0, 16))).toBe(vector.publicKey);
    expect(hex(sent.output.subarray(0, 16))).toBe(vector.ciphertext);
    expect(hex(sent.shared)).toBe(vector.shared);
    expect(hex(await kem.decapsulate(own, sent.output))).toBe(vector.shared);
    expect([own.publicKey.length, sent.output.length]).toEqual([kem.publicKeyBytes, kem.outputBytes]);
  });

  it("the library's own X-Wing, X25519 included, gives the same bytes", async () => {
    const entropy = seededEntropy("hybrid");
    for (let i = 0; i < 5; i++) {
      const [seed, eseed] = [entropy.bytes(32), entropy.bytes(64)];
      const own = await kem.own(seed);
      const sent = await kem.encapsulate(own.publicKey, eseed);
      const theirs = ml_kem768_x25519.keygen(seed);
      expect(theirs.publicKey).toEqual(own.publicKey);
      expect(ml_kem768_x25519.encapsulate(own.publicKey, eseed)).toEqual({
        cipherText: sent.output,
        sharedSecret: sent.shared,
      });
      expect(ml_kem768_x25519.decapsulate(sent.output, theirs.secretKey)).toEqual(sent.shared);
    }
  });

  it("altered ciphertexts give another secret, as ML-KEM has it; wrong sizes are refused", async () => {
    const entropy = seededEntropy("altered");
    const own = await kem.deriveKeyPair(entropy.bytes(32));
    const { shared, output } = await kem.encapsulate(own.publicKey, entropy.bytes(64));
    for (const at of [0, 1_087, 1_088, 1_100]) {
      const altered = output.slice();
      altered[at]! ^= 1;
      const opened = await kem.decapsulate(own, altered);
      expect(opened).not.toEqual(shared);
      expect(opened).toHaveLength(32);
    }
    await expect(kem.decapsulate(own, output.subarray(1))).rejects.toThrow("1119 bytes instead of 1120");
    await expect(kem.encapsulate(own.publicKey.subarray(1), entropy.bytes(64))).rejects.toThrow("instead of 1216");
  });
});

describe("C16 keys that can be sealed to", () => {
  it("sound ones pass, ones of small order, of numbers out of range or of a wrong size do not", async () => {
    const entropy = seededEntropy("keys");
    const [plain, hybrid] = [
      await x25519Kem(crypto).deriveKeyPair(entropy.bytes(32)),
      await kem.own(entropy.bytes(32)),
    ];
    expect(await isSealable("x25519", crypto, plain.publicKey)).toBe(true);
    expect(await isSealable("xwing", crypto, hybrid.publicKey)).toBe(true);
    expect(await isSealable("x25519", crypto, new Uint8Array(32))).toBe(false);
    expect(await isSealable("x25519", crypto, hybrid.publicKey)).toBe(false);
    expect(await isSealable("xwing", crypto, plain.publicKey)).toBe(false);
    const flawed = (at: number, value: readonly number[]) => {
      const key = hybrid.publicKey.slice();
      key.set(value, at);
      return key;
    };
    const smallOrder = flawed(
      1_184,
      Array.from({ length: 32 }, () => 0),
    );
    // 3328, the greatest number there is, and 3329, in either half of three bytes.
    const greatest = [flawed(1_149, [0x00, 0x0d, 0x00]), flawed(0, [0x00, 0x00, 0xd0])];
    const tooGreat = [flawed(1_149, [0x01, 0x0d, 0x00]), flawed(0, [0x00, 0x10, 0xd0])];
    for (const key of greatest) {
      expect(await isSealable("xwing", crypto, key)).toBe(true);
      await kem.encapsulate(key, entropy.bytes(64));
    }
    for (const key of [smallOrder, ...tooGreat]) {
      expect(await isSealable("xwing", crypto, key)).toBe(false);
      await expect(kem.encapsulate(key, entropy.bytes(64))).rejects.toThrow();
    }
  });
});
