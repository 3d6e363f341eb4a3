import { describe, expect, it } from "vitest";
import type { BodyOf, DeviceId, EventId } from "@vado/protocol";
import { codeDistance } from "@vado/protocol";
import {
  blockHasRoom,
  isOverdue,
  localDay,
  logFresh,
  overdueAfterMs,
  placesFresh,
  quotaLeft,
} from "../../src/index.ts";
import { Link, MIN, R, S, TERMS, code } from "../support.ts";

/** Every limit of the table, at it and one past it. */

const A = code(0);
const B = code(1);
const C = code(2);
const DAY = 1_440 * MIN;
const paced = { block: { kind: "paced" } } as const;

describe("limits of groups", () => {
  it("H2.needs as many as the group has; H2.size and H2.unit as many as a vehicle takes", () => {
    const open = () => Link.open({ groupMax: 60, vehicleSeats: 55 });
    expect(open().ready(A, 10, { needs: { interpreter: 10 } }).voidedBy).toBeNull();
    expect(open().ready(A, 10, { needs: { olderPeople: 2, interpreter: 11 } }).voidedBy).toBe("H2.needs");
    expect(open().ready(A, 55, { units: { 55: 1 } }).voidedBy).toBeNull();
    expect(open().ready(A, 56, { units: { 55: 1, 1: 1 } }).voidedBy).toBe("H2.size");
    expect(open().ready(A, 56, { units: { 56: 1 } }).voidedBy).toBe("H2.unit");
    expect(Link.open({ groupMax: 60 }).ready(A, 60).voidedBy).toBeNull();
    expect(Link.open({ groupMax: 60 }).ready(A, 61).voidedBy).toBe("H2.size");
  });

  it("H2.since from 90 days ago until now; H2.voluntary both", () => {
    const since = (ms: number) => {
      const link = Link.open();
      return link.ready(A, 10, { since: link.time + ms }).voidedBy;
    };
    expect([since(0), since(1), since(-90 * DAY), since(-90 * DAY - 1)]).toEqual([null, "H2.since", null, "H2.since"]);
    expect(Link.open().ready(A, 10, { explained: false }).voidedBy).toBe("H2.voluntary");
  });

  it("H4.promise and H6.promise later than now, within 24 hours", () => {
    const promised = (ms: number) => {
      const link = Link.open().waiting(A);
      const nextUpdateAt = link.time + ms;
      return [link.deferred(A, { nextUpdateAt }).voidedBy, link.declined(A, { nextUpdateAt }).voidedBy];
    };
    expect([promised(0), promised(1)].flat()).toEqual(["H4.promise", "H6.promise", null, null]);
    expect([promised(DAY), promised(DAY + 1)].flat()).toEqual([null, null, "H4.promise", "H6.promise"]);
  });

  it("H1.code three characters apart from those here, of the same code never", () => {
    const link = Link.open();
    link.opened(A);
    const near = Array.from({ length: 60 }, (_, n) => code(n)).find((other) => codeDistance(other, A) === 3);
    if (near !== undefined) expect(link.opened(near).voidedBy).toBeNull();
    link.dispersed(A);
    expect(link.opened(A).voidedBy).toBe("H1.code");
  });

  it("H13.cause explains a difference in its own direction, and none without a departure but a miscount", () => {
    const cause = (departed: number, arrived: number, of: BodyOf<"count.reconciled">["cause"]) =>
      Link.open().gate(A, departed, arrived).reconciled(S.duty, A, { cause: of }).voidedBy;
    for (const fewer of ["left", "medical", "missing"] as const) {
      expect(cause(10, 9, fewer)).toBeNull();
      expect(cause(10, 11, fewer)).toBe("H13.cause");
    }
    expect([cause(10, 11, "joined"), cause(10, 9, "joined")]).toEqual([null, "H13.cause"]);
    const link = Link.open();
    link.going(A).arrived(A, 9);
    expect(link.reconciled(S.duty, A, { cause: "joined" }).voidedBy).toBe("H13.cause");
    expect(link.reconciled(S.duty, A, { cause: "miscount" }).voidedBy).toBeNull();
    const unannounced = Link.open();
    unannounced.spontaneous(C, 4);
    expect(unannounced.reconciled(S.duty, C).voidedBy).toBe("H13.phase");
  });

  it("H13.answers, H21.answers, K1.answers the other side, that proposal, the same words", () => {
    const link = Link.open().gate(A, 10, 9);
    const { id: answers } = link.reconciled(R.duty, A, { cause: "left" });
    expect(link.reconciled(R.duty, A, { cause: "left", answers }).voidedBy).toBe("H13.answers");
    expect(link.reconciled(S.duty, A, { cause: "medical", answers }).voidedBy).toBe("H13.answers");
    expect(link.reconciled(S.duty, A, { cause: "left", answers: "x" as EventId }).voidedBy).toBe("H13.answers");
    expect(link.reconciled(S.duty, A, { cause: "left", answers }).voidedBy).toBeNull();

    const way = Link.open().going(A);
    way.departed(A);
    expect(way.diverted(S.duty, A, { station: "MAT" as never }).voidedBy).toBe("H21.station");
    expect(way.diverted(R.duty, A, { answers }).voidedBy).toBe("H21.answers");
    const proposal = way.diverted(S.duty, A).id;
    expect(way.diverted(R.duty, A, { answers: proposal, station: "XYZ" as never }).voidedBy).toBe("H21.answers");
    expect(way.diverted(R.duty, A, { answers: proposal, grant: answers }).voidedBy).toBe("H21.answers");
    expect(way.diverted(R.duty, A, { answers }).voidedBy).toBe("H21.answers");
    expect(way.diverted(R.duty, A, { answers: proposal }).voidedBy).toBeNull();

    const count = Link.open().gate(A, 10, 9);
    expect(count.corrected(R.duty, A, { answers }).voidedBy).toBe("K1.answers");
    const { id } = count.corrected(S.duty, A, { point: "arrival", headcount: 8 });
    const agreed = { point: "arrival", headcount: 8, answers: id } as const;
    expect(count.corrected(S.duty, A, agreed).voidedBy).toBe("K1.answers");
    expect(count.corrected(R.duty, A, { ...agreed, headcount: 7 }).voidedBy).toBe("K1.answers");
    expect(count.corrected(R.duty, A, { ...agreed, point: "departure" }).voidedBy).toBe("K1.answers");
    expect(count.corrected(R.duty, A, { ...agreed, answers }).voidedBy).toBe("K1.answers");
    expect(count.corrected(R.duty, A, agreed).voidedBy).toBeNull();
    expect(count.corrected(S.duty, A, { point: "arrival", headcount: 8 }).voidedBy).toBe("K1.differs");
  });
});

describe("limits of offers and grants", () => {
  it("P1 valid for a day and later than now, as new as the last, ahead by the skew", () => {
    const report = (change: (time: number) => Partial<BodyOf<"places.reported">>) => {
      const link = Link.open();
      return link.report(change(link.time)).voidedBy;
    };
    expect(report((t) => ({ validUntil: t + 1 }))).toBeNull();
    expect(report((t) => ({ validUntil: t + DAY }))).toBeNull();
    expect(report((t) => ({ validUntil: t + DAY + 1 }))).toBe("P1.validity");
    expect(report((t) => ({ asOf: t - 1 }))).toBe("P1.asof");
    expect(report((t) => ({ asOf: t + 120_000 }))).toBeNull();
    expect(report((t) => ({ asOf: t + 120_001 }))).toBe("P1.future");
    const link = Link.open();
    const until = link.state.places?.validUntil ?? 0;
    expect([placesFresh(link.state, until), placesFresh(link.state, until + 1)]).toEqual([true, false]);
  });

  it("O2.period not over, not empty, within 24 hours of the mean transit", () => {
    const offer = (from: number, to: number) => {
      const link = Link.open();
      return link.offered(50, 0, { from: link.time + from, to: link.time + to }).voidedBy;
    };
    expect([offer(-MIN, 1), offer(-MIN, 0)]).toEqual([null, "O2.period"]);
    expect([offer(MIN, MIN), offer(MIN, MIN + 1)]).toEqual(["O2.period", null]);
    expect([offer(0, DAY + 20 * MIN), offer(0, DAY + 20 * MIN + 1)]).toEqual([null, "O2.period"]);
  });

  it("O4.capacity up to the places less the reserve; more by a supervisor's override; any where there is no total", () => {
    const offer = (people: number, change: object, who = R.desk) =>
      Link.open().offered(people, 0, change, who).voidedBy;
    expect([offer(170, {}), offer(171, {})]).toEqual([null, "O4.capacity"]);
    expect([offer(270, { projected: 0 }), offer(271, { projected: 0 })]).toEqual([null, "O4.capacity"]);
    const override = { override: "the school hall is open" };
    expect([offer(171, override), offer(171, override, R.sup)]).toEqual(["O4.capacity", null]);
    const link = Link.open();
    link.offered(171, 0, override, R.sup);
    expect(link.state.overrides).toBe(1);
    link.offered(10);
    expect(link.state.overrides).toBe(1);
    expect(Link.open().places({ total: null }).offered(900).voidedBy).toBeNull();
  });

  it("H5.window not over; H5.period from the first to before the last moment; H5.room to the last place", () => {
    const granted = (change: (time: number) => object, offer: (time: number) => object = () => ({})) => {
      const link = Link.open();
      link.ready(A);
      link.offered(10, 0, offer(link.time));
      return link.granted(A, change(link.time)).voidedBy;
    };
    const window = (to: number) => (time: number) => ({ from: time + to - 15 * MIN, to: time + to });
    const wide = (time: number) => ({ from: time, to: time + 60 * MIN });
    expect([granted(window(0), wide), granted(window(1), wide)]).toEqual(["H5.window", null]);
    const same = () => ({});
    expect(granted(same, (time) => ({ from: time + 20 * MIN }))).toBeNull();
    expect(granted(same, (time) => ({ from: time + 20 * MIN + 1 }))).toBe("H5.period");
    expect(granted(same, (time) => ({ to: time + 20 * MIN }))).toBe("H5.period");
    expect(granted(same, (time) => ({ to: time + 20 * MIN + 1 }))).toBeNull();
    expect(granted(same)).toBeNull();
  });

  it("H5.places full is full, but for what was offered after it was said", () => {
    const full = Link.open().waiting(A).places({ occupied: 300 });
    expect(full.granted(A).voidedBy).toBe("H5.places");
    full.places({ occupied: 299 });
    expect(full.granted(A).voidedBy).toBeNull();
    const after = Link.open().places({ occupied: 300 }).waiting(A);
    expect(after.granted(A).voidedBy).toBeNull();
    const unknown = Link.open().waiting(A).places({ total: null, occupied: 900 });
    expect(unknown.granted(A).voidedBy).toBeNull();
    const stale = Link.open()
      .waiting(A)
      .places({ validUntil: Link.open().time + MIN });
    stale.wait(1);
    expect(stale.granted(A, {}, -1).voidedBy).toBeNull();
    const late = Link.open()
      .waiting(A)
      .places({ validUntil: Link.open().time + MIN })
      .wait(1);
    late.time++;
    expect(late.granted(A, { from: late.time - MIN, to: late.time + 14 * MIN }).voidedBy).toBe("H5.places");
  });

  it("H5.rate and H8.rate to the last person, with what is granted already", () => {
    const link = Link.open({ ...paced, ratePerHour: 20 });
    for (const one of [A, B]) link.ready(one);
    link.offered(100);
    expect(link.granted(A).voidedBy).toBeNull();
    link.amended(B, 11);
    expect(link.granted(B).voidedBy).toBe("H5.rate");
    link.amended(B, 10);
    expect(link.granted(B).voidedBy).toBeNull();
    expect(link.released(A).voidedBy).toBeNull();
    expect(link.released(B).voidedBy).toBeNull();
  });

  it("H5.quota and H8.quota to the last person of that day, with what is granted for that day", () => {
    const link = Link.open({ ...paced, quotaPerDay: 20 });
    for (const one of [A, B, C]) link.ready(one);
    link.offered(100);
    expect(link.granted(A).voidedBy).toBeNull();
    link.amended(B, 11);
    expect(link.granted(B).voidedBy).toBe("H5.quota");
    link.amended(B, 10);
    expect(link.granted(B).voidedBy).toBeNull();
    expect(link.granted(C).voidedBy).toBe("H5.quota");
    const terms = link.state.agreement?.terms ?? TERMS;
    expect(quotaLeft(link.state, terms, link.time, link.time, true)).toBe(0);
    expect(quotaLeft(link.state, terms, link.time + DAY, link.time, true)).toBe(20);
    expect(quotaLeft(link.state, terms, link.time, link.time, false)).toBe(20);
    expect(link.released(A).voidedBy).toBeNull();
    expect(link.released(B).voidedBy).toBeNull();
    expect(quotaLeft(link.state, terms, link.time, link.time, false)).toBe(0);
  });

  it("H7.readback every word of it", () => {
    const held = () => Link.open().holding(A);
    const { from, to } = held().grant(A);
    for (const change of [
      { from: from + 1 },
      { to: to + 1 },
      { headcount: 9 },
      { grant: "x" as EventId },
      { answers: "x" as EventId },
    ])
      expect(held().confirmed(A, change).voidedBy).toBe("H7.readback");
    const link = held();
    const { readSince } = { readSince: link.wait(1).time };
    link.confirmed(A);
    expect(link.grant(A).confirmedAt).toBe(readSince);
    expect(held().askedBack(A, { grant: "x" as EventId }).voidedBy).toBe("H18.grant");
  });

  it("S4 a permissive block to its last group and person, of grants and of people on the way", () => {
    const room = (block: object, people: number, link = Link.open(paced)) =>
      blockHasRoom(link.state, { ...TERMS, block: { kind: "permissive", ...block } as never }, people, link.time);
    const moving = Link.open(paced).going(A).holding(B);
    expect([room({ groups: 3 }, 5, moving), room({ groups: 2 }, 5, moving)]).toEqual([true, false]);
    expect([room({ people: 25 }, 5, moving), room({ people: 25 }, 6, moving)]).toEqual([true, false]);
    moving.departed(A, 9);
    expect([room({ people: 25 }, 6, moving), room({ people: 25 }, 7, moving)]).toEqual([true, false]);
    moving.arrived(A, 8);
    expect([room({ people: 25 }, 7, moving), room({ people: 25 }, 8, moving)]).toEqual([true, false]);
    expect(room({}, 5_000, moving)).toBe(true);
    expect(room({ groups: 1 }, 5)).toBe(true);
  });
});

describe("limits of time", () => {
  it("conditions and signs of life to the last moment", () => {
    const link = Link.open({ conditionsValidMin: 1, logFreshS: 60 }).holding(A).wait(1);
    expect(logFresh(link.state, "sending", link.time)).toBe(true);
    expect(logFresh(link.state, "sending", link.time + 1)).toBe(false);
    expect(link.released(A).voidedBy).toBeNull();
    expect(logFresh({ ...link.state, agreement: null }, "sending", link.time)).toBe(false);
  });

  it("a shift on the roster to its last moment; GO given within it stands after it", () => {
    const on = (minutes: number) => {
      const link = Link.open().holding(A);
      link.say(R.duty, { type: "ack", heads: [] });
      link.say(S.duty, { type: "ack", heads: [] });
      link.say(S.sup, { type: "roster.on", device: S.duty.device as DeviceId, until: link.time + minutes * MIN });
      return link.wait(1);
    };
    expect(on(1).released(A).voidedBy).toBeNull();
    expect(on(0.99).released(A).voidedBy).toBe("S8.roster");
    const link = on(2);
    const acted = link.actedNow();
    link.wait(2);
    expect(link.released(A, { acted }, S.duty, { seen: acted.seq }).voidedBy).toBeNull();
  });

  it("overdue after mean transit and the larger of ten minutes and three deviations", () => {
    expect(overdueAfterMs({ ...TERMS, transitMeanMin: 20, transitSdMin: 2 })).toBe(30 * MIN);
    expect(overdueAfterMs({ ...TERMS, transitMeanMin: 20, transitSdMin: 5 })).toBe(35 * MIN);
    const link = Link.open().going(A);
    const group = link.group(A);
    expect(isOverdue(link.state, group, link.time + 30 * MIN)).toBe(false);
    expect(isOverdue(link.state, group, link.time + 30 * MIN + 1)).toBe(true);
    expect(isOverdue({ ...link.state, agreement: null }, group, link.time + DAY)).toBe(false);
    link.wait(5).departed(A);
    expect(isOverdue(link.state, link.group(A), link.time + 26 * MIN)).toBe(false);
    expect(isOverdue(link.state, { ...group, phase: "arrived" }, link.time + DAY)).toBe(false);
  });

  it("a day begins with its offset, to the moment; before the first offset the first holds", () => {
    const calendar = {
      timezone: "x",
      offsets: [
        { from: 100, minutes: -1 },
        { from: 200, minutes: 1_440 },
      ],
    };
    expect(localDay(calendar, 0)).toBe(-1);
    expect([localDay(calendar, 199), localDay(calendar, 200)]).toEqual([-1, 1]);
  });

  it("a drill, a delegation: no longer than they may be, no shorter than a moment", () => {
    const drill = (ms: number) => Link.open().drill(ms / MIN).voidedBy;
    expect([drill(0), drill(1), drill(240 * MIN), drill(240 * MIN + 1)]).toEqual(["D1.until", null, null, "D1.until"]);
    const link = Link.open();
    const device = S.field.device as DeviceId;
    const delegated = (until: number) => link.say(S.duty, { type: "roster.delegated", device, until }).voidedBy;
    expect([delegated(link.time), delegated(link.time + 1)]).toEqual(["R1.until", null]);
    const other = link.say(S.duty, {
      type: "roster.delegated",
      device: S.desk.device as DeviceId,
      until: link.time + 1,
    });
    expect(other.voidedBy).toBe("R1.device");
    link.time++;
    expect(link.say(S.duty, { type: "roster.undelegated", device }).voidedBy).toBeNull();
    link.time++;
    expect(link.say(S.duty, { type: "roster.undelegated", device }).voidedBy).toBe("R2.delegated");
  });

  it("terms that come into force: at their moment, and never older ones after newer", () => {
    const link = Link.open();
    link.agree({ groupMax: 50 }, 2, link.time + MIN);
    expect(link.state.agreement?.version).toBe(1);
    link.time += MIN - 1;
    link.beat();
    expect(link.state.agreed).toHaveLength(1);
    link.time++;
    link.beat();
    expect(link.state.agreement?.version).toBe(2);
    link.agree({ groupMax: 40 }, 3, link.time);
    expect(link.state.agreement?.version).toBe(3);
    expect(link.state.proposals).toEqual({});
  });
});
