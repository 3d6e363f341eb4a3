import { describe, expect, it } from "vitest";
import type { Body } from "@vado/protocol";
import {
  balanceOf,
  decide,
  isClosing,
  isLapsed,
  mayRelease,
  overdueAfterMs,
  phaseAt,
  releasedInHour,
  reserving,
} from "../../src/index.ts";
import { Link, MIN, R, S, TERMS, code, id } from "../support.ts";

/** What several groups do beside each other, and questions that screens ask of a state between two events. */

const A = code(0);
const B = code(1);
const paced = { block: { kind: "paced" } } as const;

describe("a state between two events", () => {
  it("DR1 a grant that nobody has marked yet lapses with its window, confirmed or not; its slot is kept", () => {
    for (const confirm of [false, true]) {
      const link = Link.open().holding(A);
      if (confirm) link.confirmed(A);
      const { to } = link.grant(A);
      const group = link.group(A);
      const phase = confirm ? "confirmed" : "granted";
      expect([phaseAt(link.state, group, to), phaseAt(link.state, group, to + 1)]).toEqual([phase, "ready"]);
      expect([isLapsed(link.state, group, to), isLapsed(link.state, group, to + 1)]).toEqual([false, true]);
      const closing = (at: number) => isClosing(link.state, link.grant(A), at);
      expect([to, to + 1, to + 60 * MIN, to + 60 * MIN + 1].map(closing)).toEqual([false, true, true, false]);
      expect(reserving(link.state, to + 60 * MIN + 1)).toEqual([]);
    }
    const link = Link.open();
    link.ready(A);
    expect(isLapsed(link.state, link.group(A), link.time)).toBe(false);
    link.going(B);
    expect(isClosing(link.state, { ...link.grant(B), ended: { seq: 99, why: "amended" } }, link.time)).toBe(false);
  });

  it("DR3 the sending side's duty officers and supervisors may give GO, and nobody else without a delegation", () => {
    const { state, time } = Link.open();
    const may = (side: string, role: string) => mayRelease(state, "x", { side, role }, time);
    expect(["duty", "supervisor", "field", "archive"].map((role) => may("sending", role))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(["duty", "supervisor"].map((role) => may("receiving", role))).toEqual([false, false]);
  });

  it("DR4 an hour's releases are those up to its end", () => {
    const link = Link.open().going(A);
    expect(releasedInHour(link.state, link.time - 1)).toBe(0);
    expect(releasedInHour(link.state, link.time)).toBe(10);
    expect(overdueAfterMs(TERMS)).toBe(30 * MIN);
  });

  it("DE2 who asks is not yet in the log: a closing slot is not closed by the question, and is by the event", () => {
    const link = Link.open();
    link.say(S.duty2, { type: "ack", heads: [] });
    link.holding(A);
    link.say(R.duty, { type: "ack", heads: [] });
    link.withdrawn(A);
    link.say(S.duty, { type: "ack", heads: [] });
    link.waiting(B);
    const body: Body = link.granted(B).entry.body;
    const asked = () =>
      decide(
        link.state,
        { ...R.duty, intent: id(5), at: link.time, body },
        { time: link.time, fork: false, provisional: false, connected: true },
      )?.rule;
    expect(asked()).toBe("H5.id");
    expect(link.granted(B).voidedBy).toBe("H5.block");
    link.say(S.duty2, { type: "ack", heads: [] });
    expect(link.granted(B).voidedBy).toBeNull();
  });
});

describe("groups beside each other", () => {
  it("the end of one leaves the others moving", () => {
    const link = Link.open(paced).gate(A);
    link.after(1).going(B);
    expect(link.state.moving).toEqual([A, B]);
    link.received(A);
    expect(link.state.moving).toEqual([B]);
    expect(link.state.ended).toEqual([{ group: A, time: link.time }]);
  });

  it("an undeclared arrival that is explained is received, and no longer undeclared", () => {
    const link = Link.open().going(A);
    link.arrived(A, 9);
    const { id: answers } = link.reconciled(R.duty, A);
    link.reconciled(S.duty, A, { answers });
    expect(balanceOf(link.state)).toMatchObject({ undeclared: 0, received: 9, miscount: 9, off: 0 });
    const late = link.departed(A, 9);
    expect(late.alarms).toEqual(["contradiction"]);
    expect(balanceOf(link.state)).toMatchObject({ departed: 0, off: 0 });
  });

  it("an arrival of which the departure was told is corrected at the gate, and nobody becomes undeclared", () => {
    const link = Link.open().gate(A);
    const change = { point: "arrival", headcount: 8 } as const;
    const { id: answers } = link.corrected(S.duty, A, change);
    link.corrected(R.duty, A, { ...change, answers });
    expect(balanceOf(link.state)).toMatchObject({ undeclared: 0, atGate: 10, off: 0 });
  });

  it("OF5 people who came before GO was told are at the gate still, and were not let go twice", () => {
    const link = Link.open().holding(A);
    const acted = link.actedNow();
    link.wait(5).arrived(A);
    expect(
      link.released(
        A,
        {
          acted,
          grant: Object.keys(link.state.grants)[0] as never,
          answers: Object.keys(link.state.grants)[0] as never,
        },
        S.duty,
        { seen: acted.seq },
      ).voidedBy,
    ).toBeNull();
    expect(link.group(A)).toMatchObject({ phase: "arrived", authorised: true });
    expect(releasedInHour(link.state, link.time)).toBe(10);
  });

  it("OF5 one hold of several that crossed GO is enough to tell of it; one it knew of and that is another's is none", () => {
    const link = Link.open().holding(A);
    link.hold(R.field, B);
    const acted = link.actedNow();
    link.hold(R.field, A);
    link.hold(R.field, B);
    expect(link.released(A, { acted }, S.duty, { seen: acted.seq }).alarms).toEqual(["released-before-hold"]);
  });

  it("EF4a a first departure, and a second count, do not make an overdue group new", () => {
    const link = Link.open().going(A);
    link.wait(31);
    const said = () => link.say(S.desk, { type: "ack", heads: [] }).alarms;
    expect(said()).toEqual(["overdue"]);
    link.departed(A, 10, { at: 0 });
    expect(said()).toEqual([]);
    const way = Link.open().going(A);
    way.departed(A);
    expect(way.wait(1).departed(A, 9).alarms).toEqual(["second-count"]);
    expect(way.group(A).departed).toBe(10);
  });
});
