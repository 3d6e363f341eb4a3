import fc from "fast-check";
import type { BodyType } from "@vado/protocol";
import { describe, expect, it } from "vitest";
import { TABLE, fold, type Entry, type LinkState, type Row } from "../src/index.ts";
import { LAW, UNSEEN, play, plans, type Law } from "./histories.ts";
import { violations } from "./oracle/index.ts";
import { permittedByTime, touchedByDrills } from "./properties.ts";
import { show, type Shown } from "./shown.ts";
import { MIN } from "./support.ts";

/** Bugs planted on purpose: a property that finds none of them in as many runs as it has shows nothing. */

const RUNS_MAX = 200;

/** After how many runs some history breaks the property under this law; undefined when none does. */
function found(against: (plan: Parameters<typeof play>[0]) => boolean): number | undefined {
  const property = fc.property(plans(), (plan) => !against(plan));
  const result = fc.check(property, { numRuns: RUNS_MAX, seed: 11, endOnFailure: true });
  // A thrown error would be another bug than the planted one.
  expect(result.errorInstance instanceof Error ? result.errorInstance.message : "returning false").toContain(
    "returning false",
  );
  return result.failed ? result.numRuns : undefined;
}

/** Whether the oracle names this invariant under a law. */
const breaks =
  (rule: string, law: Law = LAW) =>
  (plan: Parameters<typeof play>[0]) =>
    violations(play(plan, law).lines).some((one) => one.startsWith(`${rule} `));

/** The table with other guards, while a function runs. */
function withGuards<T>(change: (guards: Row["guards"]) => Row["guards"], run: () => T): T {
  const table = TABLE as unknown as Record<BodyType, Row>;
  const whole = { ...table };
  try {
    for (const [type, row] of Object.entries(whole)) table[type as BodyType] = { ...row, guards: change(row.guards) };
    return run();
  } finally {
    Object.assign(table, whole);
  }
}
const without = <T>(rules: readonly string[], run: () => T): T =>
  withGuards((guards) => guards.filter((guard) => !rules.includes(guard.rule)), run);

/** A law that does something else after some valid event. */
type Spoil = (
  state: LinkState,
  body: { readonly group: string; readonly grant: string; readonly hold: string },
) => void;
const after = (type: BodyType, spoil: Spoil): Law => ({
  show,
  fold(state, entry) {
    const verdict = fold(state, entry);
    if (verdict.voidedBy === null && entry.exercise !== true && entry.body.type === type)
      spoil(state, entry.body as never);
    return verdict;
  },
});
/** A law that reads another entry than the one that was said. */
const misread = (read: (entry: Entry, state: LinkState) => Entry): Law => ({
  show,
  fold: (state, entry) => fold(state, read(entry, state)),
});
/** A screen that shows something else. */
const misshown = (change: (shown: Shown, state: LinkState, entry: Entry) => Shown): Law => ({
  fold,
  show: (state, entry) => change(show(state, entry), state, entry),
});

const bug = (name: string, rule: string, law: Law = LAW, dropped: readonly string[] = []) =>
  it(`${rule} ${name}`, () => expect(without(dropped, () => found(breaks(rule, law)))).toBeDefined());

describe("planted bugs are found", () => {
  bug("a field officer gives GO without having it in hand", "S1", LAW, ["H8.delegated"]);
  bug("releases outside the window", "S1", LAW, ["H8.window"]);
  bug("a release for a group that changed after the grant", "S1", after("group.amended", notEnded), ["H8.version"]);
  bug("a grant that is not consumed", "S2", after("group.released", consumedNever));
  bug("an offer without a bottom", "S3", LAW, ["H5.room"]);
  bug("a closed station that grants and is let go to", "S3", LAW, ["H5.station", "H8.station", "O2.station"]);
  bug("a block that is never full", "S4", LAW, ["H5.block", "H8.block"]);
  it("S5 a silence about places that is taken for consent", () => {
    const runs = withGuards(hopeful, () => found((plan) => permittedByTime(play(plan, UNSEEN).state, 90).length > 0));
    expect(runs).toBeDefined();
  });
  bug("a hold that is not looked at", "S6", LAW, ["H8.hold"]);
  bug("a hold that one side lifts alone", "S6", after("hold.lifted", oneSideLifts));
  bug("a hold that crossed GO and is not told", "S6", silent("released-before-hold"));
  bug("a proposal accepted by the side that made it", "S7", answeredByItself());
  bug("a release while the other side is silent", "S8", LAW, ["H8.fresh"]);
  bug("GO given offline by a phone that had said that it knew more", "S8", LAW, ["H8.order"]);
  bug("GO given offline that came too late", "S8", LAW, ["H8.offline"]);
  bug("an answer to an older version", "S9", LAW, ["H4.answers", "H5.answers", "H6.answers"]);
  bug("a release in the dark", "S10", LAW, ["H8.conditions"]);
  bug("a worse look that holds nothing", "S10", after("conditions.checked", notHeld));
  bug(
    "people counted twice",
    "C1",
    after("group.returned", (state) => void (state.totals.returned += 1)),
  );
  bug(
    "a count corrected after the reception, and twice in the balance",
    "C1",
    after("count.corrected", correctedTwice),
  );
  bug("people who come unannounced are sent away", "H1", misread(sentAway));
  bug("a grant for a part of the group", "H2", LAW, ["H5.whole", "H5.answers"]);
  bug("a vehicle that parts a family", "H2", LAW, ["H2.unit", "H2.size"]);
  bug(
    "a queue in another order",
    "H3",
    misshown((shown) => ({ ...shown, queue: shown.queue.toReversed() })),
  );
  bug("an amendment that costs the place", "H3", after("group.amended", lastInLine));
  bug("overtaking without an end", "H4", LAW, ["H5.overtaking"]);
  bug("declined groups that are forgotten", "H5", after("group.declined", forgotten));
  bug(
    "a stay that nobody is told of",
    "H6",
    after("group.ready", (state, { group }) => set(state, group, { stayed: 120 })),
  );
  bug("children alone who are let go", "H7", LAW, ["H8.referral"]);
  bug("a promise that is over and still shown", "L1", misshown(oldPromise));
  bug(
    "an overdue answer that does not go up",
    "L2",
    after("group.deferred", (state, { group }) => set(state, group, { escalated: 3 })),
  );
  it("DL1 a drill that counts real people", () => {
    const counts = misread((entry) => (entry.body.type === "group.opened" ? { ...entry, exercise: false } : entry));
    expect(found((plan) => touchedByDrills(play(plan, { ...UNSEEN, fold: counts.fold })).length > 0)).toBeDefined();
  });
});

function set(state: LinkState, code: string, change: Partial<LinkState["groups"][string]>): void {
  const group = state.groups[code];
  if (group !== undefined) Object.assign(group, change);
}

function notEnded(state: LinkState, { group }: { readonly group: string }): void {
  const last = Object.values(state.grants).findLast((one) => one.group === group && one.ended?.why === "amended");
  if (last === undefined) return;
  last.ended = null;
  set(state, group, { grant: last.id, phase: "granted" });
}
function consumedNever(state: LinkState, { group, grant }: { readonly group: string; readonly grant: string }): void {
  const used = state.grants[grant];
  if (used === undefined) return;
  used.usedSeq = null;
  state.live.push(grant);
  state.moving = state.moving.filter((code) => code !== group);
  set(state, group, { phase: "confirmed" });
}
function oneSideLifts(state: LinkState, { hold }: { readonly hold: string }): void {
  const lifted = state.holds[hold];
  if (lifted !== undefined) lifted.endedSeq ??= state.seq;
}
function notHeld(state: LinkState): void {
  for (const hold of Object.values(state.holds))
    if (hold.by === "conditions" && hold.placedSeq === state.seq) hold.endedSeq = state.seq;
}
function correctedTwice(state: LinkState, { group }: { readonly group: string }): void {
  if (state.groups[group]?.phase === "received") state.totals.miscount++;
}
const lastInLine: Spoil = (state, { group }) => set(state, group, { readySince: state.time });
const forgotten: Spoil = (state, { group }) => set(state, group, { phase: "withdrawn", endedAt: state.time });
const sentAway = (entry: Entry): Entry =>
  entry.body.type === "arrival.spontaneous" ? { ...entry, role: "observer" } : entry;
const oldPromise = (shown: Shown, { groups }: LinkState): Shown => ({
  ...shown,
  queue: shown.queue.map(({ code, next }) => ({ code, next: groups[code]?.nextUpdateAt ?? next })),
});

/** A law that keeps an alarm to itself. */
function silent(alarm: string): Law {
  return {
    show,
    fold(state, entry) {
      const { voidedBy, alarms } = fold(state, entry);
      return { voidedBy, alarms: alarms.filter((one) => one !== alarm) };
    },
  };
}

/** Places of which nothing was heard for an hour are taken to be free. */
const hopeful = (guards: Row["guards"]): Row["guards"] =>
  guards.map((one) => ({
    ...one,
    holds: (state: LinkState, entry: Entry<never>) =>
      one.holds(state, entry) ||
      (one.rule === "O3.places" && state.places !== null && entry.time - state.places.validUntil > 60 * MIN),
  }));

/** A proposal that looks as if the other side had made it. */
function answeredByItself(): Law {
  return {
    show,
    fold(state, entry) {
      const { body } = entry;
      const group = body.type === "count.reconciled" ? state.groups[body.group] : undefined;
      const fresh = group?.reconcile === null;
      const verdict = fold(state, entry);
      if (fresh && group.reconcile !== null)
        group.reconcile = { ...group.reconcile, side: entry.side === "sending" ? "receiving" : "sending" };
      return verdict;
    },
  };
}
