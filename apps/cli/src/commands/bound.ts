import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { corridorBound, readCorridor, type CameByDay } from "@vado/bound";
import { boundText } from "../bound-text.ts";
import { readRun, type Run } from "../run.ts";
import { readScenario } from "../scenario.ts";

export function addBound(program: Command): void {
  program
    .command("bound")
    .argument("<scenario>", "a vado-scenario/1 file")
    .description(
      "The most people a scenario's corridor could receive, by a program that shares no code with the rest, and what it stands on; beside it what a replay did.",
    )
    .option("--run <summary>", "the summary.json, or the output of --json, of a replay of this file")
    .option("--json", "print the figures as one line of JSON")
    .action(async (file: string, flags: { readonly run?: string; readonly json?: boolean }) => {
      const scenario = readScenario(file);
      const run = flags.run === undefined ? null : readRun(flags.run);
      const bound = await corridorBound(readCorridor(readFileSync(file, "utf8")), run === null ? undefined : came(run));
      process.stdout.write(
        `${flags.json === true ? JSON.stringify({ ...bound, run }) : boundText(scenario.name, bound, run)}\n`,
      );
    });
}

/** Stations at which nobody came to go are left to the scenario. */
function came({ perStation }: Run): CameByDay {
  return Object.fromEntries(
    Object.entries(perStation)
      .filter(([, { camePerDay }]) => camePerDay.some((people) => people > 0))
      .map(([id, { camePerDay }]) => [id, camePerDay]),
  );
}
