import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { EvidenceError, checkRecord } from "../src/check/index.ts";
import { CHANNEL, goodSummary } from "./check-book.ts";
import { emptyFolder, goodFolder, removeFolders, write, type Folder } from "./check-folder.ts";

afterAll(removeFolders);

/** Plants one fault in a good folder and tells what is found. */
function found(plant: (folder: Folder) => void): string[] {
  const folder = goodFolder();
  plant(folder);
  const report = checkRecord(write(folder));
  expect(report.ok).toBe(report.violations.length === 0);
  return [...new Set(report.violations.map(({ rule }) => rule))];
}

test("a good record passes", () => {
  const folder = goodFolder();
  const { undecided, ...report } = checkRecord(write(folder));
  expect(report).toEqual({ ok: true, devices: 2, events: folder.logs["one"]!.length, found: 0, violations: [] });
  expect(undecided.map(({ rule }) => rule)).toContain("H8.fresh");
});

test("a late joiner has the end of the log only", () => {
  expect(found((folder) => (folder.logs["two"] = folder.logs["one"]!.slice(20)))).toEqual([]);
});

describe("devices that disagree", () => {
  test("log.equal: another headcount", () => {
    const rules = found((folder) => {
      folder.logs["two"] = folder.logs["two"]!.map((line) =>
        line.event.type === "group.arrived" && line.event["group"] === "AAA"
          ? { ...line, event: { ...line.event, headcount: 99 } }
          : line,
      );
    });
    // Its own story does not add up either.
    expect(rules).toEqual(["log.equal", "C1"]);
  });
  test("log.equal: an event void for one of them", () => {
    const rules = found((folder) => {
      folder.logs["two"] = folder.logs["two"]!.map((line) =>
        line.voidedBy === null ? line : { ...line, voidedBy: null },
      );
    });
    expect(rules).toEqual(["log.equal", "S6", "S1", "S2", "S4"]);
  });
  test("log.gap: a hidden hold", () => {
    const rules = found((folder) => {
      folder.logs["two"] = folder.logs["two"]!.filter(({ event }) => event.type !== "hold.placed");
    });
    // For those who do not know of the hold, GO was void for nothing.
    expect(rules).toEqual(["log.gap", "void", "S6"]);
  });
  test("log.order: a line twice", () => {
    expect(
      found(
        (folder) => (folder.logs["two"] = folder.logs["two"]!.flatMap((line, i) => (i === 3 ? [line, line] : line))),
      ),
    ).toEqual(["log.order"]);
  });
  test("digest: two states at one sequence", () => {
    expect(
      found((folder) => (folder.digests["two"] = folder.digests["two"]!.replaceAll("a", "b").replace(/^\S+/, CHANNEL))),
    ).toEqual(["digest"]);
  });
  test("digest: none of this channel", () => {
    expect(found((folder) => (folder.digests["two"] = ""))).toEqual(["digest"]);
  });
});

describe("a summary that says something else", () => {
  const perLink = () => (goodSummary()["perLink"] as Record<string, Record<string, unknown>>)["AAA-BBB"];
  const perStation = (change: object) => {
    const stations = goodSummary()["perStation"] as Record<string, object>;
    return { ...stations, AAA: { ...stations["AAA"], ...change } };
  };
  test.each<[string, Record<string, unknown>]>([
    ["totals", { groups: 4 }],
    ["totals", { grants: 5 }],
    ["totals", { holds: 0 }],
    ["totals", { voided: 0 }],
    ["C1", { perLink: {} }],
    ["C1", { perLink: { "AAA-BBB": { ...perLink(), atGate: 6 } } }],
    ["C1", { perLink: { "AAA-BBB": { ...perLink(), receivedPerDay: [237, 1] } } }],
    ["C1", { perLink: { "AAA-BBB": perLink(), "BBB-CCC": {} } }],
    ["people", { people: { ...(goodSummary()["people"] as object), waiting: 55 } }],
    ["C2", { perStation: perStation({ stock: 66 }) }],
    ["C2", { perStation: perStation({ corrections: 1 }) }],
    ["C2", { perStation: perStation({ in: 206, stock: 66 }) }],
    ["C2", { perStation: {} }],
    ["C2", { perStation: undefined }],
    ["summary", { digests: 2 }],
    ["summary", { violations: 1 }],
    ["summary", { conservation: false }],
  ])("%s: %j", (rule, change) => {
    expect(found((folder) => Object.assign(folder.summary, change))).toEqual([rule]);
  });
});

test("at most so many violations are kept", () => {
  const folder = goodFolder();
  folder.summary = {};
  expect(checkRecord(write(folder), { keep: 3 })).toMatchObject({ ok: false, violations: { length: 3 } });
});

test("a folder that is no evidence is refused in one sentence", () => {
  const dir = emptyFolder();
  expect(() => checkRecord(join(dir, "none"))).toThrow(/none: there is no such folder$/);
  expect(() => checkRecord(dir)).toThrow(EvidenceError);
});
