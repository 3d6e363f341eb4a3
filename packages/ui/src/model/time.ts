/** Times and durations as officers write them. Counts and times carry no grouping, in any language. */

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Zones change their offset at quarters of an hour only, so one question to `Intl` serves all times of a quarter. */
const QUARTER_MS = 15 * MINUTE_MS;
const OFFSETS_MAX = 20_000;
const offsets = new Map<string, number>();
const formats = new Map<string, Intl.DateTimeFormat>();

/** Local time minus UTC at a moment, ms. */
function offsetAt(ms: number, timezone: string): number {
  const quarter = Math.floor(ms / QUARTER_MS);
  const key = `${timezone} ${quarter}`;
  const known = offsets.get(key);
  if (known !== undefined) return known;
  if (offsets.size >= OFFSETS_MAX) offsets.clear();
  const offset = askOffset(quarter * QUARTER_MS, timezone);
  offsets.set(key, offset);
  return offset;
}

function askOffset(ms: number, timezone: string): number {
  let format = formats.get(timezone);
  if (format === undefined) {
    const numeric = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" } as const;
    format = new Intl.DateTimeFormat("en-GB", { timeZone: timezone, hourCycle: "h23", ...numeric });
    formats.set(timezone, format);
  }
  const parts: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(ms)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute) - ms;
}

/** The moment as if its local time were UTC. */
const local = (ms: number, timezone: string): Date => new Date(ms + offsetAt(ms, timezone));

const two = (count: number): string => String(count).padStart(2, "0");

/** `16:05`. */
export function clockTime(ms: number, timezone: string): string {
  const at = local(ms, timezone);
  return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
}

/** `16:05:30`, for the room's own clock. */
export function clockSeconds(ms: number, timezone: string): string {
  return `${clockTime(ms, timezone)}:${two(local(ms, timezone).getUTCSeconds())}`;
}

const months = new Map<string, readonly string[]>();

function monthName(month: number, locale: string): string {
  let names = months.get(locale);
  if (names === undefined) {
    const format = new Intl.DateTimeFormat(locale, { timeZone: "UTC", month: "short" });
    names = Array.from({ length: 12 }, (_, i) =>
      format
        .format(Date.UTC(2000, i, 15))
        .toLowerCase()
        .replace(".", ""),
    );
    months.set(locale, names);
  }
  return names[month] ?? "";
}

/** `11 may`: the day before the month, whatever the region is used to. */
export function shortDay(ms: number, timezone: string, locale: string): string {
  const at = local(ms, timezone);
  return `${at.getUTCDate()} ${monthName(at.getUTCMonth(), locale)}`;
}

/** The place a zone is named after: `America/Matamoros` → `Matamoros`. */
export function placeOf(timezone: string): string {
  return (timezone.split("/").at(-1) ?? timezone).replaceAll("_", " ");
}

/** `11 may 2023, 16:05 (Matamoros)`: beyond doubt along a corridor of several zones. */
export function dateTime(ms: number, timezone: string, locale: string): string {
  const year = local(ms, timezone).getUTCFullYear();
  return `${shortDay(ms, timezone, locale)} ${year}, ${clockTime(ms, timezone)} (${placeOf(timezone)})`;
}

/** `16:05` on the day of `now`, else `11 may, 16:05`. */
export function moment(ms: number, now: number, timezone: string, locale: string): string {
  const time = clockTime(ms, timezone);
  const dayOf = (at: number) => Math.floor((at + offsetAt(at, timezone)) / DAY_MS);
  return dayOf(ms) === dayOf(now) ? time : `${shortDay(ms, timezone, locale)}, ${time}`;
}

/** `45 min`, `3 h 05`, `2 d 4 h`; the letters are the same in every language we speak. */
export function duration(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / MINUTE_MS));
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${two(minutes % 60)}`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** `4:05` left of a window, minutes and seconds; `0:00` when it is over. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  return `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
}
