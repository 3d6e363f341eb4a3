import type { Hall } from "./types.ts";

/** A family unit inside a station. */
export interface Unit {
  readonly size: number;
  /** Since when these people wait in the corridor. */
  readonly since: number;
  readonly inAt: number;
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

  constructor(of: Omit<Hall, "unregistered" | "registered">, at: number) {
    this.station = of.station;
    this.total = of.total;
    this.intakePerHour = of.intakePerHour;
    this.outflowPerHour = of.outflowPerHour;
    this.#at = at;
  }

  enter(sizes: readonly number[], since: number, at: number): void {
    for (const size of sizes) {
      this.#unregistered.push({ size, since, inAt: at });
      this.in += size;
    }
    if (this.intakePerHour === null) this.#register(Infinity);
  }

  /** Lets time pass: intake, then outflow. Unused capacity is not saved up. */
  advance(now: number): void {
    const hours = (now - this.#at) / HOUR_MS;
    this.#at = now;
    if (this.intakePerHour !== null) this.#intake = this.#register(this.#intake + hours * this.intakePerHour);
    this.#outflow += hours * this.outflowPerHour;
    while (this.#registered.length > 0 && (this.#registered[0] as Unit).size <= this.#outflow) {
      const { size } = this.#registered.shift() as Unit;
      this.#outflow -= size;
      this.out += size;
    }
    if (this.#registered.length === 0) this.#outflow = 0;
  }

  #register(capacity: number): number {
    let left = capacity;
    while (this.#unregistered.length > 0 && (this.#unregistered[0] as Unit).size <= left) {
      const unit = this.#unregistered.shift() as Unit;
      left -= unit.size;
      this.#registered.push(unit);
    }
    return this.#unregistered.length === 0 ? 0 : left;
  }

  /** Takes whole registered units for the way on, first registered first, at most `max` people. */
  takeOnward(max: number): Unit[] {
    const taken: Unit[] = [];
    let people = 0;
    this.#registered = this.#registered.filter((unit) => {
      if (people + unit.size > max) return true;
      people += unit.size;
      taken.push(unit);
      return false;
    });
    this.onward += people;
    return taken;
  }

  get registeredPeople(): number {
    return this.#registered.reduce((sum, unit) => sum + unit.size, 0);
  }

  get oldestRegistered(): number | null {
    return this.#registered[0]?.inAt ?? null;
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
