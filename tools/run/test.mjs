import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { check } from "./check.mjs";
import { ensureChromium } from "./chromium.mjs";
import { exec, quietEnv } from "./exec.mjs";
import { ROOT, SCRATCH } from "./root.mjs";
import { ensureWeb } from "./web.mjs";

const VITEST = join(ROOT, "node_modules/vitest/vitest.mjs");
const RESULTS = join(SCRATCH, "test-results.json");

/** `check`, then every test, even when `check` failed: one run tells everything. The last line counts the tests. */
export async function test(node, args) {
  const env = { ...quietEnv(), VADO_CHROMIUM: await ensureChromium() };
  await ensureWeb(node);
  const checked = await check(node);
  mkdirSync(SCRATCH, { recursive: true });
  rmSync(RESULTS, { force: true });
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${RESULTS}`];
  const tested = await exec(node, [VITEST, "run", ...reporters, ...args], { env });
  const { passed, failed } = count(tested);
  if (checked !== 0) process.stdout.write("check FAILED; what it found stands above the tests\n");
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return checked !== 0 || tested !== 0 || failed > 0 || passed === 0 ? 1 : 0;
}

/** A file that did not load has no tests, and a stray error belongs to none; each still counts as a failure. */
function count(exitCode) {
  let results = { numPassedTests: 0, numFailedTests: 0, testResults: [] };
  try {
    results = JSON.parse(readFileSync(RESULTS, "utf8"));
  } catch {
    // vitest ended before it could write; its exit code is what is left.
  }
  const unloaded = results.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0);
  const failed = results.numFailedTests + unloaded.length;
  return { passed: results.numPassedTests, failed: failed === 0 && exitCode !== 0 ? 1 : failed };
}
