import type { Body, BodyOf, EventId, GroupCode } from "@vado/protocol";
import { radioCode } from "@vado/protocol";
import { MIN, R, S, id, type Officer } from "../support.ts";
import type { Pair } from "./pair.ts";
import type { Crowd } from "./people.ts";
import type { World } from "./world.ts";

/** What commands say: it follows from the reference model alone, and is wrong on purpose where `fault` says so. */

export const known = (world: World, of: string): Crowd | undefined => world.crowds.get(of);
/** Let go, or seen on the way: nobody else moves but rarely. */
export const gone = (one: Crowd | undefined) => one !== undefined && !["forming", "queue"].includes(one.place);
export const tokenFor = (world: World, of: string) =>
  [...world.tokens.values()].findLast((token) => token.group === of);

export function ready(pair: Pair, of: GroupCode, count: number, alone: number, exercise: boolean): void {
  const world = exercise && pair.world.drill !== null ? pair.world.drill.world : pair.world;
  if (known(world, of) === undefined) pair.say(S.field, { type: "group.opened", group: of }, { exercise });
  const needs = alone > 0 ? { unaccompaniedChildren: alone } : {};
  const body = { group: of, version: 1, headcount: count, units: { 1: count }, needs } as const;
  pair.say(S.field, { type: "group.ready", ...body, explained: true, voluntary: true }, { exercise });
}

export function offered(pair: Pair, world: World, count: number, minutes: number, exercise: boolean): void {
  const arrival = pair.link.time + (minutes + world.terms.transitMeanMin) * MIN;
  const period = { from: arrival - 7 * MIN, to: arrival + 8 * MIN };
  pair.say(R.desk, (offer) => ({ type: "slots.offered", offer, ...period, people: count, projected: 100 }), {
    exercise,
  });
}

export function granted(
  pair: Pair,
  world: World,
  of: GroupCode,
  minutes: number,
  fault: number,
  exercise: boolean,
): void {
  const one = known(world, of);
  const offer = [...world.offers.keys()].at(-1);
  if (one?.asks == null || offer === undefined) return;
  const at = pair.link.time + minutes * MIN;
  pair.say(
    R.duty,
    (grant) => ({
      type: "slot.granted",
      group: of,
      version: one.version + (fault === 1 ? 1 : 0),
      answers: (fault === 2 ? id(3) : one.asks) as EventId,
      grant,
      offer: offer as EventId,
      headcount: one.people + (fault === 3 ? 1 : 0),
      from: at - 5 * MIN,
      to: at + (fault === 4 ? 11 : 10) * MIN,
    }),
    { exercise, at: pair.link.time - (fault === 5 ? 121_000 : 0) },
  );
}

function go(world: World, of: GroupCode, fault: number): BodyOf<"group.released"> | undefined {
  const token = tokenFor(world, of);
  if (token === undefined) return undefined;
  const grant = token.id as EventId;
  return {
    type: "group.released",
    group: of,
    version: token.version + (fault === 1 ? 1 : 0),
    grant,
    answers: fault === 2 ? id(3) : grant,
    headcount: Math.max(1, token.people + (fault === 3 ? 1 : fault === 4 ? -1 : 0)),
  };
}

/** The next honest step of a group, so that many histories go deep. */
export function onward(pair: Pair, world: World, of: GroupCode, exercise: boolean): void {
  const one = known(world, of);
  const phase = one === undefined ? "forming" : world.phase(one);
  const said = (who: Officer, body: Body) => void pair.say(who, body, { exercise });
  const headcount = one?.left ?? one?.people ?? 1;
  if (phase === "forming") return ready(pair, of, 12, 0, exercise);
  if (["ready", "deferred", "declined"].includes(phase)) {
    offered(pair, world, 60, 0, exercise);
    return granted(pair, world, of, 0, 0, exercise);
  }
  if (phase === "granted" && pair.said % 3 === 0) return confirmed(pair, world, of, 0, exercise);
  if (phase === "granted" || phase === "confirmed") {
    alive(pair);
    return sayGo(pair, world, of, S.duty, 0, exercise);
  }
  if (phase === "released") return said(S.field, { type: "group.departed", group: of, headcount });
  if (phase === "inTransit") return said(R.field, { type: "group.arrived", group: of, headcount });
  if (phase === "arrived" && one?.left !== null) return said(R.field, { type: "group.received", group: of });
  if ((phase === "arrived" || phase === "mismatch") && one !== undefined)
    reconciled(pair, of, one, S.duty, one.story === null ? {} : agreeing(one.story), exercise);
}

const agreeing = (story: NonNullable<Crowd["story"]>) => ({
  cause: story.cause as "miscount",
  answers: story.event as EventId,
});

/** Both sides are heard, the conditions are good, and both resume what was stopped. */
export function alive(pair: Pair): void {
  for (const who of [S.desk, R.desk]) pair.say(who, { type: "heartbeat", heads: [] });
  if (pair.world.look?.level !== "stop")
    pair.say(S.field, { type: "conditions.checked", level: pair.world.look?.level ?? "good" });
}

export function confirmed(pair: Pair, world: World, of: GroupCode, fault: number, exercise: boolean): void {
  const token = tokenFor(world, of);
  if (token === undefined) return;
  const grant = token.id as EventId;
  const body = { type: "slot.confirmed", group: of, grant, answers: fault === 1 ? id(3) : grant } as const;
  const to = token.to + (fault === 2 ? 1 : 0);
  const headcount = token.people + (fault === 3 ? 1 : 0);
  pair.say(S.duty, { ...body, headcount, from: token.from, to }, { exercise });
}

export function sayGo(pair: Pair, world: World, of: GroupCode, who: Officer, fault: number, exercise: boolean): void {
  const body = go(world, of, fault);
  if (body !== undefined) pair.say(who, body, { exercise, at: pair.link.time - (fault === 5 ? 121_000 : 0) });
}

export function tapped(
  pair: Pair,
  world: World,
  of: GroupCode,
  args: { who: Officer; code: number; fault: number },
  exercise: boolean,
) {
  for (let step = 0; step < 2 && !gone(known(world, of)) && world.tokenOf(of) === undefined; step++)
    onward(pair, world, of, exercise);
  if (args.code < 2) alive(pair);
  const body = go(world, of, args.fault);
  if (body === undefined) return;
  const acted = { deviceTime: pair.link.time, seq: pair.link.state.seq, head: "0".repeat(64) };
  const six = args.code === 1 ? radioCode(body.grant) : args.code === 2 ? "000000" : undefined;
  pair.tap(args.who, { ...body, acted: { ...acted, ...(six === undefined ? {} : { radioCode: six }) } }, exercise);
}

export function reconciled(
  pair: Pair,
  of: GroupCode,
  one: Crowd,
  who: Officer,
  change: Partial<BodyOf<"count.reconciled">>,
  exercise: boolean,
) {
  const body = {
    type: "count.reconciled",
    group: of,
    cause: "miscount",
    departed: one.left,
    arrived: one.came ?? 0,
  } as const;
  pair.say(who, { ...body, ...change }, { exercise });
}
