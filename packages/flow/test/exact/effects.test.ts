import { describe, expect, it } from "vitest";
import { balanceOf, emptyState, holdsOn, logFresh, openHolds, releasedInHour } from "../../src/index.ts";
import { Link, MIN, R, S, T0, code, type Said } from "../support.ts";

/** What events do to a link, in what histories seldom reach: every number and mark they leave. */

const A = code(0);
const B = code(1);
const paced = { block: { kind: "paced" } } as const;
const sums = (link: Link) => balanceOf(link.state);

describe("what opening, counting and answering leave", () => {
  it("a new group is forming, with nothing said of it", () => {
    const link = Link.open();
    const { id } = link.opened(A);
    const nobody = {
      headcount: 0,
      version: 0,
      units: {},
      needs: {},
      overtaken: 0,
      escalated: 0,
      stayed: 0,
      setAside: [],
    };
    const none = { readySince: null, readyEvent: null, grant: null, releasedAt: null, departed: null, arrived: null };
    const no = { authorised: false, spontaneous: false, called: false, overdueSeen: false, referred: false };
    expect(link.group(A)).toMatchObject({
      phase: "forming",
      openedEvent: id,
      openedAt: link.time,
      ...nobody,
      ...none,
      ...no,
    });
    expect(link.state.totals.groups).toBe(1);
    link.departed(B, 4);
    expect(link.group(B)).toMatchObject({
      openedEvent: null,
      referred: false,
      called: false,
      setAside: [],
      version: 0,
    });
  });

  it("a count asks anew, and an answer's promise is over with a grant or the next count", () => {
    const link = Link.open();
    const { id } = link.ready(A, 11, { units: { 1: 3, 4: 2 }, needs: { infants: 2 } });
    expect(link.group(A)).toMatchObject({ readyEvent: id, units: { 1: 3, 4: 2 }, needs: { infants: 2 }, version: 1 });
    const at = link.time + 30 * MIN;
    link.wait(1).deferred(A, { nextUpdateAt: at });
    expect(link.group(A)).toMatchObject({ phase: "deferred", nextUpdateAt: at, askedAt: link.time });
    link.wait(1).declined(A, { nextUpdateAt: at + 1 });
    expect(link.group(A)).toMatchObject({ phase: "declined", nextUpdateAt: at + 1, askedAt: link.time });
    link.wait(1).amended(A, 9);
    expect(link.group(A)).toMatchObject({ phase: "ready", nextUpdateAt: null, askedAt: link.time });
    link.deferred(A);
    link.offered(50);
    link.granted(A);
    expect(link.group(A).nextUpdateAt).toBeNull();
    expect(link.grant(A)).toMatchObject({
      version: 2,
      headcount: 9,
      confirmedAt: null,
      revokeAsked: null,
      usedSeq: null,
    });
    expect(link.state.totals.grants).toBe(1);
  });

  it("a referral stands until more children travel alone than were referred", () => {
    const link = Link.open();
    const alone = (unaccompaniedChildren: number) => ({ needs: { unaccompaniedChildren } });
    link.ready(A, 10, alone(2));
    link.say(S.field, { type: "group.referred", group: A, to: "child protection" });
    for (const [children, referred] of [
      [2, true],
      [1, true],
      [0, true],
      [1, false],
    ] as const) {
      link.amended(A, 10, alone(children));
      expect(link.group(A).referred, String(children)).toBe(referred);
      if (children === 0) link.amended(A, 10);
    }
  });

  it("people who dispersed are counted once, and outside C1", () => {
    const link = Link.open();
    link.ready(A);
    link.dispersed(A, 7);
    expect(sums(link)).toMatchObject({ dispersed: 7, off: 0, departed: 0 });
    expect(link.group(A)).toMatchObject({ phase: "dispersed", endedAt: link.time });
  });
});

describe("what the end of a grant leaves", () => {
  it("a group that waits again is asked for from that moment; a window's end is that moment for one that lapsed", () => {
    const amended = Link.open().holding(A).wait(1);
    amended.amended(A, 9);
    expect(Object.values(amended.state.grants)[0]?.ended).toEqual({ seq: amended.state.seq, why: "amended" });
    const withdrawn = Link.open().holding(A);
    withdrawn.withdrawn(A);
    expect(Object.values(withdrawn.state.grants)[0]?.ended?.why).toBe("withdrawn");
    const revoked = Link.open().holding(A);
    revoked.confirmed(A);
    const asked = revoked.askedBack(A);
    expect(revoked.grant(A).revokeAsked).toBe(asked.id);
    revoked.wait(2).givenBack(A, asked.id);
    expect(revoked.group(A)).toMatchObject({ phase: "ready", grant: null, askedAt: revoked.time });
    expect(Object.values(revoked.state.grants)[0]?.ended?.why).toBe("revoked");
    const lapsed = Link.open().holding(A);
    const { to, id } = lapsed.grant(A);
    lapsed.wait(30).beat();
    expect(lapsed.group(A)).toMatchObject({ phase: "ready", grant: null, askedAt: to });
    expect(lapsed.state.grants[id]?.ended?.why).toBe("lapsed");
  });

  it("of one that was used or is over nothing ends again", () => {
    const link = Link.open().going(A);
    const { id } = link.grant(A);
    link.wait(60).beat();
    expect(link.state.grants[id]).toMatchObject({ ended: null });
    expect(link.group(A)).toMatchObject({ phase: "released", grant: id });
    expect(link.state.live).toEqual([]);
  });

  it("of several live grants only the one that is used is no longer live", () => {
    const link = Link.open(paced).holding(A).holding(B);
    link.released(A);
    expect(link.state.live).toEqual([link.grant(B).id]);
  });
});

describe("what movements leave", () => {
  it("times are the device's, never later than the log's, and nobody departs before GO", () => {
    const link = Link.open().going(A);
    const go = link.time;
    link.wait(5);
    link.departed(A, 10, { at: link.time - MIN });
    expect(link.group(A)).toMatchObject({ releasedAt: go, departedAt: go + 4 * MIN, released: 10 });
    link.wait(20);
    link.arrived(A, 10, { at: link.time + MIN });
    expect(link.group(A).arrivedAt).toBe(link.time);
    const early = Link.open().going(A);
    early.departed(A, 10, { at: early.time + 9 * MIN });
    expect(early.group(A).departedAt).toBe(early.time);
    early.wait(20);
    early.arrived(A, 10, { at: early.time - 2 * MIN });
    expect(early.group(A).arrivedAt).toBe(early.time - 2 * MIN);
    const spontaneous = (at: number) => {
      const other = Link.open();
      other.say(R.field, { type: "arrival.spontaneous", group: A, headcount: 3 }, { at: other.time + at });
      return (other.group(A).arrivedAt ?? 0) - other.time;
    };
    expect([spontaneous(-MIN), spontaneous(MIN)]).toEqual([-MIN, 0]);
  });

  it("EF12 more people than were let go are counted for the surplus; as many are not", () => {
    const link = Link.open().going(A);
    expect(link.departed(A, 13).alarms).toEqual(["unauthorised-departure"]);
    expect(releasedInHour(link.state, link.time)).toBe(13);
    const other = Link.open().going(A);
    expect(other.departed(A, 10).alarms).toEqual([]);
    expect(releasedInHour(other.state, other.time)).toBe(10);
  });

  it("EF4a who came back and left again later has left again; as of before it is a second count", () => {
    const back = () => {
      const link = Link.open().going(A);
      link.departed(A);
      link.wait(5).returned(A);
      expect(link.group(A)).toMatchObject({ returnedAt: link.time, phase: "returned", endedAt: link.time });
      return link;
    };
    const same = back();
    expect(same.departed(A, 9, { at: same.time }).alarms).toEqual(["second-count"]);
    const again = back();
    expect(again.wait(1).departed(A, 9, { at: again.time }).alarms).toEqual(["unauthorised-departure"]);
    expect(again.group(A)).toMatchObject({ phase: "inTransit", departed: 9, endedAt: null, authorised: false });
    expect(sums(again)).toMatchObject({ departed: 19, returned: 10, inTransit: 9, off: 0 });
    const late = Link.open().going(A);
    late.departed(A);
    late.say(
      S.field,
      { type: "group.returned", group: A, headcount: 10, reason: "high water" },
      { at: late.time + MIN },
    );
    expect(late.group(A).returnedAt).toBe(late.time);
  });

  it("EF4 who was told to have returned or been diverted and comes is at the gate; nobody unauthorised", () => {
    const returned = Link.open().going(A);
    returned.departed(A);
    returned.returned(A);
    expect(returned.arrived(A).alarms).toEqual(["contradiction"]);
    expect(sums(returned)).toMatchObject({ returned: 0, atGate: 10, off: 0 });
    const diverted = Link.open().going(A);
    diverted.departed(A);
    const { id: answers } = diverted.diverted(S.duty, A);
    expect(diverted.group(A).diversion).toMatchObject({
      side: "sending",
      event: answers,
      station: "LAR",
      headcount: 10,
    });
    diverted.diverted(R.duty, A, { answers });
    expect(sums(diverted)).toMatchObject({ diverted: 10, inTransit: 0, off: 0 });
    expect(diverted.group(A)).toMatchObject({ phase: "diverted", endedAt: diverted.time });
    expect(diverted.corrected(S.duty, A).voidedBy).toBeNull();
    diverted.corrected(R.duty, A, { answers: diverted.group(A).correction?.event as never });
    expect(sums(diverted)).toMatchObject({ diverted: 9, departed: 9, off: 0 });
    expect(diverted.arrived(A).alarms).toContain("contradiction");
    expect(sums(diverted)).toMatchObject({ diverted: 0, atGate: 9, off: 0 });
  });

  it("who comes back unheard of, unreleased or ended contradicts and changes nothing", () => {
    const tell: ((link: Link) => unknown)[] = [
      () => 0,
      (link) => link.ready(A),
      (link) => link.gate(A),
      (link) => link.gate(A).received(A),
    ];
    for (const before of tell) {
      const link = Link.open();
      before(link);
      const groups = JSON.stringify(link.state.groups);
      expect(link.returned(A).alarms).toEqual(["contradiction"]);
      expect(JSON.stringify(link.state.groups)).toBe(groups);
    }
  });

  it("EF1 of a departure and of an arrival without GO the alarms are told apart, and the marks fall", () => {
    const left = Link.open().holding(A);
    expect(left.departed(A).alarms).toEqual(["unauthorised-departure"]);
    const came = Link.open().holding(A);
    expect(came.arrived(A).alarms).toEqual(["unauthorised-arrival"]);
    for (const link of [left, came]) {
      expect(Object.values(link.state.grants)[0]?.ended).toEqual({ seq: link.state.seq, why: "departed" });
      expect(releasedInHour(link.state, link.time)).toBe(10);
    }
    const unknown = Link.open();
    unknown.arrived(B, 6);
    expect(unknown.group(B)).toMatchObject({ authorised: false, phase: "arrived", arrived: 6 });
    expect(sums(unknown)).toMatchObject({ undeclared: 6, atGate: 6, off: 0 });
  });

  it("a release counted late stands where it happened: the hour is that of GO", () => {
    const link = Link.open(paced).holding(A);
    const acted = link.actedNow();
    link.wait(5).departed(B, 7);
    expect(link.released(A, { acted }, S.duty, { seen: acted.seq }).voidedBy).toBeNull();
    expect(link.state.releases.map(({ people }) => people)).toEqual([10, 7]);
    const same = Link.open(paced);
    same.departed(A, 3);
    same.departed(B, 4);
    expect(same.state.releases.map(({ people }) => people)).toEqual([3, 4]);
    const noTerms = new Link();
    noTerms.departed(A, 3);
    expect(noTerms.state.releasedOn).toEqual({});
    expect(noTerms.state.releases).toHaveLength(1);
  });
});

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
});

describe("holds, looks and what is heard", () => {
  it("EF7 a hold on the link or that group while somebody was let go and has not left says so", () => {
    const link = Link.open(paced).going(A).going(B);
    link.departed(B);
    expect(link.hold(R.field, B).alarms).toEqual([]);
    expect(link.hold(R.field, A).alarms).toEqual(["released-before-hold"]);
    expect(link.hold(R.field).alarms).toEqual(["released-before-hold"]);
    link.departed(A);
    expect(link.hold(R.field).alarms).toEqual([]);
    expect(link.state.totals.holds).toBe(4);
    expect(Object.values(link.state.holds)[0]).toMatchObject({
      group: B,
      side: "receiving",
      by: "person",
      placedAt: link.time,
    });
    expect(holdsOn(link.state, A).map(({ group }) => group)).toEqual([A, null, null]);
    expect(openHolds(link.state)).toHaveLength(4);
  });

  it("EF11 a hold said twice is one, and keeps what was lifted of it", () => {
    const link = Link.open();
    const said = link.hold(R.field);
    link.lifted(S.duty, said.id);
    link.say(R.field, said.entry.body, { intent: said.id });
    expect(link.state.holds[said.id]?.lifted).toEqual({ sending: true, receiving: false });
    expect(link.state.totals.holds).toBe(1);
    link.lifted(R.duty, said.id);
    expect(link.state.holds[said.id]?.endedSeq).toBe(link.state.seq);
    expect(openHolds(link.state)).toEqual([]);
    expect(link.lifted(R.duty, said.id).voidedBy).toBe("H16.open");
    const next = link.hold(R.field).id;
    expect(link.lifted(S.duty, next, said.id).voidedBy).toBe("H16.open");
  });

  it("S10 a worse look holds the link; an equal or better one does not, an older one is not taken", () => {
    const link = Link.open();
    const held = () => Object.values(link.state.holds).length;
    link.look("good");
    expect(held()).toBe(0);
    link.look("caution");
    expect(held()).toBe(1);
    expect(Object.values(link.state.holds)[0]).toMatchObject({ group: null, by: "conditions", side: "sending" });
    link.look("caution").look("good");
    expect(held()).toBe(1);
    const { conditions } = link.state;
    link.say(R.field, { type: "conditions.checked", level: "good" }, { at: link.time - 1 });
    expect(link.state.conditions).toBe(conditions);
    link.say(R.field, { type: "conditions.checked", level: "good" });
    expect(link.state.conditions?.side).toBe("receiving");
    link.say(R.field, { type: "conditions.checked", level: "good" }, { at: link.time + MIN });
    expect(link.state.conditions?.time).toBe(link.time);
    const nothing = (level: "good" | "caution" | "stop") => Object.keys(new Link().look(level).state.holds).length;
    expect([nothing("good"), nothing("caution"), nothing("stop")]).toEqual([0, 0, 1]);
  });

  it("EF10 a heartbeat is heard when it comes, and a sign of life when it is not late", () => {
    const link = Link.open().wait(10);
    link.say(R.desk, { type: "heartbeat", heads: [] }, { at: link.time - 120_001 });
    expect(link.state.heard.receiving).toBe(link.time);
    expect(link.state.alive.receiving).toBe(T0);
    link.say(R.desk, { type: "heartbeat", heads: [] }, { at: link.time - 120_000 });
    expect(link.state.alive.receiving).toBe(link.time);
    expect(link.state.trail.alive.at(-1)).toEqual({ seq: link.state.seq, time: link.time });
    const { length } = link.state.trail.alive;
    link.say(S.desk, { type: "heartbeat", heads: [] });
    expect(link.state.trail.alive).toHaveLength(length);
    expect(logFresh(link.state, "receiving", link.time)).toBe(true);
    expect(logFresh(emptyState("L1"), "receiving", link.time)).toBe(false);
  });

  it("every alarm is counted as often as it was raised", () => {
    const link = Link.open();
    const raise = () => link.say(R.duty, { type: "concern.raised", reason: "no water" }).alarms;
    expect([raise(), raise(), raise()]).toEqual(Array(3).fill(["concern"]));
    expect(link.state.alarms).toEqual({ concern: 3 });
  });

  it("who was called is marked, and a call of nobody changes nothing", () => {
    const link = Link.open().going(A);
    expect(link.group(A).called).toBe(false);
    link.say(S.field, { type: "group.called", group: A, by: "voice" });
    expect(link.group(A).called).toBe(true);
    link.say(S.field, { type: "group.called", group: B, by: "voice" });
    expect(link.state.groups[B]).toBeUndefined();
  });

  it("14 an overdue group is told once; again when it left again", () => {
    const link = Link.open(paced).going(A);
    link.departed(A);
    link.wait(31);
    const said = () => link.say(S.desk, { type: "ack", heads: [] }).alarms;
    expect([said(), said()]).toEqual([["overdue"], []]);
    expect(link.group(A).overdueSeen).toBe(true);
    link.returned(A);
    link.wait(1).departed(A);
    link.wait(31);
    expect([said(), said()]).toEqual([["overdue"], []]);
  });

  it("OF5 a hold that was placed after GO was given is told when GO reaches the log; another group's is not", () => {
    const told = (hold: (link: Link) => void) => {
      const link = Link.open().holding(A);
      const acted = link.actedNow();
      hold(link);
      return link.released(A, { acted }, S.duty, { seen: acted.seq });
    };
    expect(told((link) => void link.hold(R.field))).toMatchObject({ voidedBy: null, alarms: ["released-before-hold"] });
    expect(told((link) => void link.hold(R.field, A)).alarms).toEqual(["released-before-hold"]);
    expect(told((link) => void link.hold(R.field, B))).toMatchObject({ voidedBy: null, alarms: [] });
    const before = Link.open().holding(A);
    const { id } = before.hold(R.field, B);
    expect(id).toBeDefined();
    const acted = before.actedNow();
    expect(before.released(A, { acted }, S.duty, { seen: acted.seq }).alarms).toEqual([]);
    const held = Link.open().holding(A);
    held.hold(R.field, A);
    expect(held.released(A, { acted: held.actedNow() }, S.duty, { seen: held.state.seq }).voidedBy).toBe("H8.hold");
  });
});
