import fc from "fast-check";
import { emptyState, fold, openHolds, openGrantOf, queueAt, type Entry, type Group, type LinkState } from "@vado/flow";
import type { Body, BodyOf, EventId, GroupCode, Role, Side, StationId, Terms } from "@vado/protocol";
import { PLAIN_TERMS, nthEventId as id, nthGroupCode as codeOf } from "@vado/protocol";

/** A crossing whose officers do whatever chance says: states that the law allows, from which the planner is asked. */

export const MIN = 60_000;
/** Wednesday 2023-11-15, 10:00 at the crossing. */
export const T0 = Date.UTC(2023, 10, 15, 16, 0);

const TERMS: Terms = { ...PLAIN_TERMS, groupMax: 20 };

const who = (side: Side, role: Role) => ({ device: `${side}-${role}`, side, role });
export const S = { duty: who("sending", "duty"), field: who("sending", "field"), desk: who("sending", "archive") };
export const R = {
  duty: who("receiving", "duty"),
  field: who("receiving", "field"),
  desk: who("receiving", "archive"),
};
type Officer = (typeof S)["duty"];

export class Crossing {
  readonly state: LinkState = emptyState("L1");
  time = T0;
  /** Events that a guard voided, by rule. */
  readonly voided: string[] = [];
  #ids = 1;
  #codes = 0;

  /** The entry that would be made now. */
  entry(officer: Officer, body: Body | ((intent: EventId) => Body)): Entry {
    const intent = id(this.#ids++);
    const seq = this.state.seq + 1;
    const made = typeof body === "function" ? body(intent) : body;
    return { seq, time: this.time, ...officer, seen: seq - 1, intent, at: this.time, body: made };
  }

  say(officer: Officer, body: Body | ((intent: EventId) => Body)): boolean {
    const { voidedBy } = fold(this.state, this.entry(officer, body));
    if (voidedBy !== null) this.voided.push(voidedBy);
    return voidedBy === null;
  }

  static open(terms: Partial<Terms> = {}): Crossing {
    const crossing = new Crossing();
    let proposal = "";
    crossing.say(R.duty, (intent) => {
      proposal = intent;
      return { type: "agreement.proposed", version: 1, terms: { ...TERMS, ...terms }, validFrom: 0 };
    });
    for (const duty of [R.duty, S.duty])
      crossing.say(duty, { type: "agreement.signed", version: 1, answers: proposal as EventId });
    crossing.say(S.desk, { type: "station.opened", station: "MAT" as StationId });
    crossing.say(R.desk, { type: "station.opened", station: "BRO" as StationId });
    return crossing.beat().look().places(300, 100);
  }

  beat(): this {
    for (const desk of [S.desk, R.desk]) this.say(desk, { type: "heartbeat", heads: [] });
    return this;
  }
  look(level: BodyOf<"conditions.checked">["level"] = "good"): this {
    this.say(S.field, { type: "conditions.checked", level });
    return this;
  }
  places(total: number | null, occupied: number, minutes = 600): this {
    const validUntil = this.time + minutes * MIN;
    this.say(R.desk, { type: "places.reported", total, occupied, reserved: 0, asOf: this.time, validUntil });
    return this;
  }
  after(minutes: number): this {
    this.time += minutes * MIN;
    return this.beat().look();
  }
  ready(people = 10): Group {
    const group = codeOf(this.#codes++);
    this.say(S.field, { type: "group.opened", group });
    const counted = { headcount: people, units: { 1: people }, needs: {} };
    this.say(S.field, { type: "group.ready", group, version: 1, ...counted, explained: true, voluntary: true });
    return this.state.groups[group] as Group;
  }
  /** An offer for whoever is released `minutes` from now. */
  offer(people = 20, minutes = 0): boolean {
    const from = this.time + ((this.state.agreement?.terms.transitMeanMin ?? 0) + minutes - 7) * MIN;
    return this.say(R.desk, (offer) => {
      return { type: "slots.offered", offer, from, to: from + 15 * MIN, people, projected: 100 };
    });
  }
  grantBody(group: Group, offer: string, from: number): (grant: EventId) => Body {
    const { code, version, readyEvent, headcount } = group;
    const { windowBeforeMin, windowAfterMin } = this.state.agreement?.terms ?? TERMS;
    const to = from + (windowBeforeMin + windowAfterMin) * MIN;
    const said = { group: code as GroupCode, version, answers: readyEvent as EventId, headcount };
    return (grant) => ({ type: "slot.granted", ...said, grant, offer: offer as EventId, from, to });
  }
  /** Grants the first group of the queue, or another, from the newest offer and for its period. */
  grant(group = queueAt(this.state, this.time)[0]): boolean {
    const offer = Object.values(this.state.offers).at(-1);
    if (group === undefined || offer === undefined) return false;
    const { transitMeanMin, windowBeforeMin } = this.state.agreement?.terms ?? TERMS;
    const release = Math.max(offer.from + 7 * MIN - transitMeanMin * MIN, this.time);
    return this.say(R.duty, this.grantBody(group, offer.id, release - windowBeforeMin * MIN));
  }
  releaseBody(group: Group): Body {
    const grant = (group.grant ?? id(0)) as EventId;
    const { version, headcount } = group;
    return { type: "group.released", group: group.code as GroupCode, version, grant, answers: grant, headcount };
  }
  confirm(group: Group): boolean {
    const grant = openGrantOf(this.state, group.code, this.time);
    if (grant === undefined) return false;
    const { from, to, headcount } = grant;
    const named = { grant: grant.id as EventId, answers: grant.id as EventId };
    return this.say(S.duty, {
      type: "slot.confirmed",
      group: group.code as GroupCode,
      ...named,
      headcount,
      from,
      to,
    });
  }
  release(group: Group): boolean {
    return this.say(S.duty, this.releaseBody(group));
  }
  /** The way of a group that was let go: leaves, arrives after so many minutes, is received. */
  cross({ code, headcount }: Group, minutes: number): this {
    const group = code as GroupCode;
    this.say(S.field, { type: "group.departed", group, headcount });
    this.after(minutes).say(R.field, { type: "group.arrived", group, headcount });
    this.say(R.field, { type: "group.received", group });
    return this;
  }
  hold(group?: string): this {
    const on = group === undefined ? {} : { group: group as GroupCode };
    this.say(S.field, (hold) => ({ type: "hold.placed", hold, reason: "water rises", ...on }));
    return this;
  }
}

export interface Step {
  readonly act: number;
  readonly x: number;
  readonly pause: number;
}

const terms = fc.record({
  block: fc.constantFrom<Terms["block"]>(
    { kind: "absolute" },
    { kind: "absolute" },
    { kind: "permissive", groups: 2 },
    { kind: "permissive", people: 25 },
    { kind: "paced" },
  ),
  ratePerHour: fc.constantFrom(null, null, 30),
  quotaPerDay: fc.constantFrom(null, null, 60),
  order: fc.constantFrom("since" as const, "needs-since" as const),
});

export interface Plan {
  readonly terms: Partial<Terms>;
  readonly steps: readonly Step[];
}
const step = fc.record({ act: fc.nat({ max: 99 }), x: fc.nat({ max: 999 }), pause: fc.nat({ max: 9 }) });
export const plans: fc.Arbitrary<Plan> = fc.record({
  terms,
  steps: fc.array(step, { minLength: 20, maxLength: 120, size: "max" }),
});

/** Plays a plan: something of everything that can stand in a group's way. `watch` sees the crossing after every step. */
export function play(plan: Plan, sizes: readonly number[], watch?: (crossing: Crossing) => void): Crossing {
  const crossing = Crossing.open(plan.terms);
  for (const one of plan.steps) {
    act(crossing, one, sizes);
    watch?.(crossing);
  }
  return crossing;
}
/** Crossings after a random hour or several. */
export const crossings = (sizes: readonly number[] = [4, 10, 20]): fc.Arbitrary<Crossing> =>
  plans.map((plan) => play(plan, sizes));

function act(crossing: Crossing, { act: what, x, pause }: Step, sizes: readonly number[]): void {
  const { state } = crossing;
  // Mostly the desks are heard and somebody looks at the water; sometimes nobody does.
  crossing.time += (pause % 5) * MIN;
  if (x % 20 > 0) crossing.beat();
  if (x % 30 > 1) crossing.look();
  const groups = Object.values(state.groups);
  const one = groups[x % Math.max(1, groups.length)];
  const named = { group: one?.code as GroupCode, headcount: one?.headcount ?? 1 };
  if (what < 15) crossing.ready(sizes[x % sizes.length]);
  else if (what < 30) crossing.offer(20, x % 4 === 0 ? x % 40 : 0);
  else if (what < 45) crossing.grant(queueAt(state, crossing.time)[x % 5 === 0 ? 1 : 0]);
  else if (one === undefined) crossing.places(300, x % 320, 30 + (x % 90));
  else if (what < 50) crossing.confirm(one);
  else if (what < 60) for (const group of groups) crossing.release(group);
  else if (what < 64) crossing.say(S.field, { type: "group.departed", ...named });
  else if (what < 78) {
    for (const group of groups.filter(({ phase }) => phase === "released" || phase === "inTransit"))
      crossing.cross(group, x % 12);
  } else if (what < 80) crossing.hold(x % 2 === 0 ? named.group : undefined);
  else if (what < 87) {
    for (const { id: hold } of openHolds(state))
      for (const duty of [S.duty, R.duty])
        crossing.say(duty, { type: "hold.lifted", hold: hold as EventId, answers: hold as EventId });
  } else if (what < 89) crossing.look(x % 2 === 0 ? "stop" : "caution");
  else if (what < 92) crossing.places(x % 4 === 0 ? null : 300, x % 320, 30 + (x % 90));
  else if (what < 94)
    crossing.say(R.desk, { type: x % 2 === 0 ? "station.closed" : "station.opened", station: "BRO" as StationId });
  else if (what < 96) crossing.say(R.field, { type: "arrival.spontaneous", group: codeOf(500 + x), headcount: 5 });
  else if (what < 98) crossing.say(S.field, { type: "group.withdrawn", group: named.group, reason: "they stay" });
  else crossing.time += (x % 90) * MIN;
}
