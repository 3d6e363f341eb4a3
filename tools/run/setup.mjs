// Makes sure that node_modules is what package-lock.json says, and hands out the pinned Node.
import { createHash } from "node:crypto";
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { delimiter, join } from "node:path";
import { capture, exec } from "./exec.mjs";
import { withLock } from "./lock.mjs";
import { ROOT, SCRATCH, say } from "./root.mjs";

/** The setup cannot be done here; the message is one sentence for the person who started us. */
export class SetupError extends Error {}

const MODULES = join(ROOT, "node_modules");
const LOCKFILE = join(ROOT, "package-lock.json");
/** npm's own record of what it has put into node_modules; written last, when all went well. */
const INSTALLED = join(MODULES, ".package-lock.json");
const MARKER = join(MODULES, ".vado-setup");
const NODE_PACKAGE = join(MODULES, "node");

/** Resolves with the path of the pinned Node's binary. Installs only when the lockfile or the machine has changed. */
export async function setUp() {
  if (!isCurrent()) {
    mkdirSync(SCRATCH, { recursive: true });
    await withLock(join(SCRATCH, "setup.lock"), async () => {
      if (!isCurrent()) await install();
    });
  }
  return binary();
}

function isCurrent() {
  return binary() !== null && read(MARKER) === fingerprint();
}

/** node_modules belongs to one lockfile on one kind of machine. */
function fingerprint() {
  const lockfile = read(LOCKFILE);
  if (lockfile === null) throw new SetupError(`${LOCKFILE} cannot be read: clone the repository again.`);
  return `${createHash("sha256").update(lockfile).digest("hex")} ${process.platform} ${process.arch}\n`;
}

async function install() {
  if (!isInstalled()) {
    const began = Date.now();
    say("Setting up, once: installing what package-lock.json lists into node_modules ...");
    const args = ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
    // npm talks on stdout too; that belongs to the command which comes after.
    const code = await runNpm(args);
    if (code !== 0) {
      throw new SetupError(`Setup failed: \`npm ci\` ended with exit code ${code}; its own words stand above.`);
    }
    say(`Set up in ${Math.round((Date.now() - began) / 1000)} s.`);
  }
  await ensureBinary();
  writeFileSync(MARKER, fingerprint());
}

/** Has `npm install` or `npm ci` already put there exactly what the lockfile says? Then there is nothing to do. */
function isInstalled() {
  const wanted = packagesOf(LOCKFILE);
  const found = packagesOf(INSTALLED);
  if (wanted === null || found === null || found["node_modules/node"] === undefined) return false;
  // A workspace has a node_modules of its own where it needs another version than the root's.
  const known = (path) => /(^|\/)node_modules\//.test(path);
  const same = (path) => wanted[path]?.version === found[path]?.version;
  const optional = (entry) => entry.optional === true || entry.devOptional === true;
  const mustExist = Object.keys(wanted).filter((path) => known(path) && !optional(wanted[path]));
  return mustExist.every((path) => found[path] !== undefined) && Object.keys(found).filter(known).every(same);
}

/**
 * The npm package `node` fetches its binary in a preinstall script. Where npm is told not to run scripts, or does not know
 * `allowScripts`, the binary is missing and the same script is run here.
 */
async function ensureBinary() {
  if (binary() !== null) return;
  say("Fetching Node, which npm left out ...");
  const { output } = await capture(process.execPath, ["installArchSpecificPackage.js"], {
    cwd: NODE_PACKAGE,
    env: outsideEnv(),
  });
  if (binary() === null) {
    say(output.trim());
    const machine = `${process.platform} ${process.arch}`;
    throw new SetupError(
      `Setup failed: the npm package "node" brought no binary for ${machine}; its words stand above.`,
    );
  }
  // npm links a command only when its file is there; for people who call node_modules/.bin/node themselves.
  const link = join(MODULES, ".bin/node");
  if (process.platform !== "win32" && !existsSync(link)) symlinkSync("../node/bin/node", link);
}

/** npm as it was started, or else as the shell finds it; never with the Node that is about to be replaced. */
function runNpm(args) {
  const stdio = ["ignore", 2, 2];
  const env = outsideEnv();
  const { npm_execpath: cli, npm_node_execpath: node } = process.env;
  if (cli?.endsWith("npm-cli.js") && node && !node.startsWith(MODULES))
    return exec(node, [cli, ...args], { env, stdio });
  const onWindows = process.platform === "win32";
  return exec(onWindows ? "npm.cmd" : "npm", args, { env, stdio, shell: onWindows }).catch(() => {
    throw new SetupError("Setup failed: npm cannot be started; install Node 20 or later together with npm.");
  });
}

/** The environment without node_modules/.bin in its PATH: `npm ci` deletes that folder under our feet. */
function outsideEnv() {
  const key = Object.keys(process.env).find((name) => name.toUpperCase() === "PATH") ?? "PATH";
  const parts = (process.env[key] ?? "").split(delimiter).filter((part) => !part.startsWith(MODULES));
  return { ...process.env, [key]: parts.join(delimiter) };
}

/** The real file behind node_modules/.bin/node, so that it runs without a shell between; null when it is missing. */
function binary() {
  const name = process.platform === "win32" ? "bin/node.exe" : "bin/node";
  try {
    const path = realpathSync(join(NODE_PACKAGE, name));
    accessSync(path, constants.X_OK);
    return path;
  } catch {
    return null;
  }
}

function packagesOf(path) {
  const text = read(path);
  return text === null ? null : JSON.parse(text).packages;
}

function read(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
