import fc from "fast-check";
import type { DeviceId, EventId, StationId } from "@vado/protocol";
import { MIN, R, S } from "../support.ts";
import { act, either, group, wrong } from "./act.ts";
import type { Pair } from "./pair.ts";

/** Commands of what stands until somebody says otherwise: holds, looks, places, stations, shifts, drills. */
export const standingActs: fc.Arbitrary<fc.Command<object, Pair>>[] = [
  act("hold", fc.record({ group: fc.option(group), who: either, rare: fc.nat(2) }), (pair, _w, args, x) => {
    if (args.rare > 0) return;
    const of = args.group === null ? {} : { group: args.group };
    pair.say(args.who, (hold) => ({ type: "hold.placed", hold, reason: "water rises", ...of }), { exercise: x });
  }),
  ...Array.from({ length: 3 }, () =>
    act("lift", fc.record({ who: either, n: fc.nat(2) }), (pair, world, { who, n }, x) => {
      const open = world.openHolds();
      const hold = open[n % Math.max(1, open.length)]?.[0] as EventId | undefined;
      if (hold !== undefined) pair.say(who, { type: "hold.lifted", hold, answers: hold }, { exercise: x });
    }),
  ),
  act(
    "look",
    fc.record({ level: fc.constantFrom("good", "good", "good", "caution", "stop" as const), late: wrong(130) }),
    (pair, _w, args, x) =>
      void pair.say(
        S.field,
        { type: "conditions.checked", level: args.level as "good" },
        { exercise: x, at: pair.link.time - args.late * MIN },
      ),
  ),
  act("search", fc.nat(5), (pair, world, dice, x) => {
    const incident = [...world.searches.keys()][0] as EventId | undefined;
    if (incident !== undefined)
      pair.say(R.duty, { type: "incident.handed-over", incident, to: "river rescue" }, { exercise: x });
    else if (dice === 0)
      pair.say(S.field, (of) => ({ type: "incident.opened", incident: of, kind: "missing" }), { exercise: x });
  }),
  act(
    "places",
    fc.record({ occupied: fc.constantFrom(100, 100, 290, 300), late: wrong(1) }),
    (pair, _w, { occupied, late }, x) => {
      const asOf = pair.link.time - late * MIN;
      const validUntil = pair.link.time + 600 * MIN;
      pair.say(
        R.desk,
        { type: "places.reported", total: 300, occupied, reserved: 0, asOf, validUntil },
        { exercise: x },
      );
    },
  ),
  act(
    "delegated",
    fc.record({ minutes: fc.constantFrom(0, 30, 60, 721), back: fc.boolean() }),
    (pair, _w, { minutes, back }) => {
      const device = S.field.device as DeviceId;
      if (back) pair.say(S.duty, { type: "roster.undelegated", device });
      else pair.say(S.duty, { type: "roster.delegated", device, until: pair.link.time + minutes * MIN });
    },
  ),
  act("station", fc.record({ who: fc.constantFrom(S.desk, R.desk), dice: fc.nat(3) }), (pair, world, { who, dice }) => {
    const station = (who.side === "sending" ? "MAT" : "BRO") as StationId;
    if (!world.stationOpen[who.side]) pair.say(who, { type: "station.opened", station });
    else if (dice === 0) pair.say(who, { type: "station.closed", station });
  }),
  act(
    "drill",
    fc.record({ minutes: fc.constantFrom(0, 60, 60, 240, 241), dice: fc.nat(5) }),
    (pair, world, { minutes, dice }) => {
      if (pair.world.drill === null)
        pair.say(S.duty, { type: "drill.started", until: pair.link.time + minutes * MIN, note: "shift change" });
      else if (dice === 0 && world === pair.world) pair.say(S.duty, { type: "drill.ended", note: "over" });
    },
  ),
];
