import type { Group, Incident, LinkState } from "@vado/flow";
import { isOverdue, overdueAfterMs } from "@vado/flow";

/** A group that should have arrived: how late it is, and the search for its people. */

export interface Overdue {
  readonly group: Group;
  /** When it left, or was let go. */
  readonly since: number;
  /** When it should have been there at the latest, ms. */
  readonly due: number;
  readonly lateBy: number;
  /** The open search for its people, if somebody has begun one. */
  readonly search: Incident | null;
}

export function overdueOf(state: Readonly<LinkState>, code: string, now: number): Overdue | null {
  const group = state.groups[code];
  if (group === undefined || state.agreement === null || !isOverdue(state, group, now)) return null;
  const since = group.departedAt ?? group.releasedAt ?? now;
  const due = since + overdueAfterMs(state.agreement.terms);
  return { group, since, due, lateBy: now - due, search: searchFor(state, code) };
}

/** The open search for people of a group, or null. */
export function searchFor(state: Readonly<LinkState>, code: string): Incident | null {
  return Object.values(state.incidents).find((one) => one.open && one.kind === "missing" && one.group === code) ?? null;
}
