import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { checkRecord } from "../src/check/index.ts";
import { replay, type Summary } from "../src/replay/replay.ts";
import { parseScenario } from "../src/scenario/index.ts";
import { replayWithKills } from "../src/soak/kills.ts";

const root = new URL("../../../", import.meta.url).pathname;
const file = join(root, "scenarios", "matamoros-brownsville-2023-05.json");
const scenario = parseScenario(readFileSync(file, "utf8"));
const folder = mkdtempSync(join(tmpdir(), "vado-replay-test-"));
const MINUTES = 5 * 60_000;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the `vado` command as a person would. */
function vado(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", join(root, "apps", "cli", "src", "main.ts"), ...args],
    { cwd: folder },
  );
  let [out, err] = ["", ""];
  child.stdout.on("data", (data) => (out += String(data)));
  child.stderr.on("data", (data) => (err += String(data)));
  return new Promise((resolve) => child.once("close", (code) => resolve({ code, out, err })));
}

const compared = ({
  people,
  perLink,
  perStation,
  groups,
  grants,
  holds,
  voided,
  overrides,
  alarms,
  messages,
}: Summary) => ({
  people,
  perLink,
  perStation,
  groups,
  grants,
  holds,
  voided,
  overrides,
  alarms,
  messages,
});

describe("a day through the real parts", () => {
  let day: Summary;
  const out = join(folder, "day");

  test("W5 W6 W9 W10 one line of JSON, and the day balances", { timeout: MINUTES }, async () => {
    const { code, out: text } = await vado("replay", file, "--days", "1", "--heartbeat", "300", "--json", "--out", out);
    expect(text.trimEnd().split("\n")).toHaveLength(1);
    day = JSON.parse(text) as Summary;
    expect(day).toMatchObject({
      conservation: true,
      violations: 0,
      digests: 1,
      plaintextHits: 0,
      devices: 6,
      days: 1,
      heartbeat: 300,
    });
    expect(day.people.received).toBeGreaterThanOrEqual(2_000);
    // EEMUA 191, as the issue has it: no officer has more than six in any hour of a normal day.
    expect(day.alarmRate.busiest).toBeLessThanOrEqual(6);
    expect(day.perDay).toEqual({
      demand: [day.people.demand],
      received: [day.people.received],
      receivedOnward: [0],
    });
    for (const { stock, stockPerDay } of Object.values(day.perStation)) expect(stockPerDay).toEqual([stock]);
    expect(code).toBe(0);
  });

  test("W9 the witness agrees, and finds a line that was changed", () => {
    expect(checkRecord(out)).toMatchObject({ ok: true, devices: 6 });
    const forged = join(folder, "forged");
    cpSync(out, forged, { recursive: true });
    const log = join(forged, "device-MAT-BRO.receiving.duty.jsonl");
    const lines = readFileSync(log, "utf8");
    writeFileSync(log, lines.replace(/("type":"group.arrived","group":"[^"]+","headcount":)(\d+)/, "$19$2"));
    expect(checkRecord(forged).ok).toBe(false);
  });

  test("evidence is complete: a log and digests of every device, bodies, deliveries, database, canaries", () => {
    const names = readdirSync(out);
    expect(names.filter((name) => name.endsWith(".jsonl") && name.startsWith("device-"))).toHaveLength(6);
    expect(names.filter((name) => name.endsWith(".digest"))).toHaveLength(6);
    for (const name of ["bodies", "deliveries.jsonl", "canaries.txt", "channels.json", "summary.json", "relay"])
      expect(names).toContain(name);
    expect(readdirSync(join(out, "bodies")).length).toBeGreaterThan(day.messages / 2);
    const [line = ""] = readFileSync(join(out, "device-MAT-BRO.sending.duty.jsonl"), "utf8").split("\n");
    const first = JSON.parse(line) as Record<string, unknown>;
    const keys = ["channel", "seq", "receivedAt", "device", "side", "role", "seen", "event", "voidedBy"];
    expect(Object.keys(first)).toEqual(keys);
  });

  test("W2 a second run gives the same figures", { timeout: MINUTES }, async () => {
    const again = await replay(scenario, { hours: 11, heartbeatS: 300 });
    expect(compared(await replay(scenario, { hours: 11, heartbeatS: 300 }))).toEqual(compared(again));
  });

  test("W10 without encryption the same search finds plaintext", { timeout: MINUTES }, async () => {
    expect((await replay(scenario, { hours: 8, heartbeatS: 300, cipher: "null" })).plaintextHits).toBeGreaterThan(0);
  });

  test(
    "W11 kill -9 of relay and devices: nothing acknowledged is lost, nothing doubled",
    { timeout: MINUTES },
    async () => {
      const { killed, summary, lost, doubled } = await replayWithKills(scenario, {
        seed: 3,
        kills: 6,
        hours: 9,
        heartbeatS: 300,
        fromTurn: 20,
        toTurn: 900,
      });
      expect(killed.length).toBeGreaterThanOrEqual(5);
      expect({ lost, doubled }).toEqual({ lost: [], doubled: [] });
      expect(summary).toMatchObject({ conservation: true, violations: 0, digests: 1, plaintextHits: 0 });
    },
  );
});

describe("W12 wrong use ends with one clear sentence and exit code 2", () => {
  const bad = (change: (scenario: Record<string, unknown>) => void): string => {
    const json = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
    change(json);
    const path = join(folder, `bad-${Math.abs(JSON.stringify(json).length)}.json`);
    writeFileSync(path, JSON.stringify(json));
    return path;
  };
  const cases: readonly [string, () => string[], RegExp][] = [
    ["a file that is not there", () => ["replay", join(folder, "none.json")], /cannot be read/],
    [
      "a dangling station",
      () => ["replay", bad((json) => (((json["links"] as { from: string }[])[0] as { from: string }).from = "XXX"))],
      /links\[0\]\.from/,
    ],
    ["an unknown field", () => ["replay", bad((json) => (json["extra"] = 1))], /extra/],
    ["an unknown option", () => ["replay", file, "--fast"], /--fast/],
    ["a heartbeat too long", () => ["replay", file, "--heartbeat", "301"], /300/],
    ["a folder in use", () => ["replay", file, "--out", join(folder, "day")], /not empty/],
    ["an unknown command", () => ["rewind"], /rewind/],
  ];
  test.each(cases)("%s", { timeout: 60_000 }, async (_name, args, says) => {
    const { code, err, out } = await vado(...args());
    expect(err).toMatch(says);
    expect(err.trimEnd().split("\n")).toHaveLength(1);
    expect(out).toBe("");
    expect(code).toBe(2);
  });

  test("help is everywhere", { timeout: 60_000 }, async () => {
    for (const args of [
      ["--help"],
      ["replay", "--help"],
      ["demo", "--help"],
      ["relay", "--help"],
      ["desk", "--help"],
      ["board", "--help"],
      ["certificate", "--help"],
      ["doctor", "--help"],
      ["bench", "--help"],
    ]) {
      const { code, out } = await vado(...args);
      expect(out, args.join(" ")).toContain("vado");
      expect(code).toBe(0);
    }
    expect(existsSync(join(folder, ".vado"))).toBe(false);
  });
});
