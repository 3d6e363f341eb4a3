import { describe, expect, it } from "vitest";
import { nodeCrypto as crypto } from "@vado/host";
import { hkdfSha256 } from "../src/suite/hkdf.ts";
import { hpkeSuite } from "../src/suite/hpke.ts";
import { x25519Kem } from "../src/suite/x25519.ts";

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "hex"));
const hex = (data: Uint8Array): string => Buffer.from(data).toString("hex");

/** RFC 9180 A.1.1: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, base mode. */
const INFO = bytes("4f6465206f6e2061204772656369616e2055726e");
const IKM_E = bytes("7268600d403fce431561aef583ee1613527cff655c1343f29812e66706df3234");
const IKM_R = bytes("6db9df30aa07dd42ee5e8181afdb977e538f5e1fec8a06223f33f7013e525037");

const kem = x25519Kem(crypto);
const suite = hpkeSuite({ kem, hkdf: hkdfSha256(crypto), kdfId: 1, aeadId: 1, keyBytes: 16 });

describe("C25 HPKE, vectors of RFC 9180 A.1.1", () => {
  it("derives both key pairs", async () => {
    const ephemeral = await kem.deriveKeyPair(IKM_E);
    expect(hex(ephemeral.privateKey)).toBe("52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736");
    expect(hex(ephemeral.publicKey)).toBe("37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431");
    const recipient = await kem.deriveKeyPair(IKM_R);
    expect(hex(recipient.publicKey)).toBe("3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d");
  });

  it("schedules, seals and exports alike on both ends", async () => {
    const recipient = await kem.deriveKeyPair(IKM_R);
    const sent = await suite.sender({ bytes: () => IKM_E }, recipient.publicKey, INFO);
    expect(hex(sent.kemOutput)).toBe("37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431");
    expect(hex(sent.context.key)).toBe("4531685d41d65f03dc48f6b8302c05b0");
    expect(hex(sent.context.baseNonce)).toBe("56d890e5accaaf011cff4b7d");
    expect(hex(sent.context.exporterSecret)).toBe("45ff1c2e220db587171952c0592d5f5ebe103f1561a2614e38f2ffd47e99e3f8");
    const sealed = await crypto.aeadSeal(
      sent.context.key,
      sent.context.baseNonce,
      bytes("436f756e742d30"),
      bytes("4265617574792069732074727574682c20747275746820626561757479"),
    );
    expect(hex(sealed)).toBe(
      "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a",
    );
    const got = await suite.recipient(recipient, sent.kemOutput, INFO);
    expect(got).toEqual(sent.context);
    expect(hex(await suite.exportFrom(got, bytes(""), 32))).toBe(
      "3853fe2b4035195a573ffc53856e77058e15d9ea064de3e59f4961d0095250ee",
    );
    expect(hex(await suite.exportFrom(got, bytes("00"), 32))).toBe(
      "2e8f0b54673c7029649d4eb9d5e33bf1872cf76d623ff164ac185da9e88c21a5",
    );
    expect(hex(await suite.exportFrom(got, bytes("54657374436f6e74657874"), 32))).toBe(
      "e9e43065102c3836401bed8c3c3c75ae46be1639869391d62c61f1ec7af54931",
    );
  });
});
