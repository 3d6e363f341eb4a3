import type { Scenario } from "../scenario/index.ts";
import { stream, whole } from "../seeded.ts";

/** Two links into a small station and one on from it, with short ways: transfers, shares and a full middle within hours. */
export function chainScenario(seed: number): Scenario {
  const draw = stream(seed, "chain");
  const at = () => `0+0${whole(draw, 1, 3)}:${String(whole(draw, 10, 59))}`;
  const station = (id: string, agency: string, places: number | null, intakePerHour: number | null) => ({
    id,
    name: `Station ${id}`,
    country: "PA",
    lat: 0,
    lon: 0,
    places,
    intakePerHour,
    agency,
    opens: "00:00",
    closes: "24:00",
  });
  const link = (from: string, to: string, mean: number, groupMax: number) => ({
    id: `${from}-${to}`,
    from,
    to,
    mode: "bus" as const,
    block: { kind: "permissive" as const, groups: 4 },
    groupMax,
    vehicleSeats: groupMax,
    transitMinutes: { mean, sd: mean / 8 },
    answerMinutes: 15,
  });
  const demand = (from: string, perDay: number) => ({
    station: from,
    perDay,
    profile: [[0, 1_440, 1]] as [number, number, number][],
    groupSize: { min: 20, max: 40 },
    familyUnitMean: 3,
    needs: { childrenWithFamily: 0.2 },
  });
  return {
    format: "vado-scenario/1",
    name: `a chain, seed ${seed}`,
    start: "2024-03-10",
    timezone: "UTC",
    days: 1,
    seed,
    agencies: { NORTH: "sending agency", MIDDLE: "agency between", SOUTH: "receiving agency" },
    stations: [
      station("NOR", "NORTH", null, null),
      station("WES", "NORTH", null, null),
      station("MID", "MIDDLE", 200, 300),
      station("SOU", "SOUTH", 400, 250),
    ],
    links: [link("NOR", "MID", 80, 40), link("WES", "MID", 15, 40), link("MID", "SOU", 25, 50)],
    demand: [demand("NOR", 3_000), demand("WES", 1_500)],
    outflow: [{ station: "SOU", perHour: 200 }],
    routing: {},
    events: [
      { at: at(), kind: "hold", link: "MID-SOU", forMinutes: whole(draw, 5, 40), why: "road under water" },
      { at: at(), kind: "comms-loss", link: "WES-MID", side: "receiving", forMinutes: whole(draw, 5, 30) },
      { at: at(), kind: "spontaneous", station: "MID", people: whole(draw, 1, 60) },
      { at: at(), kind: "surge", station: "WES", people: 150 },
      { at: at(), kind: "places", station: "MID", places: 120, forMinutes: 45 },
    ],
    sources: { all: "invented, for tests" },
  };
}
