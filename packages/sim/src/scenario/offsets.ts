/** From an instant on, local time is so many minutes east of UTC. */
export interface ZoneOffset {
  from: number;
  minutes: number;
}

const MINUTE_MS = 60_000;
/** Clocks change at most a few times a year, never twice within hours. */
const STEP_MS = 6 * 3_600_000;

/** The zone's offsets from `from` to `to`, the first row beginning at `from`. */
export function offsetsBetween(timezone: string, from: number, to: number): ZoneOffset[] {
  const minutesAt = offsetReader(timezone);
  const rows: ZoneOffset[] = [{ from, minutes: minutesAt(from) }];
  for (let start = from; start < to; start += STEP_MS) {
    const end = Math.min(start + STEP_MS, to);
    const before = minutesAt(start);
    const after = minutesAt(end);
    if (before !== after) rows.push({ from: changeBetween(minutesAt, start, end), minutes: after });
  }
  return rows;
}

/** The first minute with the offset of `end`; `start` has another. */
function changeBetween(minutesAt: (ms: number) => number, start: number, end: number): number {
  const after = minutesAt(end);
  let [low, high] = [Math.floor(start / MINUTE_MS), Math.ceil(end / MINUTE_MS)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (minutesAt(middle * MINUTE_MS) === after) high = middle;
    else low = middle;
  }
  return high * MINUTE_MS;
}

function offsetReader(timeZone: string): (ms: number) => number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    calendar: "iso8601",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  return (ms) => {
    const part: Record<string, number> = {};
    for (const { type, value } of format.formatToParts(ms)) part[type] = Number(value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
    return Math.round(
      (Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(ms / 1_000) * 1_000) / MINUTE_MS,
    );
  };
}
