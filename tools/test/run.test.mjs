import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ROOT } from "../run/root.mjs";

/** npm as the runner sees it: counts its calls and puts a "Node" and npm's own record into node_modules. */
const NPM = `
const { appendFileSync, copyFileSync, mkdirSync, rmSync, writeFileSync } = require("node:fs");
appendFileSync("calls", process.argv.slice(2).join(" ") + "\\n");
if (process.env.FAIL) process.exit(7);
rmSync("node_modules", { recursive: true, force: true });
mkdirSync("node_modules/node/bin", { recursive: true });
mkdirSync("node_modules/.bin");
const script = 'require("node:fs").copyFileSync("../../stand-in", "bin/node")';
writeFileSync("node_modules/node/installArchSpecificPackage.js", script);
const packages = { "node_modules/node": { version: "1.0.0" } };
writeFileSync("node_modules/.package-lock.json", JSON.stringify({ packages }));
if (!process.env.NO_SCRIPTS) copyFileSync("stand-in", "node_modules/node/bin/node");
console.log("npm talks on stdout");
`;
const CLI = `
process.on("SIGTERM", () => process.exit(9)).on("SIGINT", () => process.exit(8));
const [verb, ...rest] = process.argv.slice(2);
if (verb === "exit") process.exit(Number(rest[0]));
if (verb === "wait") setInterval(() => {}, 1000);
console.log(JSON.stringify({ verb, rest }));
`;
let root;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "vado run "));
  cpSync(join(ROOT, "tools"), join(root, "tools"), { recursive: true });
  mkdirSync(join(root, "apps/cli/src"), { recursive: true });
  writeFileSync(join(root, "apps/cli/src/main.ts"), CLI);
  writeFileSync(join(root, "npm-cli.js"), NPM);
  writeFileSync(join(root, "package.json"), "{}");
  writeFileSync(join(root, "stand-in"), `#!/bin/sh\nexec "${process.execPath}" "$@"\n`, { mode: 0o755 });
  lock("1.0.0");
});
afterEach(() => rmSync(root, { recursive: true }));

function lock(version) {
  const packages = { "node_modules/node": { version }, "node_modules/other-machine": { version, optional: true } };
  writeFileSync(join(root, "package-lock.json"), JSON.stringify({ packages }));
}

const calls = () =>
  existsSync(join(root, "calls")) ? readFileSync(join(root, "calls"), "utf8").trim().split("\n") : [];

function start(args, env = {}) {
  const npm = { npm_execpath: join(root, "npm-cli.js"), npm_node_execpath: process.execPath };
  const child = spawn(process.execPath, [join(root, "tools/run.mjs"), ...args], {
    cwd: root,
    env: { ...process.env, ...npm, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const text = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => (text.stdout += chunk));
  child.stderr.on("data", (chunk) => (text.stderr += chunk));
  const ended = new Promise((resolve) => child.once("close", (code) => resolve({ code, ...text })));
  return { child, ended, text };
}

test("installs once, and keeps stdout for the command", async () => {
  const first = await start(["vado", "replay", "a b", "--json"]).ended;
  expect(JSON.parse(first.stdout)).toEqual({ verb: "replay", rest: ["a b", "--json"] });
  expect(first.stderr).toContain("npm talks on stdout");
  const second = await start(["vado", "x"]).ended;
  expect(second.stderr).toBe("");
  expect(calls()).toEqual(["ci --include=dev --no-audit --no-fund --loglevel=error"]);
});

test("installs again when the lockfile names another version, and not when only its text changed", async () => {
  await start(["vado", "x"]).ended;
  writeFileSync(join(root, "package-lock.json"), `${readFileSync(join(root, "package-lock.json"), "utf8")}\n`);
  await start(["vado", "x"]).ended;
  expect(calls()).toHaveLength(1);
  lock("1.0.1");
  await start(["vado", "x"]).ended;
  expect(calls()).toHaveLength(2);
});

test("two first starts at once install once", async () => {
  await Promise.all([start(["vado", "x"]).ended, start(["vado", "x"]).ended]);
  expect(calls()).toHaveLength(1);
});

test("takes over the lock of a process that is no more", async () => {
  const gone = spawn(process.execPath, ["-e", ""]);
  await new Promise((resolve) => gone.once("close", resolve));
  mkdirSync(join(root, ".vado"));
  writeFileSync(join(root, ".vado/setup.lock"), String(gone.pid));
  expect((await start(["vado", "exit", "0"]).ended).code).toBe(0);
});

test("runs the script of the npm package `node` where npm did not", async () => {
  const { code, stderr } = await start(["vado", "exit", "4"], { NO_SCRIPTS: "1" }).ended;
  expect(stderr).toContain("Fetching Node");
  expect(code).toBe(4);
});

test("a failed setup is one sentence and exit code 2", async () => {
  const { code, stderr, stdout } = await start(["vado", "x"], { FAIL: "1" }).ended;
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(/Setup failed: `npm ci` ended with exit code 7/);
});

test("a verb nobody knows lists those there are, and installs nothing", async () => {
  const { code, stderr } = await start(["fly"]).ended;
  expect(code).toBe(2);
  expect(stderr).toBe("usage: node tools/run.mjs start|vado|bench|pictures|guide|soak|check|fix|test [arguments]\n");
  expect(calls()).toEqual([]);
});

test("passes exit codes and signals on", async () => {
  expect((await start(["vado", "exit", "3"]).ended).code).toBe(3);
  for (const [signal, code] of [
    ["SIGTERM", 9],
    ["SIGINT", 8],
  ]) {
    const waiting = start(["vado", "wait"]);
    await expect.poll(() => waiting.text.stdout, { timeout: 10_000 }).toContain("wait");
    waiting.child.kill(signal);
    expect((await waiting.ended).code).toBe(code);
  }
});

test("under npm, ends when the shell between is gone", async () => {
  await start(["vado", "x"]).ended;
  const env = { ...process.env, npm_lifecycle_event: "vado", RUN: join(root, "tools/run.mjs"), NODE: process.execPath };
  // `; true` keeps the shell from handing its process over to the command.
  const shell = spawn("sh", ["-c", '"$NODE" "$RUN" vado wait; true'], {
    cwd: root,
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise((resolve) => shell.stdout.once("data", resolve));
  const closed = new Promise((resolve) => shell.stdout.once("close", resolve));
  shell.kill("SIGKILL");
  await closed;
});
