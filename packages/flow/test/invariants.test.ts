import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  TABLE,
  decide,
  emptyState,
  fold,
  judge,
  nextUpdate,
  priorityClass,
  queueAt,
  stateFromText,
  stateText,
} from "../src/index.ts";
import { UNSEEN, play, plans, type History } from "./histories.ts";
import { violations } from "./oracle/index.ts";
import { options, permittedByTime, sampled, touchedByDrills } from "./properties.ts";
import { MIN } from "./support.ts";

/** Each invariant over random two-sided histories. A failure prints its seed and the smallest plan found. */

/**
 * The same histories in every run of `npm test`; another seed with VADO_SEED. A failing one is reported as it is: making the
 * smallest of it can take longer than all tests.
 */
const RUNS = { numRuns: 60, seed: Number(process.env["VADO_SEED"] ?? 11), endOnFailure: true };
const always = (holds: (run: History) => void, steps?: number) =>
  fc.assert(
    // In braces: what an assertion returns would be taken for the verdict.
    fc.property(plans(steps), (plan) => {
      holds(play(plan, UNSEEN));
    }),
    RUNS,
  );
/** Histories that the oracle judges once for all its invariants. */
let judged: { readonly history: number; readonly says: string }[] | undefined;
const keeps = (rule: string) => {
  judged ??= sampled(RUNS.seed, 200).flatMap((plan, history) =>
    violations(play(plan).lines).map((says) => ({ history, says })),
  );
  expect(judged.filter(({ says }) => says.startsWith(`${rule} `))).toEqual([]);
};

describe("invariants of one link (domain.md), judged by the oracle", () => {
  it("S1 no valid release without exactly one valid, unused, unexpired grant for that group and version", () =>
    keeps("S1"));
  it("S2 a grant is consumed at most once, and a group has one at a time", () => keeps("S2"));
  it("S3 grants never exceed the people offered, nor offers the places, of a station that is open", () => keeps("S3"));
  it("S4 block, rate and quota are kept by every release, and a block is kept for one on its way", () => keeps("S4"));
  it("S6 no release under a hold that both sides have not lifted; one that crossed it is told", () => keeps("S6"));
  it("S7 who proposes does not accept", () => keeps("S7"));
  it("S8 no authorisation on a stale log, stale places, a wrong clock, an ended shift, or out of its order", () =>
    keeps("S8"));
  it("S9 every answer names the latest message it answers, in its words", () => keeps("S9"));
  it("S10 no release without a fresh look at the conditions, or under the hold of a worse one", () => keeps("S10"));
  it("C1 every person told of is counted once, where they are", () => keeps("C1"));
  it("H1 nobody who arrived is refused or not counted", () => keeps("H1"));
  it("H2 no family is parted: by a count, a vehicle or a grant", () => keeps("H2"));
  it("H3 the order of the queue is that of class and waiting time", () => keeps("H3"));
  it("H4 nobody is overtaken a fourth time, or after a day, but by a supervisor's word", () => keeps("H4"));
  it("H5 a place in the queue is lost only by withdrawal, dispersal or leaving", () => keeps("H5"));
  it("H6 stays of 48 and 120 hours are told once each", () => keeps("H6"));
  it("H7 no child alone is let go before a referral", () => keeps("H7"));
  it("L1 every waiting group has a next update, soon", () => keeps("L1"));
  it("L2 an overdue answer goes up, each step once", () => keeps("L2"));
});

describe("properties of one link", () => {
  it("DL1 a drill beside real traffic leaves the real state as it would be without it", () =>
    always((run) => expect(touchedByDrills(run)).toEqual([])));

  it("S5 time alone adds no permission, but for windows that open and room that its own terms give back", () => {
    fc.assert(
      fc.property(plans(160), fc.array(fc.nat({ max: 300 }), { minLength: 1, maxLength: 5 }), (plan, waits) => {
        const { state } = play(plan, UNSEEN);
        for (const later of waits) expect(permittedByTime(state, later)).toEqual([]);
      }),
      RUNS,
    );
  });

  it("S5 a release refused for a hold, its count, version, grant, conditions or silence stays refused, however long one waits", () => {
    fc.assert(
      fc.property(plans(160), fc.nat({ max: 300 }), (plan, later) => {
        const { state } = play(plan, UNSEEN);
        for (const entry of options(state, state.time)) {
          if (entry.body.type !== "group.released") continue;
          const rule = judge(state, entry)?.rule ?? "";
          if (!["H8.hold", "H8.grant", "H8.version", "H8.count", "H8.conditions", "H8.fresh", "A1"].includes(rule))
            continue;
          expect(
            judge(state, { ...entry, time: entry.time + later * MIN, at: entry.time + later * MIN }),
          ).not.toBeNull();
        }
      }),
      RUNS,
    );
  });

  it("S8 decide refuses every authorisation of a device that may be wrong about the log, and no fact", () => {
    always(({ state }) => {
      for (const { seq: _s, time, seen: _n, ...entry } of options(state, state.time)) {
        const { nature } = TABLE[entry.body.type];
        const good = { time, fork: false, provisional: false, connected: true };
        for (const [knows, rule] of [
          [{ ...good, fork: true }, "S8.fork"],
          [{ ...good, provisional: true }, "S8.provisional"],
          [{ ...good, connected: false }, "S8.offline"],
        ] as const) {
          const refusal = decide(state, entry, knows);
          if (nature === "authorisation") expect(refusal?.rule).toBe(rule);
          else expect(refusal?.rule ?? "").not.toMatch(/^S8/);
        }
        // A clock five minutes off is wrong for every authorisation.
        if (nature === "authorisation") expect(decide(state, { ...entry, at: time - 5 * MIN }, good)).not.toBeNull();
      }
    });
  });

  it("H3 the order of the queue depends on class and waiting time only", () => {
    always(({ state }) => {
      const order = queueAt(state, state.time).map((group) => group.code);
      const other = structuredClone(state);
      other.groups = Object.fromEntries(Object.entries(other.groups).toReversed());
      for (const group of Object.values(other.groups)) {
        Object.assign(group, {
          headcount: group.headcount + 7,
          openedAt: 0,
          askedAt: 5,
          version: 9,
          nextUpdateAt: 77,
          called: true,
        });
        if (group.phase === "ready") group.phase = "declined";
      }
      expect(queueAt(other, state.time).map((group) => group.code)).toEqual(order);
      const keys = queueAt(state, state.time).map(
        (group) => [priorityClass(state, group), group.readySince ?? 0] as const,
      );
      for (let i = 1; i < keys.length; i++) {
        const [a, b] = [keys[i - 1] as (typeof keys)[number], keys[i] as (typeof keys)[number]];
        expect(a[0] < b[0] || (a[0] === b[0] && a[1] <= b[1])).toBe(true);
      }
    });
  });

  it("L1 every waiting group has a next update, always later than now", () => {
    fc.assert(
      fc.property(plans(200), fc.nat({ max: 5_000 }), (plan, later) => {
        const { state } = play(plan, UNSEEN);
        const time = state.time + later * MIN;
        for (const group of queueAt(state, time)) expect(nextUpdate(state, group, time)).toBeGreaterThan(time);
      }),
      RUNS,
    );
  });

  it("DE1 the same entries give the same state, also through its text in the middle", () => {
    fc.assert(
      fc.property(plans(200), fc.nat({ max: 400 }), (plan, at) => {
        const { lines, state } = play(plan, UNSEEN);
        let other = emptyState("L1");
        lines.forEach(({ entry }, i) => {
          if (i === at % lines.length) other = stateFromText(stateText(other));
          fold(other, entry);
        });
        expect(stateText(other)).toBe(stateText(state));
      }),
      RUNS,
    );
  });

  it("DE2 decide agrees with fold when nothing comes between", () => {
    fc.assert(
      fc.property(plans(120), (plan) => {
        let expected: string | null = null;
        let text = "";
        play(
          plan,
          UNSEEN,
          (_state, { entry, verdict }) => {
            if (entry.seen === entry.seq - 1)
              expect([entry.body.type, verdict.voidedBy]).toEqual([entry.body.type, expected]);
          },
          (state, entry) => {
            text = entry.seq % 20 === 0 ? stateText(state) : "";
            expected =
              decide(state, entry, { time: entry.time, fork: false, provisional: false, connected: true })?.rule ??
              null;
            if (text !== "") expect(stateText(state)).toBe(text);
          },
        );
      }),
      RUNS,
    );
  });

  it("DE3 facts never throw and are never refused but for who speaks", () => {
    always(({ lines }) => {
      for (const { entry, verdict } of lines)
        if (TABLE[entry.body.type].nature === "fact")
          expect(entry.exercise === true ? [null, "W1", "D3.running", "D3.kind"] : [null, "W1"]).toContain(
            verdict.voidedBy,
          );
    });
  });
});
