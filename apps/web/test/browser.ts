import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type BrowserContext, type Page } from "playwright-core";

/** Debian's Chromium, headless; without the flags it calls hosts of its maker, many at a time. */
export const CHROMIUM_ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
export const chromiumPath = (): string => process.env["VADO_CHROMIUM"] ?? "/usr/bin/chromium";

/** One browser profile on disk: its windows share storage, locks and connections, as on a real machine. */
export interface Profile {
  readonly context: BrowserContext;
  readonly folder: string;
  window(url: string, size?: { width: number; height: number }): Promise<Page>;
  /** Requests that left this origin. */
  readonly strays: readonly string[];
  close(): Promise<void>;
}

export async function openProfile(origin: string, locale = "es-MX"): Promise<Profile> {
  const folder = mkdtempSync(join(tmpdir(), "vado-profile-"));
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: chromiumPath(),
    headless: true,
    args: CHROMIUM_ARGS,
    locale,
    viewport: null,
  });
  const strays: string[] = [];
  context.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(origin) && !/^(data|blob|about):/.test(url)) strays.push(url);
  });
  return {
    context,
    folder,
    strays,
    async window(url, size = { width: 360, height: 740 }) {
      const page = await newWindow(context);
      await page.setViewportSize(size);
      await page.goto(url);
      return page;
    },
    async close() {
      await context.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A window of its own: a page behind another in the same window draws once a second, and every act on it waits for two drawings. */
async function newWindow(context: BrowserContext): Promise<Page> {
  const browser = await context.browser()?.newBrowserCDPSession();
  if (browser === undefined) throw new Error("a profile on disk has a browser of its own");
  const opened = context.waitForEvent("page");
  await browser.send("Target.createTarget", { url: "about:blank", newWindow: true });
  await browser.detach();
  return opened;
}
