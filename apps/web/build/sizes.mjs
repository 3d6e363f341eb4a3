// Prints what a phone fetches before its first screen, gzipped: `node apps/web/build/sizes.mjs` after a build.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const DIST = fileURLToPath(new URL("../dist", import.meta.url));
/** What is fetched by a dynamic import before the first screen: one language. */
const ALWAYS = /\/messages\/es\/index\.ts$/;

const manifest = JSON.parse(readFileSync(join(DIST, ".vite/manifest.json"), "utf8"));
const first = new Set();
const waiting = ["index.html"];
for (const name of waiting) {
  const { file, css = [], assets = [], imports = [], dynamicImports = [] } = manifest[name];
  for (const one of [file, ...css, ...assets]) first.add(one);
  waiting.push(
    ...[...imports, ...dynamicImports.filter((one) => ALWAYS.test(one))].filter((one) => !waiting.includes(one)),
  );
}

const KB = 1024;
let rows = "";
const sums = { js: 0, other: 0 };
for (const file of [...first].sort((a, b) => (a < b ? -1 : 1))) {
  const bytes = readFileSync(join(DIST, file));
  // Fonts are packed already and go over the wire as they are.
  const size = file.endsWith(".woff2") ? bytes.length : gzipSync(bytes, { level: 9 }).length;
  sums[file.endsWith(".js") ? "js" : "other"] += size;
  rows += `${(size / KB).toFixed(1).padStart(7)} KB  ${file}\n`;
}
process.stdout.write(
  `${rows}JavaScript ${(sums.js / KB).toFixed(1)} KB of 170; styles and fonts ${(sums.other / KB).toFixed(1)} KB of 60\n`,
);
