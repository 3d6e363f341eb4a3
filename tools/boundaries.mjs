// Keeps the import graph, which is the threat model: `node tools/boundaries.mjs [folder]`.
// One line per fault, `path:line: rule: what to do`; exit code 1 when there is any.
import { readHouse } from "./boundaries/house.mjs";
import { imports } from "./boundaries/rules/imports.mjs";
import { manifests } from "./boundaries/rules/manifests.mjs";
import { purity } from "./boundaries/rules/purity.mjs";
import { relayClosure } from "./boundaries/rules/relay-closure.mjs";
import { sizes } from "./boundaries/rules/sizes.mjs";
import { words } from "./boundaries/rules/words.mjs";
import { ROOT } from "./run/root.mjs";

const house = readHouse(process.argv[2] ?? ROOT);
const faults = [manifests, imports, purity, relayClosure, sizes, words].flatMap((rule) => rule(house));

for (const { path, line, rule, advice } of faults) {
  process.stdout.write(`${path}:${line}: ${rule}: ${advice}\n`);
}
process.exitCode = faults.length === 0 ? 0 : 1;
