/** One measured thing and its peer or limit in the same run. Absolute values belong to the machine; ratios travel. */
export interface Figure {
  /** Median over the rounds. */
  readonly value: number;
  readonly unit: string;
  /** What is aimed at. */
  readonly limit: string;
  /** Median over the rounds of ours to the peer, each round's two measured side by side. */
  readonly ratio: number;
  /** Interquartile range of the rounds' ratios, as a share of their median. */
  readonly spread: number;
}

/** Where a run was made, and what else the machine had to do: a busy one gives a wide spread. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
  readonly memoryGb: number;
  /** Load averages over 1, 5 and 15 minutes when the area was done. */
  readonly load: readonly number[];
}

export interface BenchResult {
  readonly area: string;
  readonly machine: Machine;
  readonly figures: Readonly<Record<string, Figure>>;
}

export interface BenchOptions {
  /** Rounds that count; one more before them warms up. */
  readonly rounds?: number;
  /** Least measured time of one round, both sides together, s. */
  readonly seconds?: number;
  /** Virtual hours of the day that `flow` folds. */
  readonly hours?: number;
}

export type BenchPlan = Required<BenchOptions>;
