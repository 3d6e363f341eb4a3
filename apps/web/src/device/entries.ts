import type { LogRow } from "@vado/client";
import { otherSide, type Body, type BodyType, type Envelope, type Role, type Side } from "@vado/protocol";
import type { Device, LogEntry } from "@vado/ui";

/** The log as screens want it. */

export interface LogSource {
  logPage(kind: "record" | "ops", before: number | undefined, limit: number): Promise<LogRow[]>;
  readonly readSeq: Readonly<Record<"record" | "ops", number>>;
}

/** What devices tell each other without being asked. */
const CHANNEL_BUSINESS: ReadonlySet<BodyType> = new Set<BodyType>(["heartbeat", "ack", "digest.published"]);
/** Entries read at a time: between two events there may be many acknowledgements. */
const PAGE_ENTRIES = 100;

type Query = Parameters<Device["log"]>[0];

export async function entriesOf(source: LogSource, mine: Side, query: Query): ReturnType<Device["log"]> {
  const { kind, limit, types, exercise } = query;
  const wanted = (type: BodyType): boolean => types?.includes(type) ?? !CHANNEL_BUSINESS.has(type);
  const entries: LogEntry[] = [];
  let { before } = query;
  for (;;) {
    const page = await source.logPage(kind, before, PAGE_ENTRIES);
    for (const row of page) {
      const entry = entryOf(row, kind, mine, source.readSeq[kind]);
      if (entry === null || entry.exercise !== exercise || !wanted(entry.body.type)) continue;
      if (entries.length === limit) return { entries, more: true };
      entries.push(entry);
    }
    before = page.at(-1)?.seq;
    if (page.length < PAGE_ENTRIES) return { entries, more: false };
  }
}

/** Null for what is no event, and for bytes that every member refused. */
function entryOf(row: LogRow, kind: "record" | "ops", mine: Side, readSeq: number): LogEntry | null {
  if (row.text === null || row.refused !== null) return null;
  // Verified when it was taken from the log, and kept as it was signed.
  const { intent, at, body, exercise } = JSON.parse(row.text) as Envelope;
  return {
    seq: row.seq,
    kind,
    receivedAt: row.receivedAt,
    at,
    device: row.device ?? "",
    side: row.side ?? otherSide(mine),
    role: row.role as Role,
    intent,
    exercise,
    body: body as Body,
    voidedBy: row.voidedBy,
    receipt: row.side === mine && readSeq >= row.seq ? "read" : "relay",
  };
}
