import { LinkId } from "@vado/protocol";
import Papa from "papaparse";
import * as v from "valibot";

/** A gauge that an agency connects: what it measures, and from when on that forbids a crossing (GA). */

const GaugeForm = v.pipe(
  v.strictObject({
    /** As both sides read it beside the level: "river at the bridge, m". */
    name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(80)),
    /** A file's path, or an address that begins with http:// or https://. */
    from: v.pipe(v.string(), v.minLength(1), v.maxLength(2_000)),
    format: v.picklist(["json", "csv"]),
    /** Where the value is: names joined by dots, or the column of a CSV whose last row counts. */
    value: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
    /** Where its time is (ISO 8601, or ms since 1970); absent: it is of now whenever it can be read. */
    time: v.exactOptional(v.pipe(v.string(), v.minLength(1), v.maxLength(200))),
    caution: v.pipe(v.number(), v.finite()),
    stop: v.pipe(v.number(), v.finite()),
    worse: v.picklist(["above", "below"]),
    maxAgeMin: v.pipe(v.number(), v.minValue(1), v.maxValue(1_440)),
    links: v.pipe(v.array(LinkId), v.minLength(1)),
  }),
  v.check(
    ({ worse, caution, stop }) => (worse === "above" ? caution <= stop : caution >= stop),
    '"stop" must be worse than "caution"',
  ),
);
export const GaugesForm = v.strictObject({ gauges: v.pipe(v.array(GaugeForm), v.minLength(1), v.maxLength(64)) });
export type Gauge = v.InferOutput<typeof GaugeForm>;

export type Level = "good" | "caution" | "stop";
export type Reading =
  | { readonly level: Level; readonly value: number }
  /** It says nothing that could be believed: `unreadable` in form, `old` in time. */
  | { readonly fault: "unreadable" | "old" };

/** What a gauge's text says at `now`, ms. Never throws, whatever the text is. */
export function readGauge(gauge: Gauge, text: string, now: number): Reading {
  const found = gauge.format === "json" ? fromJson(gauge, text) : fromCsv(gauge, text);
  const value = numberOf(found?.value);
  if (value === null) return { fault: "unreadable" };
  if (gauge.time !== undefined) {
    const at = timeOf(found?.time);
    if (at === null) return { fault: "unreadable" };
    if (now - at > gauge.maxAgeMin * 60_000) return { fault: "old" };
  }
  const reached = (limit: number) => (gauge.worse === "above" ? value >= limit : value <= limit);
  return { level: reached(gauge.stop) ? "stop" : reached(gauge.caution) ? "caution" : "good", value };
}

interface Found {
  readonly value: unknown;
  readonly time: unknown;
}

function fromJson({ value, time }: Gauge, text: string): Found | null {
  try {
    const json: unknown = JSON.parse(text);
    return { value: at(json, value), time: time === undefined ? undefined : at(json, time) };
  } catch {
    return null;
  }
}

/** Whatever stands at the end of a path of own names; `-1` is the last of a list. */
function at(json: unknown, path: string): unknown {
  let here: unknown = json;
  for (const name of path.split(".")) {
    if (Array.isArray(here) && name === "-1") here = here.at(-1);
    else if (typeof here === "object" && here !== null && Object.hasOwn(here, name))
      here = (here as Record<string, unknown>)[name];
    else return undefined;
  }
  return here;
}

function fromCsv({ value, time }: Gauge, text: string): Found | null {
  const { data } = Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true });
  const last = data.at(-1);
  return last === undefined ? null : { value: last[value], time: time === undefined ? undefined : last[time] };
}

function numberOf(value: unknown): number | null {
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value !== "string" || !/^\s*-?\d+(\.\d+)?\s*$/.test(value)) return null;
  return Number(value);
}

function timeOf(value: unknown): number | null {
  const at = typeof value === "number" ? value : typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isFinite(at) ? at : null;
}
