import { clientsClaim } from "workbox-core";
import { cleanupOutdatedCaches, createHandlerBoundToURL, matchPrecache, precacheAndRoute } from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";
import { SAY_FILES, type KeptFile } from "./kept-files.ts";

/**
 * The service worker: keeps every file of the app, so that it opens with the server gone. Its scope is the desk's prefix. It never
 * touches what the app says to desk or relay. A new version waits until the app says that nothing is being typed. A file that has
 * not the hash the build gave it is not kept, and then nothing of that version is.
 */
declare const self: ServiceWorkerGlobalScope;
/** What to keep, put here by the build. */
declare const __KEPT_FILES__: { readonly url: string; readonly revision: string | null; readonly integrity: string }[];

/** The app's word to a waiting worker: take over now. */
const TAKE_OVER = "vado-take-over";
/** The worker's own text, which is not among what it keeps: of the one that waits, and of the one that serves. */
const OWN_CACHE = `vado-own-${self.registration.scope}`;
const OWN = "sw.js";

precacheAndRoute(__KEPT_FILES__, { cleanURLs: false, directoryIndex: "" });
cleanupOutdatedCaches();
clientsClaim();

// `enter/` and `api/` are the desk's, `demo` is another page.
registerRoute(
  new NavigationRoute(createHandlerBoundToURL("index.html"), { denylist: [/\/(enter|api)\//, /\/demo(\.html)?$/] }),
);

self.addEventListener("install", (event) => event.waitUntil(keepOwn()));
self.addEventListener("activate", (event) => event.waitUntil(serveOwn()));
self.addEventListener("message", (event) => {
  if (event.data === TAKE_OVER) void self.skipWaiting();
  const [port] = event.ports;
  if (event.data === SAY_FILES && port !== undefined)
    event.waitUntil(
      keptFiles().then(
        (files) => port.postMessage(files),
        () => port.postMessage(null),
      ),
    );
});

async function keepOwn(): Promise<void> {
  const answer = await fetch(self.location.href, { cache: "no-store" });
  if (!answer.ok) throw new Error("the worker's own text is not to be had");
  await (await caches.open(OWN_CACHE)).put(`${OWN}?waits`, answer);
}

async function serveOwn(): Promise<void> {
  const cache = await caches.open(OWN_CACHE);
  const waits = await cache.match(`${OWN}?waits`);
  if (waits === undefined) return;
  await cache.put(`${OWN}?serves`, waits);
  await cache.delete(`${OWN}?waits`);
}

/** Computed from the bytes this browser keeps, not from what the list says of them. */
async function keptFiles(): Promise<KeptFile[]> {
  const own = (await caches.open(OWN_CACHE)).match(`${OWN}?serves`);
  const kept = __KEPT_FILES__.map(({ url }) => hashed(url, matchPrecache(url)));
  return Promise.all([...kept, hashed(OWN, own)]);
}

async function hashed(path: string, kept: Promise<Response | undefined>): Promise<KeptFile> {
  const bytes = await (await kept)?.arrayBuffer();
  if (bytes === undefined) throw new Error(`${path} is not kept`);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return { path, sha256: Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("") };
}
