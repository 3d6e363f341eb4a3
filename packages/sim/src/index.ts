export * from "./scenario/index.ts";
export { chainOf } from "./scenario/chain.ts";
export { replay, type Moment, type ReplayOptions, type Summary } from "./replay/replay.ts";
export { EvidenceError, checkRecord, type CheckReport } from "./check/index.ts";
export { WATCH_PACE, watcher } from "./replay/watch.ts";
export { startDemo, type Demo, type DemoOptions, type Entry } from "./demo/demo.ts";
export { DEMO_PACE, PACE_MAX as DEMO_PACE_MAX } from "./demo/conductor.ts";
export { BENCH_AREAS, bench, type BenchResult } from "./bench/index.ts";
// For the tests of the packages that are simulated here.
export { foundCorridor, type Corridor, type EnrolledLink } from "./corridor/enrol.ts";
export { nullCipher, type NullState } from "./null-cipher.ts";
export { seededEntropy } from "./seeded.ts";
