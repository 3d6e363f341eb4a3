import type { Command } from "commander";
import { addAgreement } from "./agreement.ts";
import { addBench } from "./bench.ts";
import { addBound } from "./bound.ts";
import { addDemo } from "./demo.ts";
import { addMap } from "./map.ts";
import { addRecord } from "./record.ts";
import { addReplay } from "./replay.ts";

/** Commands that stand on the simulator; loaded only when they are wanted, or listed. */
export function addSimulated(program: Command): void {
  addDemo(program);
  addReplay(program);
  addRecord(program);
  addBench(program);
  addAgreement(program);
  addBound(program);
  addMap(program);
}
