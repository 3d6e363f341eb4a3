import fc from "fast-check";
import type { BodyType } from "@vado/protocol";
import { describe, expect, it } from "vitest";
import { TABLE, balanceOf, fold, type Row } from "../src/index.ts";
import { LAW, play, plans, type Law, type Line } from "./histories.ts";
import { violations } from "./oracle.ts";

/** Bugs planted on purpose: a property that finds none of them in as many runs as it has shows nothing. */

const RUNS_MAX = 120;

/** After how many runs some history breaks the invariant under this law; undefined when none does. */
function found(law: Law, broken: (lines: readonly Line[], off: number) => boolean): number | undefined {
  const property = fc.property(plans(), (plan) => {
    let off = 0;
    const { lines } = play(plan, law, (state) => {
      off ||= balanceOf(state).off;
    });
    return !broken(lines, off);
  });
  const result = fc.check(property, { numRuns: RUNS_MAX, seed: 11, endOnFailure: true });
  // A thrown error would be another bug than the planted one.
  expect(result.errorInstance instanceof Error ? result.errorInstance.message : "returning false").toContain(
    "returning false",
  );
  return result.failed ? result.numRuns : undefined;
}

/** The table without some guards, while a function runs. */
function without<T>(rules: readonly string[], run: () => T): T {
  const table = TABLE as unknown as Record<BodyType, Row>;
  const whole = { ...table };
  try {
    for (const [type, row] of Object.entries(whole))
      table[type as BodyType] = { ...row, guards: row.guards.filter((guard) => !rules.includes(guard.rule)) };
    return run();
  } finally {
    Object.assign(table, whole);
  }
}

const breaks = (rule: string) => (lines: readonly Line[]) =>
  violations(lines).some((one) => one.startsWith(`${rule} `));
const show = (name: string, runs: number | undefined) => {
  console.log(`${name}: found after ${runs ?? "no"} runs`);
  expect(runs, name).toBeDefined();
};

/** A law that does something else after some valid event. */
const after = (
  type: BodyType,
  spoil: (
    state: Parameters<typeof fold>[0],
    body: { readonly group: string; readonly grant: string; readonly hold: string },
  ) => void,
): Law => ({
  fold(state, entry) {
    const verdict = fold(state, entry);
    if (verdict.voidedBy === null && entry.body.type === type) spoil(state, entry.body as never);
    return verdict;
  },
});

const consumedNever = after("group.released", (state, { group, grant }) => {
  const known = state.groups[group];
  const used = state.grants[grant];
  if (known === undefined || used === undefined) return;
  known.phase = "confirmed";
  used.usedSeq = null;
  state.live.push(grant);
  state.moving = state.moving.filter((code) => code !== group);
});
const oneSideLifts = after("hold.lifted", (state, { hold }) => {
  const lifted = state.holds[hold];
  if (lifted !== undefined) lifted.endedSeq ??= state.seq;
});
const returnedTwice = after("group.returned", (state) => {
  state.totals.returned += 1;
});
const answeredByItself: Law = {
  fold(state, entry) {
    const body = entry.body;
    const group = body.type === "count.reconciled" ? state.groups[body.group] : undefined;
    // The proposal looks as if the other side had made it.
    if (body.type === "count.reconciled" && body.answers === undefined && group?.reconcile === null) {
      const verdict = fold(state, entry);
      if (group.reconcile !== null)
        (group.reconcile as { side: string }).side = entry.side === "sending" ? "receiving" : "sending";
      return verdict;
    }
    return fold(state, entry);
  },
};

describe("planted bugs are found", () => {
  it("nothing is found under the true law", () => {
    expect(found(LAW, (lines, off) => off !== 0 || violations(lines).length > 0)).toBeUndefined();
  });
  it("S1 a field officer gives GO without having it in hand", () =>
    show(
      "S1 delegation",
      without(["H8.delegated"], () => found(LAW, breaks("S1"))),
    ));
  it("S1 releases outside the window", () =>
    show(
      "S1",
      without(["H8.window"], () => found(LAW, breaks("S1"))),
    ));
  it("S1 a release for a group that changed after the grant: the grant is not ended, its version not compared", () => {
    const notEnded = after("group.amended", (state, { group }) => {
      const known = state.groups[group];
      const last = Object.values(state.grants).findLast(
        (grant) => grant.group === group && grant.ended?.why === "amended",
      );
      if (known === undefined || last === undefined) return;
      last.ended = null;
      known.grant = last.id;
      known.phase = "granted";
    });
    show(
      "S1 version",
      without(["H8.version"], () => found(notEnded, breaks("S1"))),
    );
  });
  it("S2 a grant that is not consumed", () =>
    show(
      "S2",
      found(consumedNever, (lines) => breaks("S2")(lines)),
    ));
  it("S3 an offer without a bottom", () =>
    show(
      "S3",
      without(["H5.room"], () => found(LAW, breaks("S3"))),
    ));
  it("S4 a block that is never full", () =>
    show(
      "S4",
      without(["H5.block", "H8.block"], () => found(LAW, breaks("S4"))),
    ));
  it("S6 a hold that is not looked at", () =>
    show(
      "S6",
      without(["H8.hold"], () => found(LAW, breaks("S6"))),
    ));
  it("S6 a hold that one side lifts alone", () => show("S6 one side", found(oneSideLifts, breaks("S6"))));
  it("S7 a proposal accepted by the side that made it", () => show("S7", found(answeredByItself, breaks("S7"))));
  it("S8 a release while the other side is silent", () =>
    show(
      "S8",
      without(["H8.fresh"], () => found(LAW, breaks("S8"))),
    ));
  it("S9 an answer to an older version", () =>
    show(
      "S9",
      without(["H4.answers", "H5.answers", "H6.answers"], () => found(LAW, breaks("S9"))),
    ));
  it("S10 a release in the dark", () =>
    show(
      "S10",
      without(["H8.conditions"], () => found(LAW, breaks("S10"))),
    ));
  it("C1 people counted twice", () =>
    show(
      "C1",
      found(returnedTwice, (_lines, off) => off !== 0),
    ));
});
