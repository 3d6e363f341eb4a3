import { simulate, type SimOptions } from "./simulate.ts";

/** Seeds from the command line: `cli.ts FROM COUNT [mls] [PLANT]`. */
const [from = "1", count = "1", ...rest] = process.argv.slice(2);
const began = performance.now();
let bad = 0;
for (let seed = Number(from); seed < Number(from) + Number(count); seed++) {
  const plant = rest.find((word) => word.includes("-")) as SimOptions["plant"];
  const result = await simulate({ seed, mls: rest.includes("mls"), ...(plant === undefined ? {} : { plant }) });
  if (result.findings.length > 0) bad++;
  process.stdout.write(
    `${seed} received ${result.received} frames ${result.frames} faults ${JSON.stringify(result.faults)} ${JSON.stringify(result.findings.slice(0, 4))} ${Math.round(performance.now() - began)} ms\n`,
  );
}
process.stdout.write(`${bad} bad\n`);
