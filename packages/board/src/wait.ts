import type { BoardGroup } from "@vado/protocol";
import type { Words } from "./words/index.ts";

/** Beyond these a finer unit would claim more than anybody knows. */
const MINUTES_SHOWN_MAX = 120;
const HOURS_SHOWN_MAX = 48;

/** An honest range: the low end rounded down, the high end up, in a unit no finer than what can be known. */
export function waitWords(wait: BoardGroup["wait"], words: Words): string {
  if (wait === null) return words.nobodyKnows;
  const [low, high] = [Math.min(wait.low, wait.high), Math.max(wait.low, wait.high)];
  if (high <= MINUTES_SHOWN_MAX) return words.minutes(range(low, high, 5));
  if (high <= HOURS_SHOWN_MAX * 60) return words.hours(range(low / 60, high / 60, 1));
  return words.days(range(low / 1_440, high / 1_440, 1));
}

/** Rounded outwards to whole steps; one number when both ends are the same. */
function range(low: number, high: number, step: number): string {
  const from = Math.floor(low / step) * step;
  const to = Math.max(step, Math.ceil(high / step) * step);
  return from === to ? String(to) : `${from}–${to}`;
}
