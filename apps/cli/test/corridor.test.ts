import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { check } from "@placemarkio/check-geojson";
import { afterAll, describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../../..");
const MAIN = join(ROOT, "apps/cli/src/main.ts");
const scenario = (name: string) => join(ROOT, "scenarios", name);
const folder = mkdtempSync(join(tmpdir(), "vado-corridor-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const vado = (...args: string[]) => spawnSync(process.execPath, ["--no-warnings", MAIN, ...args], { encoding: "utf8" });

describe("what a corridor's figures say (SPEC: VC23 to VC25)", () => {
  it("VC23 the quotas of 2021 do not fit: the stock grows by hundreds a day, and the quota that fits is named", () => {
    const { status, stdout } = vado("agreement", "check", scenario("broken-chain-2021-08.json"), "--json");
    expect(status).toBe(3);
    const { stations, links, consistent } = JSON.parse(stdout) as {
      stations: { id: string; growthPerDay: number; fullOn: number | null; stock: number[] }[];
      links: { id: string; fits: number | null }[];
      consistent: boolean;
    };
    expect(consistent).toBe(false);
    const gualaca = stations.find(({ id }) => id === "GUA");
    expect(gualaca?.growthPerDay).toBeGreaterThan(200);
    expect(gualaca?.fullOn).toBeLessThan(7);
    const fits = links.find(({ id }) => id === "NEC-ACA")?.fits ?? 0;
    expect(fits).toBeGreaterThan(100);
    expect(fits).toBeLessThan(250);
    const text = vado("agreement", "check", scenario("broken-chain-2021-08.json"), "--days", "63").stdout;
    expect(text).toMatch(/GUA +[▁-█]+ .*OVER from day \d/);
    expect(text).toContain("The quotas do not fit one another.");
  });

  it("VC23 the quotas of a border do not grow any stock inside; a file that is not there is one sentence", () => {
    const fine = vado("agreement", "check", scenario("darien-2023-10.json"));
    expect(fine.status).toBe(0);
    expect(fine.stdout).toContain("The quotas fit one another.");
    const none = vado("agreement", "check", join(folder, "none.json"));
    expect(none.status).toBe(2);
    expect(none.stderr.trim().split("\n")).toHaveLength(1);
  });

  it("VC24 VC25 the bound of a crossing, what it stands on, what a run received of it, and the map of both", () => {
    const file = scenario("matamoros-brownsville-2023-05.json");
    const run = join(folder, "run.json");
    const there = { stock: 5, waiting: 3, inside: 2 };
    const perLink = { "MAT-BRO": { receivedPerDay: [2_929, 2_892, 3_041] } };
    const perStation = {
      MAT: { camePerDay: [3_000, 3_000, 4_799], overMinutes: 0, ...there },
      BRO: { camePerDay: [0, 0, 0], overMinutes: 7, ...there },
    };
    writeFileSync(run, JSON.stringify({ perLink, perStation }));
    const { status, stdout } = vado("bound", file, "--run", run);
    expect(status).toBe(0);
    expect(stdout).toContain("at most 9140 receptions");
    expect(stdout).toContain("day 3: quota MAT-BRO 3000, unannounced arrivals BRO 140");
    expect(stdout).toContain("received in all 8862 of 9140: 0.970");
    expect(stdout).toContain("BRO had more people than places for 7 minutes");
    const map = check(vado("map", file, "--run", run).stdout) as { features: { id: string; properties: object }[] };
    expect(map.features.find(({ id }) => id === "MAT-BRO")?.properties).toMatchObject({ received: 8_862 });
    writeFileSync(run, "{}");
    const bad = vado("bound", file, "--run", run);
    expect(bad.status).toBe(2);
    expect(bad.stderr).toContain("is no summary of a replay. Give the summary.json");
  });
});
