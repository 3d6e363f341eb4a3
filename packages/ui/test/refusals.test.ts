import { readFileSync } from "node:fs";
import { DRILL_RULES, TABLE, type Row } from "@vado/flow";
import type { BodyType } from "@vado/protocol";
import { describe, expect, it } from "vitest";
import { pageFile, refusalsPage } from "./guide/refusals.ts";

/** The guide's pages of refusals against the table of guards. */

/** What a desk refuses to requests that no screen makes: a person never meets them, or as `rule.other`. */
const FOR_MACHINES = new Set(
  "no-such-route bad-body too-large created-out-of-window no-record other-station token-wrong internal revocation-bad".split(
    " ",
  ),
);

const guarded = new Set([
  ...Object.values(TABLE).flatMap((row) => (row as Row).guards.map(({ rule }) => rule)),
  ...Object.values(DRILL_RULES).map(({ rule }) => rule),
  "W1",
  "T1",
  "S8.roster",
  "S8.fork",
  "S8.provisional",
  "S8.offline",
  // Said by the device itself.
  "S8.elsewhere",
  "S8.notKept",
  "K84",
  "K110",
  ...bytesRules(),
  "desk-away",
  ...deskReasons(),
]);

/** Why a desk refuses, from its source; what is wrong with a signature only a broken device meets. */
function deskReasons(): string[] {
  const code = readFileSync(new URL("../../../apps/desk/src/refusal.ts", import.meta.url), "utf8");
  const reasons = [...code.matchAll(/^ {2}"?([a-z-]+)"?: \[\d{3}, /gm)].map(([, reason]) => reason ?? "");
  return reasons.filter((reason) => !FOR_MACHINES.has(reason) && !/^(signature|digest|nonce)/.test(reason));
}

/** What the readers of bytes say (E1 to E9), from their sources. */
function bytesRules(): string[] {
  const sources = ["protocol/src/envelope.ts", "client/src/verify.ts"];
  const code = sources.map((file) => readFileSync(new URL(`../../${file}`, import.meta.url), "utf8")).join("");
  return [...code.matchAll(/"(E\d+)"/g)].map(([, rule]) => rule ?? "");
}

const listed = (page: string): Set<string> =>
  new Set([...page.matchAll(/^\| `([^`]+)` \|/gm)].map(([, rule]) => rule ?? ""));

describe.each(["es", "en"] as const)("the page of refusals (%s)", (lang) => {
  const page = readFileSync(pageFile(lang), "utf8");

  it("is what npm run guide writes: every sentence as the screens say it", () => {
    expect(page).toBe(refusalsPage(lang));
  });

  it("names every rule of the table of guards, and no rule that refuses nothing", () => {
    const rules = listed(page);
    expect([...guarded].filter((rule) => !rules.has(rule))).toEqual([]);
    expect([...rules].filter((rule) => !guarded.has(rule))).toEqual([]);
  });

  it("has a section for every act that a guard can refuse", () => {
    const sections = page.match(/^## /gm)?.length ?? 0;
    const acts = (Object.keys(TABLE) as BodyType[]).filter((type) =>
      (TABLE[type] as Row).guards.some(({ rule }) => rule !== "A1"),
    );
    expect(sections).toBe(acts.length + 4);
  });
});
