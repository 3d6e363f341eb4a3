import type { Body, BodyOf, EventId } from "@vado/protocol";
import { describe, expect, it } from "vitest";
import { FORGET_MS, balanceOf, decide, isFoldable, logFresh, overdueOrMissing, stateText } from "../src/index.ts";
import { Link, MIN, R, S, T0, code } from "./support.ts";

/** Faults that were found in the rules, each with the history that showed it. */

const A = code(0);
const B = code(1);

describe("regressions", () => {
  it("G3 an older agreement that comes into force later does not replace a newer one", () => {
    const link = Link.open();
    link.agree({ groupMax: 50 }, 2, T0 + 600 * MIN);
    link.agree({ groupMax: 20 }, 3, T0 + 60 * MIN);
    link.wait(70).beat();
    expect(link.state.agreement?.version).toBe(3);
    link.wait(600).beat();
    expect(link.state.agreement?.version).toBe(3);
    expect(link.state.agreed).toEqual([]);
  });

  it("S9 a proposal made before a late departure filled in its count can't be accepted after it", () => {
    const link = Link.open();
    link.going(A).wait(20);
    link.arrived(A, 9);
    const proposal = link.reconciled(R.duty, A);
    expect(proposal.voidedBy).toBeNull();
    link.departed(A, 10);
    expect(link.group(A).phase).toBe("mismatch");
    expect(link.reconciled(S.duty, A, { answers: proposal.id }).voidedBy).toBe("H13.answers");
    const next = link.reconciled(S.duty, A, { cause: "left" });
    expect(next.voidedBy).toBeNull();
    expect(link.reconciled(R.duty, A, { cause: "left", answers: next.id }).voidedBy).toBeNull();
    expect(balanceOf(link.state)).toMatchObject({ off: 0, received: 9, left: 1 });
  });

  it("H1 people who come under a code that is known already are counted at the gate", () => {
    const link = Link.open();
    link.ready(A);
    expect(link.spontaneous(A, 12)).toMatchObject({
      voidedBy: null,
      alarms: ["contradiction", "unauthorised-arrival"],
    });
    expect(link.group(A)).toMatchObject({ phase: "arrived", arrived: 12 });
    expect(balanceOf(link.state)).toMatchObject({ atGate: 12, off: 0 });
  });

  it("H1 people in transit who are taken for unannounced ones have arrived", () => {
    const link = Link.open();
    link.going(A).departed(A, 10);
    link.spontaneous(A, 10);
    expect(link.group(A)).toMatchObject({ phase: "arrived", arrived: 10 });
    expect(link.received(A).voidedBy).toBeNull();
  });

  it("F1 a group that moved again after its end is forgotten 48 hours after its last end, not its first", () => {
    const link = Link.open();
    link.ready(A);
    link.withdrawn(A);
    link.wait(FORGET_MS / MIN - 60);
    link.departed(A, 10);
    link.wait(20);
    link.arrived(A, 10);
    link.received(A);
    link.wait(120).beat();
    expect(link.departed(A, 10).alarms).toEqual([]);
    expect(link.group(A).phase).toBe("received");
    link.wait(FORGET_MS / MIN).beat();
    expect(link.state.groups[A]).toBeUndefined();
  });

  it("F2 a group whose search was handed over ends then, frees the block and is forgotten in its time", () => {
    const link = Link.open();
    link.gate(A, 10, 9);
    const proposal = link.reconciled(R.duty, A, { cause: "missing" });
    const incident = link.reconciled(S.duty, A, { cause: "missing", answers: proposal.id }).id;
    expect(link.state.moving).toEqual([A]);
    link.say(S.duty, { type: "incident.handed-over", incident, to: "river rescue" });
    expect(link.state.moving).toEqual([]);
    expect(link.group(A).endedAt).toBe(link.time);
    link.wait(FORGET_MS / MIN + 1).beat();
    expect(link.state.groups[A]).toBeUndefined();
  });

  it("S10 a look at the river that comes late is as old as its own time", () => {
    const link = Link.open({ conditionsValidMin: 30 });
    link.holding(A).wait(5).beat();
    link.state.conditions = null;
    link.say(S.field, { type: "conditions.checked", level: "good" }, { at: link.time - 31 * MIN });
    expect(link.released(A).voidedBy).toBe("H8.conditions");
    link.look();
    expect(link.released(A).voidedBy).toBeNull();
  });

  it("S10 an older good reading does not undo a newer stop, and a stop counts from a clock that is behind", () => {
    const link = Link.open();
    link.look("stop");
    link.say(R.field, { type: "conditions.checked", level: "good" }, { at: link.time - 10 * MIN });
    expect(link.state.conditions?.level).toBe("stop");
    link.wait(1).look("good");
    link.say(R.field, { type: "conditions.checked", level: "stop" }, { at: link.time - 10 * MIN });
    expect(link.state.conditions?.level).toBe("stop");
  });

  it("S8 heartbeats that were held back on their way do not make a log fresh", () => {
    const link = Link.open();
    link.holding(A).wait(6).look();
    link.say(R.desk, { type: "heartbeat", heads: [] }, { at: link.time - 6 * MIN });
    expect(logFresh(link.state, "sending", link.time)).toBe(false);
    expect(link.released(A).voidedBy).toBe("H8.fresh");
    link.beat();
    expect(link.released(A).voidedBy).toBeNull();
  });

  it("P1 places reported from a clock that is ahead do not stand against honest reports", () => {
    const link = Link.open();
    expect(link.report({ asOf: link.time + 3 * MIN, validUntil: link.time + 60 * MIN }).voidedBy).toBe("P1.future");
    expect(link.report({ asOf: link.time + 2 * MIN, validUntil: link.time + 60 * MIN }).voidedBy).toBeNull();
  });

  it("S3 an offer said twice is offered once", () => {
    const link = Link.open({ block: { kind: "paced" } });
    link.ready(A, 60);
    link.ready(B, 60);
    const offer = link.offered(100);
    expect(link.granted(A).voidedBy).toBeNull();
    const again = link.say(R.duty, offer.entry.body, { intent: offer.id });
    expect(again.voidedBy).toBe("O1.id");
    expect(link.granted(B).voidedBy).toBe("H5.room");
  });

  it("S2 a grant said twice is granted once, also after it was given back", () => {
    const link = Link.open();
    link.waiting(A);
    const grant = link.granted(A);
    const asked = link.askedBack(A);
    link.givenBack(A, asked.id);
    for (const who of [S.duty]) link.say(who, { type: "ack", heads: [] });
    expect(link.state.live).toEqual([]);
    expect(link.say(R.duty, grant.entry.body, { intent: grant.id }).voidedBy).toBe("H5.id");
  });

  it("I4 an incident said twice does not undo that its search was handed over", () => {
    const link = Link.open();
    const said = link.say(R.field, (incident) => ({ type: "incident.opened", incident, kind: "missing" }));
    link.say(R.duty, { type: "incident.handed-over", incident: said.id, to: "rescue" });
    link.say(R.field, said.entry.body, { intent: said.id });
    expect(link.state.incidents[said.id]?.handedOver).toBe(true);
  });

  it("H8.overdue nobody is released while somebody reported missing is searched for", () => {
    const link = Link.open();
    link.holding(A);
    const said = link.say(R.field, (incident) => ({ type: "incident.opened", incident, kind: "missing" }));
    expect(overdueOrMissing(link.state, link.time)).toBe(true);
    expect(link.released(A).voidedBy).toBe("H8.overdue");
    link.say(R.duty, { type: "incident.handed-over", incident: said.id, to: "rescue" });
    expect(link.released(A).voidedBy).toBeNull();
  });

  it("14 a departure told by a clock that is behind does not make the people overdue before they could arrive", () => {
    const link = Link.open();
    link.going(A);
    link.departed(A, 10, { at: link.time - 120 * MIN });
    expect(link.group(A).departedAt).toBe(link.time);
    expect(overdueOrMissing(link.state, link.time)).toBe(false);
  });

  it("D3 decide sees what time has changed, as fold will: an agreement come into force, a slot given back", () => {
    const link = Link.open();
    link.agree({ groupMax: 5 }, 2, T0 + 10 * MIN);
    link.opened(A);
    link.wait(11);
    const body: BodyOf<"group.ready"> = {
      type: "group.ready",
      group: A,
      version: 1,
      headcount: 10,
      units: { 1: 10 },
      needs: {},
      explained: true,
      voluntary: true,
    };
    const knows = { time: link.time, fork: false, provisional: false, connected: true };
    expect(decide(link.state, { ...S.field, intent: "x".repeat(22), at: link.time, body }, knows)?.rule).toBe(
      "H2.size",
    );
    expect(link.state.agreement?.version).toBe(1);
  });

  it("D4 what all objects share is no event type", () => {
    for (const type of ["constructor", "toString", "__proto__"]) expect(isFoldable(type)).toBe(false);
    expect(isFoldable("group.opened")).toBe(true);
  });

  it("18 an acceptance names the grant that was asked for: another question's answer is void", () => {
    const link = Link.open();
    link.holding(A);
    const first = link.askedBack(A);
    const second = link.askedBack(A);
    expect(link.givenBack(A, first.id).voidedBy).toBe("H18.asked");
    expect(link.givenBack(A, second.id as EventId).voidedBy).toBeNull();
  });

  it("D5 a device that asks after new terms came into force changes nothing of what it has", () => {
    const link = Link.open();
    link.ready(B);
    link.agree({ answerMin: 7 }, 2, link.time + 5 * MIN);
    link.holding(A).beat();
    const before = stateText(link.state);
    const body: Body = { type: "ack", heads: [] };
    const time = link.time + 11 * MIN;
    const knows = { time, fork: false, provisional: false, connected: true };
    expect(decide(link.state, { ...S.duty, intent: "x".repeat(22), at: time, body }, knows)).toBeNull();
    expect(stateText(link.state)).toBe(before);
  });

  it("DR8 an answer that is due sooner by new terms is called for then, whether they come later or at once", () => {
    for (const wait of [0, 5]) {
      const link = Link.open();
      link.ready(A);
      link.beat().agree({ answerMin: 7 }, 2, link.time + wait * MIN);
      const said = (minutes: number) => link.wait(minutes).say(S.desk, { type: "ack", heads: [] }).alarms;
      expect([said(5), said(1.9), said(0.1)]).toEqual([[], [], ["answer-overdue"]]);
    }
  });
});
