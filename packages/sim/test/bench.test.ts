import { describe, expect, it } from "vitest";
import { BENCH_AREAS, bench } from "../src/bench/index.ts";
import { figure, measure, quantile, throughputRatio, timeRatio, type Lap } from "../src/bench/rounds.ts";

/** No test here says how fast anything is: the machine that runs tests is busy with other tests. */
const SHORT = { rounds: 2, seconds: 0.1, hours: 8 };

const FIGURES: Readonly<Record<string, readonly string[]>> = {
  channel: ["channel.seal", "channel.open", "channel.join", "channel.catchup", "channel.state"],
  relay: ["relay.append", "relay.batch", "relay.http"],
  flow: ["flow.fold", "flow.fold.acts"],
  suites: [2, 8, 64].flatMap((devices) => ["seal", "open", "join"].map((what) => `suites.${what}.${devices}`)),
  latency: ["latency.tap.p50", "latency.tap.p99"],
};

describe("bench", () => {
  it("has an area for every group of figures", () => expect(BENCH_AREAS).toEqual(Object.keys(FIGURES)));

  it.each(BENCH_AREAS)(
    "%s: figures with value, unit, aim, ratio and spread, by their full names",
    async (area) => {
      const result = await bench(area, SHORT);
      expect(result.area).toBe(area);
      expect(Object.keys(result.figures)).toEqual(FIGURES[area]);
      for (const figure of Object.values(result.figures)) {
        expect(Object.keys(figure).sort()).toEqual(["limit", "ratio", "spread", "unit", "value"]);
        expect(figure.unit).toMatch(
          /^(ms\/message|ms\/join|CPU ms\/join|messages\/s|bytes\/message|us\/append|ms|appends\/s|frames\/commit|events\/s)$/,
        );
        expect(figure.limit).toMatch(/^(none|ratio (<=|>=|=) \d)/);
        expect(figure.value).toBeGreaterThan(0);
        expect(figure.ratio).toBeGreaterThan(0);
        expect(figure.spread).toBeGreaterThanOrEqual(0);
      }
      const { cpu, cores, node, memoryGb, load } = result.machine;
      expect(cpu).not.toBe("");
      expect(cores).toBeGreaterThan(0);
      expect(node).toBe(process.versions.node);
      expect(memoryGb).toBeGreaterThan(0);
      expect(load).toHaveLength(3);
      expect(JSON.parse(JSON.stringify(result))).toEqual(result);
    },
    120_000,
  );

  it("refuses an area it does not know", async () => {
    await expect(bench("weather")).rejects.toThrow(RangeError);
  });
});

describe("rounds", () => {
  it("measures both sides in turns, warms up once, and lasts as long as it was told", async () => {
    const turns: string[] = [];
    const side = (name: string, seconds: number) => async (): Promise<Lap> => {
      turns.push(name);
      return { units: 10, seconds };
    };
    const rounds = await measure({ rounds: 2, seconds: 12 }, side("ours", 2), side("peer", 1));
    expect(rounds).toEqual([
      { ours: 0.2, peer: 0.1 },
      { ours: 0.2, peer: 0.1 },
    ]);
    expect(turns.slice(0, 8)).toEqual(["ours", "peer", "peer", "ours", "ours", "peer", "peer", "ours"]);
    expect(turns).toHaveLength(3 * 8);
  });

  it("reads medians, and the spread as the share of the middle half", () => {
    const rounds = [1, 2, 3, 4, 5].map((ours) => ({ ours, peer: 1 }));
    const reading = { unit: "u", limit: "ratio <= 1", value: (seconds: number) => seconds * 10 };
    expect(figure(rounds, { ...reading, ratio: timeRatio })).toMatchObject({ value: 30, ratio: 3, spread: 0.6667 });
    expect(figure(rounds, { ...reading, ratio: throughputRatio })).toMatchObject({ value: 30, ratio: 0.3333 });
    expect(quantile([4, 1, 3, 2], 0.5)).toBe(2.5);
  });
});
