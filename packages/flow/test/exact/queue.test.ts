import { describe, expect, it } from "vitest";
import type { EventId, Needs } from "@vado/protocol";
import { mayBeOvertaken, nextUpdate, overtakenBy, priorityClass, queueAt } from "../../src/index.ts";
import { Link, MIN, R, S, code } from "../support.ts";

/** The order of those who wait (DR10), and when they hear again (L1), to the millisecond. */

const [A, B, C, D] = [code(0), code(1), code(2), code(3)];
const codes = (groups: readonly { code: string }[]) => groups.map((group) => group.code);
const queue = (link: Link) => codes(queueAt(link.state, link.time));
const before = (link: Link, group = D) => codes(overtakenBy(link.state, link.group(group), link.time));

describe("order (H3)", () => {
  it("is by waiting time, then code; needs count where the agreement says so", () => {
    const ready = (order: "since" | "needs-since") => {
      const link = Link.open({ order });
      const needs: Needs[] = [{}, { interpreter: 0 }, { interpreter: 1 }, { urgentMedical: 1 }];
      for (const [n, need] of needs.entries())
        link.ready([D, C, B, A][n] ?? A, 10, { needs: need, since: link.time - (9 - n) * MIN });
      return link;
    };
    expect(queue(ready("since"))).toEqual([D, C, B, A]);
    expect(queue(ready("needs-since"))).toEqual([A, B, D, C]);
    const link = ready("needs-since");
    expect([A, B, C, D].map((one) => priorityClass(link.state, link.group(one)))).toEqual([1, 2, 3, 3]);
    expect(priorityClass(link.state, { ...link.group(A), needs: { unaccompaniedChildren: 1 } })).toBe(1);
    expect(priorityClass(link.state, { ...link.group(A), needs: { interpreter: 0, olderPeople: 2 } })).toBe(2);
    expect(priorityClass(link.state, { ...link.group(A), needs: { urgentMedical: 0 } })).toBe(3);
    const since = ready("since");
    expect(priorityClass(since.state, since.group(A))).toBe(3);
    expect(priorityClass(new Link().state, since.group(A))).toBe(3);
  });

  it("of the same moment is by code, whoever came first", () => {
    for (const order of [
      [A, B],
      [B, A],
    ]) {
      const link = Link.open();
      for (const one of order) link.ready(one);
      expect(queue(link)).toEqual([A, B].toSorted());
    }
  });

  it("holds those whose answer is open or was no, and nobody who ended or forms", () => {
    const link = Link.open();
    for (const one of [A, B, C]) link.ready(one);
    link.deferred(A);
    link.declined(B);
    link.opened(D);
    expect(queue(link).toSorted()).toEqual([A, B, C].toSorted());
    link.withdrawn(C);
    expect(queue(link).toSorted()).toEqual([A, B].toSorted());
  });
});

describe("overtaking (H4)", () => {
  const four = () => {
    const link = Link.open({ block: { kind: "paced" } });
    for (const [n, one] of [A, B, C, D].entries()) link.ready(one, 10, { since: link.time - (9 - n) * MIN });
    return link;
  };

  it("is of those before it who wait for this receiver, not of those after it", () => {
    const link = four();
    expect(before(link)).toEqual([A, B, C]);
    expect(before(link, B)).toEqual([A]);
    link.declined(B);
    expect(before(link)).toEqual([A, C]);
    link.deferred(A);
    expect(before(link)).toEqual([A, C]);
    link.hold(R.field, A);
    expect(before(link)).toEqual([C]);
    link.hold(R.field);
    expect(before(link)).toEqual([C]);
    link.hold(R.field, D);
    expect(before(link)).toEqual([C]);
    link.opened(code(5));
    expect(before(link, code(5))).toEqual([]);
  });

  it("is not of a group whose own grant is still closing", () => {
    const link = four();
    link.say(S.duty2, { type: "ack", heads: [] });
    link.offered(100);
    link.granted(A);
    link.amended(A, 9);
    expect(before(link)).toEqual([B, C]);
  });

  it("is counted for each, and three times at most; 24 hours of waiting and not a moment more", () => {
    const link = four();
    link.offered(100);
    link.granted(D);
    expect([A, B, C, D].map((one) => link.group(one).overtaken)).toEqual([1, 1, 1, 0]);
    expect(link.state.totals.overtaken).toBe(3);
    const group = link.group(A);
    expect(mayBeOvertaken({ ...group, overtaken: 2 }, link.time)).toBe(true);
    expect(mayBeOvertaken({ ...group, overtaken: 3 }, link.time)).toBe(false);
    const since = group.readySince ?? 0;
    expect(mayBeOvertaken(group, since + 1_440 * MIN)).toBe(true);
    expect(mayBeOvertaken(group, since + 1_440 * MIN + 1)).toBe(false);
  });
});

describe("when a group hears again (L1)", () => {
  it("is an answer time after it asked, then every answer time, always later than now", () => {
    const link = Link.open();
    link.ready(A);
    const { time } = link;
    const at = (minutes: number, ms = 0) => nextUpdate(link.state, link.group(A), time + minutes * MIN + ms) - time;
    expect(at(0)).toBe(15 * MIN);
    expect(at(15, -1)).toBe(15 * MIN);
    expect(at(15)).toBe(30 * MIN);
    expect(at(30, -1)).toBe(30 * MIN);
    expect(at(30)).toBe(45 * MIN);
    expect(at(100)).toBe(105 * MIN);
    link.deferred(A, { nextUpdateAt: time + 40 * MIN });
    expect(at(0)).toBe(40 * MIN);
    expect(at(40)).toBe(55 * MIN);
  });

  it("is an answer time after a window that passed unused, and as promised before that while it is open", () => {
    const link = Link.open().holding(A);
    const { time } = link;
    const { to } = link.grant(A);
    expect(nextUpdate(link.state, link.group(A), time)).toBe(time + 15 * MIN);
    expect(nextUpdate(link.state, link.group(A), to)).toBe(time + 15 * MIN);
    expect(nextUpdate(link.state, link.group(A), to + 1)).toBe(to + 15 * MIN);
    expect(nextUpdate(link.state, { ...link.group(A), grant: "" }, to + 1)).toBe(time + 15 * MIN);
  });
});

describe("rules that a supervisor sets aside (V)", () => {
  const aside = (link: Link, answers: EventId, rule: "H2.unit" | "H5.overtaking") =>
    link.say(S.sup, { type: "supervisor.overrode", rule, answers, reason: "one family" }).voidedBy;

  it("name a group by its opening until it is counted, then by its latest count", () => {
    const link = Link.open({ vehicleSeats: 5, groupMax: 8 });
    const opened = link.opened(A).id;
    link.opened(B);
    expect(aside(link, opened, "H2.unit")).toBeNull();
    expect(link.group(A).setAside).toEqual(["H2.unit"]);
    expect(link.group(B).setAside).toEqual([]);
    expect(aside(link, opened, "H2.unit")).toBeNull();
    expect(link.group(A).setAside).toEqual(["H2.unit"]);
    expect(link.state.overrides).toBe(2);
    expect(link.ready(A, 9, { units: { 9: 1 } }).voidedBy).toBe("H2.size");
    expect(link.ready(A, 8, { units: { 6: 1, 2: 1 } }).voidedBy).toBe("H2.size");
    const counted = link.ready(A, 8, { units: { 8: 1 } });
    expect(counted.voidedBy).toBeNull();
    expect(aside(link, opened, "H2.unit")).toBe("V1.group");
    expect(aside(link, counted.id, "H5.overtaking")).toBeNull();
    link.withdrawn(A);
    expect(aside(link, counted.id, "H5.overtaking")).toBe("V1.group");
  });

  it("let a group go first, once", () => {
    const link = Link.open({ block: { kind: "paced" } });
    link.ready(A, 10, { since: link.time - 1_441 * MIN });
    const { id } = link.ready(B);
    link.offered(100);
    expect(link.granted(B).voidedBy).toBe("H5.overtaking");
    expect(aside(link, id, "H5.overtaking")).toBeNull();
    expect(aside(link, id, "H2.unit")).toBeNull();
    expect(link.granted(B).voidedBy).toBeNull();
    expect(link.group(B).setAside).toEqual(["H2.unit"]);
    expect(link.group(A).overtaken).toBe(1);
  });
});
