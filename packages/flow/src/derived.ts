import type { Calendar, Terms } from "@vado/protocol";
import { DAY_MS, WEEKDAYS } from "@vado/protocol";
import type { Grant, Group, GroupPhase, Hold, LinkState } from "./state.ts";

/** What follows from state and time: lapsed, overdue, closing, local day. Nothing here is stored. */

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

/** A grant that can still be released at `time`. */
export function isOpenGrant(grant: Grant | undefined, time: number): grant is Grant {
  return grant !== undefined && grant.usedSeq === null && grant.ended === null && time <= grant.to;
}

/** The group's phase at `time`: a granted or confirmed group whose window passed unused is ready again (row 19). */
export function phaseAt(state: LinkState, group: Group, time: number): GroupPhase {
  if (group.phase !== "granted" && group.phase !== "confirmed") return group.phase;
  return isOpenGrant(state.grants[group.grant as string], time) ? group.phase : "ready";
}

/** Whether the group's last grant lapsed at `time` without having been marked by an event yet. */
export function isLapsed(state: LinkState, group: Group, time: number): boolean {
  return (group.phase === "granted" || group.phase === "confirmed") && phaseAt(state, group, time) === "ready";
}

/** Mean transit plus max(10 minutes, 3 standard deviations), ms (domain.md, parameters). */
export function overdueAfterMs(terms: Terms): number {
  return (terms.transitMeanMin + Math.max(10, 3 * terms.transitSdMin)) * MINUTE_MS;
}

/** Row 14: on its way past its expected arrival and allowance; let go and never told to have left counts from GO. */
export function isOverdue(state: LinkState, group: Group, time: number): boolean {
  if ((group.phase !== "inTransit" && group.phase !== "released") || state.agreement === null) return false;
  const since = group.departedAt ?? group.releasedAt;
  return since !== null && time > since + overdueAfterMs(state.agreement.terms);
}

/** Holds that forbid releasing this group now: on the link, or on the group. */
export function holdsOn(state: LinkState, code: string): Hold[] {
  return openHolds(state).filter((hold) => hold.group === null || hold.group === code);
}

export function openHolds(state: LinkState): Hold[] {
  const open: Hold[] = [];
  for (const id in state.holds) {
    const hold = state.holds[id] as Hold;
    if (hold.endedSeq === null) open.push(hold);
  }
  return open;
}

/**
 * An ended grant's slot and block stay reserved until no device that may release it can still send a release made
 * before it ended: each has shown that it knows of the end, or `OFFLINE_MAX_MIN` after the window is over.
 */
export function isClosing(state: LinkState, grant: Grant, time: number): boolean {
  if (grant.usedSeq !== null) return false;
  const offlineMs = (state.agreement?.terms.offlineMaxMin ?? 60) * MINUTE_MS;
  if (time > grant.to + offlineMs) return false;
  if (grant.ended === null) return time > grant.to;
  if (grant.ended.why === "departed") return false;
  for (const id in state.devices) {
    const device = state.devices[id] as LinkState["devices"][string];
    if (device.seen < grant.ended.seq && mayRelease(state, id, device, grant.time)) return true;
  }
  return false;
}

/**
 * Who is entitled to give GO at `time`, or was at some moment since: the sending side's duty officer or supervisor, and a field
 * officer to whom it is delegated.
 */
export function mayRelease(
  state: LinkState,
  id: string,
  device: { readonly side: string; readonly role: string },
  time: number,
): boolean {
  if (device.side !== "sending") return false;
  if (device.role === "field") return (state.delegated[id] ?? -Infinity) >= time;
  return device.role === "duty" || device.role === "supervisor";
}

/** The local calendar day at `time`, as days since 1970-01-01 of local time. */
export function localDay(calendar: Calendar, time: number): number {
  let minutes = 0;
  for (const offset of calendar.offsets)
    if (offset.from <= time || offset === calendar.offsets[0]) minutes = offset.minutes;
  return Math.floor((time + minutes * MINUTE_MS) / DAY_MS);
}

/** People that may be released on a local day; `Infinity` without a quota. On a day that is not a quota day nobody is. */
export function quotaOn(terms: Terms, day: number): number {
  if (terms.quotaPerDay === null) return Infinity;
  // 1970-01-01 was a Thursday, the fourth day of WEEKDAYS.
  const weekday = WEEKDAYS[(((day + 4) % 7) + 7) % 7] as (typeof WEEKDAYS)[number];
  return terms.quotaDays.length === 0 || terms.quotaDays.includes(weekday) ? terms.quotaPerDay : 0;
}
