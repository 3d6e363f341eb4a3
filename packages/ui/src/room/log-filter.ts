import type { Side } from "@vado/protocol";
import { useEffect, useState } from "preact/hooks";
import { locale } from "../messages/index.ts";
import type { LogEntry } from "../model/device.ts";
import { eventLine, groupOf, kindOf, type EventKind } from "../model/event-line.ts";
import { tell } from "../model/words.ts";

/** What of the log is shown. */
export interface LogFilter {
  readonly kind: EventKind | null;
  readonly side: Side | null;
  readonly group: string | null;
  readonly text: string;
}
export const EVERYTHING: LogFilter = { kind: null, side: null, group: null, text: "" };

export const isEverything = (filter: LogFilter): boolean =>
  filter.kind === null && filter.side === null && filter.group === null && filter.text.trim() === "";

/** Entries looked at before the browser may draw again. */
const SLICE = 1_500;

/** Entries that pass. A long log is looked through in slices, so that the screen never stands still. */
export function useFiltered(entries: readonly LogEntry[], filter: LogFilter, timezone: string): readonly LogEntry[] {
  const [passed, setPassed] = useState<readonly LogEntry[]>([]);
  const all = isEverything(filter);
  const language = locale();
  useEffect(() => {
    if (all) return;
    let wanted = true;
    void filtered(entries, matcher(filter, timezone), () => wanted).then((rows) => wanted && setPassed(rows));
    return () => {
      wanted = false;
    };
  }, [entries, filter, all, language, timezone]);
  return all ? entries : passed;
}

async function filtered(
  entries: readonly LogEntry[],
  matches: (entry: LogEntry) => boolean,
  wanted: () => boolean,
): Promise<LogEntry[]> {
  const rows: LogEntry[] = [];
  for (let at = 0; at < entries.length && wanted(); at += SLICE) {
    if (at > 0) await new Promise((resolve) => setTimeout(resolve, 0));
    for (const entry of entries.slice(at, at + SLICE)) if (matches(entry)) rows.push(entry);
  }
  return rows;
}

function matcher(filter: LogFilter, timezone: string): (entry: LogEntry) => boolean {
  const wanted = plain(filter.text.trim());
  return (entry) =>
    (filter.kind === null || kindOf(entry.body.type) === filter.kind) &&
    (filter.side === null || entry.side === filter.side) &&
    (filter.group === null || groupOf(entry.body) === filter.group) &&
    (wanted === "" || sentenceOf(entry, timezone).includes(wanted));
}

/** An entry never changes, so its sentence is made once per language. */
const sentences = new WeakMap<LogEntry, { readonly language: string; readonly sentence: string }>();

function sentenceOf(entry: LogEntry, timezone: string): string {
  const known = sentences.get(entry);
  if (known !== undefined && known.language === locale()) return known.sentence;
  const sentence = plain(`${tell(eventLine(entry), timezone)} ${entry.device} ${entry.voidedBy ?? ""}`);
  sentences.set(entry, { language: locale(), sentence });
  return sentence;
}

/** Lower case without accents: nobody types them in a hurry. */
const plain = (text: string): string =>
  text
    .toLowerCase()
    .normalize("NFD")
    .replaceAll(/[\u0300-\u036f]/g, "");
