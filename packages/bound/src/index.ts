/** The limit against which a run is held: the most people a corridor can receive, reckoned without any of Vado's other code. */
export { corridorBound, type Binding, type CorridorBound } from "./bound.ts";
export type { CameByDay } from "./demand.ts";
export type { LimitKind } from "./program.ts";
export { readCorridor, type Corridor } from "./read.ts";
