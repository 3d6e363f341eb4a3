import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { capture } from "./exec.mjs";
import { ROOT } from "./root.mjs";

const TSC = join(ROOT, "node_modules/typescript/bin/tsc");
/** The machines this runs on have two cores. */
const PARALLEL_MAX = 2;
/** tsc's words for "nothing to check": a package without sources yet. */
const NO_INPUTS = "error TS18003";

/** Checks each package under its own config, so that a pure one cannot even name a clock, and all tests under one, but those of screens, which know a browser. */
export async function checkTypes(node) {
  const configs = ["packages", "apps"].flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .flatMap((name) => [`${folder}/${name}/tsconfig.json`, `${folder}/${name}/test/tsconfig.json`])
      .filter((path) => existsSync(join(ROOT, path))),
  );
  const waiting = ["tsconfig.json", ...configs];
  const results = [];
  const worker = async () => {
    for (let config = waiting.shift(); config !== undefined; config = waiting.shift()) {
      results.push(await capture(node, [TSC, "-p", config, "--pretty", "false"]));
    }
  };
  await Promise.all(Array.from({ length: PARALLEL_MAX }, worker));
  const failed = results.filter(({ code, output }) => code !== 0 && !output.includes(NO_INPUTS));
  // A fault in one package shows again in every package that imports it.
  const lines = new Set(failed.flatMap(({ output }) => output.trimEnd().split("\n")));
  return { code: failed.length === 0 ? 0 : 1, output: [...lines].join("\n") };
}
