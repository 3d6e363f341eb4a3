import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder that holds package.json; its path may have spaces in it. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Where the runner keeps what it may lose: lock and test results. Ignored by git. */
export const SCRATCH = join(ROOT, ".vado");

/** Words for people go to stderr, so that stdout stays clean for `--json`. */
export function say(text) {
  process.stderr.write(`${text}\n`);
}
