import type { Group, GroupPhase, LinkState } from "@vado/flow";
import { isOverdue, phaseAt, queueAt } from "@vado/flow";
import type { Snapshot, LogEntry, Receipt } from "../model/device.ts";
import { groupOf } from "../model/event-line.ts";

/** The groups of a link as an officer on the bank looks for them. */
export const SECTIONS = ["moving", "granted", "waiting", "forming", "ended"] as const;
export type Section = (typeof SECTIONS)[number];

/** Ended groups that are still listed. */
const ENDED_MAX = 12;

/** Groups of each section: those on the way by their start, those that wait in the published order, those ended newest first. */
export function groupsBySection(state: Readonly<LinkState>, now: number): Readonly<Record<Section, readonly Group[]>> {
  const all = Object.values(state.groups);
  const within = (...phases: readonly GroupPhase[]) =>
    all
      .filter((group) => group.endedAt === null && phases.includes(phaseAt(state, group, now)))
      .toSorted((a, b) => startOf(a) - startOf(b) || (a.code < b.code ? -1 : 1));
  return {
    moving: within("released", "inTransit", "arrived", "mismatch", "received"),
    granted: within("granted", "confirmed"),
    waiting: queueAt(state, now),
    forming: within("forming"),
    ended: all
      .filter(({ endedAt }) => endedAt !== null)
      .toSorted((a, b) => (b.endedAt ?? 0) - (a.endedAt ?? 0))
      .slice(0, ENDED_MAX),
  };
}

const startOf = (group: Group): number => group.departedAt ?? group.releasedAt ?? group.readySince ?? group.openedAt;

/** The word for a group's state; *overdue* is one of its own. */
export function phaseWord(state: Readonly<LinkState>, group: Group, now: number): GroupPhase | "overdue" {
  return isOverdue(state, group, now) ? "overdue" : phaseAt(state, group, now);
}

/** How far the newest act of this side about each group has come. `entries`: newest first. */
export function receiptsByGroup(snapshot: Snapshot, entries: readonly LogEntry[]): ReadonlyMap<string, Receipt> {
  const receipts = new Map<string, Receipt>();
  for (const { body } of snapshot.outbox) {
    const code = groupOf(body);
    if (code !== null) receipts.set(code, "device");
  }
  for (const entry of entries) {
    const code = groupOf(entry.body);
    if (code !== null && !receipts.has(code)) receipts.set(code, entry.receipt);
  }
  return receipts;
}
