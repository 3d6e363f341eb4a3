import { isClosing, isOverdue, localDay, MINUTE_MS } from "./derived.ts";
import { endGrant, raise, type Alarms } from "./effects/common.ts";
import { FORGET_MS, type LinkState } from "./state.ts";

/**
 * Brings a state up to an entry's place in the log before the entry itself is judged: what time alone has changed
 * by then. A function of the log only, so every replica does the same.
 */
export function advance(state: LinkState, seq: number, time: number, alarms: Alarms): void {
  while (state.agreed.length > 0 && (state.agreed[0] as { from: number }).from <= time) state.agreement = state.agreed.shift() ?? null;
  for (const id of state.live) {
    const grant = state.grants[id];
    if (grant !== undefined && grant.ended === null && grant.usedSeq === null && time > grant.to) endGrant(state, grant, seq, grant.to, "lapsed");
  }
  if (state.live.length > 0) closeGrants(state, time);
  for (const code of state.moving) {
    const group = state.groups[code];
    if (group === undefined || group.overdueSeen || !isOverdue(state, group, time)) continue;
    group.overdueSeen = true;
    raise(state, alarms, "overdue");
  }
  forget(state, time);
}

/** Drops live grants that are closed; a slot that no release used goes back to its offer. */
export function closeGrants(state: LinkState, time: number): void {
  state.live = state.live.filter((id) => {
    const grant = state.grants[id];
    if (grant === undefined || grant.usedSeq !== null) return false;
    if (grant.ended === null || isClosing(state, grant, time)) return true;
    const offer = state.offers[grant.offer];
    if (offer !== undefined && grant.ended.why !== "departed") offer.consumed -= grant.headcount;
    return false;
  });
}

function forget(state: LinkState, time: number): void {
  while (state.releases.length > 0 && (state.releases[0] as { time: number }).time < time - 61 * MINUTE_MS) state.releases.shift();
  while (state.ended.length > 0 && (state.ended[0] as { time: number }).time < time - FORGET_MS) {
    const code = (state.ended.shift() as { group: string }).group;
    if (state.groups[code]?.endedAt !== null && !state.moving.includes(code)) delete state.groups[code];
  }
}

/** Old offers, grants, holds and days that nothing refers to any more; called when a new offer comes. */
export function tidy(state: LinkState, time: number): void {
  for (const id in state.offers) if ((state.offers[id] as { to: number }).to < time - FORGET_MS) delete state.offers[id];
  for (const id in state.grants) {
    const grant = state.grants[id] as LinkState["grants"][string];
    if (grant.to < time - FORGET_MS && !state.live.includes(id) && state.groups[grant.group]?.grant !== id) delete state.grants[id];
  }
  for (const id in state.holds) {
    const hold = state.holds[id] as LinkState["holds"][string];
    if (hold.endedSeq !== null && hold.placedAt < time - FORGET_MS) delete state.holds[id];
  }
  if (state.agreement === null) return;
  const today = localDay(state.agreement.terms.calendar, time);
  for (const day in state.releasedOn) if (Number(day) < today - 8) delete state.releasedOn[day];
}
