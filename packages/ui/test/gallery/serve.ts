import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type Browser } from "playwright-core";
import { build, preview } from "vite";

/** The gallery, built and served, with a browser in front of it. */
export interface Gallery {
  readonly url: string;
  readonly browser: Browser;
  close(): Promise<void>;
}

const ROOT = fileURLToPath(new URL(".", import.meta.url));
export const CHROMIUM = process.env["VADO_CHROMIUM"] ?? "/usr/bin/chromium";
const QUIET = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export async function openGallery(): Promise<Gallery> {
  const outDir = mkdtempSync(join(tmpdir(), "vado-gallery-"));
  const config = {
    root: ROOT,
    configFile: false,
    logLevel: "error",
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    build: { outDir, emptyOutDir: true, target: "es2022", reportCompressedSize: false },
    preview: { port: 0, host: "127.0.0.1" },
  } as const;
  await build(config);
  const server = await preview(config);
  const address = server.httpServer.address();
  if (address === null || typeof address === "string") throw new Error("the gallery has no port");
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET });
  return {
    url: `http://127.0.0.1:${address.port}/`,
    browser,
    async close() {
      await browser.close();
      await server.close();
      rmSync(outDir, { recursive: true, force: true });
    },
  };
}
