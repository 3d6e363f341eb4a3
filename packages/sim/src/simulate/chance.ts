import { stream, type Draw } from "../seeded.ts";

/** The faults of one simulated run: how likely each is, and a switch that ends them all. */
export interface Faults {
  /** A request never reaches the relay; its answer never comes back; it arrives once more later. */
  readonly dropRequest: number;
  readonly dropAnswer: number;
  readonly duplicate: number;
  /** The relay dies before, or after, an append is on its disk; its disk is full for a while. */
  readonly relayCrashBefore: number;
  readonly relayCrashAfter: number;
  readonly diskError: number;
  /** A device dies before, or after, a batch is on its disk. */
  readonly deviceCrashBefore: number;
  readonly deviceCrashAfter: number;
  /** Per node and virtual minute: the network goes away for some minutes. */
  readonly outage: number;
  /** Per phone that gives GO and minute: it goes where there is no signal. */
  readonly deadSpot: number;
  /** Per party and virtual minute: its people turn round on the way; ready people go back from the bank. */
  readonly turnBack: number;
  readonly stayHere: number;
}

export const CALM: Faults = {
  dropRequest: 0,
  dropAnswer: 0,
  duplicate: 0,
  relayCrashBefore: 0,
  relayCrashAfter: 0,
  diskError: 0,
  deviceCrashBefore: 0,
  deviceCrashAfter: 0,
  outage: 0,
  deadSpot: 0,
  turnBack: 0,
  stayHere: 0,
};

export const ROUGH: Faults = {
  dropRequest: 0.01,
  dropAnswer: 0.01,
  duplicate: 0.01,
  relayCrashBefore: 0.002,
  relayCrashAfter: 0.002,
  diskError: 0.002,
  deviceCrashBefore: 0.002,
  deviceCrashAfter: 0.002,
  outage: 0.002,
  deadSpot: 0.025,
  turnBack: 0.001,
  stayHere: 0.0003,
};

/** Draws faults from one stream per place, until told that they stop. */
export class Chance {
  readonly faults: Faults;
  readonly #seed: number;
  readonly #streams = new Map<string, Draw>();
  readonly counts: Record<string, number> = {};
  stopped = false;

  constructor(seed: number, faults: Faults) {
    this.#seed = seed;
    this.faults = faults;
  }

  draw(place: string): number {
    const draw = this.#streams.get(place) ?? stream(this.#seed, "chance", place);
    this.#streams.set(place, draw);
    return draw();
  }

  /** Whether this fault happens here now. */
  strikes(fault: keyof Faults, place: string): boolean {
    if (this.stopped || this.faults[fault] === 0) return false;
    const hit = this.draw(`${fault} ${place}`) < this.faults[fault];
    if (hit) this.counts[fault] = (this.counts[fault] ?? 0) + 1;
    return hit;
  }
}
