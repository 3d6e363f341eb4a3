import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Pair, commands } from "./commands.ts";

/** The rules against a reference model that shares nothing with them (DE1, DE2): the same words to both, and the same answers. */

/** The same commands in every run of `npm test`; another seed with VADO_SEED, more with VADO_MODEL_RUNS. */
const RUNS = Number(process.env["VADO_MODEL_RUNS"] ?? 250);
const SEED = Number(process.env["VADO_SEED"] ?? 11);

const terms = fc.record({
  block: fc.constantFrom(
    { kind: "absolute" as const },
    { kind: "paced" as const },
    { kind: "permissive" as const, groups: 2 },
    { kind: "permissive" as const, groups: 3, people: 40 },
  ),
  ratePerHour: fc.constantFrom(null, null, 40),
  quotaPerDay: fc.constantFrom(null, null, 60),
});

describe("the rules against the reference model", () => {
  it("M1 every event stands or is void in both, and leaves people, tokens, room, holds and order the same", () => {
    const stood = new Map<string, number>();
    fc.assert(
      fc.property(terms, fc.commands(commands, { maxCommands: 90, size: "max" }), (agreed, said) => {
        const pair = new Pair(agreed);
        fc.modelRun(() => ({ model: {}, real: pair }), said);
        for (const [type, times] of pair.stood) stood.set(type, (stood.get(type) ?? 0) + times);
      }),
      { numRuns: RUNS, seed: SEED, endOnFailure: process.env["VADO_SHRINK"] === undefined },
    );
    console.log(JSON.stringify(Object.fromEntries(stood)));
    if (RUNS < 250) return;
    for (const type of [
      "group.released",
      "group.diverted",
      "count.corrected",
      "grant.revoke-accepted",
      "drill.started",
    ])
      expect(stood.get(type) ?? 0, type).toBeGreaterThan(20);
  });
});
