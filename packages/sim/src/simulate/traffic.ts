import type { Scenario } from "../scenario/index.ts";
import { stream, whole } from "../seeded.ts";

/** Two hours of full traffic on one link, different under every seed: block mode, sizes, rates, and what goes wrong on the ground. */
export const TRAFFIC_HOURS = 2;

export function trafficScenario(seed: number): Scenario {
  const draw = stream(seed, "traffic");
  const blocks = [
    { kind: "absolute" },
    { kind: "permissive", groups: 3 },
    { kind: "permissive", people: 300 },
    { kind: "paced" },
  ] as const;
  const block = blocks[whole(draw, 0, 3)] as (typeof blocks)[number];
  const at = () => `0+0${whole(draw, 0, 1)}:${String(whole(draw, 10, 59))}`;
  const events: Scenario["events"] = [];
  if (draw() < 0.7)
    events.push({ at: at(), kind: "hold", link: "AAA-BBB", forMinutes: whole(draw, 5, 30), why: "water rising" });
  if (draw() < 0.5) events.push({ at: at(), kind: "spontaneous", station: "BBB", people: whole(draw, 1, 120) });
  if (draw() < 0.5)
    events.push({
      at: at(),
      kind: "comms-loss",
      link: "AAA-BBB",
      side: draw() < 0.5 ? "sending" : "receiving",
      forMinutes: whole(draw, 3, 25),
    });
  if (draw() < 0.3) events.push({ at: at(), kind: "quota", link: "AAA-BBB", perDay: whole(draw, 200, 900) });
  if (draw() < 0.3)
    events.push({ at: at(), kind: "places", station: "BBB", places: whole(draw, 150, 600), forMinutes: 30 });
  if (draw() < 0.2) events.push({ at: at(), kind: "intake", station: "BBB", perHour: 40, forMinutes: 40 });
  const hours = { opens: "00:00", closes: "24:00" } as const;
  return {
    format: "vado-scenario/1",
    name: `two hours of full traffic, seed ${seed}`,
    start: "2024-03-10",
    timezone: "UTC",
    days: 1,
    seed,
    agencies: { NORTH: "sending agency", SOUTH: "receiving agency" },
    stations: [
      {
        id: "AAA",
        name: "North bank waiting area",
        country: "MX",
        lat: 0,
        lon: 0,
        places: null,
        intakePerHour: null,
        agency: "NORTH",
        ...hours,
      },
      {
        id: "BBB",
        name: "South bank reception",
        country: "US",
        lat: 0,
        lon: 0,
        places: whole(draw, 400, 2_000),
        intakePerHour: 200,
        agency: "SOUTH",
        ...hours,
      },
    ],
    links: [
      {
        id: "AAA-BBB",
        from: "AAA",
        to: "BBB",
        mode: "bus",
        block,
        ratePerHour: whole(draw, 300, 900),
        quotaPerDay: whole(draw, 600, 3_000),
        groupMax: 60,
        transitMinutes: { mean: whole(draw, 8, 25), sd: whole(draw, 0, 5) },
        answerMinutes: 15,
      },
    ],
    demand: [
      {
        station: "AAA",
        perDay: 12_000,
        backlog: 200,
        profile: [[0, 1440, 1]],
        groupSize: { min: 20, max: 60 },
        familyUnitMean: 3,
        needs: { childrenWithFamily: 0.2, urgentMedical: 0.01, unaccompaniedChildren: 0.005 },
      },
    ],
    outflow: [{ station: "BBB", perHour: 200 }],
    routing: {},
    events,
    sources: { all: "made up for the simulator" },
  } as Scenario;
}
