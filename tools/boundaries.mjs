// Keeps the import graph, which is the threat model: `node tools/boundaries.mjs [folder]`.
// One line per fault, `path:line: rule: what to do`; exit code 1 when there is any.
import { faultsIn } from "./boundaries/faults.mjs";
import { ROOT } from "./run/root.mjs";

const faults = faultsIn(process.argv[2] ?? ROOT);
for (const { path, line, rule, advice } of faults) {
  process.stdout.write(`${path}:${line}: ${rule}: ${advice}\n`);
}
process.exitCode = faults.length === 0 ? 0 : 1;
