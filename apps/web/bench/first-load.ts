import { gzipSync } from "node:zlib";
import type { BrowserContext, CDPSession, Page } from "playwright-core";

/** What a phone fetches before its first screen, and how long that takes on a slow line and a slow processor. */

/** Lighthouse's "slow 4G": 1.6 Mbit/s down, 750 kbit/s up, 150 ms there and back. */
export const SLOW_4G = { downBytesPerS: 200_000, upBytesPerS: 93_750, roundTripMs: 150 };
export const CPU_SLOWDOWN = 4;
/** TCP, the page, and what the page names: no fetch in an empty browser takes fewer round trips. */
const ROUND_TRIPS = 3;

export interface Fetched {
  /** gzip bytes; fonts as they are, since they are packed already. */
  readonly js: number;
  readonly css: number;
  readonly files: readonly string[];
}

/** Opens an address in an empty profile and sums up what came before `ready`. */
export async function fetched(
  context: BrowserContext,
  url: string,
  ready: (page: Page) => Promise<void>,
): Promise<Fetched> {
  const page = await context.newPage();
  const bodies: Promise<{ url: string; type: string; body: Buffer }>[] = [];
  page.on("response", (response) => {
    const type = response.request().resourceType();
    if (!["script", "stylesheet", "font"].includes(type) || !response.ok()) return;
    bodies.push(response.body().then((body) => ({ url: response.url(), type, body })));
  });
  await page.goto(url);
  await ready(page);
  // Only what the page itself asked for: the service worker fetches the rest later, by itself.
  const all = (await Promise.all(bodies)).filter(({ url: from }) => !from.endsWith("/sw.js"));
  const sum = (types: readonly string[]) =>
    all
      .filter(({ type }) => types.includes(type))
      .reduce(
        (bytes, { type, body }) => bytes + (type === "font" ? body.length : gzipSync(body, { level: 9 }).length),
        0,
      );
  const files = all.map(({ url: from }) => new URL(from).pathname);
  await page.close();
  return { js: sum(["script"]), css: sum(["stylesheet", "font"]), files };
}

export interface Interactive {
  /** From the first byte asked for until the first button can be pressed, s. */
  readonly seconds: number;
  /** The same bytes over the same line with nothing to do, s. */
  readonly limit: number;
}

export async function interactive(
  context: BrowserContext,
  url: string,
  ready: (page: Page) => Promise<void>,
): Promise<Interactive> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await slow(session);
  let bytes = 0;
  session.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
  const began = performance.now();
  await page.goto(url, { waitUntil: "commit" });
  await ready(page);
  const seconds = (performance.now() - began) / 1_000;
  const limit = (ROUND_TRIPS * SLOW_4G.roundTripMs) / 1_000 + bytes / SLOW_4G.downBytesPerS;
  await page.close();
  return { seconds, limit };
}

async function slow(session: CDPSession): Promise<void> {
  await session.send("Network.enable");
  await session.send("Network.clearBrowserCache");
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: SLOW_4G.roundTripMs,
    downloadThroughput: SLOW_4G.downBytesPerS,
    uploadThroughput: SLOW_4G.upBytesPerS,
  });
  await session.send("Emulation.setCPUThrottlingRate", { rate: CPU_SLOWDOWN });
}
