import type { LinkState } from "@vado/flow";
import type { Body } from "@vado/protocol";
import { csvText, type Cell } from "./csv.ts";
import { calendarOf, dateOf, dayOf } from "./time.ts";

/** A link's day in figures, for those who were not there (RP1): counts only. */

/** One entry of the record, as a device keeps it. */
export interface RecordEntry {
  /** Ordering time, ms. */
  readonly receivedAt: number;
  readonly body: Body;
  /** The rule that made it void, or null. */
  readonly voidedBy: string | null;
}

export interface LinkNames {
  readonly link: string;
  /** Codes of the stations. */
  readonly from: string;
  readonly to: string;
}

export interface DayFigures {
  readonly date: string;
  readonly link: LinkNames;
  readonly groupsReceived: number;
  readonly received: number;
  /** Family units, and children under 18, of those received; as counted when their groups were made ready. */
  readonly units: number;
  readonly children: number;
  readonly departed: number;
  readonly unannounced: number;
  readonly returned: number;
  readonly holds: number;
  readonly incidents: number;
}

/** The figures of a local day (`localDay`), from the record's entries of that day; the state knows what its groups are. */
export function dayFigures(
  state: Readonly<LinkState>,
  entries: Iterable<RecordEntry>,
  day: number,
  link: LinkNames,
): DayFigures {
  const sums = { groupsReceived: 0, received: 0, units: 0, children: 0, departed: 0, unannounced: 0, returned: 0 };
  let [holds, incidents] = [0, 0];
  const calendar = calendarOf(state);
  const receive = (code: string): void => {
    const group = state.groups[code];
    sums.groupsReceived++;
    sums.received += group?.arrived ?? group?.headcount ?? 0;
    for (const count of Object.values(group?.units ?? {})) sums.units += count ?? 0;
    const { childrenWithFamily = 0, infants = 0, unaccompaniedChildren = 0 } = group?.needs ?? {};
    sums.children += childrenWithFamily + infants + unaccompaniedChildren;
  };
  for (const { body, receivedAt, voidedBy } of entries) {
    if (voidedBy !== null || dayOf(calendar, receivedAt) !== day) continue;
    if (body.type === "group.received") receive(body.group);
    else if (body.type === "count.reconciled" && body.answers !== undefined) receive(body.group);
    else if (body.type === "group.departed") sums.departed += body.headcount;
    else if (body.type === "arrival.spontaneous") sums.unannounced += body.headcount;
    else if (body.type === "group.returned") sums.returned += body.headcount;
    else if (body.type === "hold.placed") holds++;
    else if (body.type === "incident.opened") incidents++;
  }
  return { date: dateOf(day), link, ...sums, holds, incidents };
}

/** Places and standing at the end of the day, where they are known. */
export interface DayEnd {
  readonly placesTotal: number | null;
  readonly placesFree: number | null;
  /** The link's indication, as a code: `clear`, `blocked`, … */
  readonly status: string;
}

const COLUMNS: readonly (readonly [head: string, tag: string, of: (day: DayFigures, end: DayEnd) => Cell])[] = [
  ["Date", "#date+occurred", ({ date }) => date],
  ["From", "#loc+code+origin", ({ link }) => link.from],
  ["To", "#loc+code+dest", ({ link }) => link.to],
  ["People received", "#affected+ind", ({ received }) => received],
  ["Family units received", "#affected+hh", ({ units }) => units],
  ["Children received", "#affected+ind+children", ({ children }) => children],
  ["People departed", "#affected+ind+departed", ({ departed }) => departed],
  ["People unannounced", "#affected+ind+unannounced", ({ unannounced }) => unannounced],
  ["People returned", "#affected+ind+returned", ({ returned }) => returned],
  ["Groups received", "#indicator+groups+num", ({ groupsReceived }) => groupsReceived],
  ["Holds", "#indicator+holds+num", ({ holds }) => holds],
  ["Incidents", "#indicator+incidents+num", ({ incidents }) => incidents],
  ["Places", "#capacity+ind+total", (_day, { placesTotal }) => placesTotal],
  ["Places free", "#capacity+ind+available", (_day, { placesFree }) => placesFree],
  ["Status", "#status", (_day, { status }) => status],
  ["Link", "#meta+id", ({ link }) => link.link],
];

/** CSV with a row of HXL tags under the heads (RP2). */
export function dayCsv(days: readonly { readonly figures: DayFigures; readonly end: DayEnd }[]): string {
  return csvText([
    COLUMNS.map(([head]) => head),
    COLUMNS.map(([, tag]) => tag),
    ...days.map(({ figures, end }) => COLUMNS.map(([, , of]) => of(figures, end))),
  ]);
}
