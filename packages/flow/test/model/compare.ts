import { expect } from "vitest";
import {
  balanceOf,
  blockHasRoom,
  offerRoom,
  openHolds,
  overdueOrMissing,
  phaseAt,
  queueAt,
  reserving,
  type LinkState,
} from "../../src/index.ts";
import { sums } from "./people.ts";
import type { World } from "./world.ts";

/** Holds the state of the link against the reference model: people, tokens, room, holds, order; in a drill as well. */
export function compare(world: World, state: LinkState, what: string): void {
  if (state.time === world.now) expect(ofState(state), what).toEqual(ofWorld(world));
  expect(state.drill === null, what).toBe(world.drill === null);
  if (state.drill !== null && world.drill !== null) compare(world.drill.world, state.drill.state, what);
}

/** Totals that are no part of C1. */
const BESIDE: readonly string[] = ["grants", "groups", "holds", "dispersed", "overtaken"];

function ofState(state: LinkState) {
  const { off, ...totals } = balanceOf(state);
  const people = Object.fromEntries(Object.entries(totals).filter(([name]) => !BESIDE.includes(name)));
  const terms = state.agreement?.terms;
  return {
    off,
    people: some(people),
    groups: Object.values(state.groups)
      .map((one) => {
        const { code, version, departed, arrived, overtaken: passed, authorised, referred } = one;
        return {
          code,
          phase: phaseAt(state, one, state.time),
          version,
          departed,
          arrived,
          passed,
          authorised,
          referred,
        };
      })
      .toSorted(byCode),
    queue: queueAt(state, state.time).map(({ code }) => code),
    moving: state.moving.toSorted(),
    live: reserving(state, state.time)
      .map(({ id }) => id)
      .toSorted(),
    room: Object.values(state.offers).map((offer) => [offer.id, offerRoom(offer)]),
    holds: openHolds(state).map(({ id, group }) => [id, group]),
    blocked: overdueOrMissing(state, state.time),
    block: terms !== undefined && blockHasRoom(state, terms, 5, state.time),
  };
}

function ofWorld(world: World) {
  return {
    off: 0,
    people: some(sums(world.crowds.values())),
    groups: [...world.crowds.values()]
      .map((one) => {
        const { code, version, left: departed, came: arrived, overtaken: passed, authorised, referred } = one;
        return { code, phase: world.phase(one), version, departed, arrived, passed, authorised, referred };
      })
      .toSorted(byCode),
    queue: world.queue().map(({ code }) => code),
    moving: world
      .moving()
      .map(({ code }) => code)
      .toSorted(),
    live: world
      .reserving()
      .map(({ id }) => id)
      .toSorted(),
    room: [...world.offers.keys()].map((id) => [id, world.room(id)]),
    holds: world.openHolds(),
    blocked: world.searches.size > 0 || world.moving().some((one) => world.overdue(one)),
    block: world.blockTakes(5),
  };
}

const byCode = (a: { code: string }, b: { code: string }) => (a.code < b.code ? -1 : 1);
const some = (people: object) => Object.fromEntries(Object.entries(people).filter(([, count]) => count !== 0));
