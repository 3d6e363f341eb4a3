import { describe, expect, it } from "vitest";
import {
  FORGET_MS,
  balanceOf,
  isLapsed,
  isOverdue,
  localDay,
  nextUpdate,
  phaseAt,
  queueAt,
  quotaOn,
  releasedInHour,
} from "../src/index.ts";
import { Link, MIN, R, S, TERMS, code } from "./support.ts";

/** The rows of domain.md's table, each by its number, and what follows from state and time. */

const A = code(0);
const B = code(1);
const C = code(2);
const phase = (link: Link, group = A) => phaseAt(link.state, link.group(group), link.time);

describe("a group's handover (rows of the table)", () => {
  it("1 to 11 from opening to reception, with every count where it belongs", () => {
    const link = Link.open();
    expect(link.opened(A).voidedBy).toBeNull();
    expect(phase(link)).toBe("forming");
    expect(link.ready(A, 11, { units: { 1: 3, 4: 2 }, needs: { infants: 2 } }).voidedBy).toBeNull();
    expect(phase(link)).toBe("ready");
    expect(link.offered(50).voidedBy).toBeNull();
    expect(link.granted(A).voidedBy).toBeNull();
    expect(phase(link)).toBe("granted");
    expect(link.confirmed(A).voidedBy).toBeNull();
    expect(phase(link)).toBe("confirmed");
    expect(link.released(A).voidedBy).toBeNull();
    expect(link.say(S.field, { type: "group.called", group: A, by: "paper" }).voidedBy).toBeNull();
    expect(link.group(A)).toMatchObject({ phase: "released", called: true, authorised: true });
    expect(link.departed(A, 11)).toMatchObject({ voidedBy: null, alarms: [] });
    expect(balanceOf(link.state)).toMatchObject({ inTransit: 11, off: 0 });
    link.wait(20);
    expect(link.arrived(A, 11)).toMatchObject({ voidedBy: null, alarms: [] });
    expect(balanceOf(link.state)).toMatchObject({ inTransit: 0, atGate: 11, off: 0 });
    expect(link.received(A).voidedBy).toBeNull();
    expect(balanceOf(link.state)).toMatchObject({ departed: 11, received: 11, atGate: 0, off: 0 });
    expect(link.state.moving).toEqual([]);
  });

  it("3 an amendment voids the open grant and keeps the place in the queue", () => {
    const link = Link.open().holding(A);
    const { readySince } = link.group(A);
    link.wait(2);
    expect(link.amended(A, 8).voidedBy).toBeNull();
    expect(link.group(A)).toMatchObject({ phase: "ready", version: 2, headcount: 8, grant: null, readySince });
    expect(Object.values(link.state.grants)[0]?.ended?.why).toBe("amended");
  });

  it("4 and 6 deferred or declined, a group stays in the queue and knows when it hears again", () => {
    const link = Link.open().waiting(A);
    expect(link.deferred(A).voidedBy).toBeNull();
    expect(nextUpdate(link.state, link.group(A), link.time)).toBe(link.time + 30 * MIN);
    expect(link.declined(A).voidedBy).toBeNull();
    expect(queueAt(link.state, link.time).map((group) => group.code)).toEqual([A]);
    link.wait(5);
    expect(link.granted(A, { from: link.time - 5 * MIN, to: link.time + 10 * MIN }).voidedBy).toBeNull();
  });

  it("8 a grant can be used at the first and the last moment of its window, by fewer people", () => {
    for (const minutes of [10, 25]) {
      const link = Link.open().waiting(A, 10, 15);
      link.granted(A, {}, 15);
      expect(link.after(minutes).released(A, { headcount: 9 }).voidedBy).toBeNull();
    }
  });

  it("12 and 13 counts that differ are explained by both sides, whatever the cause", () => {
    const cases = [
      ["miscount", 12, { miscount: 2, received: 12 }],
      ["joined", 12, { joined: 2, received: 12 }],
      ["left", 8, { left: 2, received: 8 }],
      ["medical", 8, { medical: 2, received: 8 }],
      ["missing", 8, { missing: 2, received: 8 }],
    ] as const;
    for (const [cause, arrived, sums] of cases) {
      const link = Link.open().gate(A, 10, arrived);
      expect(phase(link)).toBe("mismatch");
      const proposal = link.reconciled(R.duty, A, { cause });
      expect(proposal.voidedBy).toBeNull();
      expect(link.reconciled(S.duty, A, { cause, answers: proposal.id }).voidedBy).toBeNull();
      expect(phase(link)).toBe("received");
      expect(balanceOf(link.state)).toMatchObject({ ...sums, off: 0 });
      expect(link.state.moving.length, cause).toBe(cause === "missing" ? 1 : 0);
    }
  });

  it("14 overdue past mean transit and allowance; the next release waits, and arrival ends it", () => {
    const link = Link.open({ block: { kind: "paced" } }).going(A);
    link.departed(A);
    link.wait(30);
    expect(isOverdue(link.state, link.group(A), link.time)).toBe(false);
    link.time++;
    expect(isOverdue(link.state, link.group(A), link.time)).toBe(true);
    expect(link.say(S.desk, { type: "heartbeat", heads: [] }).alarms).toEqual(["overdue"]);
    expect(link.beat().look().holding(B).released(B).voidedBy).toBe("H8.overdue");
    link.arrived(A);
    expect(link.released(B).voidedBy).toBeNull();
  });

  it("15 and 16 two holds, of one group and of the link: each ends with the second side's lift", () => {
    const link = Link.open().holding(A);
    const group = link.hold(R.field, A).id;
    const whole = link.hold(S.field).id;
    expect(link.hold(S.field, B).voidedBy).toBeNull();
    for (const [who, hold] of [
      [S.duty, group],
      [R.duty, group],
      [R.duty, whole],
    ] as const) {
      expect(link.released(A).voidedBy).toBe("H8.hold");
      expect(link.lifted(who, hold).voidedBy).toBeNull();
    }
    expect(link.released(A).voidedBy).toBe("H8.hold");
    link.lifted(S.duty, whole);
    expect(link.released(A).voidedBy).toBeNull();
    expect(link.hold(R.field, A).alarms).toEqual(["released-before-hold"]);
  });

  it("17 withdrawn under a grant: the block and slot are free once all who could say GO know", () => {
    const link = Link.open().holding(A);
    link.withdrawn(A);
    link.waiting(B);
    expect(link.granted(B).voidedBy).toBe("H5.block");
    link.say(S.duty, { type: "ack", heads: [] });
    expect(link.granted(B).voidedBy).toBeNull();
  });

  it("18 asked back and given back; unanswered, the grant stands until its window is over", () => {
    const link = Link.open().holding(A);
    const asked = link.askedBack(A);
    expect(link.released(A, {}, S.duty, { at: 0 }).voidedBy).toBe("T1");
    expect(link.givenBack(A, asked.id).voidedBy).toBeNull();
    expect(phase(link)).toBe("ready");
    expect(link.released(A).voidedBy).toBe("H8.phase");
    const other = Link.open().holding(A);
    other.askedBack(A);
    expect(other.released(A).voidedBy).toBeNull();
  });

  it("19 (DR1) a window that passed unused: the group keeps its place, and gets a new slot once the old one is closed", () => {
    const link = Link.open().holding(A);
    const { readySince } = link.group(A);
    link.wait(10);
    expect(isLapsed(link.state, link.group(A), link.time)).toBe(false);
    link.time++;
    expect(isLapsed(link.state, link.group(A), link.time)).toBe(true);
    expect(phase(link)).toBe("ready");
    expect(nextUpdate(link.state, link.group(A), link.time)).toBe(link.time - 1 + 15 * MIN);
    link.beat().look();
    expect(link.released(A).voidedBy).toBe("H8.phase");
    link.offered(50);
    expect(link.granted(A).voidedBy).toBeNull();
    expect(link.group(A).readySince).toBe(readySince);
  });

  it("19 (DR3) a closing grant that nobody acknowledges closes when the offline time after its window is over", () => {
    const link = Link.open().holding(A);
    link.say(S.duty2, { type: "ack", heads: [] });
    link.wait(70);
    link.offered(50);
    expect(link.granted(A).voidedBy).toBe("H5.one");
    link.time++;
    expect(link.granted(A, { from: link.time - 5 * MIN, to: link.time + 10 * MIN }).voidedBy).toBeNull();
  });

  it("20 people who came back are counted as returned, also before a departure was told", () => {
    for (const told of [true, false]) {
      const link = Link.open().going(A);
      if (told) link.departed(A);
      expect(link.returned(A).alarms).toEqual([]);
      expect(balanceOf(link.state)).toMatchObject({ departed: 10, returned: 10, inTransit: 0, off: 0 });
      expect(link.departed(A).alarms).toEqual([]);
      expect(balanceOf(link.state).off).toBe(0);
    }
    const link = Link.open().going(A);
    link.departed(A);
    expect(link.returned(A, 9).alarms).toEqual(["count-mismatch"]);
    expect(link.arrived(A).alarms).toEqual(["contradiction"]);
    expect(balanceOf(link.state)).toMatchObject({ returned: 0, atGate: 10, off: 0 });
  });

  it("22 people nobody announced are received, and take the block", () => {
    const link = Link.open();
    expect(link.spontaneous(C, 7)).toMatchObject({ voidedBy: null, alarms: [] });
    expect(link.waiting(A).granted(A).voidedBy).toBe("H5.block");
    expect(link.received(C).voidedBy).toBeNull();
    expect(balanceOf(link.state)).toMatchObject({ spontaneous: 7, received: 7, off: 0 });
  });

  it("23 people of a waiting group left by choice", () => {
    const link = Link.open();
    link.opened(A);
    expect(link.dispersed(A).voidedBy).toBeNull();
    expect(queueAt(link.state, link.time)).toEqual([]);
  });
});

describe("facts in unexpected states (SPEC: EF)", () => {
  it("EF1 a departure without GO under an open grant ends the grant, counts and alarms", () => {
    const link = Link.open({ ratePerHour: 15 }).holding(A);
    expect(link.departed(A).alarms).toEqual(["unauthorised-departure"]);
    expect(link.group(A)).toMatchObject({ phase: "inTransit", authorised: false, grant: null });
    expect(link.beat().state.live).toEqual([]);
    expect(releasedInHour(link.state, link.time)).toBe(10);
    expect(Object.values(link.state.offers)[0]?.consumed).toBe(10);
    expect(link.released(A).voidedBy).toBe("H8.phase");
  });

  it("EF2 and EF3 a late departure fills in the count; a second count is only said aloud", () => {
    const link = Link.open().going(A);
    link.wait(20);
    link.arrived(A, 10);
    expect(balanceOf(link.state)).toMatchObject({ undeclared: 10, atGate: 10, off: 0 });
    expect(link.departed(A, 12).alarms).toEqual(["count-mismatch"]);
    expect(balanceOf(link.state)).toMatchObject({ undeclared: 0, departed: 12, atGate: 12, off: 0 });
    expect(link.departed(A, 11).alarms).toEqual(["second-count"]);
    expect(link.arrived(A, 10).alarms).toEqual([]);
  });

  it("EF4 a departure of people received or unannounced contradicts, and counts nobody twice", () => {
    const link = Link.open();
    link.spontaneous(C, 4);
    expect(link.departed(C, 4).alarms).toEqual(["contradiction"]);
    link.received(C);
    expect(link.departed(C, 4).alarms).toEqual(["contradiction"]);
    expect(balanceOf(link.state)).toMatchObject({ departed: 0, off: 0 });
  });
});

describe("limits of room (SPEC: DR)", () => {
  it("DR4 the rate counts the last 60 minutes, both ends included", () => {
    const link = Link.open({ block: { kind: "paced" }, ratePerHour: 19 }).going(A);
    link.departed(A);
    link.arrived(A);
    link.received(A);
    link.after(60);
    link.waiting(B, 10);
    link.offered(50);
    expect(releasedInHour(link.state, link.time)).toBe(10);
    expect(link.granted(B).voidedBy).toBeNull();
    expect(link.released(B).voidedBy).toBe("H8.rate");
    link.time++;
    expect(link.released(B).voidedBy).toBeNull();
  });

  it("DR4 the quota's day is that of the agreement's own offsets, across a change of clocks", () => {
    const change = Date.UTC(2023, 2, 12, 8, 0);
    const calendar = {
      timezone: "America/Matamoros",
      offsets: [
        { from: 0, minutes: -360 },
        { from: change, minutes: -300 },
      ],
    };
    const midnight = Date.UTC(2023, 2, 12, 6, 0);
    expect(localDay(calendar, midnight) - localDay(calendar, midnight - 1)).toBe(1);
    // The day of the change has 23 hours: the next midnight is at 05:00 UTC.
    const next = Date.UTC(2023, 2, 13, 5, 0);
    expect(localDay(calendar, next - 1)).toBe(localDay(calendar, midnight));
    expect(localDay(calendar, next)).toBe(localDay(calendar, midnight) + 1);
    const sunday = localDay(calendar, midnight);
    expect(quotaOn({ ...TERMS, quotaPerDay: 5, quotaDays: ["sun"] }, sunday)).toBe(5);
    expect(quotaOn({ ...TERMS, quotaPerDay: 5, quotaDays: ["sun"] }, sunday + 1)).toBe(0);
    expect(quotaOn(TERMS, sunday)).toBe(Infinity);
  });

  it("S4 a permissive block counts groups and people: granted, closing, on the way and at the gate", () => {
    const link = Link.open({ block: { kind: "permissive", groups: 2, people: 25 } }).going(A);
    expect(link.waiting(B, 16).granted(B).voidedBy).toBe("H5.block");
    link.amended(B, 15);
    expect(link.granted(B).voidedBy).toBeNull();
    expect(link.waiting(C, 1).granted(C).voidedBy).toBe("H5.block");
    link.departed(A);
    link.arrived(A);
    expect(link.granted(C).voidedBy).toBe("H5.block");
    link.received(A);
    expect(link.granted(C).voidedBy).toBeNull();
  });

  it("DR6 an ended group is remembered for 48 hours, one on its way for ever", () => {
    const link = Link.open().going(A);
    link.departed(A);
    link.ready(B);
    link.withdrawn(B);
    link.wait(FORGET_MS / MIN).beat();
    expect(link.state.groups[B]).toBeDefined();
    link.wait(1).beat();
    expect(Object.keys(link.state.groups)).toEqual([A]);
  });
});
