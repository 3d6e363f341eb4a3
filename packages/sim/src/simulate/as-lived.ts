import type { RecordLine } from "../check/index.ts";

/**
 * The record with every valid GO given offline in the place where it was given: right behind the last entry that its device had read.
 * There it must stand the test of every rule that a GO with a connection stands, and from there on nobody else may have been given its place.
 */
export function asLived(lines: readonly RecordLine[]): RecordLine[] {
  const placed = lines.map((line, i) => {
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
