import fc from "fast-check";
import type { GroupCode } from "@vado/protocol";
import { R, S, code } from "../support.ts";
import type { Pair } from "./pair.ts";
import type { World } from "./world.ts";

/** A command: an act with what was drawn for it, in the real link or, now and then, in a drill. */

const GROUPS = 4;
const CODES = Array.from({ length: GROUPS }, (_, n) => code(n));

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

export const act = <A>(name: string, args: fc.Arbitrary<A>, run: Run<A>): fc.Arbitrary<fc.Command<object, Pair>> =>
  fc.tuple(args, fc.integer({ min: 0, max: 9 })).map(([given, dice]) => new Act(name, given, dice < 2, run));

export const group = fc.integer({ min: 0, max: GROUPS - 1 }).map((n) => CODES[n] as GroupCode);
/** Mostly 0: what is honest. */
export const wrong = (max: number) => fc.integer({ min: 0, max: 3 * max }).map((n) => Math.max(0, n - 2 * max));
export const people = fc.integer({ min: 1, max: 30 });
export const sending = fc.constantFrom(S.duty, S.field);
export const either = fc.constantFrom(S.duty, R.duty);
