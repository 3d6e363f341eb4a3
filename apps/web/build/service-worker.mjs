import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";
import { integrityOf } from "./integrity.mjs";
import { contents, reachable } from "./reachable.mjs";

/**
 * Builds `sw.js` after all else, with the list of what it keeps: every file that the app's page can ask for, with the hash that it
 * must have to be kept. What only other pages use is not in it. Then writes `app-list.json`, with the worker in it.
 */
export function serviceWorker({ source, page, publicDir, version }) {
  return {
    name: "vado-service-worker",
    apply: "build",
    enforce: "post",
    generateBundle: {
      order: "post",
      async handler(_, bundle) {
        const kept = [...reachable(bundle, page)].map((name) => [name, contents(bundle[name])]);
        const open = readdirSync(publicDir).map((name) => [name, readFileSync(join(publicDir, name))]);
        const files = [...kept, ...open].sort(([a], [b]) => (a < b ? -1 : 1));
        const worker = await bundled(
          source,
          files.map(([name, bytes]) => entry(name, bytes)),
        );
        this.emitFile({ type: "asset", fileName: "sw.js", source: worker });
        this.emitFile({
          type: "asset",
          fileName: "app-list.json",
          source: listOf([...files, ["sw.js", worker]], version),
        });
      },
    },
  };
}

/** Vite's names end in a hash of the contents; those need no revision. */
function entry(name, bytes) {
  const hashed = /^assets\/.*-[\w-]{8}\.\w+$/.test(name);
  return { url: name, revision: hashed ? null : sha256(bytes).slice(0, 16), integrity: integrityOf(bytes) };
}

/** `AppList` of packages/protocol. */
function listOf(files, version) {
  const list = files
    .map(([path, bytes]) => ({ path, sha256: sha256(bytes) }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  return `${JSON.stringify({ v: 1, version, files: list }, null, 1)}\n`;
}

function sha256(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}

async function bundled(source, files) {
  const [{ output }] = [
    await build({
      configFile: false,
      logLevel: "warn",
      publicDir: false,
      define: { __KEPT_FILES__: JSON.stringify(files), "process.env.NODE_ENV": JSON.stringify("production") },
      build: {
        write: false,
        target: "es2022",
        modulePreload: false,
        lib: { entry: source, formats: ["iife"], name: "worker", fileName: () => "sw.js" },
      },
    }),
  ].flat();
  return output[0].code;
}
