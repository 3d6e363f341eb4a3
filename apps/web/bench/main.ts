import { createServer } from "node:http";
import { readFileSync, mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { cpus, loadavg, tmpdir, totalmem } from "node:os";
import { extname, join } from "node:path";
import { chromium, type Browser, type Page } from "playwright-core";
import { CHROMIUM_ARGS, chromiumPath } from "../test/browser.ts";
import { RunningDemo } from "../test/running-demo.ts";
import { CPU_SLOWDOWN, fetched, interactive } from "./first-load.ts";
import { buildOpenPage } from "./open/build.ts";
import type { Lap } from "./open/page.ts";

/** `npm run bench -- web`: one line of JSON, in the form of the other areas. Needs the built app and Chromium. */

const ROUNDS = 5;
const OPEN_LAPS = 9;
const OPEN_MESSAGES = 64;
const JS_KB_MAX = 170;
const CSS_KB_MAX = 60;
const BOARD_KB_MAX = 30;

interface Figure {
  readonly value: number;
  readonly unit: string;
  readonly limit: string;
  readonly ratio: number;
  readonly spread: number;
}

const median = (numbers: readonly number[]): number => quantile(numbers, 0.5);
function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
const round = (value: number): number => Number(value.toPrecision(4));

/** Bytes against what they may be: nothing to spread. */
const size = (bytes: number, maxKb: number): Figure => ({
  value: round(bytes / 1_024),
  unit: "KB",
  limit: `<= ${maxKb}`,
  ratio: round(bytes / 1_024 / maxKb),
  spread: 0,
});

function timed(values: readonly number[], peers: readonly number[], unit: string, limit: string): Figure {
  const ratios = values.map((value, i) => value / (peers[i] ?? Number.NaN));
  const middle = median(ratios);
  return {
    value: round(median(values)),
    unit,
    limit,
    ratio: round(middle),
    spread: round((quantile(ratios, 0.75) - quantile(ratios, 0.25)) / middle),
  };
}

/** The first button of the enrolment page can be pressed. */
const enrolReady = async (page: Page): Promise<void> => {
  await page.locator("main button").first().waitFor({ state: "visible" });
};

async function phone(browser: Browser, demo: RunningDemo): Promise<Record<string, Figure>> {
  const empty = () => browser.newContext({ viewport: { width: 360, height: 740 }, locale: "es-MX" });
  const first = await empty();
  const { js, css } = await fetched(first, await demo.invite("sending", "field"), enrolReady);
  await first.close();
  const laps: { seconds: number; limit: number }[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    const context = await empty();
    laps.push(await interactive(context, await demo.invite("sending", "field"), enrolReady));
    await context.close();
  }
  return {
    "web.phone.js": size(js, JS_KB_MAX),
    "web.phone.css": size(css, CSS_KB_MAX),
    "web.phone.interactive": timed(
      laps.map(({ seconds }) => seconds),
      laps.map(({ limit }) => limit),
      "s",
      "< 3",
    ),
  };
}

/** Everything a browser fetches for the board, as it comes over the line: page, style and font. */
async function board(browser: Browser, demo: RunningDemo): Promise<Record<string, Figure>> {
  const page = await browser.newPage();
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  let bytes = 0;
  session.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
  await page.goto(`${demo.url}/board/`, { waitUntil: "load" });
  await page.waitForTimeout(1_000);
  await page.close();
  return { "web.board.bytes": size(bytes, BOARD_KB_MAX) };
}

async function open(browser: Browser): Promise<Record<string, Figure>> {
  const folder = mkdtempSync(join(tmpdir(), "vado-open-"));
  await buildOpenPage(folder);
  const server = createServer((request, response) => {
    const name = request.url === "/" ? "/index.html" : (request.url ?? "");
    try {
      response.setHeader("content-type", extname(name) === ".js" ? "text/javascript" : "text/html");
      response.end(readFileSync(join(folder, name)));
    } catch {
      response.writeHead(404).end();
    }
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction(() => document.title === "ready");
    const session = await page.context().newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: CPU_SLOWDOWN });
    const laps = (await page.evaluate(
      ([count, messages]) => (globalThis as unknown as { run: (a: number, b: number) => unknown }).run(count, messages),
      [OPEN_LAPS, OPEN_MESSAGES] as [number, number],
    )) as Lap[];
    await page.close();
    const [ours, bare] = [laps.map((lap) => lap.ours), laps.map((lap) => lap.peer)];
    return { "web.open": timed(ours, bare, "ms/message", "<= 10") };
  } finally {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const say = (text: string): void => void process.stderr.write(`${text}\n`);
const browser = await chromium.launch({ executablePath: chromiumPath(), headless: true, args: CHROMIUM_ARGS });
try {
  say("measuring how a browser opens messages …");
  const opening = await open(browser);
  say("starting a demo to load its pages …");
  const demo = await RunningDemo.start();
  try {
    await demo.pace(0);
    const figures = { ...(await phone(browser, demo)), ...(await board(browser, demo)), ...opening };
    const machine = {
      cpu: cpus()[0]?.model ?? "unknown",
      cores: cpus().length,
      node: process.version,
      memoryGb: Math.round(totalmem() / 2 ** 30),
      load: loadavg().map((load) => Number(load.toFixed(2))),
    };
    process.stdout.write(`${JSON.stringify({ area: "web", machine, figures })}\n`);
  } finally {
    await demo.stop();
  }
} finally {
  await browser.close();
}
