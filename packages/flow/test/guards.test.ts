import { readFileSync } from "node:fs";
import { radioCode as radioCodeOf } from "@vado/protocol";
import type { BodyOf, DeviceId, EventId, GroupCode, StationId } from "@vado/protocol";
import { describe, expect, it } from "vitest";
import { DRILL_RULES, TABLE } from "../src/index.ts";
import { Link, MIN, OBSERVER, R, S, code, id, type Said } from "./support.ts";

/** Every guard of the table by its id: a history in which only it stands in the way. Rows that succeed are in rows.test.ts. */

type Acted = NonNullable<BodyOf<"group.released">["acted"]>;

const A = code(0);
const B = code(1);
const C = code(2);
const NOBODY = id(777_777);
const later = (minutes: number) => Link.open().waiting(A).wait(minutes).beat().look();
const STATION = "XYZ" as StationId;

/** A code that differs from A in two characters only. */
function likeA(): GroupCode {
  const six = A.replace("-", "");
  for (const a of "23456789BCDFGHJKLMNPQRSTVWXYZ")
    for (const b of "23456789BCDFGHJKLMNPQRSTVWXYZ") {
      const other = `${six.slice(0, 3)}-${six.slice(3, 4)}${a}${b}`;
      if (other !== A && isCode(other)) return other as GroupCode;
    }
  throw new Error("no code is like it");
}
const isCode = (text: string) => checkOf(text) === text.charAt(6);
function checkOf(text: string): string {
  const alphabet = "23456789BCDFGHJKLMNPQRSTVWXYZ";
  const sum = (text.slice(0, 3) + text.slice(4, 6))
    .split("")
    .reduce((total, letter, i) => total + (i + 2) * alphabet.indexOf(letter), 0);
  return alphabet.charAt((29 - (sum % 29)) % 29);
}

const onTheWay = (): Link => {
  const link = Link.open().going(A);
  link.departed(A);
  return link;
};
/** A GO given now without a connection, which reaches the log so many minutes later. */
function offline(link: Link, minutes: number, change: Partial<Acted> = {}): Said {
  const acted = { ...link.actedNow(), ...change };
  return link.wait(minutes).released(A, { acted }, S.duty, { seen: acted.seq });
}

const FAILS: Readonly<Record<string, () => Said>> = {
  W1: () => Link.open().opened(A, R.duty),
  T1: () => Link.open().waiting(A).granted(A, {}, 0, { at: 0 }),
  "S8.roster": () => {
    const link = Link.open().waiting(A);
    link.say(R.duty, { type: "roster.off", device: R.duty.device as DeviceId, reason: "shift over" });
    return link.granted(A);
  },
  "R3.side": () =>
    Link.open()
      .waiting(A)
      .say(S.duty, { type: "roster.off", device: R.duty.device as DeviceId, reason: "not ours" }),
  A1: () => {
    const link = new Link();
    link.say(S.desk, { type: "station.opened", station: STATION });
    return link.ready(A);
  },
  "H1.station": () => new Link().opened(A),
  "H1.code": () => {
    const link = Link.open();
    link.opened(A);
    return link.opened(likeA());
  },
  "H2.phase": () => Link.open().waiting(A).ready(A),
  "H2.version": () => Link.open().ready(A, 10, { version: 2 }),
  "H2.families": () => Link.open().ready(A, 10, { units: { 4: 2, 1: 1 } }),
  "H2.needs": () => Link.open().ready(A, 10, { needs: { interpreter: 11 } }),
  "H2.size": () => Link.open({ groupMax: 60, vehicleSeats: 55 }).ready(A, 56),
  "H2.voluntary": () => Link.open().ready(A, 10, { voluntary: false }),
  "H2.since": () => Link.open().ready(A, 10, { since: Link.open().time + 1 }),
  "H3.phase": () => Link.open().going(A).amended(A),
  "H3.version": () => Link.open().waiting(A).amended(A, 8, { version: 3 }),
  "H4.phase": () => Link.open().holding(A).deferred(A),
  "H4.answers": () => Link.open().waiting(A).deferred(A, { answers: NOBODY }),
  "H4.promise": () => later(0).deferred(A, { nextUpdateAt: later(0).time }),
  "H6.phase": () => Link.open().holding(A).declined(A),
  "H6.answers": () => Link.open().waiting(A).declined(A, { version: 2 }),
  "H6.promise": () => later(0).declined(A, { nextUpdateAt: later(0).time + 25 * 60 * MIN }),
  "H11.phase": () => Link.open().going(A).received(A),
  "H11.counts": () => {
    const link = Link.open();
    link.going(A).arrived(A);
    return link.received(A);
  },
  "H13.phase": () => Link.open().gate(A).reconciled(R.duty, A),
  "H13.counts": () => Link.open().gate(A, 10, 9).reconciled(R.duty, A, { departed: 11 }),
  "H13.cause": () => Link.open().gate(A, 10, 9).reconciled(R.duty, A, { cause: "joined" }),
  "H13.answers": () => {
    const link = Link.open().gate(A, 10, 9);
    const { id: answers } = link.reconciled(R.duty, A);
    return link.reconciled(R.sup, A, { answers });
  },
  "H17.phase": () => Link.open().going(A).withdrawn(A),
  "H23.phase": () => Link.open().holding(A).dispersed(A),
  "P1.validity": () => Link.open().report({ validUntil: Link.open().time }),
  "P1.asof": () => Link.open().report({ asOf: Link.open().time - MIN }),
  "P1.future": () => Link.open().report({ asOf: Link.open().time + 121_000, validUntil: Link.open().time + 9 * MIN }),
  "O1.id": () => Link.open().offered(50, 0, { offer: NOBODY }),
  "O2.period": () => Link.open().offered(50, 25 * 60),
  "O3.places": () => Link.open().wait(601).offered(),
  "O4.capacity": () => Link.open().offered(171, 0, { projected: 100 }),
  "O5.open": () => Link.open().say(R.desk, { type: "slots.withdrawn", offer: NOBODY, reason: "full" }),
  "H5.phase": () => Link.open().holding(A).granted(A),
  "H5.id": () => Link.open().waiting(A).granted(A, { grant: NOBODY }),
  "H5.answers": () => Link.open().waiting(A).granted(A, { answers: NOBODY }),
  "H5.one": () => {
    const link = Link.open({ block: { kind: "paced" } }).holding(A);
    link.amended(A);
    return link.granted(A);
  },
  "H5.whole": () => Link.open().waiting(A).granted(A, { headcount: 9 }),
  "H5.window": () =>
    Link.open()
      .waiting(A)
      .granted(A, { to: Link.open().time + 11 * MIN }),
  "H5.period": () => Link.open().waiting(A, 10, 30).granted(A),
  "H5.room": () => {
    const link = Link.open();
    link.ready(A, 10);
    link.offered(9);
    return link.granted(A);
  },
  "H5.places": () => Link.open().waiting(A).places({ occupied: 300 }).granted(A),
  "H5.rate": () => Link.open({ ratePerHour: 9 }).waiting(A).granted(A),
  "H5.quota": () => Link.open({ quotaPerDay: 9 }).waiting(A).granted(A),
  "H5.block": () => Link.open().holding(A).waiting(B).granted(B),
  "H7.phase": () => {
    const link = Link.open().holding(A);
    link.confirmed(A);
    return link.confirmed(A);
  },
  "H7.readback": () => Link.open().holding(A).confirmed(A, { headcount: 9 }),
  "H8.offline": () => offline(Link.open().holding(A), 61),
  "H8.order": () => {
    const link = Link.open().holding(A);
    const acted = link.actedNow();
    link.beat().say(S.duty, { type: "ack", heads: [] });
    return link.released(A, { acted }, S.duty, { seen: acted.seq });
  },
  "H8.station": () => {
    const link = Link.open().holding(A);
    link.say(R.desk, { type: "station.closed", station: STATION });
    return link.released(A);
  },
  "H8.referral": () => {
    const link = Link.open();
    link.ready(A, 10, { needs: { unaccompaniedChildren: 1 } });
    link.offered();
    link.granted(A);
    return link.released(A);
  },
  "H8.radio": () => {
    const link = Link.open().holding(A);
    const radioCode = radioCodeOf(link.grant(A).id) === "123456" ? "123457" : "123456";
    return offline(link, 0, { radioCode });
  },
  "O2.station": () => {
    const link = Link.open();
    link.say(R.desk, { type: "station.closed", station: STATION });
    return link.offered();
  },
  "H5.station": () => {
    const link = Link.open().waiting(A);
    link.say(R.desk, { type: "station.closed", station: STATION });
    return link.granted(A);
  },
  "H5.overtaking": () => {
    const link = Link.open({ block: { kind: "paced" } });
    for (const first of [A, B]) link.ready(first, 10, { since: link.time - (first === A ? 24 * 60 * MIN + 1 : 0) });
    link.offered();
    return link.granted(B);
  },
  "H2.unit": () => Link.open({ vehicleSeats: 5 }).ready(A, 6, { units: { 6: 1 } }),
  "H24.phase": () => Link.open().going(A).say(S.duty, { type: "group.referred", group: A, to: "child protection" }),
  "H21.phase": () => Link.open().going(A).diverted(S.duty, A),
  "H21.station": () => onTheWay().diverted(S.duty, A, { station: "BRO" as StationId }),
  "H21.count": () => onTheWay().diverted(S.duty, A, { headcount: 9 }),
  "H21.answers": () => {
    const link = onTheWay();
    const { id: answers } = link.diverted(S.duty, A);
    return link.diverted(S.sup, A, { answers });
  },
  "K1.counted": () => Link.open().going(A).corrected(S.duty, A),
  "K1.differs": () => onTheWay().corrected(S.duty, A, { headcount: 10 }),
  "K1.answers": () => {
    const link = onTheWay();
    const { id: answers } = link.corrected(S.duty, A);
    return link.corrected(S.sup, A, { answers });
  },
  "V1.rule": () => {
    const link = Link.open();
    const { id: answers } = link.opened(A);
    return link.say(S.sup, { type: "supervisor.overrode", rule: "H8.hold", answers, reason: "haste" });
  },
  "V1.group": () =>
    Link.open().say(S.sup, { type: "supervisor.overrode", rule: "H2.unit", answers: NOBODY, reason: "one family" }),
  "D1.one": () => {
    const link = Link.open();
    link.drill();
    return link.drill();
  },
  "D1.until": () => Link.open().drill(4 * 60 + 1),
  "D2.running": () => Link.open().say(S.duty, { type: "drill.ended", note: "over" }),
  "D3.running": () => Link.open().say(S.field, { type: "group.opened", group: A }, { exercise: true }),
  "D3.kind": () => {
    const link = Link.open();
    link.drill();
    return link.say(S.desk, { type: "station.closed", station: STATION }, { exercise: true });
  },
  "H8.phase": () => Link.open().going(A).released(A),
  "H8.grant": () => Link.open().holding(A).released(A, { answers: NOBODY }),
  "H8.version": () => Link.open().holding(A).released(A, { version: 2 }),
  "H8.count": () => Link.open().holding(A).released(A, { headcount: 11 }),
  "H8.window": () => {
    const link = Link.open().waiting(A, 10, 10);
    link.granted(A, {}, 10);
    return link.released(A);
  },
  "H8.hold": () => {
    const link = Link.open().holding(A);
    link.hold(R.field);
    return link.released(A);
  },
  "H8.conditions": () => Link.open({ conditionsValidMin: 1 }).holding(A).wait(1.5).beat().released(A),
  "H8.fresh": () => Link.open().holding(A).wait(3).released(A),
  "H8.block": () => {
    const link = Link.open().holding(A);
    link.spontaneous(C);
    return link.released(A);
  },
  "H8.overdue": () => {
    const link = Link.open({ block: { kind: "paced" } }).going(A);
    link.departed(A);
    return link.after(31).holding(B).released(B);
  },
  "H8.rate": () => {
    const link = Link.open({ block: { kind: "paced" }, ratePerHour: 25 }).holding(A);
    link.departed(C, 20);
    return link.released(A);
  },
  "H8.quota": () => {
    const link = Link.open({ block: { kind: "paced" }, quotaPerDay: 25 }).holding(A);
    link.departed(C, 20);
    return link.released(A);
  },
  "H18.grant": () => Link.open().going(A).askedBack(A),
  "H18.asked": () => Link.open().holding(A).givenBack(A, NOBODY),
  "H16.open": () => Link.open().lifted(S.duty, NOBODY),
  "H16.once": () => {
    const link = Link.open();
    const { id: hold } = link.hold(S.field);
    link.lifted(S.duty, hold);
    return link.lifted(S.sup, hold);
  },
  "H16.conditions": () => {
    const link = Link.open();
    const { id: hold } = link.hold(S.field);
    return link.wait(61).beat().lifted(S.duty, hold);
  },
  "I1.open": () => Link.open().say(S.duty, { type: "incident.updated", incident: NOBODY, note: "x" }),
  "I2.open": () => Link.open().say(S.duty, { type: "incident.handed-over", incident: NOBODY, to: "x" }),
  "I3.open": () => Link.open().say(S.duty, { type: "incident.closed", incident: NOBODY, note: "x" }),
  "I3.search": () => {
    const link = Link.open();
    const { id: incident } = link.say(S.field, (intent) => ({
      type: "incident.opened",
      incident: intent,
      kind: "missing",
    }));
    return link.say(S.duty, { type: "incident.closed", incident, note: "x" });
  },
  "G1.version": () => Link.open().agree({}, 1),
  "G2.proposal": () => Link.open().say(S.duty, { type: "agreement.signed", version: 2, answers: NOBODY }),
  "G2.once": () => {
    const link = new Link();
    const { id: answers, entry } = link.say(R.duty, {
      type: "agreement.proposed",
      version: 1,
      terms: termsOf(),
      validFrom: 0,
    });
    expect(entry.seq).toBe(1);
    link.say(S.duty, { type: "agreement.signed", version: 1, answers });
    return link.say(S.sup, { type: "agreement.signed", version: 1, answers });
  },
  "R1.device": () => {
    const link = Link.open().waiting(A);
    return link.say(S.duty, { type: "roster.delegated", device: R.field.device as DeviceId, until: link.time + MIN });
  },
  "R1.until": () => {
    const link = Link.open().waiting(A);
    const until = link.time + 12 * 60 * MIN + 1;
    return link.say(S.duty, { type: "roster.delegated", device: S.field.device as DeviceId, until });
  },
  "R2.delegated": () =>
    Link.open()
      .waiting(A)
      .say(S.duty, { type: "roster.undelegated", device: S.field.device as DeviceId }),
  "H8.delegated": () => Link.open().holding(A).released(A, {}, S.field),
};

function termsOf() {
  const terms = Link.open().state.agreement?.terms;
  if (terms === undefined) throw new Error("no terms");
  return terms;
}

/** Guards that stand in several rows are told once. `G1.version` speaks through the signatures that find no proposal. */
const spoken = new Map<string, string>([
  ["W1", "this event is not for this side and role"],
  ["T1", "the device's clock differs too much from the log's"],
  ["S8.roster", "this device's shift on the roster is over"],
]);
for (const { rule, says } of Object.values(DRILL_RULES)) spoken.set(rule, says);
for (const row of Object.values(TABLE)) for (const { rule, says } of row.guards) spoken.set(rule, says);

const byRule = ([a = ""]: readonly (string | undefined)[], [b = ""]: readonly (string | undefined)[]) =>
  a < b ? -1 : 1;

describe("guards (SPEC: the table)", () => {
  it("the SPEC lists every guard with its sentence, and no other", () => {
    const spec = readFileSync(new URL("../SPEC.md", import.meta.url), "utf8");
    const listed = [...spec.matchAll(/^- `([A-Z]\d+(?:\.[a-z]+)?)` (.+)$/gm)].map(([, rule, says]) => [rule, says]);
    expect(listed.toSorted(byRule)).toEqual([...spoken].toSorted(byRule));
  });

  it("the SPEC says the nature, side and speakers of every event, as the table does", () => {
    const spec = readFileSync(new URL("../SPEC.md", import.meta.url), "utf8");
    const listed = [...spec.matchAll(/^\| `([a-z.-]+)` \| (\w+) \| (\w+) \| ([a-z, ]+) \| (.*) \|$/gm)].map((match) =>
      match.slice(1),
    );
    const rows = Object.entries(TABLE).map(([type, { nature, side, roles, guards }]) => [
      type,
      nature,
      side,
      roles.join(", "),
      guards.map(({ rule }) => rule).join(" "),
    ]);
    expect(listed).toEqual(rows);
  });

  it("there is a history for every guard, and for no other", () => {
    expect(Object.keys(FAILS).toSorted()).toEqual([...spoken.keys()].toSorted());
  });

  for (const [rule, history] of Object.entries(FAILS)) {
    it(`${rule} refused: ${spoken.get(rule) ?? "?"}`, () => {
      const said = rule === "G1.version" ? undefined : history();
      if (said !== undefined) return expect(said.voidedBy).toBe(rule);
      const link = Link.open();
      expect(
        link.say(R.duty, { type: "agreement.proposed", version: 1, terms: termsOf(), validFrom: 0 }).voidedBy,
      ).toBe(rule);
    });
  }

  it("W1 an observer raises a concern and holds nothing", () => {
    const link = Link.open();
    expect(link.say(OBSERVER, { type: "concern.raised", reason: "no water" }).voidedBy).toBeNull();
    expect(link.hold(OBSERVER).voidedBy).toBe("W1");
    expect(link.say(OBSERVER, { type: "group.arrived", group: A, headcount: 3 }).voidedBy).toBe("W1");
  });

  it("T1 binds authorisations alone: late statements and facts stand", () => {
    const link = Link.open().going(A);
    expect(link.departed(A, 10, { at: link.time - 600 * MIN }).voidedBy).toBeNull();
    const { grant } = link.group(A);
    expect(grant).not.toBeNull();
    expect(
      link.say(S.field, { type: "conditions.checked", level: "good" }, { at: link.time - 600 * MIN }).voidedBy,
    ).toBeNull();
    const hold = link.hold(R.field).id as EventId;
    expect(link.say(S.duty, { type: "hold.lifted", hold, answers: hold }, { at: link.time - 120_001 }).voidedBy).toBe(
      "T1",
    );
    expect(
      link.say(S.duty, { type: "hold.lifted", hold, answers: hold }, { at: link.time - 120_000 }).voidedBy,
    ).toBeNull();
  });
});
