import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  HostError,
  nodeCrypto,
  nodeEntropy,
  pinoLog,
  readAccounts,
  serveRelay,
  sqliteFrameStore,
  systemClock,
  systemSleep,
} from "@vado/host";
import { DAY_MS, RELAY_NAME, type FrameStore, type Log } from "@vado/protocol";
import { createRelay, DEFAULT_LIMITS, type RelayLimits } from "@vado/relay";

/** The relay process: orders, keeps and hands out frames it cannot read. Nothing it imports can decrypt. */

/** R11. */
const KEEP_DAYS = 30;
const KEEP_DAYS_MIN = 15;
const KEEP_DAYS_MAX = 3_650;
const FORGET_EVERY_MS = 3_600_000;
/** Rows of one transaction: appends wait behind it. */
const FORGET_ROWS = 256;

/** What an operator decides. */
export interface RelayAppOptions {
  /** Folder of the database; made when missing. */
  readonly data: string;
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** File of admitted accounts. */
  readonly accounts: string;
  /** What devices sign their requests for; without it they name none. */
  readonly name?: string;
  /** Days for which messages are kept (R11); devices that were away for 14 days are out of their links. Default `KEEP_DAYS`. */
  readonly keepDays?: number;
  readonly limits?: Partial<RelayLimits>;
  readonly log?: Log;
}

/** Starts a relay; `close` stops it gracefully. Throws `HostError` with one sentence. */
export async function startRelayApp(
  options: RelayAppOptions,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const accounts = readAccounts(options.accounts);
  try {
    mkdirSync(options.data, { recursive: true });
  } catch (error) {
    throw new HostError("data-unwritable", `The data folder ${options.data} can't be made.`, error);
  }
  const store = await sqliteFrameStore(join(options.data, "relay.db"));
  const relay = createRelay({
    store,
    clock: systemClock,
    crypto: nodeCrypto,
    entropy: nodeEntropy,
    sleep: systemSleep,
    log: options.log ?? pinoLog(),
    accounts: (id) => accounts.get(id),
    name: options.name,
    ...(options.limits === undefined ? {} : { limits: options.limits }),
  });
  const stopForgetting = forgetOld(store, (options.keepDays ?? KEEP_DAYS) * DAY_MS);
  try {
    const served = await serveRelay(relay, { host: options.host, port: options.port });
    return {
      url: served.url,
      async close() {
        stopForgetting();
        await served.close();
        await store.close();
      },
    };
  } catch (error) {
    stopForgetting();
    await store.close();
    throw error;
  }
}

/** Now and every hour, in small steps between which appends go on. A store that fails says so at the next append. */
function forgetOld(store: FrameStore, keepMs: number): () => void {
  const stopping = new AbortController();
  const { signal } = stopping;
  const forget = async (): Promise<void> => {
    while (!signal.aborted && (await store.forget(systemClock.now() - keepMs, FORGET_ROWS)) > 0)
      await systemSleep(5, signal);
  };
  const begin = (): void => void forget().catch(() => undefined);
  begin();
  const timer = setInterval(begin, FORGET_EVERY_MS);
  timer.unref();
  return () => {
    stopping.abort();
    clearInterval(timer);
  };
}

const HELP = `vado relay: orders, keeps and hands out frames it cannot read

  --data DIR       folder of the database (default .vado/relay)
  --name NAME      what devices sign their requests for, as a host is called; the same in every desk's papers
  --accounts FILE  admitted accounts: {"accounts": [{"id", "publicKey"}]} (default DIR/accounts.json)
  --host HOST      address to listen on (default 127.0.0.1)
  --port PORT      port to listen on, 0 for a free one (default 7210)
  --keep-days N    days for which messages are kept (default ${KEEP_DAYS}); who was away longer joins anew
  --rate N         frames a second that one device may send (default ${DEFAULT_LIMITS.deviceFramesPerSecond}); raise it for a desk
  --help           this text

Prints its address on one line. SIGTERM and SIGINT stop it gracefully. TLS belongs in front of it.
`;

/** The command line; resolves to the exit code, or to nothing while the relay runs. */
export async function main(args: readonly string[]): Promise<number | undefined> {
  try {
    const options = parseOptions(args);
    if (options === undefined) {
      process.stdout.write(HELP);
      return 0;
    }
    const app = await startRelayApp(options);
    process.stdout.write(`Vado relay at ${app.url}\n`);
    let stopping = false;
    const stop = (): void => {
      if (stopping) return;
      stopping = true;
      void app.close().then(() => process.exit(0));
    };
    process.on("SIGTERM", stop);
    process.on("SIGINT", stop);
    return undefined;
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return error.exitCode;
  }
}

function parseOptions(args: readonly string[]): RelayAppOptions | undefined {
  const text = { type: "string" } as const;
  let values;
  try {
    values = parseArgs({
      args: [...args],
      options: {
        data: text,
        name: text,
        accounts: text,
        host: text,
        port: text,
        rate: text,
        "keep-days": text,
        help: { type: "boolean" },
      },
    }).values;
  } catch (error) {
    const said = error instanceof Error ? error.message.split(". ")[0] : undefined;
    throw new HostError("bad-option", `${said ?? "Unknown option"}; see --help.`);
  }
  if (values.help === true) return undefined;
  const data = values.data ?? join(".vado", "relay");
  if (values.name !== undefined && !RELAY_NAME.test(values.name))
    throw new HostError("bad-option", "--name must be 1 to 63 of a-z, 0-9, . and -, as a host is called.");
  return {
    data,
    accounts: values.accounts ?? join(data, "accounts.json"),
    host: values.host ?? "127.0.0.1",
    port: wholeNumber("--port", values.port ?? "7210", 0, 65_535),
    ...(values.name === undefined ? {} : { name: values.name }),
    keepDays: wholeNumber("--keep-days", values["keep-days"] ?? String(KEEP_DAYS), KEEP_DAYS_MIN, KEEP_DAYS_MAX),
    ...(values.rate === undefined ? {} : { limits: rateLimits(wholeNumber("--rate", values.rate, 1, 100_000)) }),
  };
}

/** The burst stays three seconds' worth, as in the defaults. */
const rateLimits = (perSecond: number): Partial<RelayLimits> => ({
  deviceFramesPerSecond: perSecond,
  deviceFramesBurst: perSecond * 3,
});

function wholeNumber(option: string, text: string, min: number, max: number): number {
  const value = /^\d{1,6}$/.test(text) ? Number(text) : NaN;
  if (value >= min && value <= max) return value;
  throw new HostError("bad-option", `${option} must be a whole number from ${min} to ${max}.`);
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));
