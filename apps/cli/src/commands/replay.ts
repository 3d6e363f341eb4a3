import type { Command } from "commander";
import { WATCH_PACE, replay, watcher, type Moment } from "@vado/sim";
import { wholeNumber } from "../options.ts";
import { readScenario } from "../scenario.ts";
import { summaryText } from "../summary.ts";

interface ReplayFlags {
  readonly days?: number;
  readonly seed?: number;
  readonly heartbeat?: number;
  readonly watch?: boolean;
  readonly pace: number;
  readonly json?: boolean;
  readonly out?: string;
}

/** An invariant broke, or the figures do not balance. */
const EXIT_BROKEN = 3;

export function addReplay(program: Command): void {
  program
    .command("replay")
    .argument("<scenario>", "a vado-scenario/1 file")
    .description(
      "Plays a scenario through the real parts in virtual time: relay and devices as processes, MLS, SQLite, HTTP.",
    )
    .option("--days <n>", "end after so many days", wholeNumber("--days", 1, 366))
    .option("--seed <n>", "another seed than the file's", wholeNumber("--seed", 0, 1e12))
    .option(
      "--heartbeat <seconds>",
      "HEARTBEAT_S, at most 300; LOG_FRESH_S and ACK_IDLE_S scale with it",
      wholeNumber("--heartbeat", 1, 300),
    )
    .option("--watch", "show a live board, and stay at the end")
    .option(
      "--pace <n>",
      "with --watch: virtual seconds in a real one while people move; 0: as fast as it goes",
      wholeNumber("--pace", 0, 1e6),
      WATCH_PACE,
    )
    .option("--json", "print the summary as one line of JSON")
    .option("--out <dir>", "leave the evidence in an empty folder")
    .action(async (file: string, flags: ReplayFlags) => {
      const scenario = readScenario(file);
      const summary = await replay(scenario, {
        ...(flags.days === undefined ? {} : { days: flags.days }),
        ...(flags.seed === undefined ? {} : { seed: flags.seed }),
        ...(flags.heartbeat === undefined ? {} : { heartbeatS: flags.heartbeat }),
        ...(flags.out === undefined ? {} : { out: flags.out }),
        onInstant:
          flags.watch === true
            ? watcher(flags.json === true ? process.stderr : process.stdout, flags.pace)
            : progress(),
      });
      process.stdout.write(`${flags.json === true ? JSON.stringify(summary) : summaryText(summary)}\n`);
      const whole =
        summary.conservation && summary.violations === 0 && summary.digests === 1 && summary.plaintextHits === 0;
      if (!whole) process.exitCode = EXIT_BROKEN;
      if (flags.watch === true) await stay();
    });
}

/** A line on standard error for every virtual hour. */
function progress(): (moment: Moment) => void {
  let shown = -1;
  const began = performance.now();
  return (moment) => {
    const hour = Math.floor((moment.now - moment.start) / 3_600_000);
    if (hour === shown) return;
    shown = hour;
    const share = Math.round((100 * (moment.now - moment.start)) / (moment.end - moment.start));
    process.stderr.write(`${moment.localTime()}  ${share} %  ${Math.round((performance.now() - began) / 1_000)} s\n`);
  };
}

async function stay(): Promise<void> {
  process.stderr.write("The replay is over. Press Ctrl-C to end.\n");
  await new Promise<void>((resolve) => {
    const idle = setInterval(() => {}, 1 << 30);
    process.once("SIGINT", () => {
      clearInterval(idle);
      resolve();
    });
    process.once("SIGTERM", () => {
      clearInterval(idle);
      resolve();
    });
  });
}
