import fc from "fast-check";
import { SLOT_PEOPLE_MAX } from "@vado/protocol";
import { describe, expect, it } from "vitest";
import {
  OFFER_HORIZON_MS,
  STEP_MS,
  ceilings,
  planLimit,
  planOffers,
  project,
  type InboundLink,
  type Inflow,
  type StationView,
} from "../src/index.ts";

const MIN = 60_000;
const HOUR = 60 * MIN;
const NOW = 1_700_000_100_000;

const view = (change: Partial<StationView> = {}): StationView => ({
  now: NOW,
  total: 300,
  reserveShare: 0.1,
  unregistered: 0,
  registered: 100,
  intakePerHour: 60,
  outflowPerHour: 40,
  ...change,
});
const inbound = (change: Partial<InboundLink> = {}): InboundLink => ({
  link: "A-B",
  transitMs: 20 * MIN,
  periodMs: 15 * MIN,
  useful: 20,
  perPeriodMax: 40,
  need: 0,
  committed: [],
  open: [],
  ...change,
});

const people = (max: number) => fc.nat({ max });
const inflows = fc.array(
  fc.record({ at: fc.integer({ min: -30, max: 400 }).map((minutes) => NOW + minutes * MIN), people: people(60) }),
  { maxLength: 8 },
);
const stations: fc.Arbitrary<StationView> = fc.record({
  now: fc.nat({ max: 900 }).map((seconds) => NOW + seconds * 1_000),
  total: fc.integer({ min: 0, max: 500 }),
  reserveShare: fc.constantFrom(0, 0.1, 0.25),
  unregistered: people(150),
  registered: people(300),
  intakePerHour: fc.constantFrom(null, 10, 60, 200),
  outflowPerHour: fc.constantFrom(0, 7, 40, 120),
});
const linkNamed = (link: string): fc.Arbitrary<InboundLink> =>
  fc
    .record({
      transitMin: fc.constantFrom(5, 20, 100, 900),
      periodMin: fc.constantFrom(15, 20, 60),
      useful: fc.integer({ min: 1, max: 50 }),
      times: fc.integer({ min: 1, max: 4 }),
      need: fc.constantFrom(0, 50, 2_000),
      committed: inflows,
      open: fc.array(fc.record({ start: fc.nat({ max: 20 }), room: fc.integer({ min: 1, max: 80 }) }), {
        maxLength: 5,
      }),
    })
    .map(({ transitMin, periodMin, useful, times, need, committed, open }) => {
      const periodMs = periodMin * MIN;
      const first = Math.floor((NOW + transitMin * MIN) / periodMs);
      return {
        link,
        transitMs: transitMin * MIN,
        periodMs,
        useful,
        perPeriodMax: useful * times,
        need,
        committed,
        open: open.map(({ start, room }, i) => ({
          id: `${link}-${i}`,
          from: (first + start) * periodMs,
          to: (first + start + 1) * periodMs,
          room,
        })),
      };
    });
const linkSets = fc
  .integer({ min: 1, max: 3 })
  .chain((n) => fc.tuple(...["A-X", "B-X", "C-X"].slice(0, n).map(linkNamed)));

/** Everybody a plan lets come: committed, offers that stand, new offers. */
function allowed(links: readonly InboundLink[], plan: ReturnType<typeof planOffers>) {
  const withdrawn = new Set(plan.withdraw.map(({ id }) => id));
  const standing = links.flatMap((link) =>
    link.open.filter(({ id }) => !withdrawn.has(id)).map(({ from, to, room }) => ({ from, to, people: room })),
  );
  return [...standing, ...plan.offer];
}
const STEPS = 200;

describe("projection (SPEC: PJ)", () => {
  it("PJ1 nobody is lost: what is in the station is what came less what left", () => {
    fc.assert(
      fc.property(stations, inflows, (station, coming) => {
        const levels = project({ ...station, outflowPerHour: 0 }, coming, STEPS);
        const everybody = station.unregistered + station.registered + coming.reduce((sum, one) => sum + one.people, 0);
        expect(levels.at(-1)).toBeCloseTo(everybody, 6);
        for (const level of project(station, coming, STEPS)) expect(level).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it("PJ2 more people, or slower ways out, never make a level smaller", () => {
    fc.assert(
      fc.property(stations, inflows, inflows, fc.nat({ max: 30 }), (station, coming, more, slower) => {
        const base = project(station, coming, STEPS);
        const crowded = project(station, [...coming, ...more], STEPS);
        const slow = project(
          { ...station, outflowPerHour: Math.max(0, station.outflowPerHour - slower) },
          coming,
          STEPS,
        );
        base.forEach((level, i) => {
          expect(crowded[i]).toBeGreaterThanOrEqual(level - 1e-9);
          expect(slow[i]).toBeGreaterThanOrEqual(level - 1e-9);
        });
      }),
    );
  });

  it("PJ3 by hand: 100 registered leave at 40 an hour; 30 come in the second step and wait for intake", () => {
    expect(project(view({ intakePerHour: 60 }), [{ at: NOW + 15 * MIN, people: 30 }], 4)).toEqual([100, 120, 110, 100]);
    expect(project(view({ registered: 0, intakePerHour: 20 }), [{ at: NOW - HOUR, people: 30 }], 3)).toEqual([
      30, 25, 20,
    ]);
  });

  it("PJ3 by hand: who comes between two moments comes evenly; of that time what is over counts for the first step", () => {
    const still = view({ registered: 0, intakePerHour: null, outflowPerHour: 0 });
    const between = (from: number, to: number) => ({ at: NOW + from * MIN, until: NOW + to * MIN, people: 60 });
    expect(project(still, [between(0, 60)], 4)).toEqual([15, 30, 45, 60]);
    expect(project(still, [between(30, 45)], 4)).toEqual([0, 0, 60, 60]);
    expect(project(still, [between(7.5, 37.5)], 4)).toEqual([15, 45, 60, 60]);
    expect(project(still, [between(-60, -10)], 2)).toEqual([60, 60]);
    expect(project(still, [between(-30, 30)], 2)).toEqual([30, 60]);
  });

  it("PJ4 a ceiling is the highest level from a step on; the limit is the places less their reserve", () => {
    expect(ceilings([3, 1.2, 5, 2])).toEqual([5, 5, 5, 2]);
    expect(planLimit(view())).toBe(270);
    expect(planLimit(view({ total: null }))).toBe(Infinity);
  });
});

describe("offers (SPEC: OF)", () => {
  it("OF1 whoever of the plan comes, evenly through its period, no step has more people than the places less the reserve", () => {
    fc.assert(
      fc.property(
        stations,
        linkSets,
        fc.array(fc.nat({ max: 100 }), { minLength: 1, maxLength: 40 }),
        (station, links, shares) => {
          const committed = links.flatMap((link) => link.committed);
          const coming: Inflow[] = allowed(links, planOffers(station, links)).map((offer, i) => ({
            at: offer.from,
            until: offer.to,
            people: Math.floor((offer.people * (shares[i % shares.length] as number)) / 100),
          }));
          const base = project(station, committed, STEPS);
          project(station, [...committed, ...coming], STEPS).forEach((level, i) => {
            expect(level).toBeLessThanOrEqual(Math.max(planLimit(station), base[i] as number, 0) + 1e-9);
          });
        },
      ),
      { numRuns: 400 },
    );
  });

  it("OF1 regression: people expected later than the offers reach are counted, for who comes now may still be there", () => {
    const committed = [{ at: NOW + 20 * HOUR, people: 260 }];
    expect(planOffers(view({ registered: 0, outflowPerHour: 0 }), [inbound({ committed })]).offer).toEqual([]);
    const open = [{ id: "o", from: NOW + 20 * HOUR, to: NOW + 21 * HOUR, room: 300 }];
    expect(
      planOffers(view({ registered: 0, outflowPerHour: 0 }), [inbound({ open })]).withdraw.map(({ id }) => id),
    ).toEqual(["o"]);
  });

  it("OF2 people of a period who come together, early or late in it, add at most themselves", () => {
    fc.assert(
      fc.property(
        stations,
        linkSets,
        fc.array(fc.nat({ max: 99 }), { minLength: 1, maxLength: 40 }),
        (station, links, delays) => {
          const committed = links.flatMap((link) => link.committed);
          const plan = allowed(links, planOffers(station, links));
          const together = plan.map((offer, i) => ({
            at: offer.from + ((offer.to - offer.from) * (delays[i % delays.length] as number)) / 100,
            people: offer.people,
          }));
          const base = project(station, committed, STEPS);
          project(station, [...committed, ...together], STEPS).forEach((level, i) => {
            const begun = plan.filter(({ from }) => from < station.now + (i + 1) * STEP_MS);
            // Who came before the period ended may still be there at its end: two periods of each link.
            const slack = Math.max(0, ...begun.map((offer) => offer.people)) * links.length * 2;
            expect(level).toBeLessThanOrEqual(Math.max(planLimit(station), base[i] as number) + slack + 1e-9);
          });
        },
      ),
      { numRuns: 400 },
    );
  });

  it("OF3 periods are aligned, none is over before a release of now could arrive, and they reach four hours beyond", () => {
    fc.assert(
      fc.property(stations, linkSets, (station, links) => {
        for (const { link, from, to, people: many, projected } of planOffers(station, links).offer) {
          const of = links.find((one) => one.link === link) as InboundLink;
          expect(from % of.periodMs).toBe(0);
          expect(to - from).toBe(of.periodMs);
          expect(to).toBeGreaterThan(station.now + of.transitMs);
          expect(from).toBeLessThanOrEqual(station.now + of.transitMs + OFFER_HORIZON_MS);
          expect(Number.isInteger(many) && many >= of.useful && many <= of.perPeriodMax).toBe(true);
          expect(many + projected).toBeLessThanOrEqual(planLimit(station));
        }
      }),
    );
    const empty = planOffers(view({ total: null, registered: 0 }), [inbound()]).offer;
    expect(empty.at(-1)?.to).toBeGreaterThan(NOW + 20 * MIN + OFFER_HORIZON_MS);
    expect(empty.map(({ from }) => from)).toEqual(empty.map((_, i) => (empty[0]?.from as number) + i * 15 * MIN));
  });

  it("OF4 nothing is offered while the station is full, nor less than a group", () => {
    expect(planOffers(view({ registered: 300, outflowPerHour: 0 }), [inbound()]).offer).toEqual([]);
    expect(planOffers(view({ registered: 251, outflowPerHour: 0 }), [inbound()]).offer).toEqual([]);
    expect(planOffers(view({ registered: 250, outflowPerHour: 0 }), [inbound()]).offer).toMatchObject([
      { people: 20, projected: 250 },
    ]);
    expect(planOffers(view({ total: 0 }), [inbound()])).toEqual({ withdraw: [], offer: [] });
  });

  it("OF5 offers are withdrawn when places shrink or people come unannounced, the latest first to go", () => {
    const open = [0, 1, 2].map((i) => ({
      id: `o${i}`,
      from: NOW + (20 + 15 * i) * MIN,
      to: NOW + (35 + 15 * i) * MIN,
      room: 40,
    }));
    const still = { registered: 150, outflowPerHour: 0 };
    expect(planOffers(view(still), [inbound({ open })]).withdraw).toEqual([]);
    expect(planOffers(view({ ...still, total: 260 }), [inbound({ open })]).withdraw.map(({ id }) => id)).toEqual([
      "o2",
    ]);
    expect(planOffers(view({ ...still, unregistered: 60 }), [inbound({ open })]).withdraw.map(({ id }) => id)).toEqual([
      "o1",
      "o2",
    ]);
    expect(planOffers(view({ ...still, total: 100 }), [inbound({ open })])).toMatchObject({
      withdraw: [{ id: "o0" }, { id: "o1" }, { id: "o2" }],
      offer: [],
    });
  });

  it("OF6 a period with an open offer is not offered again", () => {
    const first = planOffers(view({ registered: 0 }), [inbound()]).offer;
    const open = first.map(({ from, to, people: room }, i) => ({ id: `o${i}`, from, to, room }));
    expect(planOffers(view({ registered: 0 }), [inbound({ open })])).toEqual({ withdraw: [], offer: [] });
  });

  it("OF5 OF6 what is left of an offer and too small for the group whose turn it is, is taken back and offered anew", () => {
    const open = [{ id: "o0", from: NOW + 20 * MIN, to: NOW + 35 * MIN, room: 15 }];
    const { withdraw, offer } = planOffers(view({ registered: 0 }), [inbound({ open, useful: 30 })]);
    expect(withdraw).toEqual([{ link: "A-B", id: "o0" }]);
    expect(offer.some((one) => one.from <= NOW + 20 * MIN && one.to > NOW + 20 * MIN)).toBe(true);
    expect(planOffers(view({ registered: 0 }), [inbound({ open, useful: 15 })]).withdraw).toEqual([]);
  });

  it("OF7 links that share a station are first in turn: none is left out while another is served again and again", () => {
    const links = ["A-X", "B-X", "C-X"].map((link) => inbound({ link, perPeriodMax: 20 }));
    // One group's room an hour and nothing else.
    const { offer } = planOffers(view({ registered: 200, outflowPerHour: 40, intakePerHour: null }), links);
    const served = links.map(({ link }) => offer.filter((one) => one.link === link).length);
    expect(Math.min(...served)).toBeGreaterThan(0);
    expect(Math.max(...served) - Math.min(...served)).toBeLessThanOrEqual(2);
    // The same plan whatever the order in which the links are named.
    expect(planOffers(view({ registered: 200, intakePerHour: null }), links.toReversed()).offer).toEqual(offer);
  });

  it("OF8 regression: an offer is of whole people, at most as many as the wire takes", () => {
    const parts = planOffers(view({ registered: 0 }), [inbound({ perPeriodMax: 22.5 })]).offer;
    for (const one of parts) expect(Number.isInteger(one.people)).toBe(true);
    const many = planOffers(view({ total: null }), [inbound({ perPeriodMax: Infinity })]).offer;
    expect(many[0]?.people).toBe(SLOT_PEOPLE_MAX);
  });

  it("OF9 without links there is no plan; a plan is the same each time", () => {
    expect(planOffers(view(), [])).toEqual({ withdraw: [], offer: [] });
    fc.assert(
      fc.property(stations, linkSets, (station, links) => {
        expect(planOffers(station, links)).toEqual(planOffers(station, links));
      }),
      { numRuns: 30 },
    );
  });

  it("OF10 (C2) a day of plans, each carried out as far as people come: the station never holds more than its places", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 100 }), { minLength: 96, maxLength: 96 }),
        fc.integer({ min: 80, max: 400 }),
        fc.constantFrom(10, 40, 90),
        (shares, total, outflowPerHour) => {
          let registered = Math.floor(total / 3);
          let open: { id: string; from: number; to: number; room: number }[] = [];
          for (let step = 0; step < 96; step++) {
            const now = NOW + step * STEP_MS;
            const station = view({ now, total, registered, intakePerHour: null, outflowPerHour });
            // Offers due now are taken up, all, some or none of the people.
            const due = open.filter((offer) => offer.from < now + STEP_MS);
            open = open.filter((offer) => !due.includes(offer));
            registered += due.reduce(
              (sum, offer) => sum + Math.floor((offer.room * (shares[step] as number)) / 100),
              0,
            );
            expect(registered).toBeLessThanOrEqual(total);
            registered -= Math.min(registered, (outflowPerHour * STEP_MS) / HOUR);
            const plan = planOffers({ ...station, registered, now: now + STEP_MS }, [inbound({ open })]);
            open = open.filter((offer) => !plan.withdraw.some(({ id }) => id === offer.id));
            open.push(...plan.offer.map(({ from, to, people: room }, i) => ({ id: `${step}-${i}`, from, to, room })));
          }
        },
      ),
      { numRuns: 20 },
    );
  });
});
