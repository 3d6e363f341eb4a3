import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  STEP_MS,
  onwardRoom,
  planDesk,
  planOffers,
  project,
  type DeskLink,
  type DeskStation,
  type InboundLink,
  type StationView,
} from "../src/index.ts";
import { Crossing, MIN, R, crossings } from "./crossing.ts";

const HOUR = 60 * MIN;
const DAY_STEPS = (24 * HOUR) / STEP_MS;
const sum = (people: ArrayLike<number>) => Array.from(people).reduce((total, one) => total + one, 0);
const room = (crossing: Crossing, steps = 2 * DAY_STEPS) => onwardRoom(crossing.state, crossing.time, steps);
/** A link whose next desk offers so many people in each quarter of an hour of the next four hours. */
function offering(terms: Parameters<typeof Crossing.open>[0], people: number): Crossing {
  const crossing = Crossing.open({ block: { kind: "paced" }, ...terms }).after(15);
  for (let quarter = 0; quarter < 17; quarter++) crossing.offer(people, quarter * 15);
  return crossing;
}

describe("what an onward link really takes (SPEC: ON)", () => {
  it("ON1 nobody goes on while a hold, a conditions stop, silence, or a closed station stands against it", () => {
    expect(sum(room(offering({}, 20)))).toBeGreaterThan(0);
    expect(sum(room(new Crossing()))).toBe(0);
    expect(sum(room(offering({}, 20).hold()))).toBe(0);
    expect(sum(room(offering({}, 20).look("stop")))).toBe(0);
    const silent = offering({}, 20);
    silent.time += 3 * MIN;
    expect(sum(room(silent))).toBe(0);
    const closed = offering({}, 20);
    closed.say(R.desk, { type: "station.closed", station: "BRO" as never });
    expect(sum(room(closed))).toBe(0);
  });

  it("ON2 what is offered, then for a day at its rate, then what the link was seen to carry", () => {
    const unlimited = offering({}, 20).places(null, 100);
    const steps = room(unlimited, 2 * DAY_STEPS);
    for (let step = 2; step < 14; step++) expect(steps[step]).toBeCloseTo(20, 0);
    for (let step = 20; step < DAY_STEPS; step++) expect(Math.abs((steps[step] as number) - 20)).toBeLessThan(3);
    expect(sum(steps.slice(DAY_STEPS))).toBe(0);
    // Offers that only fill the 170 places that are free say nothing of how many leave there.
    const filling = room(offering({}, 20), 2 * DAY_STEPS);
    for (let step = 20; step < DAY_STEPS; step++) expect(filling[step]).toBeCloseTo((17 * 20 - 170) / 16, 5);
    expect(sum(room(offering({}, 9)).slice(20))).toBe(0);
    const carried = offering({}, 20);
    for (const group of [carried.ready(20), carried.ready(20)]) {
      carried.offer(20);
      carried.grant(group);
      carried.confirm(group);
      carried.release(group);
      carried.cross(group, 5);
    }
    // 40 people today: nobody, as far as this desk knows, while 40 or more are in the next station; 30 when 10 are.
    const later = (occupied: number) => room(carried.places(300, occupied)).slice(DAY_STEPS)[0];
    expect(later(100)).toBe(0);
    expect(later(10)).toBeCloseTo(30 / DAY_STEPS, 5);
  });

  it("ON3 never more than rate, block and quota let through, whatever is offered", () => {
    const perHour = (crossing: Crossing) => sum(room(crossing, 8)) / 2;
    expect(perHour(offering({ ratePerHour: 30 }, 200))).toBeLessThanOrEqual(30);
    expect(perHour(offering({ block: { kind: "absolute" } }, 200))).toBeLessThanOrEqual((20 * 60) / 35 + 1e-9);
    expect(perHour(offering({ block: { kind: "permissive", people: 70 } }, 200))).toBeLessThanOrEqual(
      (70 * 60) / 35 + 1e-9,
    );
    // From ten in the morning: what is left of today, and tomorrow's.
    expect(sum(room(offering({ quotaPerDay: 60 }, 200), DAY_STEPS))).toBeLessThanOrEqual(120 + 1e-9);
    expect(sum(room(offering({ quotaPerDay: 60, quotaDays: ["sun"] }, 200), DAY_STEPS))).toBe(0);
  });

  it("ON4 never negative, whatever happened on the link", () => {
    fc.assert(
      fc.property(crossings(), (crossing) => {
        for (const people of room(crossing, DAY_STEPS)) expect(people).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 50 },
    );
  });

  it("PJ2 PJ5 more room onward never makes a level larger, and nobody goes on within half an hour of registration and the time that a group takes to fill", () => {
    const view: StationView = {
      now: 0,
      total: 300,
      reserveShare: 0.1,
      unregistered: 50,
      registered: 0,
      intakePerHour: 200,
      outflowPerHour: 0,
    };
    const all = fc.array(fc.nat({ max: 40 }), { minLength: 30, maxLength: 30 });
    fc.assert(
      fc.property(all, all, (onward, more) => {
        const levels = project({ ...view, onward }, [{ at: HOUR, people: 60 }], 30);
        expect(levels.slice(0, 3)).toEqual([50, 50, 50]);
        const filling = project({ ...view, onward, fillSteps: 2 }, [{ at: HOUR, people: 60 }], 30);
        expect(filling.slice(0, 5)).toEqual([50, 50, 50, 50, 110]);
        const wider = project(
          { ...view, onward: onward.map((n, i) => n + (more[i] as number)) },
          [{ at: HOUR, people: 60 }],
          30,
        );
        levels.forEach((level, i) => {
          expect(level).toBeGreaterThanOrEqual((wider[i] as number) - 1e-9);
          expect(level).toBeGreaterThanOrEqual(-1e-9);
        });
      }),
    );
  });

  it("regression: a station in the middle of a chain is not full for ever because nobody leaves the corridor there", () => {
    const middle: DeskStation = {
      station: "BRO" as never,
      open: true,
      total: 300,
      unregistered: 0,
      registered: 260,
      intakePerHour: 150,
      outflowPerHour: 0,
      counted: null,
    };
    const link = (name: string, side: DeskLink["side"], crossing: Crossing): DeskLink => ({
      state: { ...crossing.state, link: name },
      side,
      now: crossing.time,
      waiting: new Set(),
    });
    const offered = (links: DeskLink[]) =>
      planDesk(links, middle)
        .acts.map(({ make }) => make(""))
        .filter((body) => body.type === "slots.offered").length;
    const inbound = link("A-X", "receiving", Crossing.open({ groupMax: 60, transitMeanMin: 240 }).after(15));
    expect(offered([inbound])).toBe(0);
    expect(offered([inbound, link("X-B", "sending", offering({ groupMax: 55 }, 60))])).toBeGreaterThan(3);
  });
});

describe("what a station can take, split between its links (SPEC: OF7)", () => {
  const NOW = 1_700_000_100_000;
  const near: InboundLink = {
    link: "NEAR",
    transitMs: 2 * HOUR,
    periodMs: 30 * MIN,
    useful: 20,
    perPeriodMax: 120,
    need: 500,
    committed: [],
    open: [],
  };
  const far: InboundLink = { ...near, link: "FAR", transitMs: 15 * HOUR, periodMs: 90 * MIN, perPeriodMax: 300 };

  /** Two days of plans; whatever is offered is taken up. People who came on each link. */
  function twoDays(links: readonly InboundLink[]): Map<string, number> {
    const came = new Map(links.map(({ link }) => [link, 0]));
    let registered = 0;
    let id = 0;
    let coming: { link: string; at: number; people: number }[] = [];
    for (let now = NOW; now < NOW + 48 * HOUR; now += STEP_MS) {
      for (const { link, people } of coming.filter(({ at }) => at <= now)) {
        registered += people;
        came.set(link, (came.get(link) as number) + people);
      }
      coming = coming.filter(({ at }) => at > now);
      registered -= Math.min(registered, 15);
      const views = links.map((one) => ({
        ...one,
        committed: coming.filter(({ link }) => link === one.link),
        open: offers
          .filter(({ link, from, to }) => link === one.link && to > now + one.transitMs && from > now + one.transitMs)
          .map((offer) => ({ ...offer, id: offer.id })),
      }));
      const view = {
        now,
        total: 300,
        reserveShare: 0.1,
        unregistered: 0,
        registered,
        intakePerHour: null,
        outflowPerHour: 60,
      };
      const plan = planOffers(view, views);
      offers = offers.filter((offer) => !plan.withdraw.some((gone) => gone.id === offer.id));
      for (const { link, from, to, people } of plan.offer)
        offers.push({ id: `o${++id}`, link, from, to, room: people });
      // Whoever can be let go now takes the offer of the period that a release of now reaches.
      for (const one of links) {
        const due = offers.filter(({ link, from }) => link === one.link && from <= now + one.transitMs + STEP_MS);
        for (const { room: people } of due) coming.push({ link: one.link, at: now + one.transitMs + STEP_MS, people });
        offers = offers.filter((offer) => !due.includes(offer));
      }
    }
    return came;
  }
  let offers: { id: string; link: string; from: number; to: number; room: number }[] = [];

  it("regression: a link with a long way, planned first, does not take every place before a short one is planned", () => {
    offers = [];
    const came = twoDays([far, near]);
    const total = sum([...came.values()]);
    expect(total).toBeGreaterThan(1_000);
    for (const people of came.values()) expect(people).toBeGreaterThan(0.2 * total);
  });

  it("regression: standing offers of one link give way to the share of another", () => {
    const open = Array.from({ length: 8 }, (_, i) => ({
      id: `o${i}`,
      from: NOW + 15 * HOUR + i * 30 * MIN,
      to: NOW + 15 * HOUR + (i + 1) * 30 * MIN,
      room: 33,
    }));
    const view = {
      now: NOW,
      total: 300,
      reserveShare: 0.1,
      unregistered: 0,
      registered: 0,
      intakePerHour: null,
      outflowPerHour: 0,
    };
    const greedy = { ...far, periodMs: 30 * MIN, perPeriodMax: 40, open };
    expect(planOffers(view, [greedy]).withdraw).toEqual([]);
    const { offer, withdraw } = planOffers(view, [greedy, near]);
    expect(withdraw.length).toBeGreaterThan(0);
    expect(sum(offer.filter(({ link }) => link === "NEAR").map(({ people }) => people))).toBeGreaterThanOrEqual(100);
  });

  it("what one link does not need, another gets: shares follow who waits", () => {
    offers = [];
    const busy = twoDays([
      { ...far, need: 2_000 },
      { ...near, need: 100 },
    ]);
    offers = [];
    const idle = twoDays([
      { ...far, need: 100 },
      { ...near, need: 2_000 },
    ]);
    expect(busy.get("FAR") as number).toBeGreaterThan(idle.get("FAR") as number);
    expect(idle.get("NEAR") as number).toBeGreaterThan(busy.get("NEAR") as number);
  });
});
