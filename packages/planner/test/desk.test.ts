import fc from "fast-check";
import { fold } from "@vado/flow";
import type { BodyType } from "@vado/protocol";
import { describe, expect, it } from "vitest";
import { LOOK_MS, RECOUNT_MS_MIN, REPORT_VALID_MS, planDesk, type DeskLink, type DeskStation } from "../src/index.ts";
import { Crossing, MIN, R, S, crossings } from "./crossing.ts";

const hall: DeskStation = {
  station: "BRO" as never,
  open: true,
  total: 300,
  unregistered: 10,
  registered: 90,
  intakePerHour: 60,
  outflowPerHour: 40,
  counted: null,
};
const link = (crossing: Crossing, change: Partial<DeskLink> = {}): DeskLink => ({
  state: crossing.state,
  side: "receiving",
  now: crossing.time,
  waiting: new Set<BodyType>(),
  ...change,
});
/** Carries a plan out, as the desk's device does. */
function carryOut(crossing: Crossing, station: DeskStation = hall): string[] {
  return planDesk([link(crossing)], station).acts.map(({ make }) => {
    const entry = crossing.entry(R.desk, make as never);
    expect(fold(crossing.state, entry).voidedBy, entry.body.type).toBeNull();
    return entry.body.type;
  });
}
const types = (crossing: Crossing, station: DeskStation = hall, change: Partial<DeskLink> = {}) =>
  planDesk([link(crossing, change)], station).acts.map(({ make }) => make("").type);

describe("what an agency's desk says (DK)", () => {
  it("DK1 the station is opened and closed once, on either side, also where no agreement is in force", () => {
    const crossing = new Crossing();
    expect(types(crossing)).toEqual(["station.opened"]);
    expect(types(crossing, hall, { waiting: new Set(["station.opened"]) })).toEqual([]);
    expect(types(crossing, { ...hall, open: false }, { side: "sending" })).toEqual(["station.closed"]);
    carryOut(crossing);
    expect(types(crossing)).toEqual([]);
    expect(types(crossing, { ...hall, open: false })).toEqual(["station.closed"]);
  });

  it("DK2 an open receiving station reports, then offers, at each quarter of an hour, and waits for the next", () => {
    const crossing = Crossing.open().after(15);
    const said = carryOut(crossing);
    expect(said.slice(0, 2)).toEqual(["places.reported", "slots.offered"]);
    expect(crossing.state.places).toMatchObject({
      total: 300,
      occupied: 100,
      asOf: crossing.time,
      validUntil: crossing.time + REPORT_VALID_MS,
    });
    expect(planDesk([link(crossing)], hall)).toEqual({
      acts: [],
      wake: [{ link: "L1", at: (Math.floor(crossing.time / LOOK_MS) + 1) * LOOK_MS }],
    });
    const waiting = new Set<BodyType>(["slots.offered"]);
    expect(types(crossing.after(20), hall, { waiting })).toEqual([]);
    expect(carryOut(crossing)[0]).toBe("places.reported");
  });

  it("DK2 a sending station, a closed one, or one without an agreement neither reports nor offers", () => {
    const crossing = Crossing.open().after(15);
    expect(types(crossing, hall, { side: "sending" })).toEqual([]);
    expect(types(crossing, { ...hall, open: false })).toEqual(["station.closed"]);
    expect(types(new Crossing(), { ...hall, open: false })).toEqual(["station.closed"]);
  });

  it("DK3 people nobody announced make it look at once", () => {
    const crossing = Crossing.open().after(15);
    carryOut(crossing);
    expect(types(crossing.after(1))).toEqual([]);
    crossing.say(R.field, { type: "arrival.spontaneous", group: "2CC-22P" as never, headcount: 5 });
    expect(types(crossing)[0]).toBe("places.reported");
  });

  it("DK4 a count that is no longer to be believed is reported to nobody, and nothing is offered on it", () => {
    const crossing = Crossing.open().after(15);
    const counted = { at: crossing.time - 50 * MIN, validUntil: crossing.time + 10 * MIN };
    carryOut(crossing, { ...hall, counted });
    expect(crossing.state.places?.validUntil).toBe(counted.validUntil);
    crossing.after(15);
    expect(planDesk([link(crossing)], { ...hall, counted })).toEqual({ acts: [], wake: [] });
    expect(types(crossing, { ...hall, open: false, counted })).toEqual(["station.closed"]);
  });

  it("DK5 a new count is told within a minute, and moves the offers", () => {
    const crossing = Crossing.open().after(15);
    const counted = { at: crossing.time - MIN, validUntil: crossing.time + 60 * MIN };
    carryOut(crossing, { ...hall, counted });
    const said = crossing.state.places?.asOf as number;
    crossing.time += RECOUNT_MS_MIN / 2;
    const fuller = { ...hall, registered: 280, counted: { at: crossing.time, validUntil: crossing.time + 60 * MIN } };
    expect(planDesk([link(crossing)], fuller)).toEqual({ acts: [], wake: [{ link: "L1", at: said + RECOUNT_MS_MIN }] });
    crossing.time += RECOUNT_MS_MIN / 2;
    const acts = carryOut(crossing, fuller);
    expect(acts[0]).toBe("places.reported");
    expect(acts).toContain("slots.withdrawn");
    expect(crossing.state.places?.occupied).toBe(290);
  });

  it("DK6 a station's places are split between its links, and an offer on one is no longer free for another", () => {
    const [one, two] = [Crossing.open({ groupMax: 100 }).after(15), Crossing.open({ groupMax: 100 }).after(15)];
    const { state } = two;
    const offered = (links: DeskLink[]) =>
      planDesk(links, { ...hall, outflowPerHour: 0 })
        .acts.map(({ make }) => make(""))
        .reduce((sum, body) => sum + (body.type === "slots.offered" ? body.people : 0), 0);
    const alone = offered([link(one)]);
    expect(alone).toBeGreaterThan(0);
    expect(offered([link(one), link(two, { state: { ...state, link: "L2" } })])).toBeLessThanOrEqual(170);
    expect(alone).toBeLessThanOrEqual(170);
  });

  it("DK7 whatever happened on the link, no act of a plan is void, and carrying it out leaves nothing more to do", () => {
    fc.assert(
      fc.property(crossings(), fc.nat({ max: 300 }), fc.boolean(), (crossing, registered, open) => {
        crossing.beat();
        const station = { ...hall, registered, open };
        carryOut(crossing, station);
        expect(types(crossing, station)).toEqual([]);
        expect(crossing.state.stations.receiving.open).toBe(open);
        expect(crossing.say(S.desk, { type: "heartbeat", heads: [] })).toBe(true);
      }),
    );
  });
});
