import { packGroups } from "@vado/planner";
import type { Hall } from "./types.ts";

/** A family unit inside a station. */
export interface Unit {
  readonly size: number;
  /** Since when these people wait in the corridor. */
  readonly since: number;
  /** Since when they are ready to leave this station; null: not registered yet. */
  readonly registeredAt: number | null;
}

const HOUR_MS = 3_600_000;

/** People inside a station: registered in the order they came, gone in the order they registered, whole units only. */
export class StationHall {
  readonly station: string;
  total: number | null;
  intakePerHour: number | null;
  readonly outflowPerHour: number;
  #unregistered: Unit[] = [];
  #registered: Unit[] = [];
  /** People the posts could have taken or let go so far and did not. */
  #intake = 0;
  #outflow = 0;
  #at: number;
  /** People who came in, left the corridor here, and went on. */
  in = 0;
  out = 0;
  onward = 0;
  /** Registered people whose family unit no onward vehicle takes whole: they wait for a supervisor's override. */
  apart = 0;

  constructor(of: Omit<Hall, "unregistered" | "registered">, at: number) {
    this.station = of.station;
    this.total = of.total;
    this.intakePerHour = of.intakePerHour;
    this.outflowPerHour = of.outflowPerHour;
    this.#at = at;
  }

  enter(sizes: readonly number[], since: number, at: number): void {
    for (const size of sizes) {
      this.#unregistered.push({ size, since, registeredAt: null });
      this.in += size;
    }
    if (this.intakePerHour === null) this.#register(Infinity, at);
  }

  /** Lets time pass: intake, then outflow. Unused capacity is not saved up. */
  advance(now: number): void {
    const hours = (now - this.#at) / HOUR_MS;
    this.#at = now;
    if (this.intakePerHour !== null) this.#intake = this.#register(this.#intake + hours * this.intakePerHour, now);
    this.#outflow += hours * this.outflowPerHour;
    while (this.#registered.length > 0 && (this.#registered[0] as Unit).size <= this.#outflow) {
      const { size } = this.#registered.shift() as Unit;
      this.#outflow -= size;
      this.out += size;
    }
    if (this.#registered.length === 0) this.#outflow = 0;
  }

  #register(capacity: number, now: number): number {
    let left = capacity;
    while (this.#unregistered.length > 0 && (this.#unregistered[0] as Unit).size <= left) {
      const unit = this.#unregistered.shift() as Unit;
      left -= unit.size;
      this.#registered.push({ ...unit, registeredAt: now });
    }
    return this.#unregistered.length === 0 ? 0 : left;
  }

  /**
   * Takes the first group for the way on, of at most `most` people, as the planner packs it: once it is full, or its people
   * have been registered since `before`; else nobody. A unit larger than the vehicle stays.
   */
  takeOnward(most: number, before: number): readonly Unit[] {
    if (this.registeredPeople < most && (this.#registered[0]?.registeredAt ?? Infinity) > before) return [];
    const { groups, apart } = packGroups(this.#registered, most);
    this.apart = apart.reduce((sum, unit) => sum + unit.size, 0);
    const [first] = groups;
    if (first === undefined) return [];
    const isFull = groups.length > 1 || first.people === most;
    if (!isFull && first.units.every((unit) => (unit.registeredAt ?? Infinity) > before)) return [];
    const taken = new Set(first.units);
    this.#registered = this.#registered.filter((unit) => !taken.has(unit));
    this.onward += first.people;
    return first.units;
  }

  get registeredPeople(): number {
    return this.#registered.reduce((sum, unit) => sum + unit.size, 0);
  }

  get stock(): number {
    return this.in - this.out - this.onward;
  }

  look(): Hall {
    const registered = this.registeredPeople;
    return {
      station: this.station,
      total: this.total,
      intakePerHour: this.intakePerHour,
      outflowPerHour: this.outflowPerHour,
      registered,
      unregistered: this.stock - registered,
    };
  }
}
