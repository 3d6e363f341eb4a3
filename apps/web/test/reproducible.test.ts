import { execFileSync } from "node:child_process";
import {
  cpSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { homedir } from "node:os";
import { join, relative, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";

/** Two builds of the same sources in two folders are the same bytes. */

const ROOT = resolve(import.meta.dirname, "../../..");
const OURS = ["protocol", "flow", "planner", "channel", "client", "report", "ui"].map((name) => `packages/${name}`);
/** What no build of the app touches, of our own and of others. */
const NOT_BUILT = /(^|\/)(dist|dist\.next|test|bench|soak|pictures|node_modules)$/;
const TOOLS =
  /^(node|playwright-core|typescript|@typescript|@stryker-mutator|oxlint|@oxlint|@oxlint-tsgolint|oxfmt|@oxfmt)$/;

// In the same file system as what is linked.
mkdirSync(join(ROOT, ".vado"), { recursive: true });
const ground = mkdtempSync(join(ROOT, ".vado/elsewhere-"));
afterAll(() => rmSync(ground, { recursive: true, force: true }));

/** Our sources as a copy; what is installed as links to the same bytes under another path. */
function copyTo(root: string): void {
  for (const folder of ["apps/web", ...OURS])
    cpSync(join(ROOT, folder), join(root, folder), {
      recursive: true,
      filter: (path) => !NOT_BUILT.test(relative(ROOT, path)),
    });
  for (const name of ["package.json", "tsconfig.base.json"]) cpSync(join(ROOT, name), join(root, name));
  for (const folder of ["node_modules", "packages/channel/node_modules"]) link(join(ROOT, folder), join(root, folder));
}

function link(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (from === join(ROOT, "node_modules") && (TOOLS.test(entry.name) || entry.name.startsWith("."))) continue;
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) link(source, target);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target);
    else linkSync(source, target);
  }
}

function build(root: string, out: string, timezone: string): ReadonlyMap<string, Buffer> {
  const args = ["build", "--config", join(root, "apps/web/vite.config.mjs"), "--outDir", out, "--logLevel", "error"];
  // Tests run as `test`; an app is built for use.
  const env = { ...process.env, NODE_ENV: "production", TZ: timezone };
  execFileSync(process.execPath, [join(root, "node_modules/vite/bin/vite.js"), ...args], { cwd: root, env });
  const entries = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
  return new Map(paths.map((path) => [relative(out, path), readFileSync(path)]));
}

test("the build is the same bytes wherever it is made, and names no folder", () => {
  const copy = join(ground, "copy");
  copyTo(copy);
  const one = build(ROOT, join(ground, "one"), "UTC");
  const other = build(copy, join(ground, "other"), "Pacific/Auckland");
  expect([...other.keys()]).toEqual([...one.keys()]);
  for (const [name, bytes] of one) expect(other.get(name)?.equals(bytes), name).toBe(true);
  for (const [name, bytes] of [...one, ...other])
    for (const text of [ROOT, copy, homedir()].filter((path) => path.length > 1))
      expect([name, bytes.includes(text)]).toEqual([name, false]);
}, 60_000);
