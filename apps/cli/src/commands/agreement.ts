import type { Command } from "commander";
import { chainCheck } from "@vado/planner";
import { chainOf } from "@vado/sim";
import { chainText } from "../chain-text.ts";
import { wholeNumber } from "../options.ts";
import { readScenario } from "../scenario.ts";

/** Some station would be over its places. */
const EXIT_OVER = 3;

export function addAgreement(program: Command): void {
  const agreement = program
    .command("agreement")
    .description("What agreements mean for the stations between their links.");
  agreement
    .command("check")
    .argument("<scenario>", "a vado-scenario/1 file: stations, links with their quotas, who comes")
    .description(
      "The chain check, before anybody signs: the stock of every station day by day if all links carry what they may, and the quota that would fit. Exit code 3 when a station is over its places.",
    )
    .option("--days <n>", "how far to look; the scenario's days otherwise", wholeNumber("--days", 1, 366))
    .option("--json", "print the figures as one line of JSON")
    .action((file: string, flags: { readonly days?: number; readonly json?: boolean }) => {
      const scenario = readScenario(file);
      const days = flags.days ?? scenario.days;
      const { stations, links } = chainOf(scenario, days);
      const outlook = chainCheck(stations, links, days);
      const text = flags.json === true ? JSON.stringify(outlook) : chainText(scenario.name, links, outlook, days);
      process.stdout.write(`${text}\n`);
      if (!outlook.consistent) process.exitCode = EXIT_OVER;
    });
}
