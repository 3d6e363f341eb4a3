import { locale } from "../messages/index.ts";
import { clockTime, dateTime, moment } from "../model/time.ts";

/**
 * A time, local to the station. *clock*: `16:05`; *moment*: with the day when it is not that of `now`; *full*: `11 may 2023, 16:05
 * (Matamoros)`. All in ms of ordering time.
 */
export function TimeText(props: {
  readonly at: number;
  readonly timezone: string;
  readonly form?: "clock" | "moment" | "full";
  readonly now?: number;
}) {
  const { at, timezone, form } = props;
  const iso = new Date(at).toISOString();
  const text =
    form === "full"
      ? dateTime(at, timezone, locale())
      : form === "moment"
        ? moment(at, props.now ?? at, timezone, locale())
        : clockTime(at, timezone);
  return (
    <time class="time-text" dateTime={iso}>
      {text}
    </time>
  );
}
