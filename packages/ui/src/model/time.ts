/** Times and durations as officers write them. Counts and times carry no grouping, in any language. */

const MINUTE_MS = 60_000;

type Parts = Readonly<Record<string, string>>;

/** Making a formatter is slow and using one is fast; there are few zones and languages. */
const formats = new Map<string, Intl.DateTimeFormat>();

function partsOf(ms: number, timezone: string, locale: string): Parts {
  const key = `${locale} ${timezone}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.DateTimeFormat(locale, {
      timeZone: timezone,
      hourCycle: "h23",
      year: "numeric",
      month: "short",
      day: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
    formats.set(key, format);
  }
  return Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, value]));
}

/** `16:05`. */
export function clockTime(ms: number, timezone: string): string {
  const { hour, minute } = partsOf(ms, timezone, "en-GB");
  return `${hour}:${minute}`;
}

/** `16:05:30`, for the room's own clock and countdowns. */
export function clockSeconds(ms: number, timezone: string): string {
  const { hour, minute, second } = partsOf(ms, timezone, "en-GB");
  return `${hour}:${minute}:${second}`;
}

/** `11 may`: the day before the month, whatever the region is used to. */
export function shortDay(ms: number, timezone: string, locale: string): string {
  const { day, month } = partsOf(ms, timezone, locale);
  return `${day} ${(month ?? "").toLowerCase().replace(".", "")}`;
}

/** The place a zone is named after: `America/Matamoros` → `Matamoros`. */
export function placeOf(timezone: string): string {
  return (timezone.split("/").at(-1) ?? timezone).replaceAll("_", " ");
}

/** `11 may 2023, 16:05 (Matamoros)`: beyond doubt along a corridor of several zones. */
export function dateTime(ms: number, timezone: string, locale: string): string {
  const { year } = partsOf(ms, timezone, locale);
  return `${shortDay(ms, timezone, locale)} ${year}, ${clockTime(ms, timezone)} (${placeOf(timezone)})`;
}

/** `16:05` on the day of `now`, else `11 may, 16:05`. */
export function moment(ms: number, now: number, timezone: string, locale: string): string {
  const day = shortDay(ms, timezone, locale);
  const time = clockTime(ms, timezone);
  return day === shortDay(now, timezone, locale) ? time : `${day}, ${time}`;
}

/** `45 min`, `3 h 05`, `2 d 4 h`; the letters are the same in every language we speak. */
export function duration(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / MINUTE_MS));
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${String(minutes % 60).padStart(2, "0")}`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** `4:05` left of a window, minutes and seconds; `0:00` when it is over. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
