import { Worker } from "node:worker_threads";
import type { CryptoPort } from "@vado/protocol";

interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}

/**
 * The web app's primitives, in a thread of their own, because no package imports an app. `native`: curves from WebCrypto;
 * `fallback`: curves from `@noble/curves`, as in browsers that lack them.
 */
export function browserCrypto(curves: "native" | "fallback"): { readonly crypto: CryptoPort; end(): Promise<number> } {
  const url = new URL("../../../../apps/web/test/ports/crypto-worker.ts", import.meta.url);
  const worker = new Worker(url, { workerData: curves, execArgv: [] });
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let asked = 0;
  worker.on("message", ({ id, value, error }: Answer) => {
    const asker = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) asker?.resolve(value);
    else asker?.reject(new Error(error));
  });
  worker.on("error", (error: Error) => {
    for (const { reject } of waiting.values()) reject(error);
  });
  const ask = (method: string, args: readonly unknown[]) =>
    new Promise((resolve, reject) => {
      const id = asked++;
      waiting.set(id, { resolve, reject });
      worker.postMessage({ id, method, args });
    });
  const crypto = new Proxy({} as CryptoPort, {
    get: (_, method: string) => (method === "then" ? undefined : (...args: unknown[]) => ask(method, args)),
  });
  return { crypto, end: () => worker.terminate() };
}
