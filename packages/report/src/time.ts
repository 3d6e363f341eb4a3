import type { LinkState } from "@vado/flow";
import { MINUTE_MS, localDay } from "@vado/flow";
import { DAY_MS, type Terms } from "@vado/protocol";

type Calendar = Terms["calendar"];

/** The calendar of a link's agreement; UTC before there is one. */
export const calendarOf = ({ agreement }: Pick<LinkState, "agreement">): Calendar =>
  agreement?.terms.calendar ?? { timezone: "UTC", offsets: [{ from: 0, minutes: 0 }] };

/** Minutes east of UTC at a moment (ms), by the agreement's calendar. */
export function offsetAt({ offsets }: Calendar, at: number): number {
  return (offsets.findLast(({ from }) => from <= at) ?? offsets[0])?.minutes ?? 0;
}

/** `2023-05-11`, of a local day as `localDay` counts them. */
export const dateOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** Local time with its offset, as CAP 1.2 and ISO 8601 write it: `2023-05-11T16:05:00-05:00`. Never `Z`. */
export function localTime(calendar: Calendar, at: number): string {
  const minutes = offsetAt(calendar, at);
  const two = (value: number) => String(value).padStart(2, "0");
  const size = Math.abs(minutes);
  const offset = `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
  return `${new Date(at + minutes * MINUTE_MS).toISOString().slice(0, 19)}${offset}`;
}

export const dayOf = (calendar: Calendar, at: number): number => localDay(calendar, at);
