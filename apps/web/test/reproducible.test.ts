import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { hostname, tmpdir, userInfo } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";

/** Two builds of the same sources in two folders are the same bytes. */

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const OURS = ["protocol", "flow", "planner", "channel", "client", "ui"];

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

function fresh(prefix: string): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), prefix)));
  made.push(folder);
  return folder;
}

/** What is built into the app is copied; what only builds is linked. */
function copyTo(root: string): void {
  const folders = ["apps/web", ...OURS.map((name) => `packages/${name}`)];
  const packages = new Map<string, string>();
  const take = (from: string): void => {
    const { dependencies = {} } = JSON.parse(readFileSync(join(from, "package.json"), "utf8")) as Manifest;
    for (const name of Object.keys(dependencies)) {
      if (name.startsWith("@vado/")) continue;
      const found = installed(from, name);
      if (packages.has(relative(ROOT, found))) continue;
      packages.set(relative(ROOT, found), found);
      take(found);
    }
  };
  for (const folder of folders) take(join(ROOT, folder));
  const skipped = /(^|\/)(dist|dist\.next|test|bench|soak|pictures|node_modules)$/;
  for (const folder of folders)
    cpSync(join(ROOT, folder), join(root, folder), {
      recursive: true,
      filter: (path) => !skipped.test(relative(ROOT, path)),
    });
  for (const [path, from] of packages)
    cpSync(from, join(root, path), {
      recursive: true,
      filter: (one) => one === from || !one.endsWith("/node_modules"),
    });
  cpSync(join(ROOT, "tsconfig.base.json"), join(root, "tsconfig.base.json"));
  mkdirSync(join(root, "node_modules/@vado"), { recursive: true });
  for (const name of OURS) symlinkSync(join(root, "packages", name), join(root, "node_modules/@vado", name));
  for (const name of ["vite", "@lingui/message-utils"]) {
    const at = join(root, "node_modules", name);
    mkdirSync(dirname(at), { recursive: true });
    if (!existsSync(at)) symlinkSync(join(ROOT, "node_modules", name), at);
  }
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** Where `from` finds a package. */
function installed(from: string, name: string): string {
  for (let at = from; ; at = dirname(at)) {
    const folder = join(at, "node_modules", name);
    if (existsSync(folder)) return folder;
    if (at === ROOT || at === dirname(at)) throw new Error(`${from} does not find ${name}`);
  }
}

function build(root: string): ReadonlyMap<string, Buffer> {
  const out = fresh("vado-built-");
  const vite = join(ROOT, "node_modules/vite/bin/vite.js");
  execFileSync(
    process.execPath,
    [vite, "build", "--config", join(root, "apps/web/vite.config.mjs"), "--outDir", out, "--logLevel", "error"],
    // Another day and place for each.
    { cwd: root, env: { ...process.env, TZ: root === ROOT ? "UTC" : "Pacific/Auckland", LC_ALL: "C" } },
  );
  const names = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = names.map((entry) => join(entry.parentPath, entry.name)).sort();
  return new Map(paths.map((path) => [relative(out, path), readFileSync(path)]));
}

test("the build is the same bytes wherever and whenever it is made, and names no folder, host or user", () => {
  const copy = fresh("vado-elsewhere-");
  copyTo(copy);
  const [one, other] = [build(ROOT.replace(/\/$/, "")), build(copy)];
  expect([...other.keys()]).toEqual([...one.keys()]);
  for (const [name, bytes] of one) expect(other.get(name)?.equals(bytes), name).toBe(true);
  const telling = [ROOT.replace(/\/$/, ""), copy, hostname(), `/home/${userInfo().username}`, tmpdir() + "/"];
  for (const [name, bytes] of [...one, ...other])
    for (const text of telling.filter((said) => said.length > 3))
      expect([name, bytes.includes(text)]).toEqual([name, false]);
}, 60_000);
