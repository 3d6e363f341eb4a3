import { readFileSync } from "node:fs";
import type { Command } from "commander";
import * as v from "valibot";
import { corridorBound, readCorridor, type CameByDay } from "@vado/bound";
import { HostError } from "@vado/host";
import { boundText, type Run } from "../bound-text.ts";
import { readScenario } from "../scenario.ts";

/** What of a replay's summary is held against the bound. */
const RunForm = v.object({
  perLink: v.record(v.string(), v.object({ receivedPerDay: v.array(v.number()) })),
  perStation: v.record(v.string(), v.object({ camePerDay: v.array(v.number()), overMinutes: v.number() })),
});

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

function readRun(file: string): Run {
  try {
    const lines = readFileSync(file, "utf8").trim();
    const parsed = v.safeParse(RunForm, JSON.parse(lines));
    if (parsed.success) return parsed.output;
  } catch {
    // Unreadable and unparsable alike: the sentence below says what is wanted.
  }
  throw new HostError(
    "run-bad",
    `${file} is no summary of a replay. Give the summary.json that vado replay --out leaves.`,
  );
}

/** Stations at which nobody came to go are left to the scenario. */
function came({ perStation }: Run): CameByDay {
  return Object.fromEntries(
    Object.entries(perStation)
      .filter(([, { camePerDay }]) => camePerDay.some((people) => people > 0))
      .map(([id, { camePerDay }]) => [id, camePerDay]),
  );
}
