import fc from "fast-check";
import type { EventId } from "@vado/protocol";
import { TABLE, emptyState, fold, judge, stateText, type Entry, type LinkState } from "../src/index.ts";
import { LAW, play, plans, type History, type Law, type Plan } from "./histories.ts";
import { next } from "./officers/index.ts";
import { violations } from "./oracle/index.ts";
import { MIN, R, S, id } from "./support.ts";

/** Properties of whole histories, for tests with fixed seeds and for `npm run soak` with others: sentences against them. */

const CREW = [S.field, S.duty, S.duty2, R.duty, R.field, R.desk, R.sup];

/** What the crew might say in a state, honestly, at a time. */
export function options(state: LinkState, now: number): Entry[] {
  const entries: Entry[] = [];
  for (const officer of CREW)
    for (let x = 0; x < 12; x++) {
      const intent: EventId = id(800_000 + x);
      const body = next({ officer, state, now, x, y: x * 7 + 1, intent, rarely: x === 11 });
      if (body !== null)
        entries.push({ seq: state.seq + 1, time: now, ...officer, seen: state.seq, intent, at: now, body });
    }
  return entries;
}

/** Each of these was consented to beforehand: a window, a rate, a day's quota, a period, a lapse or closing, terms with a date. */
const OPENS: ReadonlySet<string> = new Set(
  "H8.window H8.rate H8.quota H8.block H5.rate H5.quota H5.block H5.one H5.room H5.phase O2.period".split(" "),
);

/** S5. What is refused now and is not refused later, when nothing was said meanwhile. */
export function permittedByTime(state: LinkState, laterMin: number): string[] {
  const now = state.time;
  const later = now + laterMin * MIN;
  return options(state, now)
    .concat(options(state, later))
    .flatMap((entry) => {
      if (TABLE[entry.body.type].nature !== "authorisation") return [];
      const before = judge(state, { ...entry, time: now, at: now });
      if (before === null || OPENS.has(before.rule)) return [];
      const after = judge(state, { ...entry, time: later, at: later });
      return after === null
        ? [`S5 ${entry.body.type} is refused by ${before.rule}, and not ${laterMin} min later`]
        : [];
    });
}

/**
 * DL1. The real state without what was said in drills: each exercise gives way to an acknowledgement by the same device, which
 * changes nothing but how far that device is known to have read.
 */
export function touchedByDrills({ lines, state }: History): string[] {
  const other = emptyState("L1");
  for (const { entry } of lines) {
    const { exercise: played, ...real } = entry;
    fold(other, played === true ? { ...real, body: { type: "ack", heads: [] } } : entry);
  }
  const real = (one: LinkState) => stateText({ ...one, drill: null, voided: 0 });
  return real(other) === real(state) ? [] : ["DL1 a drill changed the real state"];
}

/** All that can be said against a history. */
export function against(plan: Plan, law: Law = LAW): string[] {
  const run = play(plan, law);
  return [
    ...violations(run.lines),
    ...permittedByTime(run.state, 1 + ((run.lines.length * 37) % 300)),
    ...touchedByDrills(run),
  ];
}

/** The nth history of a seed. */
export const sampled = (seed: number, numRuns: number): Plan[] => fc.sample(plans(), { seed, numRuns });
