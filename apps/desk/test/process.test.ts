import { fork, spawn, type ChildProcess } from "node:child_process";
import { join } from "node:path";
import { pacedClock, systemClock } from "@vado/host";
import { DeskHealthSchema, type DeskHealth, type DeskPapers, type Side, type Tick } from "@vado/protocol";
import * as v from "valibot";
import { afterEach, expect, it } from "vitest";
import {
  RELAY_NAMED,
  TOKENS,
  accountsFile,
  builtApp,
  found,
  freshFolder,
  papersOf,
  relayFor,
  writePapers,
} from "./corridor.ts";
import { Phone, invite } from "./phone.ts";

/** Desks as processes: their command line, their death at any moment, their time from a conductor. */

const DESK = join(import.meta.dirname, "../src/main.ts");
const RELAY = join(import.meta.dirname, "../../relay/src/main.ts");
const web = builtApp();
const running = new Set<ChildProcess>();
afterEach(async () => {
  for (const child of running) await killed(child);
});

async function killed(child: ChildProcess): Promise<void> {
  running.delete(child);
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;
}

interface Run {
  readonly child: ChildProcess;
  /** The first line of standard output that matches. */
  line(pattern: RegExp): Promise<RegExpExecArray>;
  readonly ended: Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>;
}

function watched(child: ChildProcess): Run {
  running.add(child);
  let [out, err] = ["", ""];
  const looks = new Set<() => void>();
  const look = (): void => looks.forEach((one) => one());
  child.stdout?.on("data", (chunk: Buffer) => {
    out += chunk.toString();
    look();
  });
  child.stderr?.on("data", (chunk: Buffer) => (err += chunk.toString()));
  const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) =>
    child.once("close", (code) => resolve({ code, out, err })),
  );
  return {
    child,
    ended,
    line: (pattern) =>
      Promise.race([
        new Promise<RegExpExecArray>((resolve) => {
          const one = (): void => {
            const match = pattern.exec(out);
            if (match === null) return;
            looks.delete(one);
            resolve(match);
          };
          looks.add(one);
          one();
        }),
        ended.then(({ code, err: said }) => Promise.reject(new Error(`ended with ${code}: ${said}`))),
      ]),
  };
}

const run = (main: string, ...args: string[]): Run =>
  watched(spawn(process.execPath, ["--no-warnings", main, ...args], { stdio: ["ignore", "pipe", "pipe"] }));

async function startDesk(papers: string, data: string, port = 0): Promise<Run & { url: string }> {
  const started = run(DESK, "--papers", papers, "--data", data, "--web", web, "--port", String(port));
  const [, url = ""] = await started.line(/^Vado desk at (http:\S+)$/m);
  return { ...started, url };
}

async function health(url: string): Promise<DeskHealth | null> {
  try {
    return v.parse(DeskHealthSchema, await (await fetch(`${url}/api/health`)).json());
  } catch {
    return null;
  }
}
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

it("DP1 the command line prints the address and the first invites, says in one sentence what is wrong, and stops when asked", async () => {
  const papers = await papersOf(await found(), "sending", "http://127.0.0.1:9");
  const data = join(freshFolder(), "data");
  const desk = await startDesk(writePapers(papers), data);
  const [, until = "", address = ""] = await desk.line(/^Invite for a duty officer on L1, until (\S+): (\S+)$/m);
  expect(address).toMatch(new RegExp(`^${desk.url}/enter/[A-Za-z0-9_-]{22}$`));
  expect(Date.parse(until) - Date.now()).toBeLessThanOrEqual(15 * 60_000);
  expect((await fetch(address)).status).toBe(200);
  const second = await run(DESK, "--papers", writePapers(papers), "--data", data, "--web", web, "--port", "0").ended;
  expect([second.code, second.err.split("\n").length]).toEqual([2, 2]);
  expect(second.err).toContain("in use by another process");
  desk.child.kill("SIGTERM");
  expect((await desk.ended).code).toBe(0);

  const foreign = await papersOf(await found(), "sending", "http://127.0.0.1:9");
  const halved = { ...papers, agency: undefined } as unknown as DeskPapers;
  const good = writePapers(papers);
  const wrong: readonly (readonly [string, ...string[]])[] = [
    ["chmod 600", "--papers", writePapers(papers, 0o644)],
    ["can't be read", "--papers", join(data, "none.json")],
    ["look at agency", "--papers", writePapers(halved)],
    ["contradict each other", "--papers", writePapers({ ...papers, charter: foreign.charter })],
    ["no built app", "--papers", good, "--web", freshFolder()],
    ["--port", "--papers", good, "--port", "70000"],
    ["--conducted", "--papers", good, "--conducted"],
    ["--help", "--nothing"],
  ];
  for (const [sentence, ...args] of wrong) {
    const { code, err } = await run(DESK, ...args).ended;
    expect([code, err.trim().split("\n").length]).toEqual([2, 1]);
    expect(err).toContain(sentence);
  }
  expect((await run(DESK, "--help").ended).out).toContain("--conducted");
}, 60_000);

it("DP2 desks that are killed again and again, while they found the link and after, lose nothing and contradict nobody", async () => {
  const corridor = await found();
  const relay = run(
    RELAY,
    "--name",
    RELAY_NAMED,
    "--data",
    freshFolder(),
    "--accounts",
    accountsFile(corridor),
    "--port",
    "0",
    "--rate",
    "1000",
  );
  const [, relayUrl = ""] = await relay.line(/^Vado relay at (http:\S+)$/m);
  const papers: Record<Side, string> = {
    sending: writePapers(await papersOf(corridor, "sending", relayUrl)),
    receiving: writePapers(await papersOf(corridor, "receiving", relayUrl)),
  };
  const data: Record<Side, string> = { sending: join(freshFolder(), "d"), receiving: join(freshFolder(), "d") };
  const desks = {} as Record<Side, Run & { url: string }>;
  const SIDES = ["sending", "receiving"] as const;
  for (const side of SIDES) desks[side] = await startDesk(papers[side], data[side]);
  const reborn = async (side: Side): Promise<void> => {
    await killed(desks[side].child);
    desks[side] = await startDesk(papers[side], data[side]);
  };
  for (const [i, ms] of [0, 40, 90, 20, 150, 60, 250, 10].entries()) {
    await pause(ms);
    await reborn(i % 2 === 0 ? "sending" : "receiving");
  }
  const both = async (): Promise<void> => {
    for (let tries = 0; ; tries++) {
      const links = (await Promise.all(SIDES.map((side) => health(desks[side].url)))).flatMap(
        (one) => one?.links ?? [],
      );
      expect(links.some(({ fork: forked }) => forked)).toBe(false);
      if (links.length === 2 && links.every(({ connected, confirmed }) => connected && confirmed)) return;
      if (tries > 300) throw new Error(JSON.stringify(links));
      await pause(100);
    }
  };
  await both();
  const phone = await Phone.enrol(desks.sending.url, await invite(desks.sending.url, TOKENS.operator, "duty"));
  await reborn("sending");
  await reborn("receiving");
  await phone.confirmed();
  const figures = {
    station: "NOR",
    total: null,
    unregistered: 0,
    registered: 0,
    intakePerHour: null,
    outflowPerHour: 0,
  };
  const count = await fetch(`${desks.sending.url}/api/station`, {
    method: "PUT",
    headers: { authorization: `Bearer ${TOKENS.operator}` },
    body: JSON.stringify({ ...figures, open: true }),
  });
  expect(count.status).toBe(200);
  await reborn("sending");
  await phone.until("the station opened once", ({ state }) => state.stations.sending.open);
  expect((await health(desks.sending.url))?.count).toBe("fresh");
  await both();
  const heard = { ...phone.client.state.heard };
  await phone.until("both heard again", ({ state }) =>
    SIDES.every((side) => (state.heard[side] ?? 0) > (heard[side] ?? 0)),
  );
  expect(phone.client.standing).toMatchObject({ fork: null, provisional: false });
  expect((await phone.client.log("record")).filter((row) => row.refused !== null)).toEqual([]);
  const opened = (await phone.client.log("record")).filter((row) => row.text?.includes('"station.opened"') === true);
  expect(opened).toHaveLength(1);
}, 120_000);

it("DP3 a conducted desk begins with the first tick, says when it is at rest on each, and ends with its conductor", async () => {
  const start = Date.UTC(2023, 4, 10, 12);
  const corridor = await found(["L1"], start);
  const clock = pacedClock({ virtual: start, real: 0, pace: 0, limit: start });
  const relay = await relayFor(corridor, clock);
  const conducted = await Promise.all(
    (["sending", "receiving"] as const).map(async (side) => {
      const papers = writePapers(await papersOf(corridor, side, relay.url, { heartbeatS: 30 }));
      const args = ["--papers", papers, "--data", join(freshFolder(), "d"), "--web", web, "--port", "0", "--conducted"];
      const child = fork(DESK, args, { execArgv: ["--no-warnings"], stdio: ["ignore", "pipe", "pipe", "ipc"] });
      const started = watched(child);
      const settled: number[] = [];
      child.on("message", ({ settled: limit }: { settled: number }) => settled.push(limit));
      return { ...started, settled };
    }),
  );
  let ticks = 0;
  const give = async (tick: Tick): Promise<void> => {
    clock.set(tick);
    ticks++;
    for (const { child } of conducted) child.send({ tick });
    while (conducted.some(({ settled }) => settled.length < ticks)) await pause(5);
    for (const { settled } of conducted) expect(settled).toHaveLength(ticks);
    for (const { settled } of conducted) expect(settled.at(-1)).toBe(tick.limit);
  };
  const standing = (virtual: number): Tick => ({ virtual, real: systemClock.now(), pace: 0, limit: virtual });
  await give(standing(start));
  const urls = await Promise.all(conducted.map(async (one) => (await one.line(/^Vado desk at (http:\S+)$/m))[1] ?? ""));
  for (let minutes = 1; minutes <= 8; minutes++) await give(standing(start + minutes * 15_000));
  // The same limit once more is another tick, and is answered.
  await give(standing(start + 8 * 15_000));
  for (let tries = 0; tries < 100; tries++) {
    const links = (await Promise.all(urls.map(health))).flatMap((one) => one?.links ?? []);
    if (links.length === 2 && links.every(({ connected, confirmed }) => connected && confirmed)) break;
    expect(tries).toBeLessThan(99);
    await give(standing(start + 8 * 15_000 + tries * 5_000));
  }
  // `close` does not come for a child whose channel its parent closed; `exit` does.
  const exits = conducted.map(({ child }) => new Promise((resolve) => child.once("exit", resolve)));
  for (const { child } of conducted) child.disconnect();
  expect(await Promise.all(exits)).toEqual([0, 0]);
  await relay.close();
}, 60_000);
