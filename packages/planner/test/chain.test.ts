import { PLAIN_TERMS } from "@vado/protocol";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { carriesPerHour, chainCheck, type ChainLink, type ChainStation } from "../src/index.ts";

const DAYS = 10;
const every = (people: number, days = DAYS) => Array.from({ length: days }, () => people);
const station = (id: string, change: Partial<ChainStation> = {}): ChainStation => ({
  id,
  places: null,
  reserveShare: 0.1,
  stock: 0,
  demand: every(0),
  intakePerDay: null,
  outflowPerDay: 0,
  ...change,
});
const link = (from: string, to: string, perDay: number, change: Partial<ChainLink> = {}): ChainLink => ({
  id: `${from}-${to}`,
  from,
  to,
  perDay: every(perDay),
  share: 1,
  transitDays: 0,
  ...change,
});
/** 650 a day in and 150 a day out, as on one day of 2021 (domain.md, numbers to design for). */
const broken = (quota = 650) =>
  chainCheck(
    [station("A", { demand: every(1_000) }), station("B", { places: 850 }), station("C", { outflowPerDay: 360 })],
    [link("A", "B", quota), link("B", "C", 150)],
    DAYS,
  );

describe("the chain check (SPEC: CC)", () => {
  it("CC1 quotas that do not match: the stock between them grows by what comes in less what goes out, and the day is named", () => {
    const { stations, links, consistent } = broken();
    expect(consistent).toBe(false);
    const between = stations[1];
    expect(between).toMatchObject({ limit: 765, growthPerDay: 500, fullOn: 1 });
    expect(between?.stock).toEqual(every(0).map((_, day) => 500 * (day + 1)));
    expect(links.map(({ id, fits }) => [id, fits])).toEqual([
      ["A-B", 226],
      ["B-C", null],
    ]);
    expect(stations[2]).toMatchObject({ limit: null, growthPerDay: 0, fullOn: null });
  });

  it("CC2 the quota that fits does fit, and one more would not", () => {
    expect(broken(226).consistent).toBe(true);
    expect(broken(227).consistent).toBe(false);
    expect(broken(226).links[0]?.fits).toBeNull();
  });

  it("CC3 intake, transit, days without quota and a way that parts are reckoned with", () => {
    const slow = chainCheck(
      [station("A", { demand: every(100) }), station("B", { intakePerDay: 40, outflowPerDay: 1_000 })],
      [link("A", "B", 1_000, { transitDays: 1.5 })],
      4,
    );
    // Half a day earlier than the second day, half later; forty a day are registered and gone.
    expect(slow.stations[1]?.stock).toEqual([0, 10, 70, 130]);
    const parted = chainCheck(
      [station("A", { demand: every(100) }), station("B"), station("C")],
      [link("A", "B", 1_000, { share: 0.25 }), link("A", "C", 50, { share: 0.75 })],
      2,
    );
    expect(parted.links.map(({ carried }) => carried[0])).toEqual([25, 50]);
    const sunday = chainCheck(
      [station("A", { demand: every(10) }), station("B")],
      [link("A", "B", 0, { perDay: [10, 0, 10] })],
      3,
    );
    expect(sunday.stations[0]?.stock).toEqual([0, 10, 10]);
  });

  it("CC4 nobody is lost, and what fits keeps every station below within its limit", () => {
    const amounts = fc.record({
      demand: fc.integer({ min: 0, max: 900 }),
      quotas: fc.tuple(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 900 })),
      places: fc.integer({ min: 0, max: 900 }),
      stock: fc.integer({ min: 0, max: 500 }),
      out: fc.integer({ min: 0, max: 500 }),
    });
    fc.assert(
      fc.property(amounts, ({ demand, quotas: [first, second], places, stock, out }) => {
        const stations = [
          station("A", { demand: every(demand), stock }),
          station("B", { places }),
          station("C", { places, outflowPerDay: out }),
        ];
        const links = [link("A", "B", first), link("B", "C", second)];
        const outlook = chainCheck(stations, links, DAYS);
        const there = outlook.stations.reduce((sum, one) => sum + (one.stock.at(-1) ?? 0), 0);
        const gone = (outlook.stations[2]?.out ?? []).reduce((sum, one) => sum + one, 0);
        expect(there + gone).toBeCloseTo(stock + demand * DAYS, 4);
        const fits = outlook.links[0]?.fits ?? null;
        if (fits === null || fits === 0) return;
        const again = chainCheck(stations, [link("A", "B", fits), links[1] as ChainLink], DAYS);
        expect(again.stations.slice(1).every(({ fullOn }) => fullOn === null)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it("CC5 a circle and a station without a name are refused with what to do", () => {
    const both = [station("A"), station("B")];
    expect(() => chainCheck(both, [link("A", "B", 1), link("B", "A", 1)], 1)).toThrow(/circle.*one way at a time/);
    expect(() => chainCheck(both, [link("A", "C", 1)], 1)).toThrow(/C, which is not among the stations. Name it/);
  });

  it("CC6 a link carries what rate and block let through in its open hours", () => {
    const bus = {
      ...PLAIN_TERMS,
      block: { kind: "permissive", groups: 3 } as const,
      groupMax: 60,
      transitMeanMin: 105,
    };
    expect(carriesPerHour({ ...bus, ratePerHour: null }) * 12).toBe(3 * 60 * 0.5 * 12);
    expect(carriesPerHour({ ...bus, ratePerHour: 50 }) * 12).toBe(600);
    expect(carriesPerHour({ ...bus, block: { kind: "absolute" }, ratePerHour: null }) * 12).toBe(60 * 0.5 * 12);
    expect(carriesPerHour({ ...bus, block: { kind: "paced" }, ratePerHour: null }) * 12).toBe(Infinity);
  });
});
