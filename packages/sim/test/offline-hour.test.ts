import { describe, expect, it } from "vitest";
import type { OfficerPost } from "../src/officers/context.ts";
import type { Scenario } from "../src/scenario/index.ts";
import { CALM } from "../src/simulate/chance.ts";
import { simulate } from "../src/simulate/simulate.ts";
import { trafficScenario } from "../src/simulate/traffic.ts";

/**
 * An hour without a network in the middle of traffic, on a corridor of two links: the phones of one side, then a control room, then a
 * desk that holds both links of its station. They go on as the rules allow, and everybody agrees afterwards.
 */

const HOURS = 3;

function corridor(seed: number): Scenario {
  const first = trafficScenario(seed);
  const [link] = first.links;
  const [, reception] = first.stations;
  if (link === undefined || reception === undefined) throw new Error("the traffic has no link");
  const onward = {
    ...link,
    id: "BBB-CCC",
    from: "BBB",
    to: "CCC",
    block: { kind: "paced" } as const,
    quotaPerDay: 3_000,
  };
  return {
    ...first,
    links: [{ ...link, block: { kind: "permissive", groups: 3 }, quotaPerDay: 3_000 }, onward],
    stations: [
      ...first.stations.map((one) => (one.id === "BBB" ? { ...one, places: 800 } : one)),
      { ...reception, id: "CCC", agency: "FAR" },
    ],
    agencies: { ...first.agencies, FAR: "third agency" },
    outflow: [{ station: "CCC", perHour: 400 }],
    events: [],
  };
}

const runs = new Map<number, ReturnType<typeof simulate>>();
/** The same hours with a network all the time. */
function undisturbed(seed: number): ReturnType<typeof simulate> {
  const run = runs.get(seed) ?? simulate({ seed, scenario: corridor(seed), faults: CALM, hours: HOURS });
  runs.set(seed, run);
  return run;
}

/** Minutes 60 to 120 of the run. */
const inTheHour = (minute: number): boolean => minute >= 60 && minute < 120;
const CUTS: Readonly<Record<string, (post: OfficerPost) => boolean>> = {
  "the sending side's phones": ({ side, role, link }) => link === "AAA-BBB" && side === "sending" && role === "field",
  "a control room": ({ side, role, link }) => link === "AAA-BBB" && side === "receiving" && role === "duty",
  "a desk with both its links": ({ role, side, link }) =>
    role === "archive" && ((link === "AAA-BBB" && side === "receiving") || (link === "BBB-CCC" && side === "sending")),
};

describe.each(Object.entries(CUTS))("an hour without a network for %s", (_who, cut) => {
  it.each([101])(
    "no fact is lost, no authorisation invented, all agree afterwards (seed %i)",
    { timeout: 180_000 },
    async (seed) => {
      const scenario = corridor(seed);
      const whole = await undisturbed(seed);
      const cutOff = await simulate({
        seed,
        scenario,
        faults: CALM,
        hours: HOURS,
        offline: (post, minute) => cut(post) && inTheHour(minute),
      });
      // Facts and people balance, logs are whole, outboxes empty, digests equal, every line of the record lawful.
      expect(cutOff.findings).toEqual([]);
      expect(whole.findings).toEqual([]);
      // It really was in the middle of traffic, and it went on afterwards.
      expect(cutOff.frames).not.toBe(whole.frames);
      expect(cutOff.received).toBeLessThanOrEqual(whole.received);
      expect(cutOff.received).toBeGreaterThan(whole.received / 2);
      const released = (said: Readonly<Record<string, number>>) =>
        Object.entries(said).filter(([name]) => name.startsWith("group.released") && name.includes("void"));
      expect(released(cutOff.said)).toEqual([]);
    },
  );
});
