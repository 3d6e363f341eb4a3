import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type Page } from "playwright-core";
import { build, preview } from "vite";
import { CHROMIUM_ARGS, chromiumPath } from "../browser.ts";

/** The page of adapters, built, served and open in a Chromium. */
export interface PortsPage {
  readonly page: Page;
  /** Another page of the same browser profile, as after a restart of the app. */
  again(): Promise<Page>;
  close(): Promise<void>;
}

export async function openPortsPage(): Promise<PortsPage> {
  const root = fileURLToPath(new URL(".", import.meta.url));
  const outDir = mkdtempSync(join(tmpdir(), "vado-ports-"));
  const config = {
    root,
    configFile: false,
    logLevel: "error",
    build: { outDir, emptyOutDir: true, target: "es2022" },
    preview: { port: 0, host: "127.0.0.1" },
  } as const;
  await build(config);
  const server = await preview(config);
  const address = server.httpServer.address();
  if (address === null || typeof address === "string") throw new Error("the page has no port");
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: [...CHROMIUM_ARGS] });
  const context = await browser.newContext();
  const again = async (): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${address.port}/`);
    await page.waitForFunction(() => "exposed" in globalThis);
    return page;
  };
  return {
    page: await again(),
    again,
    async close() {
      await browser.close();
      await server.close();
      rmSync(outDir, { recursive: true, force: true });
    },
  };
}
