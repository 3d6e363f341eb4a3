import { decodeBase64, encodeBase64, type CryptoPort, type Vault } from "@vado/protocol";
import type { Page } from "playwright-core";
import type { Exposed } from "./page.ts";

/** Ports of a page, called from here. */

type Wire = { readonly bytes: string };

const sent = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return { bytes: encodeBase64(value) } satisfies Wire;
  if (Array.isArray(value)) return value.map(sent);
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, sent(one)]));
  return value;
};
const received = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(received);
  if (typeof value !== "object" || value === null) return value;
  if ("bytes" in value) return decodeBase64((value as Wire).bytes);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, received(one)]));
};

async function call(page: Page, port: "crypto" | "vault", which: string, method: string, args: readonly unknown[]) {
  const answer = await page.evaluate(
    ([on, one, name, all]) =>
      (globalThis as unknown as { exposed: Exposed }).exposed[on](one, name as never, all as never),
    [port, which, method, args.map(sent)] as const,
  );
  return received(answer);
}

export function remoteCrypto(page: Page, which: string): CryptoPort {
  return new Proxy({} as CryptoPort, {
    get: (_, method: string) =>
      method === "then" ? undefined : (...args: unknown[]) => call(page, "crypto", which, method, args),
  });
}

/** `sealed`: the byte that its key is made of. */
export async function remoteVault(page: Page, handle: string, device: string, sealed?: number): Promise<Vault> {
  await page.evaluate(
    ([one, name, byte]) => {
      const { exposed } = globalThis as unknown as { exposed: Exposed };
      return byte === null ? exposed.open(one, name) : exposed.openSealed(one, name, byte);
    },
    [handle, device, sealed ?? null] as const,
  );
  return {
    get: (key) => call(page, "vault", handle, "get", [key]) as ReturnType<Vault["get"]>,
    list: (prefix) => call(page, "vault", handle, "list", [prefix]) as ReturnType<Vault["list"]>,
    write: (rows) => call(page, "vault", handle, "write", [rows]) as ReturnType<Vault["write"]>,
  };
}
