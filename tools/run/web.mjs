// The web app is built once and again only when something that goes into it has changed.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { capture } from "./exec.mjs";
import { withLock } from "./lock.mjs";
import { ROOT, SCRATCH, say } from "./root.mjs";
import { SetupError } from "./setup.mjs";

const APP = join(ROOT, "apps/web");
/** What a desk serves. */
export const DIST = join(APP, "dist");
/** Built here first: a desk that serves the old files must not see half of the new ones. */
const NEXT = join(APP, "dist.next");
const VITE = join(ROOT, "node_modules/vite/bin/vite.js");
const MARKER = join(SCRATCH, "web-fingerprint");
/** Whatever may end up in the app; the packages are those the app may import. */
const SOURCES = [
  ...["src", "public", "build", "index.html", "demo.html", "vite.config.mjs", "package.json"].map((name) =>
    join(APP, name),
  ),
  ...["protocol", "flow", "planner", "channel", "client", "ui"].map((name) => join(ROOT, "packages", name, "src")),
  join(ROOT, "package-lock.json"),
];

/** Builds the web app if it is not what the sources say. Throws `SetupError`. */
export async function ensureWeb(node) {
  if (isCurrent()) return;
  mkdirSync(SCRATCH, { recursive: true });
  await withLock(join(SCRATCH, "web.lock"), async () => {
    if (!isCurrent()) await build(node);
  });
}

async function build(node) {
  const began = Date.now();
  const built = fingerprint();
  say("Building the web app ...");
  const args = [VITE, "build", "--config", join(APP, "vite.config.mjs"), "--outDir", NEXT, "--logLevel", "warn"];
  const { code, output } = await capture(node, args, { cwd: APP });
  if (code !== 0) {
    say(output.trim());
    throw new SetupError("The web app could not be built; what went wrong stands above.");
  }
  rmSync(DIST, { recursive: true, force: true });
  renameSync(NEXT, DIST);
  writeFileSync(MARKER, built);
  say(`Built in ${((Date.now() - began) / 1000).toFixed(1)} s.`);
}

function isCurrent() {
  return existsSync(join(DIST, "index.html")) && existsSync(MARKER) && readFileSync(MARKER, "utf8") === fingerprint();
}

function fingerprint() {
  const hash = createHash("sha256");
  for (const path of SOURCES.flatMap(filesIn))
    hash
      .update(`${relative(ROOT, path)}\0`)
      .update(readFileSync(path))
      .update("\0");
  return hash.digest("hex");
}

function filesIn(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
