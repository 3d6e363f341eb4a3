import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import {
  HostError,
  conductedClock,
  passphraseFrom,
  systemWaitableClock,
  vaultKeyFrom,
  type PacedClock,
  type VaultKey,
  type WaitableClock,
} from "@vado/host";
import { inFives, type Tick } from "@vado/protocol";
import { readGauges } from "./conditions/gauges.ts";
import { readPapers, sealPapers } from "./papers.ts";
import { startDesk, type Desk } from "./start-desk.ts";

/** The desk process: an agency's own node at a station. */
export { readPapers } from "./papers.ts";
export { startDesk, type Desk, type DeskOptions, type FirstInvite } from "./start-desk.ts";

const WEB = join(import.meta.dirname, "../../web/dist");

const HELP = `vado desk: an agency's own node at a station

  --papers FILE   the desk's papers, readable by nobody else (default .vado/desk/papers.json)
  --data DIR      folder of what it must not forget (default .vado/desk/data)
  --key FILE      the key that seals papers and data (default: desk.key beside the data folder; made when missing);
                  a systemd credential named vado-key goes before it
  --passphrase    the key is under a passphrase: the first line of standard input
  --seal          seal data that a version before this one left unsealed
  --web DIR       folder of the built app (default: the one that comes with it)
  --host HOST     address to listen on (default 127.0.0.1)
  --port PORT     port to listen on, 0 for a free one (default 7220)
  --publish DIR   write the waiting board's files there, for every link it sends on
  --conditions FILE  gauges (river level, wind, …) whose readings hold the links they name; see SPEC.md, GA1
  --conducted     take time from the parent process's pipe: {tick} in, {settled} out
  --help          this text

Prints its address, and an invite that is good for 15 minutes for every link on which nobody can invite others yet.
SIGTERM and SIGINT stop it gracefully. TLS belongs in front of it, and so does a limit on what one address may ask.
`;

interface MainOptions {
  readonly papers: string;
  readonly data: string;
  readonly key: string;
  readonly passphrase: boolean;
  readonly seal: boolean;
  readonly web: string;
  readonly host: string;
  readonly port: number;
  readonly publish: string | null;
  readonly conditions: string | null;
  readonly conducted: boolean;
}

/** The command line; resolves to the exit code, or to nothing while the desk runs. */
export async function main(args: readonly string[]): Promise<number | undefined> {
  try {
    const options = parseOptions(args);
    if (options === undefined) {
      process.stdout.write(HELP);
      return 0;
    }
    await run(options);
    return undefined;
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return error.exitCode;
  }
}

async function run(options: MainOptions): Promise<void> {
  const key = keyOf(options);
  const papers = readPapers(options.papers, key);
  const paced = options.conducted ? await firstTick() : null;
  const clock: WaitableClock = paced ?? systemWaitableClock;
  let settled: Tick | null = null;
  const desk = await startDesk({
    ...options,
    papers,
    key,
    sealPlain: options.seal,
    ...(options.conditions === null ? {} : { gauges: readGauges(options.conditions) }),
    clock,
    onRest() {
      if (paced === null || paced.tick === settled) return;
      settled = paced.tick;
      process.send?.({ settled: settled.limit });
    },
  });
  sealPapers(options.papers, key());
  stopWhenAsked(desk, options.conducted);
  process.stdout.write(`Vado desk at ${desk.url}\n`);
  process.stdout.write(`App ${desk.app.version}, fingerprint ${inFives(desk.app.fingerprint)}\n`);
  for (const { link, url, expiresAt } of desk.firstInvites) {
    const address = url.startsWith("http") ? url : `${desk.url}/${url}`;
    process.stdout.write(
      `Invite for a duty officer on ${link}, until ${new Date(expiresAt).toISOString()}: ${address}\n`,
    );
  }
}

/** The key, read once. */
function keyOf({ key: file, passphrase }: MainOptions): () => VaultKey {
  let key: VaultKey | null = null;
  return () =>
    (key ??= vaultKeyFrom({
      file,
      credentials: process.env["CREDENTIALS_DIRECTORY"],
      ...(passphrase ? { passphrase: passphraseFrom(process.stdin) } : {}),
    }));
}

/** Nothing is begun before the conductor has said what time it is. */
async function firstTick(): Promise<PacedClock> {
  if (process.send === undefined)
    throw new HostError("no-conductor", "--conducted is for a desk that another process of Vado starts.");
  const clock = conductedClock();
  await new Promise<void>((resolve) => {
    const stop = clock.onTick(() => {
      stop();
      resolve();
    });
  });
  return clock;
}

function stopWhenAsked(desk: Desk, conducted: boolean): void {
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    void desk.close().then(() => process.exit(0));
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  if (conducted) process.on("disconnect", stop);
}

function parseOptions(args: readonly string[]): MainOptions | undefined {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  let values;
  try {
    values = parseArgs({
      args: [...args],
      options: {
        papers: text,
        data: text,
        key: text,
        passphrase: flag,
        seal: flag,
        web: text,
        host: text,
        port: text,
        publish: text,
        conditions: text,
        conducted: flag,
        help: flag,
      },
    }).values;
  } catch (error) {
    const said = error instanceof Error ? error.message.split(". ")[0] : undefined;
    throw new HostError("bad-option", `${said ?? "Unknown option"}; see --help.`);
  }
  if (values.help === true) return undefined;
  const data = values.data ?? join(".vado", "desk", "data");
  return {
    papers: values.papers ?? join(".vado", "desk", "papers.json"),
    data,
    key: values.key ?? join(dirname(data), "desk.key"),
    passphrase: values.passphrase === true,
    seal: values.seal === true,
    web: values.web ?? WEB,
    host: values.host ?? "127.0.0.1",
    port: portNumber(values.port ?? "7220"),
    publish: values.publish ?? null,
    conditions: values.conditions ?? null,
    conducted: values.conducted === true,
  };
}

function portNumber(text: string): number {
  const value = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (value <= 65_535) return value;
  throw new HostError("bad-option", "--port must be a whole number from 0 to 65535.");
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));
