import fc from "fast-check";
import type { Body, BodyOf, DeviceId, EventId, GroupCode, StationId, Terms } from "@vado/protocol";
import { radioCode } from "@vado/protocol";
import { decide } from "../../src/index.ts";
import { Link, MIN, R, S, code, id, type Officer, type Said } from "../support.ts";
import { compare } from "./compare.ts";
import { mayTellAlone, tell } from "./model.ts";
import type { Crowd } from "./people.ts";
import { World, type Word } from "./world.ts";

/** Commands that say an event to the link and to the reference model. What a command would say follows from the model alone. */

export const GROUPS = 4;
const CODES = Array.from({ length: GROUPS }, (_, n) => code(n));

interface Unusual {
  readonly at?: number;
  readonly seen?: number;
  readonly exercise?: boolean;
}

/** Both, and what was said to them. A GO without a connection waits here for its connection. */
export class Pair {
  readonly link: Link;
  readonly world: World;
  readonly tapped: { who: Officer; body: BodyOf<"group.released">; exercise: boolean }[] = [];
  said = 0;
  /** How often each kind of event stood. */
  readonly stood = new Map<string, number>();

  constructor(terms: Partial<Terms>) {
    this.link = Link.open(terms);
    const agreed = this.link.state.agreement?.terms as Terms;
    this.world = new World(agreed);
    for (const entry of this.link.log) tell(this.world, entry);
    this.say(S.duty, { type: "ack", heads: [] });
    this.say(S.duty2, { type: "ack", heads: [] });
    this.say(S.field, { type: "ack", heads: [] });
  }

  say(who: Officer, make: Body | ((intent: EventId) => Body), { exercise = false, ...unusual }: Unusual = {}): Said {
    const intent = id(1_000_000 + ++this.said);
    const body = typeof make === "function" ? make(intent) : make;
    const seq = this.link.state.seq + 1;
    const { time } = this.link;
    const word: Word = { seq, time, ...who, seen: seq - 1, intent, at: time, exercise, ...unusual, body };
    const drilled = exercise ? { exercise: true as const } : {};
    const asked = decide(this.link.state, { ...word, ...drilled }, { time, ...CONNECTED });
    const stood = tell(this.world, word);
    const said = this.link.say(who, body, { ...unusual, ...drilled, intent });
    const what = `${JSON.stringify(body)} by ${who.device} at ${seq}: ${said.voidedBy ?? "stands"}`;
    if ((said.voidedBy === null) !== stood) throw new Error(`the model says ${stood ? "stands" : "void"} of ${what}`);
    if (word.seen === seq - 1 && (asked === null) !== stood) throw new Error(`decide says ${asked?.rule} of ${what}`);
    compare(this.world, this.link.state, what);
    const name = "acted" in body ? "GO alone" : body.type;
    if (stood) this.stood.set(name, (this.stood.get(name) ?? 0) + 1);
    return said;
  }

  /** Gives GO without a connection; it reaches the log when it is sent. */
  tap(who: Officer, body: BodyOf<"group.released">, exercise: boolean): void {
    const seq = this.link.state.seq + 1;
    const { time } = this.link;
    const seen = body.acted?.seq ?? 0;
    const word: Word = { seq, time, ...who, seen, intent: id(999_999), at: time, exercise: false, body };
    if (!exercise) {
      const may = mayTellAlone(this.world, word);
      const asked = decide(this.link.state, word, { time, ...CONNECTED, connected: false });
      if ((asked === null) !== may) throw new Error(`decide says ${asked?.rule} of a GO without a connection`);
    }
    this.tapped.push({ who, body, exercise });
  }
}
const CONNECTED = { fork: false, provisional: false, connected: true };

type Run<A> = (pair: Pair, world: World, args: A, exercise: boolean) => void;

class Act<A> implements fc.Command<object, Pair> {
  readonly #name: string;
  readonly #args: A;
  readonly #exercise: boolean;
  readonly #run: Run<A>;
  constructor(name: string, args: A, exercise: boolean, run: Run<A>) {
    this.#name = name;
    this.#args = args;
    this.#exercise = exercise;
    this.#run = run;
  }
  check(): boolean {
    return true;
  }
  run(_model: object, pair: Pair): void {
    const exercise = this.#exercise && pair.world.drill !== null;
    const { drill } = pair.world;
    this.#run(pair, exercise && drill !== null ? drill.world : pair.world, this.#args, exercise);
  }
  toString(): string {
    return `${this.#exercise ? "drill " : ""}${this.#name}(${JSON.stringify(this.#args)})`;
  }
}

const act = <A>(name: string, args: fc.Arbitrary<A>, run: Run<A>): fc.Arbitrary<fc.Command<object, Pair>> =>
  fc.tuple(args, fc.integer({ min: 0, max: 9 })).map(([given, dice]) => new Act(name, given, dice < 2, run));

const group = fc.integer({ min: 0, max: GROUPS - 1 }).map((n) => CODES[n] as GroupCode);
/** Mostly 0: what is honest. */
const wrong = (max: number) => fc.integer({ min: 0, max: 3 * max }).map((n) => Math.max(0, n - 2 * max));
const people = fc.integer({ min: 1, max: 30 });
const sending = fc.constantFrom(S.duty, S.field);
const either = fc.constantFrom(S.duty, R.duty);

const known = (world: World, of: string): Crowd | undefined => world.crowds.get(of);
/** Let go, or seen on the way: nobody else moves but rarely. */
const gone = (one: Crowd | undefined) => one !== undefined && !["forming", "queue"].includes(one.place);
const tokenFor = (world: World, of: string) => [...world.tokens.values()].findLast((token) => token.group === of);

function ready(pair: Pair, of: GroupCode, count: number, alone: number, exercise: boolean): void {
  const world = exercise && pair.world.drill !== null ? pair.world.drill.world : pair.world;
  if (known(world, of) === undefined) pair.say(S.field, { type: "group.opened", group: of }, { exercise });
  const needs = alone > 0 ? { unaccompaniedChildren: alone } : {};
  const body = { group: of, version: 1, headcount: count, units: { 1: count }, needs } as const;
  pair.say(S.field, { type: "group.ready", ...body, explained: true, voluntary: true }, { exercise });
}

function offered(pair: Pair, world: World, count: number, minutes: number, exercise: boolean): void {
  const arrival = pair.link.time + (minutes + world.terms.transitMeanMin) * MIN;
  const period = { from: arrival - 7 * MIN, to: arrival + 8 * MIN };
  pair.say(R.desk, (offer) => ({ type: "slots.offered", offer, ...period, people: count, projected: 100 }), {
    exercise,
  });
}

function granted(pair: Pair, world: World, of: GroupCode, minutes: number, fault: number, exercise: boolean): void {
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
function onward(pair: Pair, world: World, of: GroupCode, exercise: boolean): void {
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
function alive(pair: Pair): void {
  for (const who of [S.desk, R.desk]) pair.say(who, { type: "heartbeat", heads: [] });
  if (pair.world.look?.level !== "stop")
    pair.say(S.field, { type: "conditions.checked", level: pair.world.look?.level ?? "good" });
}

function confirmed(pair: Pair, world: World, of: GroupCode, fault: number, exercise: boolean): void {
  const token = tokenFor(world, of);
  if (token === undefined) return;
  const grant = token.id as EventId;
  const body = { type: "slot.confirmed", group: of, grant, answers: fault === 1 ? id(3) : grant } as const;
  const to = token.to + (fault === 2 ? 1 : 0);
  const headcount = token.people + (fault === 3 ? 1 : 0);
  pair.say(S.duty, { ...body, headcount, from: token.from, to }, { exercise });
}

function sayGo(pair: Pair, world: World, of: GroupCode, who: Officer, fault: number, exercise: boolean): void {
  const body = go(world, of, fault);
  if (body !== undefined) pair.say(who, body, { exercise, at: pair.link.time - (fault === 5 ? 121_000 : 0) });
}

function tapped(
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

function reconciled(
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

export const commands: fc.Arbitrary<fc.Command<object, Pair>>[] = [
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
