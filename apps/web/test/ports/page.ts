import { decodeBase64, encodeBase64, type CryptoPort, type Vault } from "@vado/protocol";
import { nobleAgreement, nobleSignatures } from "../../src/platform/crypto/noble-curves.ts";
import { loadCrypto, webCrypto } from "../../src/platform/crypto/web-crypto.ts";
import { openSealedVault } from "../../src/platform/vault/sealed-vault.ts";
import { openVault, removeVault } from "../../src/platform/vault/idb-vault.ts";

/** The browser's adapters as they are, for conformance suites that run outside and call in. Bytes travel as base64. */

/** A WebCrypto as older browsers have it. */
const withoutCurves = new Proxy(crypto.subtle, {
  get(subtle, name) {
    const own: unknown = Reflect.get(subtle, name);
    if (typeof own !== "function") return own;
    return (...args: unknown[]) => {
      if (args.some((one) => one === "Ed25519" || one === "X25519"))
        return Promise.reject(new DOMException("no such algorithm", "NotSupportedError"));
      return Reflect.apply(own, subtle, args) as unknown;
    };
  },
});

const cryptos: Readonly<Record<string, () => Promise<CryptoPort>>> = {
  native: () => loadCrypto(),
  noble: async () => webCrypto(crypto.subtle, { ...nobleSignatures, ...nobleAgreement }),
  "without curves": () => loadCrypto(withoutCurves),
};
const vaults = new Map<string, Vault & { close(): void }>();

type Plain = string | null | undefined | boolean | { readonly [name: string]: Plain } | readonly Plain[];

const plain = (value: unknown): Plain => {
  if (value instanceof Uint8Array) return { bytes: encodeBase64(value) };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]));
  return value as Plain;
};
const real = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(real);
  if (typeof value !== "object" || value === null) return value;
  const { bytes } = value as { bytes?: string };
  if (bytes !== undefined) return decodeBase64(bytes);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, real(one)]));
};

const exposed = {
  async crypto(which: string, method: keyof CryptoPort, args: readonly unknown[]) {
    const port = await (cryptos[which] as () => Promise<CryptoPort>)();
    const call = port[method] as (...all: unknown[]) => unknown;
    return plain(await call(...args.map(real)));
  },
  /** Opens under a handle; the vault opened last owns. */
  async open(handle: string, device: string) {
    const vault = await openVault(device);
    await vault.claim();
    vaults.set(handle, vault);
  },
  /** The same, sealed under a key that is made of one byte. */
  async openSealed(handle: string, device: string, byte: number) {
    const raw = new Uint8Array(32).fill(byte);
    const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
    const vault = await openSealedVault(device, key);
    await vault.claim();
    vaults.set(handle, vault);
  },
  async vault(handle: string, method: keyof Vault, args: readonly unknown[]) {
    const vault = vaults.get(handle) as Vault;
    const call = vault[method] as (...all: unknown[]) => Promise<unknown>;
    return plain(await call(...args.map(real)));
  },
  close(handle: string) {
    vaults.get(handle)?.close();
  },
  remove: removeVault,
};
export type Exposed = typeof exposed;

Object.assign(globalThis, { exposed });
