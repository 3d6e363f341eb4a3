import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { corridorBound, readCorridor, type Corridor } from "../src/index.ts";

const SCENARIOS = join(import.meta.dirname, "../../../scenarios");

type Change = Partial<Record<"link" | "a" | "b" | "demand", object>> & { events?: object[]; days?: number };

/** One link of 60 minutes from A to B, no limits: 1,200 people a day who come from 06:00 to 18:00. */
const corridor = ({ link, a, b, demand, events = [], days = 1, outflow = 0 }: Change & { outflow?: number } = {}) =>
  readCorridor(
    JSON.stringify({
      format: "vado-scenario/1",
      start: "2023-05-08",
      days,
      stations: [
        { id: "AAA", places: null, intakePerHour: null, opens: "00:00", closes: "24:00", ...a },
        { id: "BBB", places: null, intakePerHour: null, opens: "00:00", closes: "24:00", ...b },
      ],
      links: [
        {
          id: "A-B",
          from: "AAA",
          to: "BBB",
          block: { kind: "paced" },
          groupMax: 100,
          transitMinutes: { mean: 60 },
          ...link,
        },
      ],
      demand: [{ station: "AAA", perDay: 1_200, profile: [[360, 1_080, 1]], ...demand }],
      outflow: [{ station: "BBB", perHour: outflow }],
      routing: {},
      events,
    }),
  );
const received = async (change: Parameters<typeof corridor>[0] = {}) =>
  Math.round((await corridorBound(corridor(change))).received);

describe("the most people a corridor can receive (SPEC: BD)", () => {
  it("BD1 by hand: nobody is stopped; a quota, a rate, a block, hours, a hold, places and intake stop what they stop", async () => {
    expect(await received()).toBe(1_200);
    expect(await received({ link: { quotaPerDay: 500 } })).toBe(500);
    expect(await received({ link: { quotaPerDay: 500, quotaDays: ["tue"] }, days: 2 })).toBe(500);
    // 06:00 to 23:00, so that they arrive on the day: 17 hours.
    expect(await received({ link: { ratePerHour: 20 } })).toBe(340);
    // One group of 100 every hour.
    expect(await received({ link: { block: { kind: "absolute" } }, demand: { perDay: 5_000 } })).toBe(1_700);
    expect(await received({ link: { block: { kind: "permissive", groups: 1 }, vehicleSeats: 40 } })).toBe(680);
    // From 06:00 to 12:00, half of them come.
    expect(await received({ a: { closes: "12:00" } })).toBe(600);
    expect(await received({ b: { closes: "12:00" } })).toBe(600);
    const event = { at: "0+12:00", kind: "hold", link: "A-B", forMinutes: 720 };
    expect(await received({ events: [event] })).toBe(600);
    // Nine tenths of the places, and who leaves by the outflow.
    expect(await received({ b: { places: 100 } })).toBe(90);
    expect(await received({ b: { places: 100 }, outflow: 10 })).toBe(90 + 17 * 10);
    expect(await received({ b: { places: 100, intakePerHour: 5 }, outflow: 10 })).toBe(90 + 17 * 5);
  });

  it("BD2 what it stands on adds up to it, limit by limit and day by day", async () => {
    const cases = [
      [{ link: { quotaPerDay: 500 } }, ["quota"]],
      [{ b: { places: 900 }, outflow: 20 }, ["outflow", "places"]],
      [{ b: { places: 900, intakePerHour: 15 }, outflow: 20 }, ["intake", "places"]],
    ] as const;
    for (const [change, kinds] of cases) {
      const bound = await corridorBound(corridor({ days: 3, ...change }));
      const sum = (all: readonly number[]) => all.reduce((total, people) => total + people, 0);
      expect(sum(bound.bindings.map(({ people }) => people))).toBeCloseTo(bound.received, 6);
      expect(sum(bound.perLink["A-B"] ?? [])).toBeCloseTo(bound.received, 6);
      expect([...new Set(bound.bindings.map(({ kind }) => kind))].toSorted()).toEqual(kinds);
    }
  });

  it("BD3 people who came, as a run tells them, take the place of the scenario's mean", async () => {
    const two = corridor({ days: 2 });
    expect((await corridorBound(two, { AAA: [300, 500] })).received).toBeCloseTo(800, 6);
    const surge = corridor({ days: 2, events: [{ at: "1+09:00", kind: "surge", station: "AAA", people: 400 }] });
    expect((await corridorBound(surge, { AAA: [300, 500] })).perLink["A-B"]?.[1]).toBeGreaterThan(495);
  });

  it("BD4 a wider limit never lets fewer through, a narrower one never more", async () => {
    const limits = fc.record({
      quotaPerDay: fc.integer({ min: 0, max: 900 }),
      ratePerHour: fc.integer({ min: 1, max: 100 }),
      places: fc.integer({ min: 10, max: 900 }),
      intakePerHour: fc.integer({ min: 1, max: 90 }),
    });
    await fc.assert(
      fc.asyncProperty(
        limits,
        fc.constantFrom("quotaPerDay", "ratePerHour", "places", "intakePerHour"),
        async (of, wider) => {
          const most = ({ quotaPerDay, ratePerHour, places, intakePerHour }: typeof of) =>
            corridorBound(corridor({ link: { quotaPerDay, ratePerHour }, b: { places, intakePerHour }, outflow: 30 }));
          const narrow = await most(of);
          expect((await most({ ...of, [wider]: of[wider] + 50 })).received).toBeGreaterThanOrEqual(
            narrow.received - 1e-6,
          );
        },
      ),
      { numRuns: 15 },
    );
  });

  it("BD5 every scenario of the house has one; nobody is received twice on one link", async () => {
    for (const file of readdirSync(SCENARIOS).filter((name) => name.endsWith(".json") && !name.includes("schema"))) {
      const text = readFileSync(join(SCENARIOS, file), "utf8");
      const few = { ...(JSON.parse(text) as Corridor), days: 1 };
      const bound = await corridorBound(readCorridor(JSON.stringify(few)));
      for (const [link, most] of Object.entries(bound.mostPerLink)) {
        const people = bound.perLink[link]?.reduce((sum, some) => sum + some, 0);
        expect(people, `${file} ${link}`).toBeLessThanOrEqual(most + 1e-6);
      }
      expect(bound.received, file).toBeGreaterThan(0);
    }
  });

  it("BD6 what is no scenario is refused with what to do", () => {
    expect(() => readCorridor('{"format":"other"}')).toThrow(/Give a file as in scenarios/);
    expect(() => readCorridor('{"format":"vado-scenario/1"}')).toThrow(/has no list "stations". Add it/);
    expect(() => readCorridor("{")).toThrow(/JSON/);
  });
});
