import fc from "fast-check";
import type { EventId, GroupCode } from "@vado/protocol";
import { MIN, R, S, id } from "../support.ts";
import { act, group, people, sending, wrong } from "./act.ts";
import type { Pair } from "./pair.ts";
import { alive, confirmed, granted, known, offered, onward, ready, sayGo, tapped, tokenFor } from "./says.ts";

/** Commands from opening to GO. */
export const grantingActs: fc.Arbitrary<fc.Command<object, Pair>>[] = [
  ...Array.from({ length: 8 }, () =>
    act(
      "onward",
      fc.record({ group, steps: fc.integer({ min: 1, max: 4 }) }),
      (pair, world, { group: of, steps }, x) => {
        for (let step = 0; step < steps; step++) onward(pair, world, of, x);
      },
    ),
  ),
  ...Array.from({ length: 2 }, () =>
    act("resume", fc.nat(4), (pair, world, _n, x) => {
      alive(pair);
      for (const [id] of world.openHolds())
        for (const who of [S.duty, R.duty])
          pair.say(who, { type: "hold.lifted", hold: id as EventId, answers: id as EventId }, { exercise: x });
    }),
  ),
  ...Array.from({ length: 3 }, () =>
    act(
      "wait",
      fc.record({ minutes: fc.integer({ min: 0, max: 12 }), long: wrong(5), beat: wrong(2) }),
      (pair, _w, args) => {
        pair.link.time += args.minutes * MIN + args.long * 7 * MIN;
        if (args.beat < 1) alive(pair);
      },
    ),
  ),
  act("ready", fc.record({ group, people, alone: wrong(1) }), (pair, _w, args, x) =>
    ready(pair, args.group, args.people, args.alone, x),
  ),
  act(
    "amended",
    fc.record({ group, people, fault: wrong(2) }),
    (pair, world, { group: of, people: count, fault }, x) => {
      const version = (known(world, of)?.version ?? 0) + 1 + (fault === 1 ? 1 : 0);
      const headcount = fault === 2 ? 101 : count;
      const body = {
        type: "group.amended",
        group: of,
        version,
        headcount,
        units: { 1: headcount },
        needs: {},
      } as const;
      pair.say(S.duty, body, { exercise: x });
    },
  ),
  act(
    "answered",
    fc.record({ group, type: fc.constantFrom("group.deferred" as const, "group.declined" as const), fault: wrong(3) }),
    (pair, world, args, x) => {
      const one = known(world, args.group);
      if (one?.asks == null) return;
      const answers = (args.fault === 1 ? id(3) : one.asks) as EventId;
      const nextUpdateAt = pair.link.time + (args.fault === 2 ? 0 : args.fault === 3 ? 1_441 : 30) * MIN;
      pair.say(
        R.duty,
        { type: args.type, group: args.group, version: one.version, answers, reason: "no bus", nextUpdateAt },
        { exercise: x },
      );
    },
  ),
  act(
    "offered",
    fc.record({ people: fc.integer({ min: 1, max: 180 }), minutes: fc.integer({ min: 0, max: 25 }) }),
    (pair, world, args, x) => offered(pair, world, args.people, args.minutes, x),
  ),
  act("offer withdrawn", fc.nat(9), (pair, world, n, x) => {
    const offer = [...world.offers.keys()].at(-1);
    if (offer !== undefined && n < 3)
      pair.say(R.desk, { type: "slots.withdrawn", offer: offer as EventId, reason: "full" }, { exercise: x });
  }),
  act(
    "granted",
    fc.record({ group, minutes: fc.integer({ min: 0, max: 20 }), fault: wrong(5) }),
    (pair, world, args, x) => granted(pair, world, args.group, args.minutes, args.fault, x),
  ),
  act("confirmed", fc.record({ group, fault: wrong(3) }), (pair, world, args, x) =>
    confirmed(pair, world, args.group, args.fault, x),
  ),
  act("asked back", group, (pair, world, of, x) => {
    const token = tokenFor(world, of);
    if (token !== undefined)
      pair.say(
        R.duty,
        { type: "grant.revoke-asked", group: of, grant: token.id as EventId, reason: "hall full" },
        { exercise: x },
      );
  }),
  ...Array.from({ length: 2 }, () =>
    act("given back", fc.record({ group, fault: wrong(1) }), (pair, world, { group: of, fault }, x) => {
      const token = [...world.tokens.values()].findLast((one) => one.asked !== null) ?? tokenFor(world, of);
      if (token === undefined) return;
      const answers = (fault === 1 || token.asked === null ? id(3) : token.asked) as EventId;
      const body = { group: token.group as GroupCode, grant: token.id as EventId, answers };
      pair.say(S.duty, { type: "grant.revoke-accepted", ...body }, { exercise: x });
    }),
  ),
  act("GO", fc.record({ group, who: sending, fault: wrong(5) }), (pair, world, args, x) =>
    sayGo(pair, world, args.group, args.who, args.fault, x),
  ),
  ...Array.from({ length: 4 }, () =>
    act(
      "GO alone",
      fc.record({ group, who: fc.constantFrom(S.duty2, S.duty2, S.duty, S.field), code: wrong(2), fault: wrong(4) }),
      (pair, world, args, x) => tapped(pair, world, args.group, args, x),
    ),
  ),
  ...Array.from({ length: 5 }, () =>
    act("GO reaches the log", fc.boolean(), (pair, _w, last) => {
      const tap = last ? pair.tapped.pop() : pair.tapped.shift();
      if (tap !== undefined) pair.say(tap.who, tap.body, { seen: tap.body.acted?.seq ?? 0, exercise: tap.exercise });
    }),
  ),
  act(
    "read",
    fc.constantFrom(S.duty, S.duty2, S.field),
    (pair, _w, who) => void pair.say(who, { type: "ack", heads: [] }),
  ),
];
