import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { nodeCrypto, nodeEntropy, vaultConformance } from "@vado/host";
import type { CryptoPort } from "@vado/protocol";
import { openPortsPage, type PortsPage } from "./ports/built.ts";
import { remoteCrypto, remoteVault } from "./ports/remote.ts";

/** The browser's adapters, in a real Chromium, against the suites of the ports and against Node's. */

let ports: PortsPage;
beforeAll(async () => {
  ports = await openPortsPage();
}, 60_000);
afterAll(() => ports?.close());

const random = (length: number): Uint8Array => nodeEntropy.bytes(length);
let made = 0;

describe("the vault in IndexedDB", () => {
  vaultConformance(test, async () => {
    const device = `device-${made++}`;
    const vault = await remoteVault(ports.page, device, device);
    return {
      vault,
      reopen: async () => remoteVault(await ports.again(), device, device),
      end: async () => {},
    };
  });

  test("V8 a vault that another window has claimed takes no more writes, and none of a batch", async () => {
    const device = `device-${made++}`;
    const mine = await remoteVault(ports.page, device, device);
    await mine.write([{ key: "a", value: random(3) }]);
    const theirs = await remoteVault(await ports.again(), device, device);
    const rows = await theirs.list("");
    await expect(mine.write([{ key: "b", value: random(3) }])).rejects.toThrow("another window has taken this device");
    expect(await theirs.list("")).toEqual(rows);
    await theirs.write([{ key: "c", value: random(3) }]);
    expect(await mine.list("")).toHaveLength(2);
  });
});

describe("the vault in IndexedDB, sealed (WS1)", () => {
  vaultConformance(test, async () => {
    const device = `device-${made++}`;
    const vault = await remoteVault(ports.page, device, device, 1);
    return {
      vault,
      reopen: async () => remoteVault(await ports.again(), device, device, 1),
      end: async () => {},
    };
  });

  test("rows lie sealed, open with their key at their place only, and an open vault is sealed whole at its first opening with a key", async () => {
    const device = `device-${made++}`;
    const bare = await remoteVault(ports.page, "bare", device);
    await bare.write([
      { key: "a", value: new TextEncoder().encode("hold the group") },
      { key: "b", value: new TextEncoder().encode("let it go") },
    ]);
    const sealed = await remoteVault(ports.page, "sealed", device, 1);
    expect(new TextDecoder().decode(await sealed.get("a"))).toBe("hold the group");
    // The window that had it open has lost it, and what it sees is no text.
    await expect(bare.write([{ key: "a", value: random(3) }])).rejects.toThrow("another window");
    const raw = await remoteVault(ports.page, "raw", device);
    const rows = await raw.list("");
    for (const { value } of rows) expect(Buffer.from(value).toString("latin1")).not.toMatch(/hold|group|let/);
    const other = await remoteVault(ports.page, "other", device, 2);
    await expect(other.get("a")).rejects.toThrow("another key, or changed");
    // Two rows change places; one loses a byte.
    const [a, b] = rows as [(typeof rows)[0], (typeof rows)[0]];
    await (
      await remoteVault(ports.page, "raw", device)
    ).write([
      { key: "a", value: b.value },
      { key: "b", value: a.value.slice(1) },
    ]);
    const again = await remoteVault(ports.page, "again", device, 1);
    for (const key of ["a", "b"]) await expect(again.get(key)).rejects.toThrow("another key, or changed");
  });
});

for (const which of ["native", "noble", "without curves"]) {
  describe(`the primitives (${which}) agree with Node's, both ways`, () => {
    let web: CryptoPort;
    beforeAll(() => {
      web = remoteCrypto(ports.page, which);
    });

    test("hash and MAC, also of nothing and with an empty or long key", async () => {
      for (const length of [0, 1, 64, 5_000]) {
        const data = random(length);
        expect(await web.sha256(data)).toEqual(nodeCrypto.sha256(data));
        expect(await web.sha512(data)).toEqual(nodeCrypto.sha512(data));
        for (const key of [0, 16, 32, 100, 200].map(random)) {
          expect(await web.hmac(key, data)).toEqual(nodeCrypto.hmac(key, data));
          expect(await web.hmacSha512(key, data)).toEqual(nodeCrypto.hmacSha512(key, data));
        }
      }
    });

    test("AES-GCM with both key sizes; altered bytes, a short text and wrong sizes are refused", async () => {
      for (const size of [16, 32])
        for (const [aad, text] of [
          [random(0), random(0)],
          [random(30), random(2_048)],
        ] as const) {
          const [key, nonce] = [random(size), random(12)];
          const sealed = await nodeCrypto.aeadSeal(key, nonce, aad, text);
          expect(await web.aeadSeal(key, nonce, aad, text)).toEqual(sealed);
          expect(await web.aeadOpen(key, nonce, aad, sealed)).toEqual(text);
          const altered = sealed.slice();
          altered[0] = (altered[0] as number) ^ 1;
          await expect(web.aeadOpen(key, nonce, aad, altered)).rejects.toThrow();
          await expect(web.aeadOpen(key, nonce, aad, sealed.slice(0, 15))).rejects.toThrow();
        }
      await expect(web.aeadSeal(random(24), random(12), random(0), random(1))).rejects.toThrow("24 bytes");
      await expect(web.aeadSeal(random(16), random(11), random(0), random(1))).rejects.toThrow("11 bytes");
    });

    test("Ed25519: keys, signatures and verdicts", async () => {
      for (const length of [0, 1, 3_000]) {
        const [seed, message] = [random(32), random(length)];
        const pair = await nodeCrypto.ed25519FromSeed(seed);
        expect(await web.ed25519FromSeed(seed)).toEqual(pair);
        const signature = await nodeCrypto.ed25519Sign(pair.privateKey, message);
        expect(await web.ed25519Sign(pair.privateKey, message)).toEqual(signature);
        expect(await web.ed25519Verify(pair.publicKey, message, signature)).toBe(true);
        const other = (await nodeCrypto.ed25519FromSeed(random(32))).publicKey;
        const altered = Uint8Array.from(signature, (byte, i) => (i === 40 ? byte ^ 1 : byte));
        for (const [key, text, sign] of [
          [other, message, signature],
          [pair.publicKey, Uint8Array.from([...message, 0]), signature],
          [pair.publicKey, message, altered],
          [pair.publicKey, message, signature.slice(0, 63)],
          [pair.publicKey.slice(0, 31), message, signature],
          [new Uint8Array(32).fill(255), message, signature],
        ] as const)
          expect(await web.ed25519Verify(key, text, sign)).toBe(false);
      }
    });

    test("X25519: keys, shared secrets, and none that is all zero", async () => {
      for (let i = 0; i < 3; i++) {
        const [mine, theirs] = [random(32), random(32)];
        const pair = await nodeCrypto.x25519FromSeed(theirs);
        expect(await web.x25519FromSeed(theirs)).toEqual(pair);
        expect(await web.x25519Shared(mine, pair.publicKey)).toEqual(
          await nodeCrypto.x25519Shared(mine, pair.publicKey),
        );
      }
      await expect(web.x25519Shared(random(32), new Uint8Array(32))).rejects.toThrow();
      await expect(web.x25519FromSeed(random(31))).rejects.toThrow("31");
    });
  });
}
