import { parentPort, workerData } from "node:worker_threads";
import { loadCrypto } from "../../src/platform/crypto/web-crypto.ts";

/**
 * The browser's cryptography as a worker thread of Node, for tests of other packages, which may not import an app.
 * Asked `{ id, method, args }`, it answers `{ id, value }` or `{ id, error }`. Begun with "fallback" it has a WebCrypto
 * without Ed25519 and X25519, as old browsers do, and so takes both from `@noble/curves`.
 */
const { subtle } = globalThis.crypto;
const CURVES = ["Ed25519", "X25519"];

/** WebCrypto that knows no curve: `loadCrypto` finds out by importing a key. */
const curveless = new Proxy(subtle, {
  get: (target, name: keyof SubtleCrypto) =>
    name === "importKey"
      ? async (...args: Parameters<SubtleCrypto["importKey"]>) => {
          if (CURVES.some((curve) => curve === args[2])) throw new DOMException("no such curve", "NotSupportedError");
          return target.importKey(...args);
        }
      : (target[name] as (...args: unknown[]) => unknown).bind(target),
});

interface Question {
  readonly id: number;
  readonly method: string;
  readonly args: readonly Uint8Array[];
}

const port = await loadCrypto(workerData === "fallback" ? curveless : subtle);
const methods = new Map(Object.entries(port) as [string, (...args: readonly Uint8Array[]) => unknown][]);

async function answer({ id, method, args }: Question): Promise<void> {
  try {
    parentPort?.postMessage({ id, value: await methods.get(method)?.(...args) });
  } catch (error) {
    parentPort?.postMessage({ id, error: String(error) });
  }
}

parentPort?.on("message", (question: Question) => void answer(question));
