import { fileURLToPath } from "node:url";
import { build } from "vite";

/** Builds the page of `web.open` into a folder, as the app is built: minified, with its chunks. */
export async function buildOpenPage(outDir: string): Promise<void> {
  await build({
    configFile: false,
    root: fileURLToPath(new URL(".", import.meta.url)),
    base: "./",
    logLevel: "error",
    build: { outDir, emptyOutDir: true, target: "es2024" },
  });
}
