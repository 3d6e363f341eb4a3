/**
 * Time at a pace, for replays and the demo: everybody computes the same virtual time from the machine's clock and the last
 * tick of the conductor, and nobody's time runs past what the conductor has given out.
 */

/** What a conductor hands out. All in ms; `real` values are of the conductor's machine clock. */
export interface Tick {
  /** Virtual time at `real`. */
  readonly virtual: number;
  readonly real: number;
  /** Virtual ms that pass in a real ms; 0 stands still. */
  readonly pace: number;
  /** Virtual time stands still here until the next tick. */
  readonly limit: number;
}

/** Virtual time at machine time `real`, whole ms: the wire knows no part of one. */
export function virtualTime(tick: Tick, real: number): number {
  return Math.floor(Math.min(tick.limit, tick.virtual + Math.max(0, real - tick.real) * tick.pace));
}
