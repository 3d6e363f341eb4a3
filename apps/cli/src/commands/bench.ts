import type { Command } from "commander";
import { HostError } from "@vado/host";
import { BENCH_AREAS, bench } from "@vado/sim";

export function addBench(program: Command): void {
  program
    .command("bench")
    .argument("[areas...]", `areas to measure: ${BENCH_AREAS.join(", ")}; all when none is named`)
    .description("Measures ratios to a peer or to the physical limit in the same run; one line per area.")
    .option("--json", "the lines as JSON")
    .action(async (areas: string[], flags: { json?: boolean }) => {
      const unknown = areas.find((area) => !BENCH_AREAS.includes(area));
      if (unknown !== undefined)
        throw new HostError("bench-area", `There is no area ${unknown}; there are ${BENCH_AREAS.join(", ")}.`);
      for (const area of areas.length === 0 ? BENCH_AREAS : areas) {
        process.stderr.write(`measuring ${area} …\n`);
        const result = await bench(area);
        process.stdout.write(
          flags.json === true ? `${JSON.stringify(result)}\n` : `${result.area}  ${figuresText(result.figures)}\n`,
        );
      }
    });
}

function figuresText(figures: Awaited<ReturnType<typeof bench>>["figures"]): string {
  return Object.entries(figures)
    .map(
      ([name, { value, unit, ratio, limit, spread }]) =>
        `${name} ${value} ${unit}, ratio ${ratio} (aim ${limit}), spread ${spread}`,
    )
    .join("; ");
}
