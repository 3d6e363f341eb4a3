import type { RecordLine } from "../check/index.ts";

/**
 * The record with every valid GO given offline in the place where it was given: right behind the last entry that its device had read.
 * There it must stand the test of every rule that a GO with a connection stands, and from there on nobody else may have been given its place.
 * A departure that both sides counted again has the count that stands.
 */
export function asLived(lines: readonly RecordLine[]): RecordLine[] {
  const counted = corrections(lines);
  const placed = lines.map((said, i) => {
    const line = counted.get(said) ?? said;
    const acted = actedOf(line);
    return { line, at: acted?.seq ?? line.seq, late: acted === null ? 0 : 1, i };
  });
  placed.sort((a, b) => a.at - b.at || a.late - b.late || a.i - b.i);
  let receivedAt = 0;
  return placed.map(({ line, late }, n) => {
    receivedAt = late === 0 ? line.receivedAt : receivedAt;
    return { ...line, seq: n + 1, receivedAt };
  });
}

/** Where a GO was given without a connection; null for everything else, and for one that is void. */
export function actedOf({ event, voidedBy }: RecordLine): { readonly seq: number; readonly deviceTime: number } | null {
  const acted = event["acted"] as { readonly seq: number; readonly deviceTime: number } | undefined;
  return event.type === "group.released" && voidedBy === null ? (acted ?? null) : null;
}

/** Departures whose count both sides corrected, with the count that stands in the end. */
function corrections(lines: readonly RecordLine[]): Map<RecordLine, RecordLine> {
  const counted = new Map<RecordLine, RecordLine>();
  for (const { event, voidedBy, seq } of lines) {
    if (event.type !== "count.corrected" || voidedBy !== null || event["answers"] === undefined) continue;
    const first = lines.find(
      (line) =>
        line.event.type === "group.departed" && line.voidedBy === null && line.event["group"] === event["group"],
    );
    if (event["point"] === "departure" && first !== undefined && first.seq < seq)
      counted.set(first, { ...first, event: { ...first.event, headcount: event["headcount"] } });
  }
  return counted;
}
