import type { Group, Hold, LinkState } from "@vado/flow";
import {
  MINUTE_MS,
  blockHasRoom,
  conditionsFresh,
  holdsOn,
  logFresh,
  mayRelease,
  offerRoom,
  openHolds,
  openGrantOf,
  overdueOrMissing,
  phaseAt,
  placesFresh,
  queueAt,
  quotaLeft,
  rateAllowsGrant,
  rateAllowsRelease,
  reserving,
} from "@vado/flow";
import type { BOARD_REASONS, BOARD_STOPS, Terms } from "@vado/protocol";

/** Why a group is not going now (WR). The words are those of the public board; officers see the same. */
export type WaitingReason = (typeof BOARD_REASONS)[number];

/**
 * The most important reason at `now` (ordering time, ms) why this group does not go; null when it is on its way, not yet
 * counted, or has a grant and nothing but its window to wait for. `queue`: `queueAt(state, now)`, if it is at hand.
 */
export function waitingReason(
  state: Readonly<LinkState>,
  group: Readonly<Group>,
  now: number,
  queue: readonly Group[] = queueAt(state, now),
): WaitingReason | null {
  const phase = group.endedAt === null ? phaseAt(state, group, now) : null;
  if (phase === "granted" || phase === "confirmed") return whyNoRelease(state, group, now);
  if (phase !== "ready" && phase !== "deferred" && phase !== "declined") return null;
  return whyNoGrant(state, group, now, queue);
}

/** What stops the whole link at `now`, whoever waits; null when nothing does. */
export function linkStop(state: Readonly<LinkState>, now: number): (typeof BOARD_STOPS)[number] | null {
  const stop = stopBy(
    state,
    openHolds(state).filter((hold) => hold.group === null),
    now,
  );
  return stop ?? (logFresh(state, "sending", now) ? null : "noContact");
}

/** What stands against any group of the link. Bad conditions hold the link by themselves: they are the reason while they last. */
function stopBy(
  state: LinkState,
  holds: readonly Hold[],
  now: number,
): "hold" | "linkObstructed" | "conditions" | null {
  if (holds.some((hold) => hold.by === "person")) return "hold";
  if (overdueOrMissing(state, now)) return "linkObstructed";
  if (state.conditions?.level === "stop") return "conditions";
  return holds.length > 0 ? "hold" : null;
}

/** H7: children who travel alone are referred before GO. */
const referred = (group: Group): boolean => (group.needs.unaccompaniedChildren ?? 0) === 0 || group.referred;

function whyNoRelease(state: LinkState, group: Group, now: number): WaitingReason | null {
  const { agreement } = state;
  const grant = openGrantOf(state, group.code, now);
  if (agreement === null || grant === undefined) return "closed";
  const { terms } = agreement;
  const nobody = stopBy(state, holdsOn(state, group.code), now);
  if (nobody !== null) return nobody;
  if (!state.stations.receiving.open) return "closed";
  if (!logFresh(state, "sending", now)) return "noContact";
  if (!referred(group)) return "preparing";
  // The rest is asked when the window opens, and may change until then.
  if (now < grant.from) return null;
  if (!conditionsFresh(state, now)) return "conditions";
  if (quotaLeft(state, terms, now, now, false) < group.headcount) return "quota";
  const free = [state, ...askedBy(state, now)].some((seen) =>
    blockHasRoom(seen, terms, group.headcount, now, grant.id),
  );
  return free && rateAllowsRelease(state, terms, group.headcount, now) ? null : "linkOccupied";
}

/** As the law sees the link when one of those who may give GO acts: whoever acts has read the log to its end (a closing grant may wait for that alone). */
function askedBy(state: LinkState, now: number): LinkState[] {
  return Object.entries(state.devices)
    .filter(([id, device]) => mayRelease(state, id, device, now))
    .map(([id, device]) => ({ ...state, devices: { ...state.devices, [id]: { ...device, seen: state.seq } } }));
}

function whyNoGrant(state: LinkState, group: Group, now: number, queue: readonly Group[]): WaitingReason {
  const nobody = stopBy(state, holdsOn(state, group.code), now);
  if (nobody !== null) return nobody;
  if (state.agreement === null || !state.stations.sending.open || !state.stations.receiving.open) return "closed";
  if (!logFresh(state, "sending", now)) return "noContact";
  const { terms } = state.agreement;
  // The end of the earliest window that a grant of now could have.
  const to = now + terms.windowAfterMin * MINUTE_MS;
  if (quotaLeft(state, terms, to, now, true) < group.headcount) return "quota";
  if (!anyRoom(state, terms, group, now)) return "noPlaces";
  if (queue.length > 0 && queue[0]?.code !== group.code) return "turn";
  // Its last grant may still be on its way out (S2).
  const closing = reserving(state, now).some((grant) => grant.group === group.code);
  const free = !closing && blockHasRoom(state, terms, group.headcount, now);
  return free && rateAllowsGrant(state, terms, group.headcount, to, now) ? "notYetAnswered" : "linkOccupied";
}

/** Whether some offer that a release could still reach takes the whole group. */
function anyRoom(state: LinkState, terms: Terms, group: Group, now: number): boolean {
  const { places } = state;
  if (places === null || !placesFresh(state, now)) return false;
  const full = places.total !== null && places.occupied >= places.total;
  const earliest = now + terms.transitMeanMin * MINUTE_MS;
  return Object.values(state.offers).some(
    (offer) => offer.to > earliest && offerRoom(offer) >= group.headcount && (!full || offer.seq > places.seq),
  );
}
