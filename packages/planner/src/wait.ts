import type { Group, LinkState } from "@vado/flow";
import { MINUTE_MS, isOpenGrant, openGrantOf, queueAt } from "@vado/flow";
import type { Terms } from "@vado/protocol";
import { waitingReason } from "./reason.ts";

/** How long a group will wait for GO (EW): an honest range, or nothing. */

/** Whole minutes from now, `low` up to `high`. */
export interface ExpectedWait {
  readonly low: number;
  readonly high: number;
}

/** Intervals between releases count while they are this recent, and at most so many of them. */
export const INTERVALS_SINCE_MS = 6 * 3_600_000;
export const INTERVALS_MAX = 12;
/** With fewer intervals than this the terms of the agreement widen the range. */
export const INTERVALS_ENOUGH = 3;
/** A range that reaches further helps nobody, minutes. */
export const WAIT_MIN_MAX = 48 * 60;
/** Ranges begin and end at multiples of this, minutes. */
const GRAIN_MIN = 5;
/**
 * Standard deviations below and above: nine waits in ten end within. Above more, because a slow hour is followed by another
 * (measured on a replayed crossing of three days: with 1.645 on both sides one wait in six was longer than said).
 */
const SPREAD_LOW = 1.645;
const SPREAD_HIGH = 2.326;

/** What stops a whole link for a time that nobody knows. */
const UNKNOWABLE: ReadonlySet<string> = new Set([
  "hold",
  "linkObstructed",
  "closed",
  "conditions",
  "noContact",
  "quota",
]);

/** The wait of a group from `now` (ordering time, ms); null when it goes already, or nobody can say. `queue` as in `waitingReason`. */
export function expectedWait(
  state: Readonly<LinkState>,
  group: Readonly<Group>,
  now: number,
  queue: readonly Group[] = queueAt(state, now),
): ExpectedWait | null {
  const reason = waitingReason(state, group, now, queue);
  if (reason !== null && UNKNOWABLE.has(reason)) return null;
  const grant = openGrantOf(state, group.code, now);
  if (grant !== undefined) return range((grant.from - now) / MINUTE_MS, (grant.to - now) / MINUTE_MS);
  const place = queue.findIndex((other) => other.code === group.code);
  if (place < 0 || state.agreement === null) return null;
  const granted = state.live.filter((id) => isOpenGrant(state.grants[id], now)).length;
  const ahead = place + granted;
  const { gaps, sinceLast } = releaseGaps(state, now);
  const seen = gaps.length === 0 ? null : bySeen(gaps, sinceLast, ahead);
  if (seen !== null && gaps.length >= INTERVALS_ENOUGH) return range(seen.low, seen.high);
  // Without a grant that could still come, and with no experience, there is nothing to reckon with.
  if (seen === null && reason === "noPlaces") return null;
  const said = byTerms(state.agreement.terms, group, ahead);
  return range(Math.min(said.low, seen?.low ?? Infinity), Math.max(said.high, seen?.high ?? 0));
}

/** Intervals between the last releases, and how long ago the last was. Minutes. */
function releaseGaps(state: LinkState, now: number): { gaps: number[]; sinceLast: number } {
  const times = Object.values(state.groups)
    .map((group) => group.releasedAt)
    .filter((time) => time !== null && time <= now && time > now - INTERVALS_SINCE_MS)
    .map(Number)
    .toSorted((a, b) => a - b)
    .slice(-INTERVALS_MAX - 1);
  const gaps = times.slice(1).map((time, i) => (time - (times[i] as number)) / MINUTE_MS);
  return { gaps, sinceLast: (now - (times.at(-1) ?? now)) / MINUTE_MS };
}

/**
 * From what was seen: so many intervals more, the first of which has begun. The spread grows with how uneven they were and
 * how few; when the last release is longer ago than usual, something is slower than usual, and the range reaches further.
 */
function bySeen(gaps: readonly number[], sinceLast: number, ahead: number): ExpectedWait {
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
  const variance =
    gaps.length < 2 ? mean ** 2 : gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / (gaps.length - 1);
  const steps = ahead + 1;
  const total = steps * mean - Math.min(sinceLast, mean);
  const deviation = Math.sqrt(variance * (steps + steps ** 2 / gaps.length));
  return { low: total - SPREAD_LOW * deviation, high: total + SPREAD_HIGH * deviation + Math.max(0, sinceLast - mean) };
}

/** From the terms alone: the link at its best, and with every allowance used up. */
function byTerms(terms: Terms, group: Group, ahead: number): ExpectedWait {
  const { block, transitMeanMin, transitSdMin, ratePerHour, answerMin, slotPeriodMin } = terms;
  const byRate = ratePerHour === null ? 0 : (60 * group.headcount) / ratePerHour;
  const byBlock =
    block.kind === "absolute"
      ? transitMeanMin
      : block.kind === "permissive"
        ? transitMeanMin / Math.max(1, Math.min(block.groups ?? Infinity, (block.people ?? Infinity) / group.headcount))
        : 0;
  const best = Math.max(byRate, byBlock);
  const allowance = Math.max(10, 3 * transitSdMin);
  return { low: ahead * best, high: (ahead + 1) * (Math.max(best, slotPeriodMin) + allowance + 2 * answerMin) };
}

function range(from: number, to: number): ExpectedWait | null {
  const low = Math.floor(Math.max(0, from) / GRAIN_MIN) * GRAIN_MIN;
  const high = Math.max(low + GRAIN_MIN, Math.ceil(Math.max(0, to) / GRAIN_MIN) * GRAIN_MIN);
  return high > WAIT_MIN_MAX ? null : { low, high };
}
