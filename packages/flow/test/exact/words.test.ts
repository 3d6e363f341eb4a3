import { describe, expect, it } from "vitest";
import type { Body, BodyOf, DeviceId, StationId } from "@vado/protocol";
import { radioCode } from "@vado/protocol";
import {
  balanceOf,
  canonicalText,
  decide,
  fold,
  isFoldable,
  natureOf,
  stateFromText,
  stateText,
  type Knowledge,
} from "../../src/index.ts";
import { Link, MIN, R, S, TERMS, code, id, type Officer } from "../support.ts";

/** decide, fold, drills and the text of a state, in what histories seldom reach. */

const A = code(0);
const B = code(1);
const knows = (link: Link, change: Partial<Knowledge> = {}): Knowledge => ({
  time: link.time,
  fork: false,
  provisional: false,
  connected: true,
  ...change,
});
function asked(link: Link, who: Officer, body: Body, change: Partial<Knowledge> = {}, exercise = false) {
  const entry = { ...who, intent: id(9_999), at: link.time, body, ...(exercise ? { exercise } : {}) };
  const before = stateText(link.state);
  const refusal = decide(link.state, entry, knows(link, change));
  expect(stateText(link.state)).toBe(before);
  return refusal?.rule ?? null;
}
const goOf = (link: Link, group = A): BodyOf<"group.released"> => {
  const { id: grant, version, people } = { ...link.grant(group), people: link.group(group).headcount };
  return { type: "group.released", group, version, grant: grant as never, answers: grant as never, headcount: people };
};
const aloneOf = (link: Link, change = {}) => ({ ...goOf(link), acted: { ...link.actedNow(), ...change } });

describe("decide (DE2)", () => {
  it("asks what only the device knows of authorisations alone", () => {
    const link = Link.open().holding(A);
    const go = goOf(link);
    expect(asked(link, S.duty, go)).toBeNull();
    expect(asked(link, S.duty, go, { fork: true })).toBe("S8.fork");
    expect(asked(link, S.duty, go, { provisional: true })).toBe("S8.provisional");
    expect(asked(link, S.duty, go, { connected: false })).toBe("S8.offline");
    const told: Body = { type: "group.withdrawn", group: A, reason: "they stay" };
    expect(asked(link, S.duty, told, { fork: true, provisional: true, connected: false })).toBeNull();
    const grant = link.waiting(B).granted(B).entry.body;
    expect(asked(link, R.duty, grant, { connected: false })).toBe("S8.offline");
  });

  it("judges at the device's estimate, never earlier than the log", () => {
    const link = Link.open().holding(A);
    expect(asked(link, S.duty, goOf(link), { time: link.time + 121_000 })).toBe("T1");
    expect(asked(link, S.duty, goOf(link), { time: link.time - 60 * MIN })).toBeNull();
  });

  it("of GO without a connection also asks what the log will not: block, overdue, rate, quota; the sign of life may be the code", () => {
    const ok = Link.open().holding(A);
    expect(asked(ok, S.duty, aloneOf(ok), { connected: false })).toBeNull();
    const blocked = Link.open().holding(A);
    const body = aloneOf(blocked);
    blocked.spontaneous(B);
    expect(asked(blocked, S.duty, { ...body, acted: blocked.actedNow() }, { connected: false })).toBe("H8.block");
    expect(asked(blocked, S.duty, { ...body, acted: blocked.actedNow() })).toBeNull();
    const silent = Link.open().holding(A);
    silent.wait(3);
    expect(asked(silent, S.duty, aloneOf(silent), { connected: false })).toBe("H8.fresh");
    const six = radioCode(silent.grant(A).id);
    expect(asked(silent, S.duty, aloneOf(silent, { radioCode: six }), { connected: false })).toBeNull();
  });

  it("of an exercise asks the drill, and leaves it as it is", () => {
    const link = Link.open();
    const open: Body = { type: "group.opened", group: A };
    expect(asked(link, S.field, open, {}, true)).toBe("D3.running");
    link.drill();
    expect(asked(link, S.field, open, {}, true)).toBeNull();
    link.opened(A);
    expect(asked(link, S.field, open)).toBe("H1.code");
    expect(asked(link, S.field, open, {}, true)).toBeNull();
    const later = { time: link.time + 60 * MIN };
    expect(asked(link, S.field, open, later, true)).toBeNull();
    expect(asked(link, S.field, open, { time: later.time + 1 }, true)).toBe("D3.running");
  });

  it("of GO in a drill without a connection asks what it has in the drill", () => {
    const link = Link.open({ conditionsValidMin: 5 });
    link.drill();
    const play = (who: Officer, say: Parameters<Link["say"]>[1]) => link.say(who, say, { exercise: true });
    const group = { group: A, version: 1, headcount: 10 } as const;
    play(S.field, { type: "group.opened", group: A });
    const ready = { ...group, units: { 1: 10 }, needs: {}, explained: true, voluntary: true } as const;
    const answers = play(S.field, { type: "group.ready", ...ready }).id;
    const period = { from: link.time + 13 * MIN, to: link.time + 28 * MIN, people: 100, projected: 0 };
    const offer = play(R.desk, (intent) => ({ type: "slots.offered", offer: intent, ...period })).id;
    const window = { offer, from: link.time - 5 * MIN, to: link.time + 10 * MIN };
    const grant = play(R.duty, (intent) => ({ type: "slot.granted", ...group, answers, grant: intent, ...window })).id;
    const go = { type: "group.released", ...group, grant, answers: grant } as const;
    const alone = () => ({ ...go, acted: link.actedNow() });
    expect(asked(link, S.duty, go, {}, true)).toBeNull();
    expect(asked(link, S.duty, alone(), { connected: false }, true)).toBeNull();
    play(R.field, { type: "arrival.spontaneous", group: B, headcount: 4 });
    expect(asked(link, S.duty, go, {}, true)).toBe("H8.block");
    expect(asked(link, S.duty, alone(), { connected: false }, true)).toBe("H8.block");
    expect(asked(link, S.duty, alone(), {}, true)).toBeNull();
    link.wait(6).beat();
    expect(asked(link, S.duty, alone(), { connected: false }, true)).toBe("H8.conditions");
  });

  it("says the nature of an event", () => {
    expect(natureOf("slot.granted")).toBe("authorisation");
    expect(natureOf("group.withdrawn")).toBe("statement");
    expect(natureOf("group.departed")).toBe("fact");
  });
});

describe("fold (DE3)", () => {
  it("throws at an entry out of order and says which; the same moment is in order", () => {
    const link = Link.open();
    const { entry } = link.opened(A);
    const next = { ...entry, seq: entry.seq + 1, intent: id(77) };
    expect(() => fold(link.state, entry)).toThrow(`entry ${entry.seq} after ${entry.seq}: entries come in order`);
    expect(() => fold(link.state, { ...next, seq: entry.seq - 1 })).toThrow(RangeError);
    expect(() => fold(link.state, { ...next, time: entry.time - 1 })).toThrow(RangeError);
    const voided = link.state.voided;
    expect(fold(link.state, next).voidedBy).toBe("H1.code");
    expect(link.state).toMatchObject({ seq: next.seq, time: next.time, voided: voided + 1 });
  });

  it("knows its own words only", () => {
    expect(isFoldable("drill.ended")).toBe(true);
    expect(isFoldable("group.vanished")).toBe(false);
  });
});

describe("drills (DL)", () => {
  it("begin with the link as it stands and nobody on it; what is played stays there", () => {
    const link = Link.open().going(A);
    link.hold(R.field);
    const before = stateText({ ...link.state, drill: null });
    const started = link.drill(30, S.sup);
    const drill = link.state.drill;
    expect(drill).toMatchObject({ event: started.id, side: "sending", until: link.time + 30 * MIN });
    const { stations, places, conditions, agreement } = link.state;
    expect(drill?.state).toMatchObject({ link: "L1", stations, places, conditions, agreement });
    expect(drill?.state).toMatchObject({ groups: {}, holds: {}, live: [], moving: [], seq: link.state.seq });
    link.say(
      R.desk,
      { type: "places.reported", total: 9, occupied: 9, reserved: 0, asOf: link.time, validUntil: link.time + MIN },
      { exercise: true },
    );
    expect(link.state.places?.total).toBe(300);
    expect(link.state.drill?.state.places?.total).toBe(9);
    link.say(R.field, { type: "arrival.spontaneous", group: B, headcount: 4 }, { exercise: true });
    expect(balanceOf(link.state).spontaneous).toBe(0);
    expect(link.state.drill?.state.totals.spontaneous).toBe(4);
    link.say(S.duty, { type: "drill.ended", note: "over" });
    expect(link.state.drill).toBeNull();
    expect({ ...JSON.parse(stateText(link.state)), seq: 0, voided: 0, devices: {} }).toEqual({
      ...JSON.parse(before),
      seq: 0,
      voided: 0,
      devices: {},
    });
  });

  it("of a link without places or a look have none either", () => {
    const link = new Link();
    link.drill();
    expect(link.state.drill?.state).toMatchObject({ places: null, conditions: null, agreement: null });
    expect(link.state.drill?.state.trail.looks).toEqual([]);
  });

  it("count what is void in the link, alarms in the drill, and end by themselves a moment past their time", () => {
    const link = Link.open();
    const opened = (exercise: true) => link.say(S.field, { type: "group.opened", group: A }, { exercise });
    const { voided } = link.state;
    expect(opened(true).voidedBy).toBe("D3.running");
    expect(link.state.voided).toBe(voided + 1);
    link.drill(60);
    expect(link.say(S.field, { type: "group.departed", group: A, headcount: 3 }, { exercise: true }).alarms).toEqual(
      [],
    );
    expect(link.state.drill?.state.alarms).toEqual({ "unauthorised-departure": 1 });
    expect(link.state.alarms).toEqual({});
    link.wait(60);
    expect(link.say(S.field, { type: "group.opened", group: B }, { exercise: true }).voidedBy).toBeNull();
    link.time++;
    expect(opened(true).voidedBy).toBe("D3.running");
    expect(link.state.drill).toBeNull();
  });

  it("never play terms, stations, shifts and signs of life (D3.kind)", () => {
    const device = S.field.device as DeviceId;
    const { time } = Link.open();
    const real: [Officer, Body][] = [
      [R.duty, { type: "agreement.proposed", version: 2, terms: TERMS, validFrom: 0 }],
      [R.duty, { type: "agreement.signed", version: 2, answers: id(1) }],
      [R.desk, { type: "station.opened", station: "BRO" as StationId }],
      [R.desk, { type: "station.closed", station: "BRO" as StationId }],
      [S.duty, { type: "drill.started", until: time + MIN, note: "again" }],
      [S.duty, { type: "drill.ended", note: "over" }],
      [S.desk, { type: "heartbeat", heads: [] }],
      [S.desk, { type: "ack", heads: [] }],
      [S.desk, { type: "digest.published", digest: "0", seq: 1 } as unknown as Body],
      [S.duty, { type: "roster.on", device, until: time + MIN }],
      [S.duty, { type: "roster.off", device, reason: "over" }],
      [S.duty, { type: "roster.delegated", device, until: time + MIN }],
      [S.duty, { type: "roster.undelegated", device }],
      [S.duty, { type: "fork.settled", reason: "compared" }],
      [S.field, { type: "observation" } as unknown as Body],
    ];
    for (const [who, body] of real) {
      const link = Link.open();
      link.drill();
      expect(link.say(who, body, { exercise: true }).voidedBy, body.type).toBe("D3.kind");
      expect(link.state.drill, body.type).not.toBeNull();
    }
  });

  it("read of shifts, delegation, devices and signs of life what is real", () => {
    const link = Link.open();
    link.drill();
    link.say(S.duty, { type: "roster.delegated", device: S.field.device as DeviceId, until: link.time + 60 * MIN });
    link.wait(5).beat();
    link.say(R.duty, { type: "ack", heads: [] });
    link.say(R.duty, { type: "roster.on", device: R.duty.device as DeviceId, until: link.time + 60 * MIN });
    link.say(S.field, { type: "group.opened", group: A }, { exercise: true });
    const { roster, delegated, heard, alive, devices, trail } = link.state;
    const played = link.state.drill?.state;
    expect(played).toMatchObject({ roster, delegated, heard, alive, devices });
    expect(played?.trail).toMatchObject({ alive: trail.alive, shifts: trail.shifts, delegations: trail.delegations });
    expect(Object.keys(roster).length * Object.keys(delegated).length * trail.alive.length).toBeGreaterThan(0);
  });
});

describe("the text of a state (DE1)", () => {
  it("is the same whatever order its parts were made in, has no white space, and leaves out what is not there", () => {
    expect(canonicalText({ b: [1, { d: null, c: "x y" }], a: undefined, A: true })).toBe(
      '{"A":true,"b":[1,{"c":"x y","d":null}]}',
    );
    expect(canonicalText({ a: 1, b: 2 })).toBe(canonicalText({ b: 2, a: 1 }));
    expect(canonicalText(null)).toBe("null");
    expect(canonicalText([])).toBe("[]");
    expect(canonicalText("a")).toBe('"a"');
    expect(canonicalText([1, 2])).toBe("[1,2]");
  });

  it("gives the state again", () => {
    const { state } = Link.open().going(A);
    expect(stateFromText(stateText(state))).toEqual(state);
  });
});
