import type { Moment } from "./replay.ts";
import type { LinkView } from "./view.ts";

/** A live text board of the day, as `--watch` and, until there are screens, `npm start` show it. */

const clock = (ms: number | null, zone: string): string =>
  ms === null
    ? "  –  "
    : new Date(ms).toLocaleTimeString("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" });

const WORDS: Readonly<Record<string, string>> = {
  ready: "ready, waits for an answer",
  deferred: "waits",
  declined: "waits for another station",
  granted: "granted, not yet confirmed",
  confirmed: "confirmed, prepares to go",
  released: "GO – leaves now",
  inTransit: "on the way",
  overdue: "OVERDUE – search",
  arrived: "at the gate, counted",
  mismatch: "at the gate, counts differ",
};

/** Rows of groups a board of this height shows for each link. */
const ROWS = 10;

export function boardText(
  moment: Pick<Moment, "now" | "start" | "end" | "scenario" | "localTime">,
  views: readonly LinkView[],
): string {
  const { scenario } = moment;
  const lines = [`VADO  ${scenario.name}`, `${moment.localTime()} (${scenario.timezone})   ${progressBar(moment)}`, ""];
  for (const view of views) lines.push(...linkLines(view, scenario.timezone), "");
  return lines.join("\n");
}

function progressBar({ now, start, end }: Pick<Moment, "now" | "start" | "end">): string {
  const share = Math.min(1, (now - start) / (end - start));
  const full = Math.round(share * 30);
  return `[${"█".repeat(full)}${"·".repeat(30 - full)}] ${Math.round(share * 100)} %`;
}

function linkLines(view: LinkView, zone: string): string[] {
  const { places } = view;
  const inside =
    places === null
      ? "places not reported"
      : `${places.occupied} inside${places.total === null ? "" : ` of ${places.total}`}, ${places.reserved} coming`;
  const alarms = Object.entries(view.alarms).map(([kind, n]) => `${kind} ${n}`);
  const rows = view.groups.slice(0, ROWS).map((group) => {
    const words = WORDS[group.phase] ?? group.phase;
    const next =
      group.phase === "deferred" || group.phase === "declined" ? `, next update ${clock(group.next, zone)}` : "";
    return `  ${group.code}  ${String(group.people).padStart(4)} people  since ${clock(group.since, zone)}  ${words}${next}${group.note === "" ? "" : `  [${group.note}]`}`;
  });
  const more = view.groups.length - rows.length;
  return [
    `${view.link}   ${view.indication}`,
    `  received ${view.received}   ${inside}   ${view.offers} offered   void ${view.voided}${alarms.length === 0 ? "" : `   alarms: ${alarms.join(", ")}`}`,
    ...rows,
    ...(more > 0 ? [`  … and ${more} more groups`] : []),
    ...(rows.length === 0 ? ["  nobody waits"] : []),
  ];
}
