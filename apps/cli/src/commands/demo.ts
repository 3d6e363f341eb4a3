import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Command } from "commander";
import { HostError } from "@vado/host";
import { DEMO_PACE, DEMO_PACE_MAX, startDemo, type Demo } from "@vado/sim";
import { demoLinks } from "../demo-links.ts";
import { wholeNumber } from "../options.ts";
import { readScenario } from "../scenario.ts";
import { appEntry } from "./app.ts";

interface DemoFlags {
  readonly scenario: string;
  readonly host: string;
  readonly port?: number;
  readonly pace: number;
  readonly personPace?: number;
  readonly cert?: string;
  readonly key?: string;
  readonly web?: string;
  readonly data?: string;
  readonly open: boolean;
}

const PORT = 8787;
const FIRST_DAY = fileURLToPath(new URL("../../../../scenarios/matamoros-brownsville-2023-05.json", import.meta.url));
/** A part of the demo failed: a bug, or a machine that gave up. */
const EXIT_BROKEN = 3;

export function addDemo(program: Command): void {
  program
    .command("demo")
    .description(
      "A crossing alive on this machine: relay, both desks, officers' phones and the board behind one address.",
    )
    .option("--scenario <file>", "a vado-scenario/1 file with one link", FIRST_DAY)
    .option("--host <host>", "address to listen on; 0.0.0.0 lets phones of this network in", "127.0.0.1")
    .option("--port <n>", `port to listen on (default $PORT, else ${PORT})`, wholeNumber("--port", 0, 65_535))
    .option("--pace <n>", "virtual seconds in a real one", wholeNumber("--pace", 0, DEMO_PACE_MAX), DEMO_PACE)
    .option(
      "--person-pace <n>",
      "most virtual seconds in a real one while a person acts (default 5; for rehearsals that must be quick)",
      wholeNumber("--person-pace", 1, DEMO_PACE_MAX),
    )
    .option("--cert <file>", "certificate for TLS (vado certificate makes one)")
    .option("--key <file>", "its key")
    .option("--web <dir>", "folder of the built web app")
    .option("--data <dir>", "an empty folder for what the demo keeps; a temporary one when absent")
    .option("--no-open", "open no browser")
    .action(async (flags: DemoFlags) => runDemo(flags));
}

async function runDemo(flags: DemoFlags): Promise<void> {
  const began = performance.now();
  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  const seconds = (): string => `${((performance.now() - began) / 1000).toFixed(1)} s`;
  const off = new AbortController();
  let ended: (code: number) => void = () => {};
  const end = new Promise<number>((resolve) => (ended = resolve));
  void end.then(() => off.abort());
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => ended(0));
  const demo = startDemo({
    scenario: readScenario(flags.scenario),
    host: flags.host,
    port: flags.port ?? portOfEnvironment(),
    pace: flags.pace,
    apps: { desk: pathToFileURL(appEntry("desk")), board: pathToFileURL(appEntry("board")) },
    web: webFolder(flags.web),
    ...(flags.personPace === undefined ? {} : { paceWithPersonMax: flags.personPace }),
    ...tlsOf(flags),
    ...(flags.data === undefined ? {} : { data: flags.data }),
    signal: off.signal,
    progress: (line) => say(`  ${line} …`.padEnd(48) + seconds()),
    onFault: (error) => {
      // What the ground could not do is one sentence; anything else is a bug, with its stack.
      say(error instanceof HostError ? error.message : error instanceof Error ? (error.stack ?? error.message) : "?");
      ended(error instanceof HostError ? error.exitCode : EXIT_BROKEN);
    },
  });
  say("Vado: a crossing comes alive.");
  const started = await Promise.race([demo, end]);
  if (typeof started !== "number") {
    say(`Alive after ${seconds()}.`);
    process.stdout.write(demoLinks(started.entry()));
    if (flags.open) openBrowser(started);
  }
  process.exitCode = await end;
  await (await demo).close();
  // Sockets of browsers, or a check under way, are no reason to stay.
  process.exit();
}

function portOfEnvironment(): number {
  const text = process.env["PORT"];
  if (text === undefined || text === "") return PORT;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new HostError("port-bad", `PORT takes a whole number from 0 to 65535; it is "${text}".`);
}

function webFolder(given: string | undefined): string {
  const folder = given ?? join(dirname(appEntry("web")), "..", "dist");
  if (existsSync(join(folder, "demo.html"))) return folder;
  throw new HostError("web-missing", `The web app is not built in ${folder}; npm start builds it.`);
}

function tlsOf({ cert, key }: DemoFlags): { tls?: { cert: string; key: string } } {
  if (cert === undefined && key === undefined) return {};
  if (cert === undefined || key === undefined)
    throw new HostError("tls-half", "TLS needs both --cert and --key; vado certificate makes them.");
  return { tls: { cert: readPem(cert, "CERTIFICATE"), key: readPem(key, "PRIVATE KEY") } };
}

function readPem(file: string, what: string): string {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new HostError("tls-unreadable", `The file ${file} cannot be read.`, error);
  }
  if (text.includes(what)) return text;
  throw new HostError("tls-bad", `${file} holds no ${what.toLowerCase()} in PEM form.`);
}

/** On a desktop the start page opens by itself; elsewhere the links stand on the terminal. */
function openBrowser(demo: Demo): void {
  const desktop = process.env["DISPLAY"] !== undefined || process.env["WAYLAND_DISPLAY"] !== undefined;
  const command = process.platform === "darwin" ? "open" : desktop ? "xdg-open" : null;
  if (command === null) return;
  const child = spawn(command, [demo.entry().local], { stdio: "ignore", detached: true });
  child.on("error", () => {});
  child.unref();
}
