/** Local times of a station. Days are written with the month's name: a month's number stands first in one country and second in the next. */

export interface LocalTimes {
  /** `16:05`; with the day before it when that is not the day of `reference`. */
  clock(time: number, reference: number): string;
  /** `11 may 2023, 16:05`. */
  full(time: number): string;
}

interface Parts {
  readonly year: string;
  readonly month: number;
  readonly day: number;
  readonly hour: string;
  readonly minute: string;
}

/** Times beyond what a calendar can show are shown as its end. */
const TIME_MS_MAX = 8.64e15 - 86_400_000;

/** `timezone` is an IANA name; one that is not known is read as UTC, and `placeOf` says so. */
export function localTimes(timezone: string, months: readonly string[]): LocalTimes {
  const format = formatOf(timezone);
  const partsOf = (time: number): Parts => {
    const found = new Map(format.formatToParts(Math.min(time, TIME_MS_MAX)).map(({ type, value }) => [type, value]));
    const text = (type: Intl.DateTimeFormatPartTypes): string => found.get(type) ?? "";
    return {
      year: text("year"),
      month: Number(text("month")),
      day: Number(text("day")),
      hour: text("hour"),
      minute: text("minute"),
    };
  };
  const dayOf = ({ day, month }: Parts): string => `${day} ${months[month - 1] ?? ""}`;
  const clockOf = ({ hour, minute }: Parts): string => `${hour}:${minute}`;
  return {
    clock(time, reference) {
      const [at, today] = [partsOf(time), partsOf(reference)];
      const sameDay = at.day === today.day && at.month === today.month && at.year === today.year;
      return sameDay ? clockOf(at) : `${dayOf(at)}, ${clockOf(at)}`;
    },
    full(time) {
      const at = partsOf(time);
      return `${dayOf(at)} ${at.year}, ${clockOf(at)}`;
    },
  };
}

/** The place a zone is named after: `America/Matamoros` → `Matamoros`; `UTC` for a zone nobody knows. */
export function placeOf(timezone: string): string {
  return timezoneOf(timezone) === null ? "UTC" : (timezone.split("/").at(-1) ?? timezone).replaceAll("_", " ");
}

/** The name if it is a timezone, else null. */
function timezoneOf(name: string): string | null {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}

function formatOf(timezone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-u-nu-latn", {
    timeZone: timezoneOf(timezone) ?? "UTC",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
}
