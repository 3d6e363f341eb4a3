import { benchChannel } from "./channel.ts";
import { benchFlow } from "./flow.ts";
import { benchLatency } from "./http/tap.ts";
import { machine } from "./machine.ts";
import { benchRelay } from "./relay.ts";
import { benchSuites } from "./suites.ts";
import type { BenchOptions, BenchPlan, BenchResult, Figure } from "./types.ts";

export type { BenchOptions, BenchResult, Figure, Machine } from "./types.ts";

const AREAS: Readonly<Record<string, (plan: BenchPlan) => Promise<Record<string, Figure>>>> = {
  channel: benchChannel,
  relay: benchRelay,
  flow: benchFlow,
  suites: benchSuites,
  latency: benchLatency,
};

/** What can be measured; a figure's area is its name up to the first dot. */
export const BENCH_AREAS: readonly string[] = Object.keys(AREAS);

const PLAN: BenchPlan = { rounds: 15, seconds: 0.8, hours: 24 };

/** Measures one area against its peers in this process. Throws `RangeError` for an area that is not in `BENCH_AREAS`. */
export async function bench(area: string, options: BenchOptions = {}): Promise<BenchResult> {
  const run = AREAS[area];
  if (run === undefined) throw new RangeError(`no area ${area}`);
  const figures = await run({ ...PLAN, ...options });
  return { area, machine: machine(), figures };
}
