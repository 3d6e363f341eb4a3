import { readFileSync } from "node:fs";
import * as v from "valibot";
import { HostError } from "@vado/host";

/** What of a replay's summary other commands read. People. */
const RunForm = v.object({
  perLink: v.record(v.string(), v.object({ receivedPerDay: v.array(v.number()) })),
  perStation: v.record(
    v.string(),
    v.object({
      camePerDay: v.array(v.number()),
      overMinutes: v.number(),
      stock: v.number(),
      waiting: v.number(),
      inside: v.number(),
    }),
  ),
});
export type Run = v.InferOutput<typeof RunForm>;

/** Reads the summary of a replay; throws `HostError` when the file is none. */
export function readRun(file: string): Run {
  try {
    const parsed = v.safeParse(RunForm, JSON.parse(readFileSync(file, "utf8")));
    if (parsed.success) return parsed.output;
  } catch {
    // Unreadable and unparsable alike: the sentence below says what is wanted.
  }
  throw new HostError(
    "run-bad",
    `${file} is no summary of a replay. Give the summary.json that vado replay --out leaves.`,
  );
}
