import { describe, expect, it } from "vitest";
import type { DeviceId, StationId } from "@vado/protocol";
import { FORGET_MS, emptyState, localDay } from "../../src/index.ts";
import { Link, MIN, R, S, TERMS, code } from "../support.ts";

/** What is kept and for how long (DR6): to the moment, and not a moment less. */

const A = code(0);
const B = code(1);
const DAYS2 = FORGET_MS / MIN;

/** A new offer tidies up; the terms let one be made at any time. */
function tidied(link: Link): Link {
  link.places();
  expect(link.offered(10).voidedBy).toBeNull();
  return link;
}
const oneMore = (link: Link): Link => {
  link.time++;
  return link;
};

describe("an empty link", () => {
  it("knows nothing, and every count is zero", () => {
    const state = emptyState("L9");
    expect(state).toMatchObject({
      link: "L9",
      seq: 0,
      time: 0,
      agreement: null,
      places: null,
      drill: null,
      alertAt: 0,
    });
    expect(state.stations).toEqual({
      sending: { station: null, open: false, seq: 0 },
      receiving: { station: null, open: false, seq: 0 },
    });
    expect([state.heard, state.alive]).toEqual(Array(2).fill({ sending: null, receiving: null }));
    for (const list of [state.agreed, state.live, state.moving, state.ended, state.releases]) expect(list).toEqual([]);
    expect(state.trail).toEqual({ looks: [], alive: [], stations: [], shifts: [], delegations: [] });
    expect(new Set(Object.values(state.totals))).toEqual(new Set([0]));
    const { groups, offers, grants, holds, incidents, proposals, releasedOn, devices, roster, delegated, alarms } =
      state;
    for (const record of [
      groups,
      offers,
      grants,
      holds,
      incidents,
      proposals,
      releasedOn,
      devices,
      roster,
      delegated,
      alarms,
    ])
      expect(record).toEqual({});
  });
});

describe("what a link forgets (DR6)", () => {
  it("offers and grants 48 hours after their end, not while a group holds one", () => {
    const link = Link.open({ block: { kind: "paced" } }).holding(A);
    const grant = link.grant(A);
    link.released(A);
    link.holding(B);
    const lapsed = link.grant(B);
    link.wait((grant.to - link.time + FORGET_MS) / MIN);
    tidied(link);
    expect(Object.keys(link.state.grants)).toEqual([grant.id, lapsed.id]);
    tidied(oneMore(link));
    expect(Object.keys(link.state.grants)).toEqual([grant.id]);
    const offer = link.state.offers[grant.offer];
    link.wait(((offer?.to ?? 0) - link.time + FORGET_MS) / MIN);
    tidied(link);
    expect(link.state.offers[grant.offer]).toBeDefined();
    tidied(oneMore(link));
    expect(link.state.offers[grant.offer]).toBeUndefined();
    const gone = Link.open().holding(A);
    gone.withdrawn(A);
    tidied(gone.wait(DAYS2 + 60));
    expect(gone.state.groups[A]).toBeUndefined();
    expect(gone.state.grants).toEqual({});
  });

  it("holds 48 hours after they were placed, when both have lifted them", () => {
    const link = Link.open();
    const open = link.hold(R.field).id;
    const ended = link.hold(R.field).id;
    for (const who of [S.duty, R.duty]) link.lifted(who, ended);
    tidied(link.wait(DAYS2));
    expect(Object.keys(link.state.holds)).toEqual([open, ended]);
    tidied(oneMore(link));
    expect(Object.keys(link.state.holds)).toEqual([open]);
  });

  it("a delegation 48 hours after its end", () => {
    const link = Link.open();
    link.say(S.duty, { type: "roster.delegated", device: S.field.device as DeviceId, until: link.time + MIN });
    tidied(link.wait(DAYS2 + 1));
    expect(link.state.delegated).toHaveProperty(S.field.device);
    tidied(oneMore(link));
    expect(link.state.delegated).toEqual({});
  });

  it("the days' sums after eight days; releases after 61 minutes", () => {
    const link = Link.open().going(A);
    const day = localDay(TERMS.calendar, link.time);
    link.wait(61).beat();
    expect(link.state.releases).toHaveLength(1);
    oneMore(link).beat();
    expect(link.state.releases).toEqual([]);
    link.wait(8 * 1_440 - 61);
    tidied(link);
    expect(Object.keys(link.state.releasedOn)).toEqual([String(day)]);
    tidied(link.wait(1_440));
    expect(link.state.releasedOn).toEqual({});
  });

  it("looks and signs of life that no GO given offline can refer to", () => {
    const link = Link.open({ offlineMaxMin: 10, conditionsValidMin: 20, logFreshS: 60 });
    const kept = () => [link.state.trail.looks.length, link.state.trail.alive.length];
    expect(kept()).toEqual([1, 1]);
    link.wait(30).say(S.duty, { type: "ack", heads: [] });
    expect(kept()).toEqual([1, 1]);
    oneMore(link).say(S.duty, { type: "ack", heads: [] });
    expect(kept()).toEqual([0, 0]);
    const slow = Link.open({ offlineMaxMin: 10, conditionsValidMin: 1, logFreshS: 300 });
    slow.wait(15).say(S.duty, { type: "ack", heads: [] });
    expect(slow.state.trail.alive).toHaveLength(1);
    oneMore(slow).say(S.duty, { type: "ack", heads: [] });
    expect(slow.state.trail.alive).toHaveLength(0);
  });

  it("of stations, shifts and delegations what was said before, but for the last word of each", () => {
    const link = Link.open();
    const shift = (device: string, hours: number) =>
      link.say(R.duty, { type: "roster.on", device: device as DeviceId, until: link.time + hours * 60 * MIN });
    link.say(R.duty, { type: "ack", heads: [] });
    for (const device of [R.desk.device, R.duty.device, R.desk.device]) shift(device, 9);
    link.wait(1);
    shift(R.duty.device, 8);
    const said = (at: Link) =>
      at.say(S.desk, { type: "ack", heads: [] }) && link.state.trail.shifts.map((one) => one.device);
    expect(said(link.wait(119))).toHaveLength(4);
    expect(said(oneMore(link))).toEqual([R.duty.device, R.desk.device, R.duty.device]);
    link.time += MIN - 1;
    expect(said(link)).toHaveLength(3);
    expect(said(oneMore(link))).toEqual([R.desk.device, R.duty.device]);
    expect(link.state.trail.shifts.at(-1)?.until).toBe(link.time - 1 - 120 * MIN + 480 * MIN);
    expect(link.state.trail.stations).toHaveLength(1);
  });
});

describe("what stood before all that can be referred to", () => {
  const old = (link: Link) => link.wait(121).say(S.desk, { type: "ack", heads: [] }) && link.state.trail;

  it("is the last word of the station", () => {
    const link = Link.open();
    for (const type of ["station.closed", "station.opened", "station.closed"] as const)
      link.say(R.desk, { type, station: "BRO" as StationId });
    expect(link.state.trail.stations).toHaveLength(4);
    expect(old(link).stations.map(({ open }) => open)).toEqual([false]);
    const two = Link.open();
    two.say(R.desk, { type: "station.closed", station: "BRO" as StationId });
    expect(old(two).stations.map(({ open }) => open)).toEqual([false]);
  });

  it("is the last delegation of each phone", () => {
    const link = Link.open();
    const phones = ["s-field", "s-field-2"];
    for (const device of phones) link.say({ ...S.field, device }, { type: "ack", heads: [] });
    for (const device of [...phones, ...phones])
      link.say(S.duty, { type: "roster.delegated", device: device as DeviceId, until: link.time + MIN });
    expect(link.state.trail.delegations).toHaveLength(4);
    expect(old(link).delegations.map(({ device }) => device)).toEqual(phones);
  });
});

describe("places of grants that are over", () => {
  const consumed = (link: Link) => Object.values(link.state.offers).map((offer) => offer.consumed);

  it("go back once everybody knows; of one asked back and never given they do not (DR11)", () => {
    for (const asked of [false, true]) {
      const link = Link.open().holding(A);
      link.say(S.duty2, { type: "ack", heads: [] });
      if (asked) link.askedBack(A);
      link.wait(11).beat();
      expect(consumed(link)).toEqual([10]);
      for (const who of [S.duty, S.duty2]) link.say(who, { type: "ack", heads: [] });
      expect(consumed(link)).toEqual([asked ? 10 : 0]);
    }
  });

  it("of one given back they do go back, and of people who left all the same they do not", () => {
    const link = Link.open().holding(A);
    link.givenBack(A, link.askedBack(A).id);
    link.say(S.duty, { type: "ack", heads: [] });
    expect(consumed(link)).toEqual([0]);
    const gone = Link.open().holding(A);
    gone.departed(A);
    gone.beat();
    expect(consumed(gone)).toEqual([10]);
  });
});
