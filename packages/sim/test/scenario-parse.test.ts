import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ScenarioError, parseScenario } from "../src/scenario/index.ts";

const FOLDER = join(import.meta.dirname, "../../../scenarios");
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith(".json") && name !== "scenario.schema.json");
const DARIEN = readFileSync(join(FOLDER, "darien-2023-10.json"), "utf8");

type Json = { [key: string]: Json } & Json[];

/** The Darién file with one thing changed. */
function spoiled(change: (scenario: Json) => void): string {
  const scenario = JSON.parse(DARIEN) as Json;
  change(scenario);
  return JSON.stringify(scenario);
}

function sentenceOf(text: string): string {
  try {
    parseScenario(text);
  } catch (error) {
    expect(error).toBeInstanceOf(ScenarioError);
    return (error as ScenarioError).message;
  }
  throw new Error("it was accepted");
}

/** Sets what stands at a path of keys. */
function set(path: string, value: unknown): (scenario: Json) => void {
  const keys = path.split("/");
  return (scenario) => {
    let place: Json = scenario;
    for (const key of keys.slice(0, -1)) place = (place as Record<string, Json>)[key] as Json;
    const last = keys.at(-1) as string;
    if (value === undefined) delete (place as Record<string, unknown>)[last];
    else (place as Record<string, unknown>)[last] = value;
  };
}

describe("scenarios of the project", () => {
  test("there are five", () => expect(FILES).toHaveLength(5));
  test.each(FILES)("%s parses, unchanged", (name) => {
    const text = readFileSync(join(FOLDER, name), "utf8");
    expect(parseScenario(text)).toEqual(JSON.parse(text));
  });
});

describe("every fault is one sentence with its path", () => {
  test.each<[string, unknown, string]>([
    ["format", "vado-scenario/2", 'format: this program reads "vado-scenario/1", found "vado-scenario/2"'],
    ["format", undefined, 'format: this program reads "vado-scenario/1", there is none'],
    ["colour", "red", "colour: unknown field; remove it"],
    ["links/0/speed", 3, "links[0].speed: unknown field; remove it"],
    ["events/0/extra", 3, "events[0].extra: unknown field; remove it"],
    ["demand/0/needs/names", 1, "demand[0].needs.names: unknown field; remove it"],
    ["links/0/mode", undefined, "links[0].mode: this field is missing"],
    ["links/0/transitMinutes/mean", 0, "links[0].transitMinutes.mean: expected more than 0, found 0"],
    ["days", 0, "days: expected at least 1, found 0"],
    ["days", 367, "days: expected at most 366, found 367"],
    ["days", 1.5, "days: expected a whole number, found 1.5"],
    ["name", 7, "name: expected string, found 7"],
    ["stations/1/id", "gua", 'stations[1].id: a station id is three capital letters or digits, found "gua"'],
    ["stations/1/id", "LAJ", 'stations[1].id: station "LAJ" is listed twice'],
    ["stations/1/agency", "XX", 'stations[1].agency: no agency "XX"'],
    ["stations/0/opens", "25:00", 'stations[0].opens: a time of day is HH:MM, up to 24:00, found "25:00"'],
    ["links/0/from", "XXX", 'links[0].from: no station "XXX"'],
    ["links/2/to", "XXX", 'links[2].to: no station "XXX"'],
    ["links/0/to", "LAJ", 'links[0].to: the link ends where it starts, at "LAJ"'],
    ["links/1/id", "LAJ-CAT", 'links[1].id: link "LAJ-CAT" is listed twice'],
    ["links/0/block", { kind: "permissive" }, "links[0].block: a permissive block names groups or people"],
    ["links/0/groupMax", 1_201, "links[0].groupMax: expected at most 1200, found 1201"],
    ["demand/0/station", "XXX", 'demand[0].station: no station "XXX"'],
    ["demand/0/profile/0/2", 0.4, "demand[0].profile: the shares sum to 0.9, not to 1"],
    ["demand/0/profile/0/0", 900, "demand[0].profile[0]: from minute 900 is not before minute 840"],
    ["demand/0/groupSize/min", 61, "demand[0].groupSize: min 61 is larger than max 60"],
    ["demand/0/stay/share", 1.1, "demand[0].stay.share: expected at most 1, found 1.1"],
    ["outflow/0/station", "XXX", 'outflow[0].station: no station "XXX"'],
    ["routing/XXX", {}, 'routing.XXX: no station "XXX"'],
    ["routing/LAJ/NO", 0, 'routing.LAJ.NO: no link "NO"'],
    ["routing/LAJ/GUA-CAT", 0, 'routing.LAJ.GUA-CAT: link "GUA-CAT" starts at "GUA", not at "LAJ"'],
    ["routing/LAJ/LAJ-CAT", 0.7, "routing.LAJ: the shares sum to 0.95, not to 1"],
    ["events/0/at", "7+00:00", "events[0].at: day 7 is outside the 7 days of the scenario, which begin with day 0"],
    ["events/0/at", "1+24:00", 'events[0].at: a moment is day+HH:MM, such as 1+09:30, found "1+24:00"'],
    ["events/0/station", "XXX", 'events[0].station: no station "XXX"'],
    ["events/1/link", "XXX", 'events[1].link: no link "XXX"'],
    ["start", "2023-02-30", 'start: "2023-02-30" is not a day of the calendar'],
    ["timezone", "Mars/Olympus", 'timezone: no IANA time zone "Mars/Olympus"'],
  ])("%s = %j", (path, value, sentence) => {
    expect(sentenceOf(spoiled(set(path, value)))).toBe(sentence);
  });

  test("an unknown kind of event", () => {
    expect(sentenceOf(spoiled(set("events/0/kind", "party")))).toMatch(
      /^events\[0\]\.kind: expected .*, found "party"$/,
    );
  });
  test("not JSON", () => expect(sentenceOf("{")).toMatch(/^the scenario is not JSON: [^\n]*$/));
  test("no object", () => expect(sentenceOf("[]")).toBe("a scenario is a JSON object"));
  test("shares within the tolerance are accepted", () => {
    expect(() => parseScenario(spoiled(set("routing/LAJ/LAJ-CAT", 0.7500009)))).not.toThrow();
    expect(() => parseScenario(spoiled(set("routing/LAJ/LAJ-CAT", 0.750002)))).toThrow(ScenarioError);
  });
});
