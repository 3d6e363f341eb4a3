import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { importsOf } from "./imports-of.mjs";
import { mask } from "./mask.mjs";
import { APPS, PACKAGES } from "./table.mjs";

const SOURCE = /\.(ts|tsx|mts|js|mjs)$/;

/**
 * Everything the rules look at, read once. A member is a package or an app:
 * `{ kind, key, dir, row, manifest, manifestText, src, test }`, its row of the table being undefined when there is none.
 */
export function readHouse(root) {
  const members = [
    ...readMembers(root, "packages", PACKAGES, "@vado/"),
    ...readMembers(root, "apps", APPS, "@vado/app-"),
  ];
  const rootManifest = readManifest(root, "");
  const longFiles = readJson(root, "tools/boundaries/long-files.json") ?? {};
  return { members, rootManifest, longFiles, locked: readJson(root, "package-lock.json")?.packages ?? null };
}

function readMembers(root, kind, table, prefix) {
  const folder = join(root, kind);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((key) => existsSync(join(folder, key, "package.json")))
    .map((key) => {
      const dir = `${kind}/${key}`;
      const files = (part) => readSources(root, `${dir}/${part}`);
      const { manifest, text: manifestText } = readManifest(root, dir);
      const name = `${prefix}${key}`;
      return { kind, key, name, dir, row: table[key], manifest, manifestText, src: files("src"), test: files("test") };
    });
}

function readManifest(root, dir) {
  const path = join(root, dir, "package.json");
  const text = existsSync(path) ? readFileSync(path, "utf8") : "{}";
  return { manifest: JSON.parse(text), text };
}

/** `{ path, text, code, strings, imports }`; `path` is relative to the root, with `/` everywhere. */
function readSources(root, dir) {
  if (!existsSync(join(root, dir))) return [];
  return readdirSync(join(root, dir), { recursive: true })
    .map((name) => `${dir}/${name.replaceAll("\\", "/")}`)
    .filter((path) => SOURCE.test(path))
    .map((path) => {
      const text = readFileSync(join(root, path), "utf8");
      const masked = mask(text);
      return { path, text, ...masked, imports: importsOf(masked) };
    });
}

function readJson(root, path) {
  return existsSync(join(root, path)) ? JSON.parse(readFileSync(join(root, path), "utf8")) : null;
}

/** The line of an offset, from 1. */
export function lineAt(text, offset) {
  return text.slice(0, offset).split("\n").length;
}
