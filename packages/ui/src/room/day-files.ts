import type { LinkState } from "@vado/flow";
import { calendarOf, dateOf, dayCsv, dayFigures, dayOf, ics214Csv, localTime } from "@vado/report";
import type { Device, LogEntry } from "../model/device.ts";
import { eventLine } from "../model/event-line.ts";
import { placesView } from "../model/places.ts";
import type { Words } from "../model/words.ts";
import { t } from "../messages/index.ts";
import type { Room } from "./room.ts";

/** The files of a shift: the day's figures, and what was done, read from this device's own log. */

const PAGE = 400;
const SHIFT_MS = 12 * 3_600_000;

export interface NamedFile {
  readonly name: string;
  readonly text: string;
}

/** Figures of the local day so far, as CSV with a row of HXL tags. */
export async function dayFile(room: Room): Promise<NamedFile> {
  const { me } = room.device;
  const state = room.snapshot.value.state as LinkState;
  const now = room.slow.value;
  const calendar = calendarOf(state);
  const today = dayOf(calendar, now);
  const entries = await entriesSince(room.device, (at) => dayOf(calendar, at) >= today);
  const link = { link: me.link, from: me.stations.sending.id, to: me.stations.receiving.id };
  const places = placesView(state, now);
  const end = {
    placesTotal: places?.total ?? null,
    placesFree: places?.free ?? null,
    status: room.indication.value.kind,
  };
  const text = dayCsv([{ figures: dayFigures(state, entries, today, link), end }]);
  return { name: `vado-${me.link}-${dateOf(today)}.csv`, text };
}

/** What was done in the last twelve hours, with the fields of ICS-214. */
export async function activityFile(room: Room, say: (words: Words) => string): Promise<NamedFile> {
  const { me } = room.device;
  const state = room.snapshot.value.state as LinkState;
  const now = room.slow.value;
  const calendar = calendarOf(state);
  const local = (at: number) => localTime(calendar, at);
  const entries = await entriesSince(room.device, (at) => at >= now - SHIFT_MS);
  const text = ics214Csv({
    incident: `${me.stations.sending.name} → ${me.stations.receiving.name}`,
    from: local(entries[0]?.receivedAt ?? now),
    to: local(now),
    position: t(`role.${me.role}`),
    agency: me.agency,
    prepared: local(now),
    resources: Object.entries(state.devices)
      .filter(([, one]) => one.side === me.side)
      .map(([device, one]) => ({ device, position: t(`role.${one.role}` as "role.duty"), agency: me.agency })),
    log: entries
      .filter(({ voidedBy }) => voidedBy === null)
      .map((entry) => ({ at: local(entry.receivedAt), what: say(eventLine(entry)) })),
  });
  return { name: `vado-${me.link}-${dateOf(dayOf(calendar, now))}-ics214.csv`, text };
}

/** The record's entries back to the first that is too old, oldest first. */
async function entriesSince(device: Device, wanted: (receivedAt: number) => boolean): Promise<LogEntry[]> {
  const found: LogEntry[] = [];
  for (let before: number | undefined; ;) {
    const page = await device.log({ kind: "record", limit: PAGE, ...(before === undefined ? {} : { before }) });
    for (const entry of page.entries) {
      if (!wanted(entry.receivedAt)) return found.reverse();
      found.push(entry);
    }
    before = page.entries.at(-1)?.seq;
    if (!page.more || before === undefined) return found.reverse();
  }
}
