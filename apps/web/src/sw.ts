import { clientsClaim } from "workbox-core";
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";

/**
 * The service worker: keeps every file of the app, so that it opens with the server gone. Its scope is the desk's prefix. It never
 * touches what the app says to desk or relay. A new version waits until the app says that nothing is being typed.
 */
declare const self: ServiceWorkerGlobalScope;
/** What to keep, put here by the build. */
declare const __KEPT_FILES__: { readonly url: string; readonly revision: string | null }[];

/** The app's word to a waiting worker: take over now. */
const TAKE_OVER = "vado-take-over";

precacheAndRoute(__KEPT_FILES__, { cleanURLs: false, directoryIndex: "" });
cleanupOutdatedCaches();
clientsClaim();

// `enter/` and `api/` are the desk's, `demo` is another page.
registerRoute(
  new NavigationRoute(createHandlerBoundToURL("index.html"), { denylist: [/\/(enter|api)\//, /\/demo(\.html)?$/] }),
);

self.addEventListener("message", (event) => {
  if (event.data === TAKE_OVER) void self.skipWaiting();
});
