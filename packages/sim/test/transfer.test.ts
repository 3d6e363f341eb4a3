import { describe, expect, test } from "vitest";
import { dayFigures } from "../src/replay/summary.ts";
import { scenarioTime } from "../src/scenario/index.ts";
import { chainScenario } from "../src/simulate/chain.ts";
import { StationHall } from "../src/world/hall.ts";
import { stockAt } from "../src/world/nights.ts";
import { World } from "../src/world/world.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const hall = (intakePerHour: number | null) =>
  new StationHall({ station: "MID", total: 200, intakePerHour, outflowPerHour: 0 }, 0);
const people = (units: readonly { readonly size: number }[]) => units.reduce((sum, { size }) => sum + size, 0);

function worldAt(change: (scenario: ReturnType<typeof chainScenario>) => object = () => ({})): World {
  const scenario = chainScenario(1);
  const changed = { ...scenario, ...change(scenario) };
  return new World(changed, scenarioTime(changed), 1, 300);
}

describe("W15 groups at a transfer", () => {
  test("regression: who waited long for intake still waits for a full vehicle, and does not leave in a tiny train", () => {
    const slow = hall(60);
    slow.enter(Array<number>(400).fill(3), 0, 0);
    let departed: number[] = [];
    for (let at = MINUTE_MS; at <= 10 * HOUR_MS; at += MINUTE_MS) {
      slow.advance(at);
      const units = slow.takeOnward(100, at - 2 * HOUR_MS);
      if (units.length > 0) departed = [...departed, people(units)];
    }
    expect(departed.length).toBeGreaterThan(4);
    for (const group of departed) expect(group).toBeGreaterThan(90);
  });

  test("a group that is not full leaves two hours after its first unit was registered", () => {
    const small = hall(null);
    small.enter([4, 3], 0, HOUR_MS);
    expect(small.takeOnward(50, 0)).toEqual([]);
    expect(people(small.takeOnward(50, HOUR_MS))).toBe(7);
    expect(small.stock).toBe(0);
  });

  test("a unit larger than the vehicle stays and is counted apart; the others go", () => {
    const mixed = hall(null);
    mixed.enter([9, 3, 4], 0, 0);
    expect(people(mixed.takeOnward(7, 0))).toBe(7);
    expect({ apart: mixed.apart, stock: mixed.stock }).toEqual({ apart: 9, stock: 9 });
    expect(mixed.takeOnward(7, HOUR_MS)).toEqual([]);
  });
});

describe("W16 what a station's desk sees, and what a day leaves behind", () => {
  test("regression: people in groups that wait for the next link still take places", () => {
    const world = worldAt();
    world.meet("MID", 60, undefined);
    for (let at = world.now; at < world.time.start + 4 * HOUR_MS; at += MINUTE_MS) world.advance(at + MINUTE_MS);
    const waiting = world.parties.filter((party) => party.link === "MID-SOU");
    expect(waiting.length).toBeGreaterThan(0);
    const { hall: seen } = world.sights("NOR-MID", "receiving", "archive");
    expect(seen.unregistered + seen.registered).toBe(stockAt(world, "MID"));
    expect(seen.registered).toBeGreaterThanOrEqual(waiting.reduce((sum, party) => sum + party.people, 0));
  });

  test("regression: a station that is open by night stays open though the one before it in the chain is closed", () => {
    const world = worldAt(({ stations }) => ({
      stations: stations.map((one) => (one.id === "NOR" ? { ...one, opens: "06:00", closes: "18:00" } : one)),
    }));
    expect(world.sights("NOR-MID", "sending", "archive").stationOpen).toBe(false);
    expect(world.sights("NOR-MID", "receiving", "archive")).toMatchObject({ stationOpen: true, open: false });
  });

  test("stock of every station and demand, at the end of each day", () => {
    const world = worldAt(({ demand }) => ({
      days: 3,
      events: [],
      demand: demand.map((row) => ({ ...row, backlog: 500 })),
    }));
    world.advance(world.time.end(3));
    const days = dayFigures(world.scenario, world, 3, { received: [0, 0, 0], receivedOnward: [0, 0, 0] });
    for (const people of days.demand) expect(Math.abs(people - 4_500)).toBeLessThan(6);
    expect(world.nights.map(({ stock }) => Math.round((stock["NOR"] ?? 0) / 100))).toEqual([35, 65, 95]);
  });
});
