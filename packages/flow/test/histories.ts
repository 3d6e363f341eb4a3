import fc from "fast-check";
import { radioCode, type Body, type BodyOf, type EventId, type StationId, type Terms } from "@vado/protocol";
import { emptyState, fold, type Entry, type LinkState, type Verdict } from "../src/index.ts";
import { anything, goOf, next, placesNow, type Turn } from "./officers/index.ts";
import { show, type Shown } from "./shown.ts";
import { MIN, R, S, T0, TERMS, code, id, type Officer } from "./support.ts";

/**
 * Random two-sided histories. Nine devices, each with its own copy of the log read up to some point and its own clock, act on what
 * they believe: mostly what their role would do next, sometimes something else, late, twice, about the wrong thing, or without a
 * connection, so that it is ordered long after it was done.
 */

/** Numbers that chance gives; what they mean depends on who acts and what it believes. All noughts is the dullest step. */
export interface Step {
  readonly who: number;
  readonly read: number;
  readonly act: number;
  readonly x: number;
  readonly y: number;
  readonly pause: number;
}
export interface Plan {
  readonly terms: Partial<Terms>;
  readonly skewsS: readonly number[];
  readonly steps: readonly Step[];
}

/** The rules a history is played under, and what screens show by them; a planted bug is another one. */
export interface Law {
  readonly fold: typeof fold;
  readonly show: typeof show;
}
export const LAW: Law = { fold, show };
/** The same, for who does not look at what screens show, which takes its time. */
export const UNSEEN: Law = { fold, show: () => ({ balance: {}, queue: [], arrived: null }) };

export interface Line {
  readonly entry: Entry;
  readonly verdict: Verdict;
  readonly shown: Shown;
}
export interface History {
  readonly lines: readonly Line[];
  readonly state: LinkState;
}

const nat = (max: number) => fc.nat({ max });
const step: fc.Arbitrary<Step> = fc.record({
  who: nat(14),
  read: nat(9),
  act: nat(99),
  x: nat(999),
  y: nat(999),
  pause: nat(99),
});
const block = fc.constantFrom<Terms["block"]>(
  { kind: "absolute" },
  { kind: "absolute" },
  { kind: "permissive", groups: 2 },
  { kind: "permissive", groups: 3, people: 30 },
  { kind: "permissive", people: 25 },
  { kind: "paced" },
);
export const plans = (steps = 320): fc.Arbitrary<Plan> =>
  fc.record({
    terms: fc.record({
      block,
      ratePerHour: fc.constantFrom(null, null, 25, 60),
      quotaPerDay: fc.constantFrom(null, null, 40, 200),
      vehicleSeats: fc.constantFrom(null, null, 12),
      order: fc.constantFrom("since" as const, "needs-since" as const),
      offlineMaxMin: fc.constantFrom(30, 60),
    }),
    skewsS: fc.array(
      fc.oneof(
        { weight: 20, arbitrary: fc.constantFrom(0, 0, 0, -60, 90) },
        { weight: 1, arbitrary: fc.constantFrom(400, -900) },
      ),
      { minLength: 9, maxLength: 9 },
    ),
    steps: fc.array(step, { minLength: Math.floor(steps / 2), maxLength: steps, size: "max" }),
  });

const CREW: readonly Officer[] = [S.field, S.duty, R.duty, R.field, R.desk, S.duty2, R.sup, S.desk, S.sup];

/** Those who drive a handover act more often than the others. */
const ACTIVE = [0, 1, 2, 3, 0, 2];

/** What was sealed and is not ordered yet. */
type Kept = Pick<Entry, "body" | "intent" | "at" | "seen" | "exercise">;
interface Device {
  readonly officer: Officer;
  readonly skewMs: number;
  readonly state: LinkState;
  read: number;
  /** Until which step it has no connection: it reads nothing, and what it says waits. */
  offlineTo: number;
  kept: Kept[];
}

/** Called after each entry was folded into the common state. */
export type Watch = (state: LinkState, line: Line) => void;
/** Called before, with the state as it was. */
export type Before = (state: LinkState, entry: Entry) => void;

export function play(plan: Plan, law: Law = LAW, watch?: Watch, before?: Before): History {
  return new Game(plan, law, watch, before).play();
}

class Game {
  readonly state = emptyState("L1");
  readonly lines: Line[] = [];
  readonly #plan: Plan;
  readonly #law: Law;
  readonly #watch: Watch | undefined;
  readonly #before: Before | undefined;
  readonly #devices: readonly Device[];
  #time = T0;
  #ids = 1;

  constructor(plan: Plan, law: Law, watch?: Watch, before?: Before) {
    this.#plan = plan;
    this.#law = law;
    this.#watch = watch;
    this.#before = before;
    this.#devices = CREW.map((officer, i) => {
      const skewMs = (plan.skewsS[i] ?? 0) * 1_000;
      return { officer, skewMs, state: emptyState("L1"), read: 0, offlineTo: -1, kept: [] };
    });
  }

  play(): History {
    this.#begin();
    for (const [i, step] of this.#plan.steps.entries()) {
      this.#pass(step);
      this.#chores(i, step);
      for (const one of this.#devices) this.#reconnect(one, i, step.y);
      const device = this.#device(step.who < CREW.length ? step.who : (ACTIVE[step.who - CREW.length] ?? 0));
      if (device.offlineTo < 0) this.#catchUp(device, step.read);
      this.#act(i, device, step);
    }
    return { lines: this.lines, state: this.state };
  }

  #device(n: number): Device {
    return this.#devices[n] as Device;
  }
  #append({ officer }: Device, { at, ...kept }: Kept): void {
    const entry: Entry = { seq: this.lines.length + 1, time: this.#time, ...officer, ...kept, at: Math.max(0, at) };
    this.#before?.(this.state, entry);
    const verdict = this.#law.fold(this.state, entry);
    const line = { entry, verdict, shown: this.#law.show(this.state, entry) };
    this.lines.push(line);
    this.#watch?.(this.state, line);
  }
  #say(device: Device, make: (intent: EventId) => Body | null, exercise?: true): void {
    const intent = id(this.#ids++);
    const body = make(intent);
    if (body === null) return;
    const at = this.#time + device.skewMs;
    const sealed = { body, intent, at, seen: device.read, ...(exercise === undefined ? {} : { exercise }) };
    if (device.offlineTo >= 0) device.kept.push(sealed);
    else this.#append(device, sealed);
  }
  /** Those who keep the log alive have a clock that is right. */
  #sayRightly(device: Device, make: () => Body): void {
    this.#say({ ...device, skewMs: 0, offlineTo: -1 }, make);
  }

  #begin(): void {
    const [sDuty, rDuty, rDesk, sDesk] = [1, 2, 4, 7].map((n) => this.#device(n)) as [Device, Device, Device, Device];
    const terms = { ...TERMS, logFreshS: 300, conditionsValidMin: 30, ...this.#plan.terms };
    this.#say(sDesk, () => ({ type: "station.opened", station: "MAT" as StationId }));
    this.#say(rDesk, () => ({ type: "station.opened", station: "BRO" as StationId }));
    this.#sayRightly(rDuty, () => ({ type: "agreement.proposed", version: 1, terms, validFrom: 0 }));
    const answers = (this.lines.at(-1) as Line).entry.intent as EventId;
    for (const one of [sDuty, rDuty]) this.#sayRightly(one, () => ({ type: "agreement.signed", version: 1, answers }));
  }

  #pass({ pause, x }: Step): void {
    if (pause < 90) this.#time += pause * 1_000;
    else if (pause < 97) this.#time += (pause - 87) * MIN;
    else if (pause === 97) this.#time += 25 * MIN;
    else this.#time += pause < 99 || x % 3 > 0 ? 70 * MIN : 20 * 60 * MIN;
  }

  /** What goes on whoever acts: the archives mostly do their duty, or nothing could ever be released. */
  #chores(i: number, { pause, x }: Step): void {
    const { state } = this;
    const time = this.#time;
    // Now and then the other bank is silent for a while, or nobody looks at the river, or a drill is held, or a station closes.
    const silent = i % 50 >= 38;
    const dark = i % 80 >= 60;
    if (pause % 6 !== 5 && !silent)
      for (const n of [7, 4]) this.#sayRightly(this.#device(n), () => ({ type: "heartbeat", heads: [] }));
    if (pause % 5 !== 4 && (state.places === null || state.places.validUntil < time + 5 * MIN))
      this.#sayRightly(this.#device(4), () => placesNow(time, x));
    if (pause % 5 !== 3 && !dark && (state.conditions === null || time - state.conditions.time > 20 * MIN))
      this.#sayRightly(this.#device(0), () => ({ type: "conditions.checked", level: "good" }));
    if (i % 70 === 35)
      this.#sayRightly(this.#device(1), () => ({ type: "drill.started", until: time + (20 + x) * MIN, note: "shift" }));
    const station = "BRO" as StationId;
    if (i % 90 === 80) this.#sayRightly(this.#device(4), () => ({ type: "station.closed", station }));
    if (i % 90 === 86) this.#sayRightly(this.#device(4), () => ({ type: "station.opened", station }));
  }

  #catchUp(device: Device, read: number): void {
    const all = this.lines.length;
    const to = read < 8 ? all : read === 8 ? Math.min(all, device.read + 3) : device.read;
    for (; device.read < to; device.read++) this.#law.fold(device.state, (this.lines[device.read] as Line).entry);
  }

  #act(i: number, device: Device, { act, x, y }: Step): void {
    const turn = (one: Device, state: LinkState, intent: EventId): Turn => {
      return { officer: one.officer, state, now: this.#time, x, y, intent, rarely: act % 12 === 0 };
    };
    const { drill } = device.state;
    // In a drill every third act is played.
    if (act < 82 && drill !== null && x % 3 === 0)
      this.#say(device, (intent) => next(turn(device, drill.state, intent)), true);
    else if (act < 82) this.#say(device, (intent) => this.#acted(device, next(turn(device, device.state, intent)), y));
    else if (act < 86)
      this.#say(device, (intent) => anything(this.state, this.#time, x, y, intent), y % 9 === 0 ? true : undefined);
    else if (act < 89) this.#again(x, y);
    else if (act < 98) {
      const dark = act < 91 ? device : this.#device([1, 5, 1, 5, 0][x % 5] ?? 1);
      if (dark.offlineTo < 0) this.#catchUp(dark, 0);
      const go = dark.officer.side === "sending" ? goOf(dark.state, this.#time, x) : undefined;
      dark.offlineTo = i + 1 + (y % 12);
      this.#say(dark, (intent) => this.#acted(dark, go ?? next(turn(dark, dark.state, intent)), y));
      if (go?.type === "group.released") this.#crossed(go, dark, { i, x, y });
    } else {
      const group = x % 3 > 0 ? { group: code(y % 40) } : {};
      this.#say(device, (hold) => ({ type: "hold.placed", hold, reason: "water rises", ...group }));
    }
  }

  /** GO without a connection says where and when it was given, now and then with the code read over the radio. */
  #acted({ offlineTo, read, skewMs }: Device, body: Body | null, y: number): Body | null {
    if (body?.type !== "group.released" || offlineTo < 0) return body;
    const radio = y % 4 === 0 ? { radioCode: y % 16 === 0 ? "000000" : radioCode(body.grant) } : {};
    return { ...body, acted: { deviceTime: this.#time + skewMs, seq: read, head: "0".repeat(64), ...radio } };
  }

  /** What happens to a GO that is on its way for long: a hold crosses it, or it comes about when it is too late. */
  #crossed({ group }: BodyOf<"group.released">, dark: Device, { i, x, y }: { i: number; x: number; y: number }): void {
    if (y % 5 === 1)
      this.#say(this.#device(3), (hold) => {
        return { type: "hold.placed", hold, reason: "water rises", ...(x % 2 === 0 ? { group } : {}) };
      });
    if (y % 10 !== 2) return;
    dark.offlineTo = i;
    this.#time += ((this.#plan.terms.offlineMaxMin ?? 60) - 3 + (x % 14)) * MIN;
  }

  /** Something is sent once more: as it was, or as if it were new. */
  #again(x: number, y: number): void {
    const old = this.lines[x % this.lines.length]?.entry;
    const sender = this.#devices.find((one) => one.officer.device === old?.device);
    if (old === undefined || sender === undefined) return;
    const { body, intent, exercise } = old;
    const at = y % 2 === 0 ? old.at : this.#time;
    const seen = y % 4 === 0 ? old.seen : sender.read;
    this.#append(sender, { body, intent, at, seen, ...(exercise === undefined ? {} : { exercise }) });
  }

  /** What waited goes out in its order, before anything newer; a phone that is broken keeps it back for a while. */
  #reconnect(device: Device, i: number, y: number): void {
    if (device.offlineTo >= i) return;
    if (device.offlineTo < 0 && device.kept.length === 0) return;
    const broken = y % 5 === 0;
    device.offlineTo = -1;
    if (broken) {
      this.#catchUp(device, 0);
      this.#say(device, () => ({ type: "ack", heads: [] }));
      return;
    }
    for (const sealed of device.kept.splice(0)) this.#append(device, sealed);
  }
}
