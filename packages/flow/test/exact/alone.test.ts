import { describe, expect, it } from "vitest";
import type { BodyOf, DeviceId, EventId } from "@vado/protocol";
import { overdueOrMissing } from "../../src/index.ts";
import { Link, MIN, R, S, code, type Officer } from "../support.ts";

/** GO without a connection, at every limit by which it is judged (SPEC: OF), and one past it. */

const A = code(0);
const B = code(1);
type Acted = NonNullable<BodyOf<"group.released">["acted"]>;
interface Given {
  readonly link?: Link;
  readonly who?: Officer;
  /** Said before GO was given, and between that and its coming to the log. */
  readonly before?: (link: Link) => void;
  readonly meanwhile?: (link: Link) => void;
  readonly acted?: (link: Link) => Partial<Acted>;
  readonly seen?: number;
}

/** The rule that voids a GO of a device that was known before, or null. */
function judged({ link = Link.open(), who = S.duty2, before, meanwhile, acted: change, seen }: Given): string | null {
  for (const officer of [S.duty2, S.field]) link.say(officer, { type: "ack", heads: [] });
  link.holding(A);
  before?.(link);
  const acted = { ...link.actedNow(), ...change?.(link) };
  const { version, headcount } = link.group(A);
  const grant = Object.values(link.state.grants).find((one) => one.group === A)?.id as EventId;
  meanwhile?.(link);
  const go = { type: "group.released", group: A, version, grant, answers: grant, headcount, acted } as const;
  return link.say(who, go, { seen: seen ?? acted.seq }).voidedBy;
}

describe("when GO was given", () => {
  it("H8.offline as long ago as the terms say, and no more ahead than clocks may be", () => {
    const came = (ms: number) => judged({ meanwhile: (link) => void (link.time += ms) });
    expect([came(60 * MIN), came(60 * MIN + 1)]).toEqual([null, "H8.offline"]);
    const ahead = (ms: number) => judged({ acted: (link) => ({ deviceTime: link.time + ms }) });
    expect([ahead(120_000), ahead(120_001)]).toEqual([null, "H8.offline"]);
  });

  it("H8.window within it", () => {
    const given = (ms: number) =>
      judged({ before: (link) => void (link.time += ms), meanwhile: (link) => void link.wait(1) });
    const fresh = (ms: number) =>
      judged({
        before: (link) => void link.wait(10).beat(),
        acted: (link) => ({ deviceTime: link.time + ms }),
        meanwhile: (link) => void link.wait(1),
      });
    expect(given(0)).toBeNull();
    expect([fresh(0), fresh(1)]).toEqual([null, "H8.window"]);
  });

  it("H8.order the event was sealed by a reader of just that", () => {
    expect(judged({ seen: 1 })).toBe("H8.order");
    const more = (link: Link) => void link.beat().say(S.duty2, { type: "ack", heads: [] });
    expect(judged({ meanwhile: more })).toBe("H8.order");
  });
});

describe("what stood where it was given", () => {
  it("H8.grant it was given already, not over, not used, and is this group's", () => {
    const readTo = (seq: number) => judged({ acted: (link) => ({ seq: link.grant(A).seq + seq }) });
    expect([readTo(0), readTo(-1)]).toEqual([null, "H8.grant"]);
    expect(judged({ before: (link) => void link.amended(A, 9) })).toBe("H8.grant");
    expect(judged({ meanwhile: (link) => void link.withdrawn(A) })).toBeNull();
    const used = Link.open({ block: { kind: "paced" } });
    expect(judged({ link: used, meanwhile: (link) => void link.released(A) })).toBe("H8.phase");
    const other = Link.open({ block: { kind: "paced" } }).holding(B);
    const grant = other.grant(B).id as EventId;
    other.holding(A);
    expect(other.released(A, { grant, answers: grant }).voidedBy).toBe("H8.grant");
    expect(other.released(A, { grant, answers: grant, acted: other.actedNow() }).voidedBy).toBe("H8.grant");
  });

  it("H8.grant one that is closed is gone, unless its people went", () => {
    const known = (link: Link) => {
      link.amended(A, 9);
      for (const who of [S.duty, S.field]) link.say(who, { type: "ack", heads: [] });
    };
    // The officer without a connection never spoke: nobody waits for it.
    const link = Link.open().holding(A);
    const acted = link.actedNow();
    const { id } = link.grant(A);
    known(link);
    const go = { grant: id as EventId, answers: id as EventId, version: 1, headcount: 10, acted };
    expect(link.released(A, go, S.duty2, { seen: acted.seq }).voidedBy).toBe("H8.grant");
    expect(judged({ meanwhile: (other) => void other.departed(A) })).toBeNull();
  });

  it("H8.hold those it knew of, on the link or its group, until it knew of both lifts", () => {
    expect(judged({ before: (link) => void link.hold(R.field) })).toBe("H8.hold");
    expect(judged({ before: (link) => void link.hold(R.field, A) })).toBe("H8.hold");
    expect(judged({ before: (link) => void link.hold(R.field, B) })).toBeNull();
    const lifted = (link: Link) => {
      const id = Object.keys(link.state.holds).at(-1) as EventId;
      for (const who of [S.duty, R.duty]) link.lifted(who, id);
    };
    const hold = (link: Link) => void link.hold(R.field);
    expect(judged({ before: hold, meanwhile: lifted })).toBe("H8.hold");
    expect(judged({ before: (link) => [hold(link), lifted(link)] })).toBeNull();
    // At the last lift it was over; a moment before it was not.
    const last = (seq: number) =>
      judged({ before: (link) => [hold(link), lifted(link)], acted: (link) => ({ seq: link.state.seq + seq }) });
    expect([last(0), last(-1)]).toEqual([null, "H8.hold"]);
  });

  it("H8.conditions as last known there, for as long as they are good", () => {
    const beat = (ms: number) =>
      judged({
        link: Link.open({ conditionsValidMin: 5 }),
        before: (link) => {
          link.time += ms;
          link.beat();
        },
      });
    expect([beat(5 * MIN), beat(5 * MIN + 1)]).toEqual([null, "H8.conditions"]);
    const stop = (link: Link) => {
      link.look("stop");
      const hold = Object.keys(link.state.holds).at(-1) as EventId;
      link.look("good");
      for (const who of [S.duty, R.duty]) link.lifted(who, hold);
      link.look("stop");
    };
    // Held by a worse look as well: without that hold the look alone forbids it.
    const forbidden = (link: Link) => {
      stop(link);
      for (const hold of Object.values(link.state.holds)) hold.endedSeq = hold.placedSeq;
    };
    expect(judged({ before: forbidden })).toBe("H8.conditions");
    const seen = (seq: number) => judged({ before: forbidden, acted: (link) => ({ seq: link.state.seq + seq }) });
    expect([seen(0), seen(-1)]).toEqual(["H8.conditions", null]);
  });

  it("H8.fresh by the last sign of life it had read, not by a later one", () => {
    const silent = (ms: number, meanwhile?: (link: Link) => void) =>
      judged({ before: (link) => void (link.time += ms), ...(meanwhile === undefined ? {} : { meanwhile }) });
    expect([silent(120_000), silent(120_001)]).toEqual([null, "H8.fresh"]);
    expect(silent(120_001, (link) => void link.beat())).toBe("H8.fresh");
    const read = (seq: number) =>
      judged({
        before: (link) => {
          link.wait(3).say(R.desk, { type: "heartbeat", heads: [] });
        },
        acted: (link) => ({ seq: link.state.seq + seq }),
      });
    expect([read(0), read(-1)]).toEqual([null, "H8.fresh"]);
  });

  it("H8.delegated until the moment a field officer had read of", () => {
    const device = S.field.device as DeviceId;
    const delegated = (ms: number) => (link: Link) =>
      void link.say(S.duty, { type: "roster.delegated", device, until: link.time + ms });
    const back = (link: Link) => void link.say(S.duty, { type: "roster.undelegated", device });
    const field = (given: Given) => judged({ ...given, who: S.field });
    expect(field({})).toBe("H8.delegated");
    expect(field({ before: delegated(MIN) })).toBeNull();
    const late = (ms: number) => field({ before: (link) => [delegated(MIN)(link), (link.time += ms)] });
    expect([late(MIN), late(MIN + 1)]).toEqual([null, "H8.delegated"]);
    expect(field({ before: delegated(MIN), meanwhile: (link) => [link.wait(0.1), back(link)] })).toBeNull();
    expect(field({ before: (link) => [delegated(MIN)(link), back(link), (link.time += 1)] })).toBe("H8.delegated");
  });
});

describe("who gave it, and for whom", () => {
  it("T1 binds only what is said with a connection: GO is as old as it is", () => {
    const link = Link.open().holding(A);
    const acted = link.actedNow();
    link.wait(30);
    expect(link.released(A, { acted }, S.duty, { seen: acted.seq, at: acted.deviceTime }).voidedBy).toBeNull();
  });

  it("S8.roster its device's own shift, to the last moment", () => {
    const shift = (who: Officer, ms: number) => (link: Link) => {
      const device = who.device as DeviceId;
      link.say(S.sup, { type: "ack", heads: [] });
      link.say(S.duty, { type: "roster.on", device, until: link.time + ms });
      link.wait(1);
    };
    expect(judged({ before: shift(S.duty2, MIN) })).toBeNull();
    expect(judged({ before: shift(S.duty2, MIN - 1) })).toBe("S8.roster");
    expect(judged({ before: shift(S.sup, MIN - 1) })).toBeNull();
  });

  it("H8.referral children alone go when they were referred before it, or by the phone that gave it", () => {
    const given = (referred?: Officer) => {
      const link = Link.open();
      link.say(S.duty2, { type: "ack", heads: [] });
      link.ready(A, 10, { needs: { unaccompaniedChildren: 1 } });
      link.offered();
      link.granted(A);
      const acted = link.actedNow();
      const referral = { type: "group.referred", group: A, to: "child protection" } as const;
      if (referred !== undefined) link.say(referred, referral, { seen: acted.seq });
      return link.released(A, { acted }, S.duty2, { seen: acted.seq }).voidedBy;
    };
    expect([given(), given(S.duty), given(S.duty2)]).toEqual(["H8.referral", "H8.referral", null]);
  });
});

describe("what blocks everybody (DR2)", () => {
  it("is a search for missing people that was not handed over, and no other incident", () => {
    const link = Link.open();
    const opened = (kind: "medical" | "missing") =>
      link.say(R.field, (incident) => ({ type: "incident.opened", incident, kind })).id;
    opened("medical");
    expect(overdueOrMissing(link.state, link.time)).toBe(false);
    const incident = opened("missing");
    expect(overdueOrMissing(link.state, link.time)).toBe(true);
    link.say(R.duty, { type: "incident.handed-over", incident, to: "rescue" });
    expect(overdueOrMissing(link.state, link.time)).toBe(false);
  });

  it("is a group of which people are missing, received as it is", () => {
    const link = Link.open().gate(A, 10, 9);
    const { id: answers } = link.reconciled(R.duty, A, { cause: "missing" });
    const incident = link.reconciled(S.duty, A, { cause: "missing", answers }).id;
    link.say(R.duty, { type: "incident.closed", incident, note: "x" });
    expect(link.state.incidents[incident]).toBeDefined();
    delete link.state.incidents[incident];
    expect(overdueOrMissing(link.state, link.time)).toBe(true);
  });
});
