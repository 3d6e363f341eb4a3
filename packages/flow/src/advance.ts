import { isClosing, isOverdue, localDay, MINUTE_MS } from "./derived.ts";
import { alertWaiting } from "./alerts.ts";
import { comeIntoForce, endGrant, raise, type Alarms } from "./effects/common.ts";
import type { Entry } from "./guard.ts";
import { FORGET_MS, type InForce, type LinkState } from "./state.ts";

/**
 * Brings a state up to an entry's place in the log before the entry itself is judged: what time alone has changed
 * by then. A function of the log only, so every replica does the same.
 */
export function advance(state: LinkState, seq: number, time: number, alarms: Alarms): void {
  while (state.agreed.length > 0 && (state.agreed[0] as InForce).from <= time) {
    const due = state.agreed.shift() as InForce;
    // A later version that came into force before it stands.
    if (due.version > (state.agreement?.version ?? 0)) comeIntoForce(state, due);
  }
  for (const id of state.live) {
    const grant = state.grants[id];
    if (grant !== undefined && grant.ended === null && grant.usedSeq === null && time > grant.to)
      endGrant(state, grant, seq, grant.to, "lapsed");
  }
  if (state.live.length > 0) closeGrants(state, time);
  for (const code of state.moving) {
    const group = state.groups[code];
    if (group === undefined || group.overdueSeen || !isOverdue(state, group, time)) continue;
    group.overdueSeen = true;
    raise(state, alarms, "overdue");
  }
  alertWaiting(state, time, alarms);
  if (state.drill !== null && time > state.drill.until) state.drill = null;
  forget(state, time);
}

/**
 * What `fold` will see when it judges the next entry: a copy in which time has passed and the sender has been heard. It shares
 * with the state whatever that does not touch, since a device asks before every act.
 */
export function ahead(state: LinkState, entry: Entry): LinkState {
  const { time } = entry;
  const next: LinkState = {
    ...state,
    agreed: [...state.agreed],
    ended: [...state.ended],
    releases: [...state.releases],
    groups: { ...state.groups },
    grants: { ...state.grants },
    offers: { ...state.offers },
    devices: { ...state.devices },
    alarms: { ...state.alarms },
    trail: { ...state.trail, looks: [...state.trail.looks], alive: [...state.trail.alive] },
  };
  const alertAt = Math.min(state.alertAt, state.agreed[0]?.from ?? Infinity);
  if (time >= alertAt) for (const code in state.groups) copy(next.groups, code);
  for (const id of state.live) {
    const grant = state.grants[id];
    if (grant === undefined) continue;
    next.grants[id] = { ...grant };
    copy(next.groups, grant.group);
    copy(next.offers, grant.offer);
  }
  for (const code of state.moving) copy(next.groups, code);
  copy(next.devices, entry.device);
  advance(next, entry.seq, time, []);
  heard(next, entry);
  return next;
}

function copy<T extends object>(record: Record<string, T>, key: string): void {
  const value = record[key];
  if (value !== undefined) record[key] = { ...value };
}

/** Records how far the sender of an entry had read; a closing grant may be closed by it. */
export function heard(state: LinkState, entry: Entry): void {
  const device = state.devices[entry.device];
  if (device === undefined)
    state.devices[entry.device] = { side: entry.side, role: entry.role, seen: entry.seen, time: entry.time };
  else {
    device.seen = Math.max(device.seen, entry.seen);
    device.time = entry.time;
  }
  if (state.live.length > 0) closeGrants(state, entry.time);
}

/** Drops live grants that are closed; a slot that no release used goes back to its offer. */
export function closeGrants(state: LinkState, time: number): void {
  state.live = state.live.filter((id) => {
    const grant = state.grants[id];
    if (grant === undefined || grant.usedSeq !== null) return false;
    if (grant.ended === null || isClosing(state, grant, time)) return true;
    const offer = state.offers[grant.offer];
    // Asked back and never given: its places stay reserved until its period is over (row 18).
    const kept = grant.ended.why === "departed" || (grant.ended.why === "lapsed" && grant.revokeAsked !== null);
    if (offer !== undefined && !kept) offer.consumed -= grant.headcount;
    return false;
  });
}

/** Beyond this no release made offline can refer to it, ms: the longest that one may be on its way, and what it was judged by. */
function trailMs(state: LinkState): number {
  const terms = state.agreement?.terms;
  return (
    ((terms?.offlineMaxMin ?? 60) + Math.max(terms?.conditionsValidMin ?? 60, (terms?.logFreshS ?? 120) / 60)) *
    MINUTE_MS
  );
}

function forget(state: LinkState, time: number): void {
  const { looks, alive } = state.trail;
  const old = time - trailMs(state);
  while (looks.length > 0 && (looks[0] as { time: number }).time < old) looks.shift();
  while (alive.length > 0 && (alive[0] as { time: number }).time < old) alive.shift();
  state.trail.stations = since(state.trail.stations, old, () => true);
  state.trail.shifts = since(state.trail.shifts, old, (a, b) => a.device === b.device);
  state.trail.delegations = since(state.trail.delegations, old, (a, b) => a.device === b.device);
  while (state.releases.length > 0 && (state.releases[0] as { time: number }).time < time - 61 * MINUTE_MS)
    state.releases.shift();
  while (state.ended.length > 0 && (state.ended[0] as { time: number }).time < time - FORGET_MS) {
    const ended = state.ended.shift() as LinkState["ended"][number];
    // A group that moved again after this end is remembered from its last one.
    if (state.groups[ended.group]?.endedAt === ended.time) delete state.groups[ended.group];
  }
}

/** What was said since a time, and what stood then: the last word before it about the same thing. */
function since<T extends { readonly time: number }>(said: T[], old: number, same: (a: T, b: T) => boolean): T[] {
  if (said.length < 2 || (said[1] as T).time >= old) return said;
  return said.filter(
    (one, i) => one.time >= old || !said.some((later, j) => j > i && later.time < old && same(one, later)),
  );
}

/** Old offers, grants, holds and days that nothing refers to any more; called when a new offer comes. */
export function tidy(state: LinkState, time: number): void {
  for (const id in state.offers)
    if ((state.offers[id] as { to: number }).to < time - FORGET_MS) delete state.offers[id];
  for (const id in state.grants) {
    const grant = state.grants[id] as LinkState["grants"][string];
    if (grant.to < time - FORGET_MS && !state.live.includes(id) && state.groups[grant.group]?.grant !== id)
      delete state.grants[id];
  }
  for (const id in state.holds) {
    const hold = state.holds[id] as LinkState["holds"][string];
    if (hold.endedSeq !== null && hold.placedAt < time - FORGET_MS) delete state.holds[id];
  }
  for (const id in state.delegated) if ((state.delegated[id] as number) < time - FORGET_MS) delete state.delegated[id];
  if (state.agreement === null) return;
  const today = localDay(state.agreement.terms.calendar, time);
  for (const day in state.releasedOn) if (Number(day) < today - 8) delete state.releasedOn[day];
}
