import { describe, expect, it } from "vitest";
import { escalationOf, stayOf } from "../../src/index.ts";
import { Link, MIN, R, S, code, type Officer } from "../support.ts";

/** Answers that are overdue (DR8) and long stays (DR9): each alarm in its minute, once. */

const A = code(0);
const B = code(1);
const HOUR = 60;

/** The alarms of a word said so many minutes later, and a millisecond before that. */
function alarmsAfter(link: Link, minutes: number, who: Officer = S.desk) {
  link.time += minutes * MIN - 1;
  const before = link.say(who, { type: "ack", heads: [] }).alarms;
  link.time++;
  return [before, link.say(who, { type: "ack", heads: [] }).alarms];
}
const DUE = [[], ["answer-overdue"]];
const STAY = [[], ["stay"]];

describe("answers that are overdue (DR8)", () => {
  it("go up one step with every answer time, three times, each told once", () => {
    const link = Link.open();
    link.ready(A);
    expect(link.state.alertAt).toBe(0);
    for (const step of [1, 2, 3]) {
      expect(alarmsAfter(link, 15)).toEqual(DUE);
      expect(link.group(A).escalated).toBe(step);
      expect(escalationOf(link.state, link.group(A), link.time)).toBe(step);
      if (step < 3) expect(link.state.alertAt).toBe(link.time + 15 * MIN);
    }
    expect(alarmsAfter(link, 15)).toEqual([[], []]);
    expect(link.state.alarms["answer-overdue"]).toBe(3);
    expect(link.state.alertAt).toBe((link.group(A).readySince ?? 0) + 48 * HOUR * MIN);
  });

  it("are told all at once of a group that nobody looked at for long", () => {
    const link = Link.open();
    link.ready(A);
    link.wait(45);
    expect(link.say(S.desk, { type: "ack", heads: [] }).alarms).toEqual(Array(3).fill("answer-overdue"));
  });

  it("count from what was promised, and from the terms of the link", () => {
    const link = Link.open({ answerMin: 7 });
    link.ready(A);
    link.deferred(A, { nextUpdateAt: link.time + 33 * MIN });
    expect(escalationOf(link.state, link.group(A), link.time)).toBe(0);
    expect(alarmsAfter(link, 33)).toEqual(DUE);
    expect(alarmsAfter(link, 7)).toEqual(DUE);
    link.declined(A, { nextUpdateAt: link.time + 20 * MIN });
    expect(link.group(A).escalated).toBe(0);
    expect(alarmsAfter(link, 20)).toEqual(DUE);
    link.amended(A);
    expect(alarmsAfter(link, 7)).toEqual(DUE);
  });

  it("are nobody's while a group forms, holds a grant or has ended, and the next one's time is kept beside it", () => {
    const link = Link.open();
    link.opened(A);
    expect(alarmsAfter(link, 60)).toEqual([[], []]);
    expect(link.state.alertAt).toBe(Number.MAX_SAFE_INTEGER);
    link.waiting(A);
    link.granted(A);
    expect(escalationOf(link.state, link.group(A), link.time + 30 * MIN)).toBe(0);
    link.wait(5).ready(B);
    link.wait(4).beat();
    expect(link.state.alertAt).toBe(link.time + 11 * MIN);
    link.withdrawn(B);
    expect(escalationOf(link.state, { ...link.group(B), phase: "ready" }, link.time + 60 * MIN)).toBe(0);
  });

  it("of a window that passed unused are due an answer time after its end", () => {
    const link = Link.open().holding(A);
    expect(alarmsAfter(link, 25)).toEqual(DUE);
  });
});

describe("the next look", () => {
  it("comes when it was due, also when the group that it was for has its answer", () => {
    const link = Link.open();
    link.ready(A);
    const { alertAt } = link.beat().state;
    expect(alertAt).toBe(link.time + 15 * MIN);
    link.offered();
    link.granted(A);
    expect(link.beat().state.alertAt).toBe(alertAt);
  });
});

describe("long stays (DR9)", () => {
  it("are told after 48 hours and after 120, once each", () => {
    const link = Link.open({ answerMin: 60 * 24 * 8 });
    link.ready(A);
    expect(alarmsAfter(link, 48 * HOUR)).toEqual(STAY);
    expect(stayOf(link.group(A), link.time)).toBe(48);
    expect(link.group(A).stayed).toBe(48);
    expect(link.state.alertAt).toBe((link.group(A).readySince ?? 0) + 120 * HOUR * MIN);
    expect(alarmsAfter(link, 72 * HOUR)).toEqual(STAY);
    expect(link.group(A).stayed).toBe(120);
    expect(alarmsAfter(link, 240 * HOUR)[1]).not.toContain("stay");
    expect(link.state.alarms["stay"]).toBe(2);
  });

  it("count from when the people became ready, wherever that was", () => {
    const link = Link.open({ answerMin: 60 * 24 * 8 });
    link.ready(A, 10, { since: link.time - 47 * HOUR * MIN });
    link.ready(B, 10, { since: link.time - 46 * HOUR * MIN });
    expect(alarmsAfter(link, HOUR)).toEqual(STAY);
    expect(alarmsAfter(link, HOUR)).toEqual(STAY);
    expect([link.group(A).stayed, link.group(B).stayed]).toEqual([48, 48]);
  });

  it("are nobody's who forms, was let go, has left, has come or has ended", () => {
    const old = { since: Link.open().time - 47 * HOUR * MIN };
    const told: ((link: Link) => void)[] = [
      (link) => void link.opened(A),
      (link) => void link.going(A),
      (link) => void link.departed(A),
      (link) => void link.arrived(A),
      (link) => void link.withdrawn(A),
    ];
    for (const tell of told) {
      const link = Link.open({ answerMin: 60 * 24 * 8 });
      if (tell !== told[0] && tell !== told[1]) link.ready(A, 10, old);
      tell(link);
      const { time } = link;
      expect(stayOf(link.group(A), time + 121 * HOUR * MIN)).toBe(0);
      link.wait(49 * HOUR).say(R.desk, { type: "ack", heads: [] });
      expect(link.state.alarms["stay"] ?? 0).toBe(0);
      expect(link.state.alertAt).toBe(Number.MAX_SAFE_INTEGER);
    }
  });
});
