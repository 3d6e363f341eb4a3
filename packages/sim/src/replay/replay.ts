import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { HostError, nodeCrypto } from "@vado/host";
import { checkRecord } from "../check/index.ts";
import { Driver } from "../driver.ts";
import { makeRoster, type Roster } from "../roster.ts";
import type { Scenario } from "../scenario/index.ts";
import { scenarioTime } from "../scenario/index.ts";
import { needlesFor, searchFiles } from "../search/index.ts";
import { World } from "../world/world.ts";
import { groundError } from "./ipc.ts";
import { NodeProcess, RelayProcess, enrolAll } from "./processes.ts";
import type { DeviceReport } from "./report.ts";
import {
  alarmRate,
  countDigests,
  dayFigures,
  linkFigures,
  peopleBalance,
  peopleOf,
  receivedByDay,
  type DayLine,
  stationFigures,
  stationsBalance,
} from "./summary.ts";
import type { LinkView } from "./view.ts";

/** `vado replay`: a scenario through the real parts, in virtual time. */

export interface ReplayOptions {
  readonly days?: number;
  readonly seed?: number;
  readonly heartbeatS?: number;
  /** Folder for the evidence; a temporary one that is removed when absent. */
  readonly out?: string;
  /** Ends the run after so many hours instead of days: for tests. */
  readonly hours?: number;
  /** `null`: without encryption, to prove that the search for plaintext finds it. */
  readonly cipher?: "mls" | "null";
  /** Told after every instant: virtual time, and ways to look closer. */
  onInstant?(moment: Moment): Promise<boolean | void> | boolean | void;
  /** Gives the processes to whoever wants to kill them. */
  onProcesses?(relay: RelayProcess, nodes: readonly NodeProcess[]): void;
}

export interface Moment {
  readonly now: number;
  readonly start: number;
  readonly end: number;
  readonly turns: number;
  readonly scenario: Scenario;
  localTime(): string;
  views(): Promise<LinkView[]>;
}

export type Summary = Awaited<ReturnType<typeof replay>>;

/** Default of domain.md: `HEARTBEAT_S`. */
const HEARTBEAT_S = 30;

export async function replay(scenario: Scenario, options: ReplayOptions = {}) {
  const began = performance.now();
  const time = scenarioTime(scenario);
  const seed = options.seed ?? scenario.seed;
  const heartbeatS = options.heartbeatS ?? HEARTBEAT_S;
  const days = Math.min(options.days ?? scenario.days, scenario.days);
  const folder = options.out ?? mkdtempSync(join(tmpdir(), "vado-replay-"));
  prepare(folder);
  // What a device knows stays out of the evidence: it holds its keys.
  const vaults = mkdtempSync(join(tmpdir(), "vado-devices-"));
  const roster = await makeRoster(scenario, time, nodeCrypto, { seed, heartbeatS });
  const world = new World(scenario, time, seed, heartbeatS);
  const relay = new RelayProcess(join(folder, "relay"), folder, roster.accounts);
  let nodes: NodeProcess[] = [];
  try {
    await relay.setTime(time.start);
    const api = await enrolAll(
      roster,
      relay.url,
      { now: () => world.now },
      seed,
      time.start + Math.min(29, days + 2) * 86_400_000,
    );
    nodes = roster.nodes.map((node) => new NodeProcess(node, relay.url, vaults, options.cipher ?? "mls", api));
    await Promise.all(nodes.map((node) => node.start()));
    options.onProcesses?.(relay, nodes);
    const end = options.hours === undefined ? time.end(days) : time.start + options.hours * 3_600_000;
    const driver: Driver = new Driver({
      world,
      nodes,
      seed,
      setTime: (now) => relay.setTime(now),
      onInstant: (now) => options.onInstant?.(momentOf(now, end, scenario, world, nodes, () => driver.turns)),
    });
    await driver.run(end);
    await driver.settleOnline(world.now);
    const reports = (await Promise.all(nodes.map((node) => node.call<DeviceReport[]>("inspect")))).flat();
    for (const node of nodes) await node.call("evidence", folder);
    await relay.stop();
    return finish(scenario, {
      world,
      roster,
      reports,
      days,
      seed,
      heartbeatS,
      folder,
      began,
      forks: driver.forks.size,
    });
  } catch (error) {
    throw groundError(error) ?? error;
  } finally {
    await Promise.all([relay.kill(), ...nodes.map((node) => node.kill())]);
    rmSync(vaults, { recursive: true, force: true });
    if (options.out === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

function prepare(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    if (readdirSync(folder).length > 0)
      throw new HostError("out-used", `${folder} is not empty; give an empty folder with --out.`);
    writeFileSync(join(folder, "canaries.txt"), "");
  } catch (error) {
    if (error instanceof HostError) throw error;
    throw new HostError("out-unusable", `${folder} cannot be written; give another folder with --out.`, error);
  }
}

function momentOf(
  now: number,
  end: number,
  scenario: Scenario,
  world: World,
  nodes: readonly NodeProcess[],
  turns: () => number,
): Moment {
  return {
    now,
    start: world.time.start,
    end,
    scenario,
    turns: turns(),
    localTime: () =>
      new Date(now).toLocaleString("en-GB", { timeZone: scenario.timezone, dateStyle: "medium", timeStyle: "short" }),
    views: () =>
      Promise.all(
        nodes
          .filter((node) => node.posts[0]?.role === "duty" && node.posts[0].side === "receiving")
          .map((node) => node.call<LinkView>("view", now)),
      ),
  };
}

interface Run {
  readonly world: World;
  readonly roster: Roster;
  readonly reports: readonly DeviceReport[];
  readonly days: number;
  readonly seed: number;
  readonly heartbeatS: number;
  readonly folder: string;
  readonly began: number;
  readonly forks: number;
}

function finish(scenario: Scenario, run: Run) {
  const { world, reports, folder } = run;
  const byDay = (link: string, of?: (code: string) => boolean) =>
    receivedByDay(evidenceLines(folder, `${link}.sending.archive`), world.time, run.days, of);
  const perDay = new Map(scenario.links.map((link) => [link.id, byDay(link.id)]));
  const again = scenario.links.map((link) => byDay(link.id, (code) => world.onwardCodes.has(code)));
  const sumOf = (rows: Iterable<readonly number[]>, day: number) =>
    [...rows].reduce((total, row) => total + (row[day] ?? 0), 0);
  const days = Array.from({ length: run.days }, (_, day) => day);
  const receivedOnward = days.map((day) => sumOf(again, day));
  const received = days.map((day) => sumOf(perDay.values(), day) - (receivedOnward[day] as number));
  const people = peopleOf(world, reports);
  const perLink = linkFigures(reports, world, perDay);
  const perStation = stationFigures(scenario, world, reports, run.days);
  const speaking = reports.filter((one) => one.role === "archive" && one.side === "sending");
  const sum = (pick: (report: DeviceReport) => number) => speaking.reduce((total, report) => total + pick(report), 0);
  const digests = countDigests(reports);
  const stored = storedFrames(join(folder, "relay", "relay.db"));
  const plaintextHits = search(scenario, run);
  const conservation =
    peopleBalance(people) && stationsBalance(perStation) && reports.every((report) => report.balance.off === 0);
  const figures = {
    scenario: scenario.name,
    days: run.days,
    seed: run.seed,
    people,
    perDay: dayFigures(scenario, world, run.days, { received, receivedOnward }),
    perLink,
    perStation,
    groups: sum((one) => one.balance.groups),
    grants: sum((one) => one.balance.grants),
    holds: sum((one) => one.balance.holds),
    voided: sum((one) => one.voided),
    overrides: sum((one) => one.overrides),
    alarms: sum((one) => one.alarms),
    alarmRate: alarmRate(reports, run.days),
    conservation,
    violations: 0,
    devices: reports.length,
    digests,
    messages: stored.frames,
    heartbeat: run.heartbeatS,
    relayBytes: stored.bytes,
    plaintextHits,
    seconds: 0,
  };
  const channels = scenario.links.flatMap((link) =>
    Object.values(run.roster.corridor.links.get(link.id)?.channels ?? {}).map(({ channel, kind }) => ({
      channel,
      kind,
      link: link.id,
    })),
  );
  writeFileSync(join(folder, "channels.json"), JSON.stringify(channels, null, 1));
  writeFileSync(join(folder, "summary.json"), JSON.stringify(figures));
  // The witness shares no code with the rules; what it finds counts, and every fork a device saw.
  const found = checkRecord(folder);
  const summary = {
    ...figures,
    violations: found.found + run.forks,
    seconds: Math.round((performance.now() - run.began) / 100) / 10,
  };
  writeFileSync(join(folder, "summary.json"), JSON.stringify(summary, null, 1));
  if (found.violations.length > 0)
    writeFileSync(join(folder, "violations.json"), JSON.stringify(found.violations, null, 1));
  return summary;
}

function* evidenceLines(folder: string, device: string): Generator<DayLine> {
  for (const line of readFileSync(join(folder, `device-${device}.jsonl`), "utf8").split("\n"))
    if (line !== "") yield JSON.parse(line) as DayLine;
}

function storedFrames(path: string): { frames: number; bytes: number } {
  const database = new DatabaseSync(path, { readOnly: true });
  const row = database.prepare("SELECT count(*) AS frames, sum(length(bytes)) AS bytes FROM frames").get();
  database.close();
  return { frames: Number(row?.["frames"] ?? 0), bytes: Number(row?.["bytes"] ?? 0) };
}

/** Looks for what nobody but a member may read, in everything that passed the relay and everything it kept. */
function search(scenario: Scenario, { folder, world }: Run): number {
  // From the evidence: the state forgets groups that ended long ago.
  const codes = new Set<string>();
  for (const link of scenario.links)
    for (const line of evidenceLines(folder, `${link.id}.sending.archive`))
      if (line.event.group !== undefined) codes.add(line.event.group);
  const needles = needlesFor({
    canaries: [...world.canaries],
    codes: [...codes],
    stationNames: scenario.stations.map((station) => station.name),
  });
  writeFileSync(join(folder, "canaries.txt"), `${needles.join("\n")}\n`);
  const bodies = join(folder, "bodies");
  const relay = join(folder, "relay");
  const files = [
    ...readdirSync(bodies).map((name) => join(bodies, name)),
    ...readdirSync(relay).map((name) => join(relay, name)),
  ];
  return searchFiles(
    files.filter((file) => statSync(file).size > 0),
    needles,
  ).hits;
}
