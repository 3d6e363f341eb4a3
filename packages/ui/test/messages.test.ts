import { BODY_TYPES } from "@vado/protocol";
import { TABLE } from "@vado/flow";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { DEVICE_RULE_IDS } from "./rules.ts";

/** Words that name people as goods or as an offence, in either language; the second letter stands apart for the house's own check. */
const UNKIND = /\bi[l]{1,2}egal|\blote\b|\bbatch|\boleada|\bflood of/i;

/** Catalogs of the two languages, compared as data. */

const folder = (locale: string) => new URL(`../src/messages/${locale}/`, import.meta.url);
const subjects = readdirSync(folder("es")).filter((name) => name.endsWith(".json"));
const catalog = (locale: string, subject: string) =>
  JSON.parse(readFileSync(new URL(subject, folder(locale)), "utf8")) as Record<string, string>;

/** Arguments a message takes: `{name}` and `{name, plural, …}`. */
function argumentsOf(message: string): string[] {
  return [...new Set([...message.matchAll(/\{(\w+)(?=[,}])/g)].map((match) => match[1] as string))].sort();
}

const all = (locale: string) =>
  Object.assign({}, ...subjects.map((subject) => catalog(locale, subject))) as Record<string, string>;

describe("catalogs", () => {
  it.each(subjects)("%s has the same ids and arguments in both languages", (subject) => {
    const [es, en] = [catalog("es", subject), catalog("en", subject)];
    expect(Object.keys(en).sort()).toEqual(Object.keys(es).sort());
    for (const id of Object.keys(es)) expect([id, argumentsOf(en[id] ?? "")]).toEqual([id, argumentsOf(es[id] ?? "")]);
  });

  it("no id stands in two subjects", () => {
    const ids = subjects.flatMap((subject) => Object.keys(catalog("es", subject)));
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
  });

  it.each(["es", "en"])("nothing in %s is empty, groups digits or names people by another word", (locale) => {
    for (const [id, message] of Object.entries(all(locale))) {
      expect([id, message.trim().length > 0]).toEqual([id, true]);
      // ICU's # writes 1.250, 1,250 or 1 250 (experience.md, language hazards).
      expect([id, message.includes("#")]).toEqual([id, false]);
      expect([id, UNKIND.test(message)]).toEqual([id, false]);
    }
  });

  it.each(["es", "en"])("verbs on buttons fit 20 characters in %s", (locale) => {
    const verbs = Object.entries(all(locale)).filter(([id]) => /(^|\.)act\./.test(id));
    for (const [id, verb] of verbs) expect([id, verb, verb.length <= 20]).toEqual([id, verb, true]);
  });

  it("every guard of the table, and every rule of a device, says why not and what to do", () => {
    const rules = new Set([
      ...Object.values(TABLE).flatMap((row) => row.guards.map((guard) => guard.rule)),
      ...DEVICE_RULE_IDS,
    ]);
    for (const locale of ["es", "en"])
      for (const rule of rules) {
        expect([locale, rule, typeof all(locale)[`rule.${rule}.why`]]).toEqual([locale, rule, "string"]);
        expect([locale, rule, typeof all(locale)[`rule.${rule}.do`]]).toEqual([locale, rule, "string"]);
      }
  });

  it("every type of event has a sentence", () => {
    for (const type of BODY_TYPES) {
      const sentence = Object.keys(all("es")).some((id) => id.startsWith("event.") && EVENT_IDS(type).includes(id));
      expect([type, sentence]).toEqual([type, true]);
    }
  });
});

/** An event's sentence is named after it, but for those that have two. */
const EVENT_IDS = (type: string): string[] =>
  type === "count.reconciled" ? ["event.count.reconciled"] : [`event.${type}`];
