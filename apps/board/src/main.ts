import { join } from "node:path";
import { parseArgs } from "node:util";
import { HostError, conductedClock, serveRelay, systemClock } from "@vado/host";
import type { Clock } from "@vado/protocol";
import { boardApp } from "./board-app.ts";
import { FiguresFolder } from "./figures-folder.ts";

/** The board process: shows what desks publish to whoever comes. It knows published figures only. */
export { boardApp, type BoardAppOptions } from "./board-app.ts";
export { FiguresFolder, type FiguresNow } from "./figures-folder.ts";

export interface BoardOptions {
  /** Folder of `board-*.json`, as a desk publishes them. It may come later. */
  readonly figures: string;
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Figures are judged by it; the machine's by default. */
  readonly clock?: Clock;
  /** Ms of that clock in a ms of the machine, 1 by default. */
  readonly pace?: () => number;
}

/** Starts a board; `close` stops it gracefully. Throws `HostError` with one sentence. */
export async function startBoard(options: BoardOptions): Promise<{ readonly url: string; close(): Promise<void> }> {
  const { figures, host, port, clock = systemClock, pace = () => 1 } = options;
  const app = await boardApp({ folder: new FiguresFolder(figures, systemClock), clock, pace });
  return serveRelay(app, { host, port });
}

const HELP = `vado board: shows what desks publish to those who wait, without script or account

  --figures DIR   folder of board-<link>.json, as vado desk --publish writes them (default .vado/board)
  --host HOST     address to listen on (default 127.0.0.1)
  --port PORT     port to listen on, 0 for a free one (default 7230)
  --conducted     take time from the parent process's pipe: {tick} in
  --help          this text

Prints its address on one line. GET / is the board, ?big the one for a wall; figures.json is for machines; health answers
503 while no figures may be believed. SIGTERM and SIGINT stop it gracefully. TLS belongs in front of it.
`;

interface MainOptions extends BoardOptions {
  readonly conducted: boolean;
}

/** The command line; resolves to the exit code, or to nothing while the board runs. */
export async function main(args: readonly string[]): Promise<number | undefined> {
  try {
    const options = parseOptions(args);
    if (options === undefined) {
      process.stdout.write(HELP);
      return 0;
    }
    const board = await startBoard({ ...options, ...(options.conducted ? conducted() : {}) });
    process.stdout.write(`Vado board at ${board.url}\n`);
    let stopping = false;
    const stop = (): void => {
      if (stopping) return;
      stopping = true;
      void board.close().then(() => process.exit(0));
    };
    process.on("SIGTERM", stop);
    process.on("SIGINT", stop);
    if (options.conducted) process.on("disconnect", stop);
    return undefined;
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return error.exitCode;
  }
}

/** Before the first tick it is 1970 and all figures are of a clock that cannot be trusted: nothing is promised. */
function conducted(): Pick<BoardOptions, "clock" | "pace"> {
  if (process.send === undefined)
    throw new HostError("no-conductor", "--conducted is for a board that another process of Vado starts.");
  const clock = conductedClock();
  return { clock, pace: () => clock.tick.pace };
}

function parseOptions(args: readonly string[]): MainOptions | undefined {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  let values;
  try {
    const options = { figures: text, host: text, port: text, conducted: flag, help: flag };
    values = parseArgs({ args: [...args], options }).values;
  } catch (error) {
    const said = error instanceof Error ? error.message.split(". ")[0] : undefined;
    throw new HostError("bad-option", `${said ?? "Unknown option"}; see --help.`);
  }
  if (values.help === true) return undefined;
  return {
    figures: values.figures ?? join(".vado", "board"),
    host: values.host ?? "127.0.0.1",
    port: portNumber(values.port ?? "7230"),
    conducted: values.conducted === true,
  };
}

function portNumber(text: string): number {
  const value = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (value <= 65_535) return value;
  throw new HostError("bad-option", "--port must be a whole number from 0 to 65535.");
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));
