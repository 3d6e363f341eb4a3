import { describe, expect, it } from "vitest";
import type { Body, GroupCode } from "@vado/protocol";
import {
  TABLE,
  balanceOf,
  decide,
  isClosing,
  isLapsed,
  isOpenGrant,
  isOverdue,
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

  it("DR1 and DR2 a grant that is over is not open; who never left is not overdue; a slot is kept as the terms say", () => {
    const link = Link.open({ offlineMaxMin: 10 }).holding(A);
    const { state, time } = link;
    const grant = { ...link.grant(A) };
    expect([isOpenGrant(grant, time), isOpenGrant({ ...grant, ended: { seq: 1, why: "amended" } }, time)]).toEqual([
      true,
      false,
    ]);
    expect(isOverdue(state, { ...link.group(A), phase: "released" }, time)).toBe(false);
    const kept = (at: typeof state, minutes: number) => isClosing(at, grant, grant.to + minutes * MIN);
    expect([kept(state, 10), kept(state, 11)]).toEqual([true, false]);
    const unsigned = { ...state, agreement: null };
    expect([kept(unsigned, 60), kept(unsigned, 61)]).toEqual([true, false]);
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

  it("EF4a who left again leaves no mark on the grant they went under first; counted twice then, it is a second count", () => {
    const link = Link.open().going(A);
    const { id: grant } = link.grant(A);
    link.departed(A);
    link.wait(5).returned(A);
    link.wait(1).departed(A, 9);
    expect(link.group(A).grant).toBe(grant);
    expect(link.state.grants[grant]?.ended).toBeNull();
    expect(link.wait(1).departed(A, 8).alarms).toEqual(["second-count"]);
    expect(link.group(A).departed).toBe(9);
  });

  it("EF4 who comes before their departure was told was let go all the same", () => {
    const link = Link.open().going(A);
    expect(link.arrived(A).alarms).toEqual([]);
    expect(link.group(A)).toMatchObject({ phase: "arrived", authorised: true });
  });

  it("S2 a grant given back is not that of the next one for the same group", () => {
    const link = Link.open().holding(A);
    const { id: first } = link.grant(A);
    link.givenBack(A, link.askedBack(A).id);
    link.say(S.duty, { type: "ack", heads: [] });
    expect(link.granted(A).voidedBy).toBeNull();
    const named = { grant: first as never, answers: first as never };
    expect(link.released(A, named).voidedBy).toBe("H8.grant");
    expect(link.confirmed(A, named).voidedBy).toBe("H7.readback");
    expect(link.released(A).voidedBy).toBeNull();
  });

  it("17 a grant says why it is over", () => {
    const link = Link.open().holding(A);
    link.withdrawn(A);
    expect(Object.values(link.state.grants)[0]?.ended).toEqual({ seq: link.state.seq, why: "withdrawn" });
    expect(link.group(A).phase).toBe("withdrawn");
  });

  it("H1.code is too like another that differs in two characters only, while that one is here", () => {
    const like = (n: number) => `${"???".slice(0, n)}${A.slice(n)}` as GroupCode;
    const link = Link.open();
    link.opened(A);
    expect([link.opened(like(2)).voidedBy, link.opened(like(3)).voidedBy]).toEqual(["H1.code", null]);
    const ended = Link.open();
    ended.opened(A);
    ended.dispersed(A);
    expect(ended.opened(like(2)).voidedBy).toBeNull();
  });

  it("S10 nobody resumes before the conditions were looked at, or while they say stop", () => {
    const blind = new Link();
    blind.agree();
    expect(blind.lifted(S.duty, blind.hold(R.field).id).voidedBy).toBe("H16.conditions");
    const early = new Link().look();
    expect(early.lifted(S.duty, early.hold(R.field).id).voidedBy).toBe("H16.conditions");
    const stopped = Link.open();
    const { id } = stopped.hold(R.field);
    expect(stopped.look("stop").lifted(S.duty, id).voidedBy).toBe("H16.conditions");
    expect(stopped.look("good").lifted(S.duty, id).voidedBy).toBeNull();
  });

  it("K1.counted nobody corrects the departure of people who are not known", () => {
    const count = { type: "count.corrected", group: B, point: "departure", headcount: 9, reason: "x" } as const;
    expect(Link.open().say(S.duty, count).voidedBy).toBe("K1.counted");
    const guards = TABLE["count.corrected"].guards.filter(({ rule }) => rule === "K1.differs");
    const { entry } = Link.open().say(S.duty, count);
    expect(guards.map((guard) => guard.holds(Link.open().state, entry as never))).toEqual([true]);
  });
});
