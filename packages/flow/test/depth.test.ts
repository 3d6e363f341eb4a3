import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { play, plans } from "./histories.ts";

describe("the histories themselves", () => {
  it("DH1 a good share of the runs is deep: releases, receptions, mismatches, holds, lapses, amendments", () => {
    const runs = fc.sample(plans(), { numRuns: 100, seed: 7 }).map((plan) => play(plan));
    const share = (happened: (run: (typeof runs)[number]) => boolean) =>
      Math.round((100 * runs.filter(happened).length) / runs.length);
    const said = (type: string, least = 1) =>
      share(
        ({ lines }) =>
          lines.filter(({ entry, verdict }) => entry.body.type === type && verdict.voidedBy === null).length >= least,
      );
    const found = {
      released: said("group.released"),
      releasedThrice: said("group.released", 3),
      received: said("group.received"),
      mismatch: share(({ lines }) => lines.some(({ verdict }) => verdict.alarms.includes("count-mismatch"))),
      reconciled: share(({ lines }) =>
        lines.some(
          ({ entry, verdict }) =>
            entry.body.type === "count.reconciled" && entry.body.answers !== undefined && verdict.voidedBy === null,
        ),
      ),
      holds: said("hold.placed"),
      lifts: said("hold.lifted", 2),
      lapsed: share(({ state }) => Object.values(state.grants).some((grant) => grant.ended?.why === "lapsed")),
      amendedUnderGrant: share(({ state }) =>
        Object.values(state.grants).some((grant) => grant.ended?.why === "amended"),
      ),
      revoked: share(({ state }) => Object.values(state.grants).some((grant) => grant.ended?.why === "revoked")),
      unauthorised: share(({ lines }) =>
        lines.some(({ verdict }) => verdict.alarms.includes("unauthorised-departure")),
      ),
      overdue: share(({ lines }) => lines.some(({ verdict }) => verdict.alarms.includes("overdue"))),
      returned: said("group.returned"),
      voided: share(({ state }) => state.voided > 0),
    };
    console.log("share of runs, %:", JSON.stringify(found));
    const rules = new Set(runs.flatMap((run) => run.lines.map(({ verdict }) => verdict.voidedBy ?? "")));
    console.log(`rules that voided something: ${rules.size - 1}`);
    expect(Math.min(found.released, found.received, found.holds, found.lapsed, found.reconciled)).toBeGreaterThan(45);
    expect(
      Math.min(found.amendedUnderGrant, found.unauthorised, found.overdue, found.returned, found.releasedThrice),
    ).toBeGreaterThan(10);
    expect(Math.min(found.mismatch, found.revoked)).toBeGreaterThan(0);
    expect(rules.size).toBeGreaterThan(40);
  });
});
