import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";

/**
 * Builds `sw.js` after all else, with the list of what it keeps: every file that the app's page can ask for, with a hash as its
 * revision where the name has none. What only other pages use is not in it.
 */
export function serviceWorker({ source, page, publicDir }) {
  return {
    name: "vado-service-worker",
    apply: "build",
    enforce: "post",
    async generateBundle(_, bundle) {
      const kept = [...reachable(bundle, page)].map((name) => entry(name, contents(bundle[name])));
      const open = readdirSync(publicDir).map((name) => entry(name, readFileSync(join(publicDir, name))));
      const files = [...kept, ...open].sort((a, b) => (a.url < b.url ? -1 : 1));
      this.emitFile({ type: "asset", fileName: "sw.js", source: await bundled(source, files) });
    },
  };
}

function reachable(bundle, page) {
  const found = new Set([page]);
  const chunks = Object.values(bundle).filter(({ type }) => type === "chunk");
  const waiting = chunks.filter(({ facadeModuleId }) => facadeModuleId?.replaceAll("\\", "/").endsWith(`/${page}`));
  for (const chunk of waiting) {
    if (found.has(chunk.fileName)) continue;
    found.add(chunk.fileName);
    const { importedCss = [], importedAssets = [] } = chunk.viteMetadata ?? {};
    for (const name of [...importedCss, ...importedAssets]) found.add(name);
    waiting.push(...[...chunk.imports, ...chunk.dynamicImports].flatMap((name) => bundle[name] ?? []));
  }
  // Files that styles name.
  for (const name of [...found].filter((one) => one.endsWith(".css")))
    for (const asset of Object.keys(bundle).filter((one) => contents(bundle[name]).includes(one.split("/").at(-1))))
      found.add(asset);
  return found;
}

function contents(file) {
  return Buffer.from(file.type === "chunk" ? file.code : file.source);
}

/** Vite's names end in a hash of the contents; those need no revision. */
function entry(name, bytes) {
  const hashed = /^assets\/.*-[\w-]{8}\.\w+$/.test(name);
  return { url: name, revision: hashed ? null : createHash("sha256").update(bytes).digest("hex").slice(0, 16) };
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
