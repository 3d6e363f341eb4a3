import { describe, expect, it } from "vitest";
import type { Body, BodyType } from "@vado/protocol";
import { TABLE, emptyState, type Entry, type Guard, type LinkState } from "../../src/index.ts";
import { Link, MIN, T0, TERMS, code, id } from "../support.ts";

/** Every guard is total: asked alone, of a link that knows nothing of what the event names, it answers, and does not throw. */

const group = code(40);
const [grant, answers, offer, hold, incident] = [id(501), id(502), id(503), id(504), id(505)];
const counted = { group, version: 1, headcount: 10, units: { 1: 10 }, needs: {} };
const answer = { group, version: 1, answers, reason: "no bus", nextUpdateAt: T0 + 10 * MIN };
const window = { from: T0 - 5 * MIN, to: T0 + 10 * MIN };

const BODIES: Readonly<Partial<Record<BodyType, object>>> = {
  "group.opened": { group },
  "group.ready": { ...counted, explained: true, voluntary: true },
  "group.amended": counted,
  "group.deferred": answer,
  "group.declined": answer,
  "group.received": { group },
  "count.reconciled": { group, cause: "left", departed: 10, arrived: 9, answers },
  "group.withdrawn": { group, reason: "x" },
  "group.dispersed": { group, headcount: 1 },
  "group.referred": { group, to: "x" },
  "group.diverted": { group, station: "LAR", grant, headcount: 10, answers },
  "places.reported": { total: 1, occupied: 0, reserved: 0, asOf: T0, validUntil: T0 + MIN },
  "slots.offered": { offer: id(1), ...window, people: 1, projected: 0 },
  "slots.withdrawn": { offer, reason: "x" },
  "slot.granted": { group, version: 1, answers, grant: id(1), offer, headcount: 10, ...window },
  "slot.confirmed": { group, grant, answers: grant, headcount: 10, ...window },
  "grant.revoke-asked": { group, grant, reason: "x" },
  "grant.revoke-accepted": { group, grant, answers },
  "group.released": { group, version: 1, grant, answers: grant, headcount: 10 },
  "supervisor.overrode": { rule: "H2.unit", answers, reason: "x" },
  "hold.lifted": { hold, answers: hold },
  "incident.updated": { incident, note: "x" },
  "incident.handed-over": { incident, to: "x" },
  "incident.closed": { incident, note: "x" },
  "count.corrected": { group, point: "arrival", headcount: 9, reason: "x", answers },
  "drill.started": { until: T0 + MIN, note: "x" },
  "drill.ended": { note: "x" },
  "agreement.proposed": { version: 1, terms: TERMS, validFrom: 0 },
  "agreement.signed": { version: 9, answers },
  "roster.on": { device: "nobody", until: T0 + MIN },
  "roster.off": { device: "nobody", reason: "x" },
  "roster.delegated": { device: "nobody", until: T0 + MIN },
  "roster.undelegated": { device: "nobody" },
};

/** Guards that say yes of what is not known: nothing in it stands against them. */
const YES_EMPTY =
  "D1.one D1.until G1.version H1.code H2.families H2.needs H2.since H2.unit H2.version H2.voluntary H3.version H4.promise H5.id H5.one H6.promise H8.hold H8.offline H8.order H8.delegated H8.radio R1.until H13.cause H21.station K1.differs O1.id O4.capacity P1.asof P1.future P1.validity V1.rule I3.search";
const YES_OPEN =
  "A1 H1.station H2.size H5.block H5.places H5.quota H5.rate H5.station H5.window H8.block H8.conditions H8.fresh H8.overdue H8.quota H8.rate H8.station H16.conditions O2.period O2.station O3.places";

function saysYes(state: LinkState, acted: boolean): string[] {
  const yes = new Set<string>();
  for (const [type, rest] of Object.entries(BODIES)) {
    const trace = acted && type === "group.released" ? { acted: { deviceTime: T0, seq: 1, head: "" } } : {};
    const body = { type, ...rest, ...trace } as Body;
    const who = { device: "s-duty", side: TABLE[body.type].side === "receiving" ? "receiving" : "sending" } as const;
    const entry: Entry = { seq: 99, time: T0, ...who, role: "duty", seen: 1, intent: id(1), at: T0, body };
    for (const guard of TABLE[body.type].guards as readonly Guard[]) {
      const holds: unknown = guard.holds(state, entry);
      expect(typeof holds, guard.rule).toBe("boolean");
      if (holds === true) yes.add(guard.rule);
    }
  }
  return [...yes].toSorted();
}
const words = (text: string) =>
  text
    .split(" ")
    .filter((rule) => rule !== "")
    .toSorted();

describe("every guard alone", () => {
  it("answers of a link that has no terms, stations or people", () => {
    expect(saysYes(emptyState("L1"), false)).toEqual(words(YES_EMPTY));
  });

  it("answers of a link that is open, and knows nobody that the event names", () => {
    expect(saysYes(Link.open().state, false)).toEqual(words(`${YES_EMPTY.replace("G1.version ", "")} ${YES_OPEN}`));
  });

  it("answers of a GO without a connection as well", () => {
    const link = Link.open();
    link.time = T0;
    expect(saysYes(emptyState("L1"), true)).not.toContain("H8.conditions");
    expect(saysYes(link.state, true)).not.toContain("H8.conditions");
  });

  it("is in this list with an event of its row", () => {
    const asked = Object.entries(TABLE).filter(([, row]) => row.guards.length > 0);
    expect(Object.keys(BODIES).toSorted()).toEqual(asked.map(([type]) => type).toSorted());
  });
});
