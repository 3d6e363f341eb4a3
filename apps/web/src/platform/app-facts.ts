import { appFingerprint } from "@vado/protocol";
import type { AppFacts } from "@vado/ui";
import { SAY_FILES, type KeptFile } from "../kept-files.ts";

/** The app's version, put here by the build. */
declare const __APP_VERSION__: string;

const ANSWER_MS_MAX = 10_000;

/** Version and fingerprint of the app as this browser keeps it; no fingerprint before all of it is kept. */
export async function appFacts(): Promise<AppFacts> {
  const files = "serviceWorker" in navigator ? await filesKept() : null;
  return { version: __APP_VERSION__, fingerprint: files === null ? null : await appFingerprint({ sha256 }, files) };
}

const sha256 = async (bytes: Uint8Array): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>));

async function filesKept(): Promise<readonly KeptFile[] | null> {
  const registration = await navigator.serviceWorker.getRegistration();
  const worker = registration?.active;
  if (worker == null) return null;
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise<readonly KeptFile[] | null>((resolve) => {
    port1.addEventListener("message", ({ data }) => resolve(data as readonly KeptFile[] | null), { once: true });
    setTimeout(() => resolve(null), ANSWER_MS_MAX);
  });
  port1.start();
  worker.postMessage(SAY_FILES, [port2]);
  return answer.finally(() => port1.close());
}
