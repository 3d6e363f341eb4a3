export * from "./scenario/index.ts";
export { replay, type Moment, type ReplayOptions, type Summary } from "./replay/replay.ts";
export { WATCH_PACE, watcher } from "./replay/watch.ts";
export { BENCH_AREAS, bench, type BenchResult } from "./bench/index.ts";
