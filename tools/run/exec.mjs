import { spawn } from "node:child_process";
import { constants } from "node:os";
import { ROOT } from "./root.mjs";

/** A shell's convention for "ended by a signal". */
const SIGNAL_EXIT_BASE = 128;
const PARENT_POLL_MS = 500;

/**
 * Runs a command in the foreground and resolves with its exit code. Signals sent to us reach it.
 * Ctrl-C on a terminal goes to the whole process group by itself; passing it on as well would look like a second Ctrl-C.
 */
export function exec(command, args, { cwd = ROOT, env = quietEnv(), stdio = "inherit" } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio });
    const pass = (signal) => {
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
    };
    process.on("SIGINT", pass).on("SIGTERM", pass);
    const stopWatching = whenOrphaned(() => child.kill("SIGTERM"));
    const done = () => {
      process.off("SIGINT", pass).off("SIGTERM", pass);
      stopWatching();
    };
    child.once("error", (error) => {
      done();
      reject(error);
    });
    child.once("exit", (code, signal) => {
      done();
      resolve(code ?? SIGNAL_EXIT_BASE + (constants.signals[signal] ?? 0));
    });
  });
}

/**
 * npm passes a SIGTERM to the shell between us and it, and that shell dies without a word. So under npm a new parent means stop;
 * else a command that stays would stay for ever.
 */
function whenOrphaned(stop) {
  if (process.env.npm_lifecycle_event === undefined) return () => {};
  const parent = process.ppid;
  const timer = setInterval(() => process.ppid !== parent && stop(), PARENT_POLL_MS);
  return () => clearInterval(timer);
}

/**
 * The environment for the pinned Node and all it starts: without its notice, in every process, that node:sqlite is a new
 * module. Not for npm, which may be run by a Node that does not know the option.
 */
export function quietEnv() {
  const quiet = "--disable-warning=ExperimentalWarning";
  const options = process.env.NODE_OPTIONS ?? "";
  return { ...process.env, NODE_OPTIONS: options.includes(quiet) ? options : `${options} ${quiet}`.trim() };
}

/** Runs a command without input and resolves with its exit code and all it wrote, in the order it wrote it. */
export function capture(command, args, { cwd = ROOT, env = quietEnv() } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
    const chunks = [];
    child.stdout.on("data", (chunk) => chunks.push(chunk));
    child.stderr.on("data", (chunk) => chunks.push(chunk));
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString("utf8") }));
  });
}
