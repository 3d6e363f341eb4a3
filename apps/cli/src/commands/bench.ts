import { execFile } from "node:child_process";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { Command } from "commander";
import { HostError } from "@vado/host";
import { BENCH_AREAS, bench, type BenchResult } from "@vado/sim";
import { appEntry } from "./app.ts";

/** Areas measured here, and the web app's, which measures itself in a browser. */
const AREAS: readonly string[] = [...BENCH_AREAS, "web"];

export function addBench(program: Command): void {
  program
    .command("bench")
    .argument("[areas...]", `areas to measure: ${AREAS.join(", ")}; all when none is named`)
    .description("Measures ratios to a peer or to the physical limit in the same run; one line per area.")
    .option("--json", "the lines as JSON")
    .action(async (areas: string[], flags: { json?: boolean }) => {
      const unknown = areas.find((area) => !AREAS.includes(area));
      if (unknown !== undefined)
        throw new HostError("bench-area", `There is no area ${unknown}; there are ${AREAS.join(", ")}.`);
      for (const area of areas.length === 0 ? AREAS : areas) {
        process.stderr.write(`measuring ${area} …\n`);
        const result = area === "web" ? await benchWeb() : await bench(area);
        process.stdout.write(
          flags.json === true ? `${JSON.stringify(result)}\n` : `${result.area}  ${figuresText(result.figures)}\n`,
        );
      }
    });
}

/** In a process of its own: it drives a browser, and nothing of that belongs into this command. */
async function benchWeb(): Promise<BenchResult> {
  const script = join(dirname(appEntry("web")), "../bench/main.ts");
  const { stdout } = await promisify(execFile)(process.execPath, ["--disable-warning=ExperimentalWarning", script], {
    maxBuffer: 1 << 24,
  });
  return JSON.parse(stdout) as BenchResult;
}

function figuresText(figures: BenchResult["figures"]): string {
  return Object.entries(figures)
    .map(
      ([name, { value, unit, ratio, limit, spread }]) =>
        `${name} ${value} ${unit}, ratio ${ratio} (aim ${limit}), spread ${spread}`,
    )
    .join("; ");
}
