import type { Figure } from "./types.ts";

/** Work done in one lap, and the time it took without what had to be prepared for it. */
export interface Lap {
  readonly units: number;
  readonly seconds: number;
}

/** Seconds per unit in one round: ours, and the peer's. */
export interface Round {
  readonly ours: number;
  readonly peer: number;
}

export type Side = () => Promise<Lap>;

/**
 * Measures two sides in turns of short laps, so that whatever else the machine does falls on both: ours, peer, peer,
 * ours, and so on until the round has lasted. The first round warms up and does not count.
 */
export async function measure(plan: { rounds: number; seconds: number }, ours: Side, peer: Side): Promise<Round[]> {
  const rounds: Round[] = [];
  for (let n = 0; n <= plan.rounds; n++) {
    const mine = { units: 0, seconds: 0 };
    const theirs = { units: 0, seconds: 0 };
    for (let lap = 0; lap < 2 || mine.seconds + theirs.seconds < plan.seconds; lap++) {
      const order = lap % 2 === 0 ? ([mine, theirs] as const) : ([theirs, mine] as const);
      for (const total of order) {
        const { units, seconds } = await (total === mine ? ours : peer)();
        total.units += units;
        total.seconds += seconds;
      }
    }
    if (n > 0) rounds.push({ ours: mine.seconds / mine.units, peer: theirs.seconds / theirs.units });
  }
  return rounds;
}

/** Times a piece of work. */
export async function timed(units: number, work: () => Promise<void> | void): Promise<Lap> {
  const start = performance.now();
  await work();
  return { units, seconds: (performance.now() - start) / 1_000 };
}

/** How a figure is read from rounds: `value` from our seconds per unit, `ratio` from a round. */
export interface Reading {
  readonly unit: string;
  readonly limit: string;
  readonly value: (secondsPerUnit: number) => number;
  readonly ratio: (round: Round) => number;
}

export const timeRatio = (round: Round): number => round.ours / round.peer;
export const throughputRatio = (round: Round): number => round.peer / round.ours;

export function figure(rounds: readonly Round[], { unit, limit, value, ratio }: Reading): Figure {
  const ratios = rounds.map(ratio);
  const middle = quantile(ratios, 0.5);
  return {
    value: significant(
      value(
        quantile(
          rounds.map((round) => round.ours),
          0.5,
        ),
      ),
    ),
    unit,
    limit,
    ratio: significant(middle),
    spread: significant((quantile(ratios, 0.75) - quantile(ratios, 0.25)) / middle),
  };
}

/** Linear between the two nearest of the sorted numbers. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  return low + ((sorted[Math.ceil(at)] ?? low) - low) * (at - Math.floor(at));
}

const significant = (value: number): number => Number(value.toPrecision(4));
