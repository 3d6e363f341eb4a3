import { C1_TERMS, balanceOf, receivedPerDay } from "./balance.ts";
import { isObject, isPlayed, type RecordLine, type Violation } from "./line.ts";
import type { Story } from "./story.ts";

/** A link's log as all its devices have it. */
export interface LinkRecord {
  readonly link: string;
  readonly lines: readonly RecordLine[];
  readonly story: Story;
}

type Summary = Readonly<Record<string, unknown>>;

const PEOPLE_LEFT = ["demand", "spontaneous", "joined"];
const PEOPLE_RIGHT = ["notReady", "waiting", "inTransit", "atGate", "received", "left", "medical", "missing"];

/** What a run says of itself, beside what its logs say. `others` are the lines of channels without rules (chat). */
export function checkSummary(
  summary: Summary,
  records: readonly LinkRecord[],
  others: readonly RecordLine[],
): Violation[] {
  const violations: Violation[] = [];
  const compare = (rule: string, name: string, says: unknown, is: number): void => {
    if (says !== is)
      violations.push({
        rule,
        device: "summary",
        seq: 0,
        detail: `${name}: the summary says ${show(says)}, the logs ${is}`,
      });
  };
  const perLink = isObject(summary["perLink"]) ? summary["perLink"] : {};
  for (const { link, story } of records) {
    const says = isObject(perLink[link]) ? perLink[link] : {};
    const counted = balanceOf(story.everybody);
    for (const term of C1_TERMS) compare("C1", `${link}.${term}`, says[term], counted[term]);
    violations.push(...compareDays(link, says["receivedPerDay"], receivedPerDay(story.everybody, story.terms)));
  }
  for (const link of Object.keys(perLink)) {
    if (records.every((record) => record.link !== link)) compare("C1", `channels of ${link}`, "something", 0);
  }

  const sum = (of: (record: LinkRecord) => number): number => records.reduce((total, record) => total + of(record), 0);
  const isVoid = ({ voidedBy }: RecordLine): boolean => voidedBy !== null;
  // What was played in a drill is no part of the crossing.
  const valid = (type: string) =>
    sum(({ lines }) => lines.filter((line) => line.event.type === type && !isVoid(line) && !isPlayed(line)).length);
  compare("totals", "groups", summary["groups"], valid("group.opened"));
  compare("totals", "grants", summary["grants"], valid("slot.granted"));
  compare(
    "totals",
    "holds",
    summary["holds"],
    sum(({ story }) => story.holds.size),
  );
  compare(
    "totals",
    "voided",
    summary["voided"],
    sum(({ lines }) => lines.filter(isVoid).length) + others.filter(isVoid).length,
  );

  violations.push(...checkPeople(summary["people"]));
  for (const [field, right] of [
    ["digests", 1],
    ["violations", 0],
    ["conservation", true],
  ] as const) {
    if (summary[field] === right) continue;
    violations.push({
      rule: "summary",
      device: "summary",
      seq: 0,
      detail: `${field} is ${show(summary[field])}, not ${right}`,
    });
  }
  return violations;
}

/** Every person of the demand is somewhere. */
function checkPeople(value: unknown): Violation[] {
  const people = isObject(value) ? value : {};
  const sum = (names: readonly string[]): number => names.reduce((total, name) => total + Number(people[name]), 0);
  const [left, right] = [sum(PEOPLE_LEFT), sum(PEOPLE_RIGHT)];
  if (left === right) return [];
  const detail = `${PEOPLE_LEFT.join(" + ")} = ${left}, ${PEOPLE_RIGHT.join(" + ")} = ${right}`;
  return [{ rule: "people", device: "summary", seq: 0, detail }];
}

/** The logs know calendar days and not which of them is day 0, so days without receptions at either end say nothing. */
function compareDays(link: string, says: unknown, days: ReadonlyMap<number, number>): Violation[] {
  const all = [...days.keys()];
  const first = Math.min(...all);
  const counted =
    all.length === 0 ? [] : Array.from({ length: Math.max(...all) - first + 1 }, (_, i) => days.get(first + i) ?? 0);
  const [a, b] = [trimmed(Array.isArray(says) ? says : [undefined]), trimmed(counted)];
  if (a.length === b.length && a.every((people, i) => people === b[i])) return [];
  const detail = `${link}.receivedPerDay: the summary says ${show(says)}, the logs ${show(counted)}`;
  return [{ rule: "C1", device: "summary", seq: 0, detail }];
}

function trimmed(days: readonly unknown[]): readonly unknown[] {
  const first = days.findIndex((people) => people !== 0);
  return first < 0 ? [] : days.slice(first, days.findLastIndex((people) => people !== 0) + 1);
}

const show = (value: unknown): string => (JSON.stringify(value) ?? "nothing").slice(0, 200);
