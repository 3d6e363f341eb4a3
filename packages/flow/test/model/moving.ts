import fc from "fast-check";
import type { EventId, StationId } from "@vado/protocol";
import { MIN, R, S, id } from "../support.ts";
import { act, either, group, people, wrong } from "./act.ts";
import type { Pair } from "./pair.ts";
import { gone, known, reconciled } from "./says.ts";

/** Commands of people who move, and of their counts. */
export const movingActs: fc.Arbitrary<fc.Command<object, Pair>>[] = [
  act("departed", fc.record({ group, off: wrong(2), late: wrong(20), rare: fc.nat(9) }), (pair, world, args, x) => {
    if (args.rare > 0 && !gone(known(world, args.group))) return;
    const headcount = Math.max(1, (known(world, args.group)?.people ?? 9) + (args.off === 2 ? -1 : args.off));
    pair.say(
      S.field,
      { type: "group.departed", group: args.group, headcount },
      { exercise: x, at: pair.link.time - args.late * MIN },
    );
  }),
  ...Array.from({ length: 2 }, () =>
    act("arrived", fc.record({ group, off: wrong(2), rare: fc.nat(9) }), (pair, world, args, x) => {
      const one = known(world, args.group);
      if (args.rare > 0 && !gone(one)) return;
      const headcount = Math.max(1, (one?.left ?? one?.people ?? 9) + (args.off === 2 ? -1 : args.off));
      pair.say(R.field, { type: "group.arrived", group: args.group, headcount }, { exercise: x });
    }),
  ),
  act("spontaneous", fc.record({ group, people, rare: fc.nat(5) }), (pair, _w, args, x) => {
    if (args.rare === 0)
      pair.say(R.field, { type: "arrival.spontaneous", group: args.group, headcount: args.people }, { exercise: x });
  }),
  act(
    "received",
    group,
    (pair, _w, of, x) => void pair.say(R.field, { type: "group.received", group: of }, { exercise: x }),
  ),
  act("returned", fc.record({ group, rare: fc.nat(1) }), (pair, world, args, x) => {
    const headcount = known(world, args.group)?.left ?? known(world, args.group)?.people ?? 5;
    if (args.rare === 0)
      pair.say(
        S.field,
        { type: "group.returned", group: args.group, headcount: Math.max(1, headcount), reason: "high water" },
        { exercise: x },
      );
  }),
  act("withdrawn or dispersed", fc.record({ group, dice: fc.nat(5) }), (pair, _w, { group: of, dice }, x) => {
    if (dice === 0) pair.say(S.field, { type: "group.withdrawn", group: of, reason: "they stay" }, { exercise: x });
    if (dice === 1) pair.say(S.field, { type: "group.dispersed", group: of, headcount: 3 }, { exercise: x });
    if (dice > 1) pair.say(S.field, { type: "group.referred", group: of, to: "child protection" }, { exercise: x });
  }),
  act(
    "explained",
    fc.record({
      group,
      who: either,
      cause: fc.constantFrom("miscount", "joined", "left", "medical", "missing" as const),
      off: wrong(1),
    }),
    (pair, world, args, x) => {
      const one = known(world, args.group);
      if (one !== undefined)
        reconciled(
          pair,
          args.group,
          one,
          args.who,
          { cause: args.cause as "miscount", arrived: (one.came ?? 0) + args.off },
          x,
        );
    },
  ),
  ...Array.from({ length: 2 }, () =>
    act("explanation agreed", fc.record({ group, who: either }), (pair, world, args, x) => {
      const one = known(world, args.group);
      if (one?.story != null)
        reconciled(pair, args.group, one, args.who, { cause: one.story.cause, answers: one.story.event as EventId }, x);
    }),
  ),
  act(
    "corrected",
    fc.record({
      group,
      who: either,
      point: fc.constantFrom("departure" as const, "arrival" as const),
      people,
      agree: fc.boolean(),
    }),
    (pair, world, args, x) => {
      const recount = known(world, args.group)?.recount ?? null;
      const body = { type: "count.corrected", group: args.group, reason: "counted again" } as const;
      if (recount !== null && args.agree)
        pair.say(
          args.who,
          {
            ...body,
            point: recount.point as "departure",
            headcount: recount.people,
            answers: recount.event as EventId,
          },
          { exercise: x },
        );
      else pair.say(args.who, { ...body, point: args.point, headcount: args.people }, { exercise: x });
    },
  ),
  act("diverted", fc.record({ group, who: either, and: either, off: wrong(1) }), (pair, world, args, x) => {
    const { group: of, who, and, off } = args;
    const headcount = (known(world, of)?.left ?? 5) + off;
    const body = {
      type: "group.diverted",
      group: of,
      station: "LAR" as StationId,
      grant: id(4_242),
      headcount,
    } as const;
    const { id: answers } = pair.say(who, body, { exercise: x });
    pair.say(and, { ...body, answers }, { exercise: x });
  }),
];
