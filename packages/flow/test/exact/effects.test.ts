import { describe, expect, it } from "vitest";
import { balanceOf, releasedInHour } from "../../src/index.ts";
import { Link, MIN, R, S, code } from "../support.ts";

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
