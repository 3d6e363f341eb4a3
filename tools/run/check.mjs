// `check` says what is wrong with the sources without running them; `fix` repairs what a machine can.
import { join } from "node:path";
import { capture } from "./exec.mjs";
import { ROOT } from "./root.mjs";
import { checkTypes } from "./types.mjs";

const OXLINT = join(ROOT, "node_modules/oxlint/bin/oxlint");
const OXFMT = join(ROOT, "node_modules/oxfmt/bin/oxfmt");
const BOUNDARIES = join(ROOT, "tools/boundaries.mjs");

/** Runs every check, even after one has failed, and resolves with the exit code. */
export function check(node) {
  return inTurn({
    types: () => checkTypes(node),
    lint: () => capture(node, [OXLINT, "--type-aware", "--deny-warnings"]),
    format: () => capture(node, [OXFMT, "--check"]),
    boundaries: () => capture(node, [BOUNDARIES]),
  });
}

export function fix(node) {
  return inTurn({
    lint: () => capture(node, [OXLINT, "--type-aware", "--fix", "--deny-warnings"]),
    format: () => capture(node, [OXFMT]),
  });
}

/** One line per step: its name, how it went, how long it took; under a failed one, all it said. */
async function inTurn(steps) {
  let worst = 0;
  for (const [name, run] of Object.entries(steps)) {
    const began = performance.now();
    const { code, output } = await run();
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    process.stdout.write(`${name.padEnd(10)} ${code === 0 ? "ok    " : "FAILED"} ${seconds} s\n`);
    if (code !== 0) {
      process.stdout.write(`${output.trimEnd()}\n`);
      worst = 1;
    }
  }
  return worst;
}
