import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { integrity } from "./build/integrity.mjs";
import { messages } from "./build/messages.mjs";
import { serviceWorker } from "./build/service-worker.mjs";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const { version } = JSON.parse(readFileSync(join(HERE, "package.json"), "utf8"));
const PAGES = ["index.html", "demo.html"].filter((page) => existsSync(join(HERE, page)));

// oxlint-disable-next-line import/no-default-export -- a bundler's configuration is a default export by contract
export default defineConfig({
  root: HERE,
  // The same files are served under whatever prefix a desk stands behind.
  base: "./",
  publicDir: join(HERE, "public"),
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  define: { __APP_VERSION__: JSON.stringify(version) },
  plugins: [
    messages(),
    integrity({ pages: PAGES }),
    serviceWorker({ source: join(HERE, "src/sw.ts"), page: "index.html", publicDir: join(HERE, "public"), version }),
  ],
  build: {
    outDir: join(HERE, "dist"),
    emptyOutDir: true,
    manifest: true,
    // A strict content policy has no room for `data:`, and the module preloader's polyfill would be one more script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: PAGES.map((page) => join(HERE, page)) },
  },
});
