import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { commands } from "./commands.ts";
import { Pair } from "./pair.ts";

/** The rules against a reference model that shares nothing with them (DE1, DE2): the same words to both, and the same answers. */

/** The same commands in every run of `npm test`; another seed with VADO_SEED, more or fewer with VADO_MODEL_RUNS, the smallest with VADO_SHRINK. */
const RUNS = Number(process.env["VADO_MODEL_RUNS"] ?? 400);
const SEED = Number(process.env["VADO_SEED"] ?? 11);
const TIMEOUT_MS = 60_000 + 200 * RUNS;

/** With so many runs, each of these has stood in both a good many times. */
const DEEP_RUNS = 300;
const DEEP = ["group.released", "GO alone", "group.diverted", "count.corrected", "count.reconciled", "group.returned"];

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
  it(
    "M1 every event stands or is void in both, and leaves people, tokens, room, holds and order the same",
    () => {
      const stood = new Map<string, number>();
      fc.assert(
        fc.property(terms, fc.commands(commands, { maxCommands: 90, size: "max" }), (agreed, said) => {
          const pair = new Pair(agreed);
          fc.modelRun(() => ({ model: {}, real: pair }), said);
          for (const [type, times] of pair.stood) stood.set(type, (stood.get(type) ?? 0) + times);
        }),
        { numRuns: RUNS, seed: SEED, endOnFailure: process.env["VADO_SHRINK"] === undefined },
      );
      if (RUNS < DEEP_RUNS) return;
      for (const what of DEEP) expect(stood.get(what) ?? 0, what).toBeGreaterThan(10);
    },
    TIMEOUT_MS,
  );
});
