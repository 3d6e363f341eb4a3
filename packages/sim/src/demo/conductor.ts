import { virtualTime, type Clock, type Tick } from "@vado/protocol";
import { Nudge } from "./nudge.ts";

/**
 * The demo's time. It runs at a pace, but only a short slice ahead of everybody: the next slice is given out once whatever was
 * due has been done and every child has come to rest on the last. A slow machine slows time; it never breaks it.
 */
export interface Conducted {
  /** Does what is due at `now`; resolves with the moment when something is due again, ms. */
  settle(now: number): Promise<number>;
  /** Hands a tick out; resolves once everybody came to rest on it. */
  spread(tick: Tick): Promise<void>;
}

export interface ConductorOptions {
  readonly start: number;
  /** Time stands still here for good. */
  readonly end: number;
  readonly pace: number;
  /** Pace that holds at most while a person acts; `PACE_WITH_PERSON_MAX` by default. */
  readonly paceWithPersonMax?: number;
  readonly conducted: Conducted;
  readonly machine?: Clock;
}

/** Real ms that a slice lasts at its pace; and virtual ms, so that nobody is late for a heartbeat by much. */
const SLICE_REAL_MS = 500;
const SLICE_VIRTUAL_MS_MAX = 15_000;
/** Real ms after which the conductor looks again, whatever is due. */
const LOOK_REAL_MS = 100;
/** A browser asks for the time seldom: its slice is longer. It is nobody's ordering time. */
const BROWSER_SLICE_REAL_MS = 3_000;
export const PACE_MAX = 240;
/** A pace one can follow. */
export const DEMO_PACE = 30;
/** While a person acts as an officer. */
export const PACE_WITH_PERSON_MAX = 5;

export class Conductor {
  readonly #conducted: Conducted;
  readonly #machine: Clock;
  readonly #nudge = new Nudge();
  readonly end: number;
  #tick: Tick;
  #requested: number;
  /** The pace while a person acts; null while nobody does. */
  #withPerson: number | null = null;
  readonly #withPersonMax: number;
  #paused = false;
  #quiet = false;
  #stopped = false;
  #running: Promise<void> = Promise.resolve();
  /** Marks of real and virtual time, for the pace that is really reached. */
  #marks: { real: number; virtual: number }[] = [];

  constructor({ start, end, pace, paceWithPersonMax, conducted, machine = Date }: ConductorOptions) {
    this.#withPersonMax = paceWithPersonMax ?? PACE_WITH_PERSON_MAX;
    this.#conducted = conducted;
    this.#machine = machine;
    this.end = end;
    this.#requested = pace > 0 ? pace : DEMO_PACE;
    this.#paused = pace <= 0;
    this.#tick = { virtual: start, real: machine.now(), pace: 0, limit: start };
  }

  get now(): number {
    return Math.floor(virtualTime(this.#tick, this.#machine.now()));
  }

  get ended(): boolean {
    return this.now >= this.end;
  }

  /** What was asked for while simulated officers are among themselves. */
  get requested(): number {
    return this.#requested;
  }

  /** What holds now. */
  get pace(): number {
    if (this.ended || this.#paused) return 0;
    if (this.#withPerson !== null) return this.#withPerson;
    return this.#quiet && this.#requested > this.#withPersonMax ? PACE_MAX : this.#requested;
  }

  /** Virtual ms per real ms over the last seconds: what this machine reaches. */
  get measured(): number {
    const [first, last] = [this.#marks[0], this.#marks.at(-1)];
    if (first === undefined || last === undefined || last.real === first.real) return 0;
    return Math.round(((last.virtual - first.virtual) / (last.real - first.real)) * 10) / 10;
  }

  get tick(): Tick {
    return this.#tick;
  }

  /** The tick for a browser, which hears of the next one later than a child does. */
  browserTick(): Tick {
    const { pace, limit } = this.#tick;
    return { ...this.#tick, limit: Math.min(this.end, limit + pace * BROWSER_SLICE_REAL_MS) };
  }

  /** 0 stands still, and what was asked for before is kept. With a person at a post at most five times; more is kept for later. */
  setPace(pace: number): void {
    this.#paused = pace <= 0;
    this.#nudge.give();
    if (this.#paused) return;
    const asked = Math.min(PACE_MAX, pace);
    if (this.#withPerson !== null) this.#withPerson = Math.min(asked, this.#withPersonMax);
    if (this.#withPerson === null || asked > this.#withPersonMax) this.#requested = asked;
  }

  /** While nothing happens, such as at night, time that runs fast runs at its fastest. */
  setQuiet(quiet: boolean): void {
    this.#quiet = quiet;
  }

  /** A person begins or ceases to act: real time at first, then what was asked for again. */
  setPerson(acts: boolean): void {
    if (acts === (this.#withPerson !== null)) return;
    this.#withPerson = acts ? Math.min(1, this.#requested) : null;
    this.#nudge.give();
  }

  /** Something happened that is due at once: look without waiting. */
  nudge(): void {
    this.#nudge.give();
  }

  /** Runs from moment to moment, as fast as everybody comes to rest, until `done` says so or the end has come. */
  async rush(done: () => boolean): Promise<void> {
    while (!this.#stopped && !done() && this.now < this.end) {
      const now = this.now;
      const next = Math.max(now + 1, Math.min(await this.#conducted.settle(now), now + SLICE_VIRTUAL_MS_MAX, this.end));
      await this.#give({ virtual: next, real: this.#machine.now(), pace: 0, limit: next });
    }
  }

  /** Runs at its pace until it is stopped. Rejects when something that is conducted throws. */
  run(): Promise<void> {
    this.#running = this.#run();
    return this.#running;
  }

  /** Resolves once nothing is under way any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#nudge.give();
    await this.#running.catch(() => {});
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const due = await this.#conducted.settle(this.now);
      const pace = this.pace;
      const slice = Math.min(pace * SLICE_REAL_MS, SLICE_VIRTUAL_MS_MAX);
      const left = this.#tick.limit - this.now;
      if (this.#tick.pace !== pace || left < slice / 2) {
        const real = this.#machine.now();
        const virtual = virtualTime(this.#tick, real);
        await this.#give({ virtual, real, pace, limit: Math.min(this.end, virtual + slice) });
      }
      await this.#nudge.wait(this.#realMsUntil(due, slice, pace));
    }
  }

  /** Until something is due or the slice is half used up. */
  #realMsUntil(due: number, slice: number, pace: number): number {
    if (pace === 0) return LOOK_REAL_MS;
    const now = this.now;
    const renew = this.#tick.limit - slice / 2 - now;
    return Math.min(LOOK_REAL_MS, Math.max(0, Math.min(due - now, renew) / pace));
  }

  async #give(tick: Tick): Promise<void> {
    this.#tick = tick;
    // A rush is no pace.
    if (tick.pace === 0) this.#marks = [];
    else this.#marks.push({ real: tick.real, virtual: tick.virtual });
    this.#marks = this.#marks.filter((mark) => mark.real > tick.real - 5_000);
    await this.#conducted.spread(tick);
  }
}
