import { signal, type ReadonlySignal } from "@preact/signals";

/**
 * The service worker's life in a window. A new version waits until this window says so: it may not come between a person and what
 * is being typed. Other windows load anew when they are free.
 */
export interface Updates {
  /** Whether a new version waits. */
  readonly waiting: ReadonlySignal<boolean>;
  /** Begins with the new version, now. */
  accept(): void;
  /** Asks the server for a newer version now. */
  look(): void;
}

const TAKE_OVER = "vado-take-over";
const LOOK_EVERY_MS = 30 * 60_000;
const FREE_EVERY_MS = 1_000;

export function watchWorker(): Updates {
  const waiting = signal(false);
  let registration: ServiceWorkerRegistration | undefined;
  const accept = (): void => registration?.waiting?.postMessage(TAKE_OVER);

  const look = (): void => void registration?.update().catch(() => undefined);

  /** A version that waits is taken by a window that nobody looks at and in which nothing is begun. */
  const consider = (): void => {
    waiting.value = registration?.waiting != null && navigator.serviceWorker.controller !== null;
    if (waiting.value && document.visibilityState === "hidden" && isFree()) accept();
  };

  async function begin(): Promise<void> {
    registration = await navigator.serviceWorker.register(scriptUrl("sw.js"), { scope: "./", updateViaCache: "none" });
    const watched = registration;
    watched.addEventListener("updatefound", () => watched.installing?.addEventListener("statechange", consider));
    document.addEventListener("visibilitychange", consider);
    setInterval(look, LOOK_EVERY_MS);
    consider();
  }

  if ("serviceWorker" in navigator) {
    const hadOne = navigator.serviceWorker.controller !== null;
    navigator.serviceWorker.addEventListener("controllerchange", () => {
      if (hadOne) reloadWhenFree();
    });
    // Without a worker the app works as long as its server does.
    begin().catch(() => undefined);
  }
  return { waiting, accept, look };
}

/** Nothing is being typed and no dialog is open. Everything else is on disk before it counts. */
function isFree(): boolean {
  const focus = document.activeElement;
  const typing = focus !== null && focus.matches("input, textarea, select, [contenteditable]");
  return !typing && document.querySelector("dialog[open]") === null;
}

function reloadWhenFree(): void {
  const look = (): void => {
    if (isFree()) location.reload();
    else setTimeout(look, FREE_EVERY_MS);
  };
  look();
}

/** Where a page demands trusted types, a script's address must come from a policy. */
function scriptUrl(name: string): string {
  const address = new URL(name, document.baseURI).href;
  const { trustedTypes } = globalThis as {
    trustedTypes?: {
      createPolicy(
        name: string,
        rules: { createScriptURL(url: string): string },
      ): { createScriptURL(url: string): string };
    };
  };
  return trustedTypes?.createPolicy("vado", { createScriptURL: (url) => url }).createScriptURL(address) ?? address;
}
