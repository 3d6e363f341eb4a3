import type { DeviceId, EventId, StationId } from "@vado/protocol";
import { radioCode } from "@vado/protocol";
import { describe, expect, it } from "vitest";
import { balanceOf, queueAt } from "../src/index.ts";
import { Link, MIN, R, S, code } from "./support.ts";

/** What the law does beyond the rows of the table, each by its number in the SPEC. */

const A = code(0);
const B = code(1);
const C = code(2);
const HOUR = 60 * MIN;
/** A GO given by a device that had read up to `acted.seq`, ordered now. */
const go = (link: Link, acted: ReturnType<Link["actedNow"]> & { radioCode?: string }, who = S.duty) =>
  link.released(A, { acted, version: 1 }, who, { seen: acted.seq });

describe("effects in unexpected states (SPEC: EF)", () => {
  it("EF3 a second count is agreed to by the other side, before the reception and after it", () => {
    const link = Link.open().gate(A, 10, 9);
    expect(link.departed(A, 9).alarms).toEqual(["second-count"]);
    const proposed = link.group(A).correction?.event as EventId;
    expect(link.corrected(S.duty, A, { answers: proposed }).voidedBy).toBe("K1.answers");
    expect(link.corrected(R.duty, A, { answers: proposed }).voidedBy).toBeNull();
    expect(link.group(A)).toMatchObject({ phase: "arrived", departed: 9 });
    expect(link.received(A).voidedBy).toBeNull();
    const { id: answers } = link.corrected(R.duty, A, { point: "arrival", headcount: 8 });
    link.corrected(S.duty, A, { point: "arrival", headcount: 8, answers });
    expect(balanceOf(link.state)).toMatchObject({ departed: 9, received: 8, miscount: -1, off: 0 });
  });

  it("EF4a who came back and leaves again is counted twice on the way, and both times in C1", () => {
    const link = Link.open().going(A);
    link.departed(A);
    link.wait(5);
    link.returned(A);
    link.wait(5);
    expect(link.departed(A, 10, { at: link.time - 6 * MIN }).alarms).toEqual([]);
    expect(link.group(A).phase).toBe("returned");
    expect(link.departed(A, 9).alarms).toEqual(["unauthorised-departure"]);
    expect(balanceOf(link.state)).toMatchObject({ departed: 19, returned: 10, inTransit: 9, off: 0 });
  });

  it("EF12 more people than were let go are an unauthorised departure of the surplus", () => {
    const link = Link.open({ ratePerHour: 20 }).going(A);
    expect(link.departed(A, 12).alarms).toEqual(["unauthorised-departure"]);
    expect(link.state.releases.map(({ people }) => people)).toEqual([10, 2]);
  });

  it("EF13 a worse look holds the link in its own name, and both sides resume", () => {
    const link = Link.open().holding(A);
    const look = link.say(R.field, { type: "conditions.checked", level: "caution" });
    expect(link.released(A).voidedBy).toBe("H8.hold");
    expect(link.say(S.field, { type: "conditions.checked", level: "caution" }).voidedBy).toBeNull();
    expect(link.state.totals.holds).toBe(1);
    for (const who of [S.duty, R.duty]) expect(link.lifted(who, look.id).voidedBy).toBeNull();
    expect(link.released(A).voidedBy).toBeNull();
  });

  it("EF14 who came back forms a new group in its old place; dispersed people stand outside C1", () => {
    const link = Link.open().going(A);
    const since = link.group(A).readySince as number;
    link.returned(A);
    link.wait(3).ready(B);
    link.ready(C, 10, { since });
    expect(queueAt(link.state, link.time).map((group) => group.code)).toEqual([C, B]);
    link.dispersed(B, 10);
    expect(balanceOf(link.state)).toMatchObject({ dispersed: 10, departed: 10, returned: 10, off: 0 });
  });

  it("EF15 diverted by both sides, and taken back from the diverted when they come after all", () => {
    const link = Link.open().going(A);
    link.departed(A);
    const { id: answers } = link.diverted(S.duty, A);
    expect(link.diverted(R.duty, A, { answers }).voidedBy).toBeNull();
    expect(balanceOf(link.state)).toMatchObject({ diverted: 10, inTransit: 0, off: 0 });
    expect(link.arrived(A).alarms).toEqual(["contradiction"]);
    expect(balanceOf(link.state)).toMatchObject({ diverted: 0, atGate: 10, off: 0 });
  });
});

describe("derived from state and time (SPEC: DR)", () => {
  it("DR8 an overdue answer goes to the receiver, its supervisor and both supervisors, once each", () => {
    const link = Link.open();
    link.ready(A);
    const alarms = [14, 1, 14, 1, 15, 60].map((minutes) => link.wait(minutes).hold(S.field, C).alarms);
    expect(alarms).toEqual([[], ["answer-overdue"], [], ["answer-overdue"], ["answer-overdue"], []]);
  });

  it("DR9 a stay is told at 48 and at 120 hours, of groups that are here", () => {
    const link = Link.open();
    for (const group of [A, B]) link.ready(group, 10, { since: link.time - 47 * HOUR });
    link.departed(B);
    const stays = [60, 60, 71 * 60].map(
      (minutes) =>
        link
          .wait(minutes)
          .hold(S.field, C)
          .alarms.filter((one) => one === "stay").length,
    );
    expect(stays).toEqual([1, 0, 1]);
  });

  it("DR10 the fourth overtaking is refused, unless a supervisor sets that aside", () => {
    const link = Link.open({ block: { kind: "paced" } });
    link.ready(A);
    for (const n of [1, 2, 3]) expect(link.wait(1).holding(code(n)).group(A).overtaken).toBe(n);
    link.waiting(code(4));
    expect(link.granted(code(4)).voidedBy).toBe("H5.overtaking");
    const answers = link.group(code(4)).readyEvent as EventId;
    link.say(R.sup, { type: "supervisor.overrode", rule: "H5.overtaking", answers, reason: "a birth" });
    expect(link.granted(code(4)).voidedBy).toBeNull();
    expect(link.state.totals.overtaken).toBe(4);
  });

  it("DR11 places asked back in vain are not offered again; those of a grant nobody asked for are", () => {
    for (const asked of [true, false]) {
      const link = Link.open().holding(A);
      if (asked) link.askedBack(A);
      link.wait(71).beat();
      expect(Object.values(link.state.offers)[0]?.consumed).toBe(asked ? 10 : 0);
    }
  });
});

describe("GO without a connection (SPEC: OF)", () => {
  it("OF1 it is judged as its device had read: what came later does not void it, what came before does", () => {
    const changes: readonly ((link: Link) => unknown)[] = [
      (link) => link.hold(R.field),
      (link) => link.amended(A),
      (link) => link.withdrawn(A),
      (link) => link.look("stop"),
      (link) => link.say(R.desk, { type: "station.closed", station: "BRO" as StationId }),
      (link) => link.say(S.duty2, { type: "roster.off", device: S.duty.device as DeviceId, reason: "shift over" }),
    ];
    for (const change of changes) {
      const link = Link.open().holding(A);
      const before = link.actedNow();
      change(link);
      expect(go(link, before).voidedBy, String(change)).toBeNull();
      const other = Link.open().holding(A);
      change(other);
      expect(go(other, other.actedNow()).voidedBy, String(change)).not.toBeNull();
    }
  });

  it("OF1 nothing that is put right afterwards makes it valid: a station opened, a delegation, a referral", () => {
    const station = Link.open().holding(A);
    station.say(R.desk, { type: "station.closed", station: "BRO" as StationId });
    const closed = station.actedNow();
    station.say(R.desk, { type: "station.opened", station: "BRO" as StationId });
    expect(go(station, closed).voidedBy).toBe("H8.station");
    const link = Link.open().holding(A);
    const acted = link.actedNow();
    const device = S.field.device as DeviceId;
    link.say(S.duty, { type: "roster.delegated", device, until: link.time + HOUR });
    expect(go(link, acted, S.field).voidedBy).toBe("H8.delegated");
    const alone = Link.open();
    alone.ready(A, 10, { needs: { unaccompaniedChildren: 1 } });
    alone.offered();
    alone.granted(A);
    const unreferred = alone.actedNow();
    alone.say(S.field, { type: "group.referred", group: A, to: "child protection" });
    expect(go(alone, unreferred).voidedBy).toBe("H8.referral");
  });

  it("OF2 two phones give GO under one grant: the first that is ordered counts", () => {
    const link = Link.open().holding(A);
    link.say(S.duty2, { type: "ack", heads: [] });
    const acted = link.actedNow();
    link.wait(30);
    expect(go(link, acted, S.duty2).voidedBy).toBeNull();
    expect(go(link, acted).voidedBy).toBe("H8.phase");
  });

  it("OF3 the code read over the radio stands for the sign of life, and for nothing else", () => {
    const link = Link.open().holding(A).wait(6).look();
    const acted = link.actedNow();
    expect(go(link, acted).voidedBy).toBe("H8.fresh");
    expect(go(link, { ...acted, radioCode: radioCode(link.grant(A).id) }).voidedBy).toBeNull();
  });

  it("OF5 told after its people were received or came back, while another group is on the way, it puts nobody on the link", () => {
    const ends: readonly (readonly ["received" | "returned", (link: Link) => unknown])[] = [
      [
        "received",
        (link) => {
          link.arrived(A, 10);
          link.reconciled(S.duty, A, { answers: link.reconciled(R.duty, A).id });
        },
      ],
      ["returned", (link) => [link.departed(A, 10), link.returned(A, 10)]],
    ];
    for (const [phase, end] of ends) {
      const link = Link.open({ block: { kind: "absolute" } }).holding(A);
      link.say(S.duty2, { type: "ack", heads: [] });
      const acted = link.actedNow();
      const grant = link.grant(A).id as EventId;
      end(link);
      expect(link.holding(B).released(B).voidedBy).toBeNull();
      const late = link.released(A, { acted, version: 1, grant, answers: grant }, S.duty2, { seen: acted.seq });
      expect(late.voidedBy).toBeNull();
      expect(link.group(A)).toMatchObject({ phase, authorised: true });
      expect(link.state.moving).toEqual([B]);
      expect(balanceOf(link.state)).toMatchObject({ [phase]: 10, off: 0 });
    }
  });

  it("OF5 both sides see that a hold crossed it; a departure told before, also after the grant lapsed, is counted once", () => {
    const link = Link.open().holding(A);
    const acted = link.actedNow();
    link.hold(R.field);
    expect(go(link, acted).alarms).toEqual(["released-before-hold"]);
    for (const minutes of [1, 20]) {
      const told = Link.open().holding(A);
      const before = told.actedNow();
      expect(told.wait(minutes).departed(A).alarms).toContain("unauthorised-departure");
      expect(go(told, before).voidedBy).toBeNull();
      expect(told.group(A)).toMatchObject({ phase: "inTransit", authorised: true });
      expect(balanceOf(told.state)).toMatchObject({ departed: 10, inTransit: 10, off: 0 });
      expect(told.state.releases.length).toBe(1);
    }
  });
});

describe("drills and overrides (SPEC: DL, V)", () => {
  const played = { exercise: true } as const;
  it("DL1 and DL3 what is played stays in the drill, and the drill ends by itself", () => {
    const link = Link.open();
    link.ready(A);
    link.drill(30);
    const opened = { type: "group.opened", group: B } as const;
    expect(link.say(S.field, opened, played).voidedBy).toBeNull();
    expect(Object.keys(link.state.drill?.state.groups ?? {})).toEqual([B]);
    expect(Object.keys(link.state.groups)).toEqual([A]);
    const { id } = link.say(R.field, (hold) => ({ type: "hold.placed", hold, reason: "played" }), played);
    expect(link.state.holds[id]).toBeUndefined();
    expect(link.wait(31).say(S.field, opened, played).voidedBy).toBe("D3.running");
    expect(link.state.drill).toBeNull();
  });

  it("DL2 signs of life are never played", () => {
    const link = Link.open();
    link.drill(30);
    expect(link.say(R.desk, { type: "heartbeat", heads: [] }, played).voidedBy).toBe("D3.kind");
  });

  it("V a family larger than a vehicle travels as a group of its own by a supervisor's word, and only so", () => {
    const link = Link.open({ vehicleSeats: 5 });
    const { id: answers } = link.opened(A);
    link.say(S.sup, { type: "supervisor.overrode", rule: "H2.unit", answers, reason: "one family" });
    expect(link.ready(A, 7, { units: { 1: 1, 6: 1 } }).voidedBy).toBe("H2.size");
    expect(link.ready(A, 6, { units: { 6: 1 } }).voidedBy).toBeNull();
    expect(link.state.overrides).toBe(1);
  });
});

describe("regressions of the law of one link", () => {
  it("S9 a diversion is agreed to with the people it was proposed for", () => {
    const link = Link.open().going(A);
    link.departed(A);
    const { id: answers } = link.diverted(S.duty, A);
    const { id: counted } = link.corrected(S.duty, A);
    link.corrected(R.duty, A, { answers: counted });
    expect(link.diverted(R.duty, A, { answers, headcount: 9 }).voidedBy).toBe("H21.answers");
  });

  it("OF1 a station closed twice was closed the first time", () => {
    const link = Link.open().holding(A);
    const close = () => link.say(R.desk, { type: "station.closed", station: "BRO" as StationId });
    close();
    const acted = link.actedNow();
    close();
    expect(go(link, acted).voidedBy).toBe("H8.station");
  });

  it("OF1 GO given offline in a drill stands on the look at the conditions from before it", () => {
    const link = Link.open();
    link.drill(30);
    expect(link.state.drill?.state.trail.looks.map(({ level }) => level)).toEqual(["good"]);
  });
});
