import { describe, expect, it } from "vitest";
import { nodeCrypto as crypto } from "../src/node-crypto.ts";
import { nodeEntropy } from "../src/node-entropy.ts";

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "hex"));
const hex = (data: Uint8Array): string => Buffer.from(data).toString("hex");

describe("node-crypto: published vectors", () => {
  it("SHA-256 of abc (FIPS 180-4)", async () => {
    expect(hex(await crypto.sha256(Buffer.from("abc")))).toBe(
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
  });

  it("SHA-512 of abc (FIPS 180-4)", async () => {
    expect(hex(await crypto.sha512(Buffer.from("abc")))).toBe(
      "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
    );
  });

  it("HMAC-SHA-512 (RFC 4231 case 2)", async () => {
    const mac = await crypto.hmacSha512(Buffer.from("Jefe"), Buffer.from("what do ya want for nothing?"));
    expect(hex(mac)).toBe(
      "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
    );
  });

  it("HMAC-SHA-256 (RFC 4231 case 2)", async () => {
    const mac = await crypto.hmac(Buffer.from("Jefe"), Buffer.from("what do ya want for nothing?"));
    expect(hex(mac)).toBe("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  });

  it("AES-128-GCM (GCM specification, case 4)", async () => {
    const key = bytes("feffe9928665731c6d6a8f9467308308");
    const nonce = bytes("cafebabefacedbaddecaf888");
    const aad = bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2");
    const plaintext = bytes(
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
    );
    const sealed = await crypto.aeadSeal(key, nonce, aad, plaintext);
    expect(hex(sealed)).toBe(
      "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091" +
        "5bc94fbc3221a5db94fae95ae7121a47",
    );
    expect(await crypto.aeadOpen(key, nonce, aad, sealed)).toEqual(plaintext);
  });

  it("Ed25519 (RFC 8032 §7.1, test 3)", async () => {
    const seed = bytes("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7");
    const pair = await crypto.ed25519FromSeed(seed);
    expect(hex(pair.publicKey)).toBe("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025");
    const signature = await crypto.ed25519Sign(pair.privateKey, bytes("af82"));
    expect(hex(signature)).toBe(
      "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    );
    expect(await crypto.ed25519Verify(pair.publicKey, bytes("af82"), signature)).toBe(true);
  });

  it("X25519 (RFC 7748 §6.1)", async () => {
    const alicePublic = bytes("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
    const bob = await crypto.x25519FromSeed(bytes("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb"));
    expect(hex(bob.publicKey)).toBe("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f");
    const shared = await crypto.x25519Shared(bob.privateKey, alicePublic);
    expect(hex(shared)).toBe("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742");
  });
});

describe("node-crypto: what others send", () => {
  it("aeadOpen throws for one altered bit, a wrong nonce and a cut tag", async () => {
    const [key, nonce, aad] = [new Uint8Array(32).fill(7), new Uint8Array(12), new Uint8Array(3)];
    const sealed = await crypto.aeadSeal(key, nonce, aad, new Uint8Array(100));
    const altered = sealed.slice();
    altered[3]! ^= 1;
    expect(() => crypto.aeadOpen(key, nonce, aad, altered)).toThrow();
    expect(() => crypto.aeadOpen(key, new Uint8Array(12).fill(1), aad, sealed)).toThrow();
    expect(() => crypto.aeadOpen(key, nonce, aad, sealed.subarray(0, 15))).toThrow();
    expect(() => crypto.aeadOpen(key, nonce, aad, sealed.subarray(0, -1))).toThrow();
  });

  it("ed25519Verify is false, never throws, for keys and signatures of a wrong size", async () => {
    const pair = await crypto.ed25519FromSeed(new Uint8Array(32).fill(1));
    const signature = await crypto.ed25519Sign(pair.privateKey, new Uint8Array(5));
    expect(await crypto.ed25519Verify(pair.publicKey, new Uint8Array(5), signature.subarray(0, 63))).toBe(false);
    expect(await crypto.ed25519Verify(pair.publicKey.subarray(1), new Uint8Array(5), signature)).toBe(false);
    expect(await crypto.ed25519Verify(new Uint8Array(32).fill(255), new Uint8Array(5), signature)).toBe(false);
  });

  it("x25519Shared throws for a point of small order", async () => {
    const pair = await crypto.x25519FromSeed(new Uint8Array(32).fill(1));
    expect(() => crypto.x25519Shared(pair.privateKey, new Uint8Array(32))).toThrow();
  });

  it("keeps working past the number of kept keys", async () => {
    for (let i = 0; i < 1_100; i++) {
      const seed = new Uint8Array(32);
      new DataView(seed.buffer).setUint32(0, i);
      await crypto.ed25519FromSeed(seed);
    }
    const pair = await crypto.ed25519FromSeed(new Uint8Array(32));
    const signature = await crypto.ed25519Sign(pair.privateKey, new Uint8Array(1));
    expect(await crypto.ed25519Verify(pair.publicKey, new Uint8Array(1), signature)).toBe(true);
  });

  it("nodeEntropy gives fresh bytes of the asked length", () => {
    expect(nodeEntropy.bytes(32)).toHaveLength(32);
    expect(hex(nodeEntropy.bytes(16))).not.toBe(hex(nodeEntropy.bytes(16)));
  });
});
