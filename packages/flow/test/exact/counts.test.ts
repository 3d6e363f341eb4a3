import { describe, expect, it } from "vitest";
import { balanceOf } from "../../src/index.ts";
import { Link, R, S, code, type Said } from "../support.ts";

/** What is said of counts, and what it leaves in every sum. */

const A = code(0);
const B = code(1);
const sums = (link: Link) => balanceOf(link.state);

describe("what is said of counts", () => {
  it("EF3 a second count is a proposal, of its side and point", () => {
    const link = Link.open().gate(A);
    const { id } = link.departed(A, 11);
    expect(link.group(A).correction).toEqual({ side: "sending", event: id, point: "departure", headcount: 11 });
    const second = link.arrived(A, 12);
    expect(second.alarms).toEqual(["second-count"]);
    expect(link.group(A).correction).toMatchObject({ side: "receiving", point: "arrival", headcount: 12 });
    expect(link.corrected(S.duty, A, { point: "arrival", headcount: 12, answers: second.id }).alarms).toEqual([
      "count-mismatch",
    ]);
    expect(link.group(A)).toMatchObject({ arrived: 12, correction: null, phase: "mismatch" });
  });

  it("[13] what is explained once is received; missing people keep the link until their search is handed over", () => {
    const link = Link.open().gate(A, 10, 8);
    const proposal = link.reconciled(R.duty, A, { cause: "missing" });
    expect(link.group(A).reconcile).toEqual({
      side: "receiving",
      event: proposal.id,
      cause: "missing",
      departed: 10,
      arrived: 8,
    });
    const agreed = link.reconciled(S.duty, A, { cause: "missing", answers: proposal.id });
    expect(agreed.alarms).toEqual(["missing"]);
    expect(link.group(A)).toMatchObject({ phase: "received", cause: "missing", endedAt: null });
    expect(link.state.incidents[agreed.id]).toEqual({
      id: agreed.id,
      kind: "missing",
      group: A,
      open: true,
      handedOver: false,
    });
    const more = link.say(R.field, (incident) => ({ type: "incident.opened", incident, kind: "missing", group: A }));
    const other = link.say(R.field, (incident) => ({ type: "incident.opened", incident, kind: "medical", group: A }));
    const elsewhere = link.say(R.field, (incident) => ({
      type: "incident.opened",
      incident,
      kind: "missing",
      group: B,
    }));
    const handOver = (said: Said) =>
      link.say(R.duty, { type: "incident.handed-over", incident: said.id, to: "rescue" });
    handOver(other);
    handOver(agreed);
    expect(link.state.moving).toEqual([A]);
    handOver(more);
    expect(link.state.moving).toEqual([]);
    expect(link.group(A).endedAt).toBe(link.time);
    expect(elsewhere.alarms).toEqual(["incident"]);
    expect(link.state.alarms["incident"]).toBe(3);
  });

  it("a search handed over ends no group that was received in another way", () => {
    const link = Link.open().gate(A);
    const said = link.say(R.field, (incident) => ({ type: "incident.opened", incident, kind: "missing", group: A }));
    link.say(R.duty, { type: "incident.handed-over", incident: said.id, to: "rescue" });
    expect(link.group(A)).toMatchObject({ phase: "arrived", endedAt: null });
    expect(link.state.moving).toEqual([A]);
    link.received(A);
    const { ended } = link.state;
    const again = link.say(R.field, (incident) => ({ type: "incident.opened", incident, kind: "missing", group: A }));
    const length = ended.length;
    link.say(R.duty, { type: "incident.handed-over", incident: again.id, to: "rescue" });
    expect(link.state.ended).toHaveLength(length);
    link.say(R.duty, { type: "incident.closed", incident: again.id, note: "found" });
    expect(link.state.incidents[again.id]).toBeUndefined();
  });

  it("a count corrected after reception takes back what explained it, and says it anew", () => {
    const cases = [
      ["left", 8, 9, { left: 1, received: 9, miscount: 0 }],
      ["left", 8, 12, { left: 0, received: 12, miscount: 2 }],
      ["medical", 8, 7, { medical: 3, received: 7 }],
      ["joined", 12, 13, { joined: 3, received: 13 }],
      ["joined", 12, 9, { joined: 0, received: 9, miscount: -1 }],
      ["miscount", 8, 11, { miscount: 1, received: 11 }],
      ["missing", 8, 10, { missing: 0, received: 10, miscount: 0 }],
    ] as const;
    for (const [cause, arrived, corrected, wanted] of cases) {
      const link = Link.open().gate(A, 10, arrived);
      const { id } = link.reconciled(R.duty, A, { cause });
      link.reconciled(S.duty, A, { cause, answers: id });
      const change = { point: "arrival", headcount: corrected } as const;
      const proposal = link.corrected(R.duty, A, change);
      expect(link.group(A).correction).toMatchObject({ side: "receiving", event: proposal.id, ...change });
      link.corrected(S.duty, A, { ...change, answers: proposal.id });
      expect(sums(link), cause).toMatchObject({ ...wanted, off: 0 });
      expect(link.group(A)).toMatchObject({ phase: "received", arrived: corrected, correction: null, reconcile: null });
    }
  });

  it("so does a departure; of people nobody announced nothing was explained", () => {
    const link = Link.open().gate(A);
    link.received(A);
    const departure = link.corrected(S.duty, A);
    link.corrected(R.duty, A, { answers: departure.id });
    expect(sums(link)).toMatchObject({ departed: 9, received: 10, miscount: 1, off: 0 });
    const unannounced = Link.open();
    unannounced.spontaneous(B, 4);
    const change = { point: "arrival", headcount: 6 } as const;
    const before = unannounced.corrected(S.duty, B, change);
    unannounced.corrected(R.duty, B, { ...change, answers: before.id });
    expect(sums(unannounced)).toMatchObject({ spontaneous: 6, atGate: 6, off: 0 });
    unannounced.received(B);
    const after = unannounced.corrected(S.duty, B, { ...change, headcount: 5 });
    unannounced.corrected(R.duty, B, { ...change, headcount: 5, answers: after.id });
    expect(sums(unannounced)).toMatchObject({ spontaneous: 5, received: 5, miscount: 0, off: 0 });
    expect(unannounced.state.moving).toEqual([]);
  });

  it("a count corrected at the gate, on the way, or of people who came back is in every sum", () => {
    const agree = (link: Link, point: "departure" | "arrival", headcount: number) => {
      const { id: answers } = link.corrected(S.duty, A, { point, headcount });
      return link.corrected(R.duty, A, { point, headcount, answers });
    };
    const gate = Link.open().gate(A, 10, 9);
    expect(agree(gate, "departure", 9).alarms).toEqual([]);
    expect(gate.group(A).phase).toBe("arrived");
    expect(sums(gate)).toMatchObject({ departed: 9, atGate: 9, off: 0 });
    const undeclared = Link.open().going(A);
    undeclared.arrived(A, 9);
    expect(agree(undeclared, "arrival", 8).alarms).toEqual([]);
    expect(sums(undeclared)).toMatchObject({ undeclared: 8, atGate: 8, off: 0 });
    expect(undeclared.group(A).phase).toBe("arrived");
    const way = Link.open().going(A);
    way.departed(A);
    agree(way, "departure", 12);
    expect(way.group(A)).toMatchObject({ phase: "inTransit", departed: 12 });
    expect(sums(way)).toMatchObject({ departed: 12, inTransit: 12, off: 0 });
    way.returned(A, 12);
    agree(way, "departure", 11);
    expect(sums(way)).toMatchObject({ departed: 11, returned: 11, off: 0 });
    expect(balanceOf({ ...way.state, totals: { ...way.state.totals, returned: 9 } }).off).toBe(2);
    expect(balanceOf({ ...way.state, totals: { ...way.state.totals, diverted: 3 } }).off).toBe(-3);
  });

  it("fewer people by a miscount are taken off the sum; a proposal names both counts as they stand", () => {
    const link = Link.open().gate(A, 10, 8);
    expect(link.reconciled(R.duty, A, { arrived: 9 }).voidedBy).toBe("H13.counts");
    const { id: answers } = link.reconciled(R.duty, A);
    link.reconciled(S.duty, A, { answers });
    expect(balanceOf(link.state)).toMatchObject({ miscount: -2, received: 8, off: 0 });
  });

  it("another incident of the group does not keep the link when the search is handed over", () => {
    const link = Link.open().gate(A, 10, 8);
    const { id: answers } = link.reconciled(R.duty, A, { cause: "missing" });
    const incident = link.reconciled(S.duty, A, { cause: "missing", answers }).id;
    link.say(R.field, (other) => ({ type: "incident.opened", incident: other, kind: "medical", group: A }));
    link.say(R.duty, { type: "incident.handed-over", incident, to: "rescue" });
    expect(link.state.moving).toEqual([]);
    expect(link.group(A)).toMatchObject({ phase: "received", endedAt: link.time });
  });
});
