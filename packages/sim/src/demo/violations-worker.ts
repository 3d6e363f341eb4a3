import { parentPort } from "node:worker_threads";
import { checkDevices, type RecordLine } from "../check/index.ts";

/** The witness of a demo, beside the thread that keeps time: it gets what each device has in its log, and judges when asked. */

/** From the demo. */
export type ToWitness =
  | { readonly lines: readonly { readonly of: string; readonly line: RecordLine }[] }
  | { readonly check: number };
/** To the demo: the first of what was found, and how much it is. */
export interface FromWitness {
  readonly check: number;
  readonly violations: number;
  readonly first: readonly string[];
}

const FIRST_MAX = 5;
const logs = new Map<string, RecordLine[]>();

parentPort?.on("message", (message: ToWitness) => {
  if ("lines" in message) {
    for (const { of, line } of message.lines) {
      const log = logs.get(of) ?? [];
      logs.set(of, log);
      log.push(line);
    }
    return;
  }
  const found = checkDevices(logs);
  const first = found.slice(0, FIRST_MAX).map(({ rule, seq, detail }) => `${rule} at ${seq}: ${detail}`);
  parentPort?.postMessage({ check: message.check, violations: found.length, first } satisfies FromWitness);
});
