import type { LinkState } from "@vado/flow";
import {
  MINUTE_MS,
  isOpenGrant,
  localDay,
  logFresh,
  offerRoom,
  openHolds,
  overdueOrMissing,
  quotaOn,
} from "@vado/flow";
import { DAY_MS, type Terms } from "@vado/protocol";
import { OFFER_HORIZON_MS, STEP_MS } from "./projection.ts";
import { carriesPerHour, largestGroup } from "./sizes.ts";

/**
 * How many of a station's people an onward link really takes, step by step. The next desk offers four hours ahead; a road to this
 * station may be days long. So: what is granted and offered, then for a day the rate of what is offered now, then what the
 * link was seen to carry through. Never more than block, rate and quota let through.
 */

/** So far ahead the rate of today's offers is believed, ms. */
export const ONWARD_TRUST_MS = 24 * 3_600_000;
const HOUR_MS = 3_600_000;

/** People the link takes in each of so many steps from `now` (ordering time, ms). None while anything stops it. */
export function onwardRoom(state: Readonly<LinkState>, now: number, steps: number): Float64Array {
  const room = new Float64Array(steps);
  const terms = state.agreement?.terms;
  if (terms === undefined || isStopped(state, now)) return room;
  const transitMs = terms.transitMeanMin * MINUTE_MS;
  for (const offer of Object.values(state.offers))
    spread(room, (offer.from - transitMs - now) / STEP_MS, (offer.to - transitMs - now) / STEP_MS, offerRoom(offer));
  const seen = seenPerStep(state, terms, now);
  const said = saidPerStep(state, terms, now);
  const best = bestPerStep(state, terms, now);
  const most = (carriesPerHour(terms) * STEP_MS) / HOUR_MS;
  const [known, trusted] = [OFFER_HORIZON_MS / STEP_MS, ONWARD_TRUST_MS / STEP_MS];
  for (let step = 0; step < steps; step++) {
    const beyond = step < known ? 0 : step < trusted ? Math.min(said ?? seen, best) : seen;
    room[step] = Math.min(most, (room[step] as number) + beyond);
  }
  for (const [step, people] of leaving(state, now)) if (step < steps) room[step] = (room[step] as number) + people;
  return withinQuota(room, state, terms, now);
}

/** What is unknown is blocked: nobody goes on until it is known again. */
function isStopped(state: LinkState, now: number): boolean {
  return (
    openHolds(state).some((hold) => hold.group === null) ||
    overdueOrMissing(state, now) ||
    state.conditions?.level === "stop" ||
    !state.stations.sending.open ||
    !state.stations.receiving.open ||
    !logFresh(state, "sending", now)
  );
}

/** Groups with a grant leave at the end of its window; those with GO now. By step. */
function leaving(state: LinkState, now: number): [number, number][] {
  const granted = state.live
    .map((id) => state.grants[id])
    .filter((grant) => isOpenGrant(grant, now))
    .map((grant): [number, number] => [Math.floor((grant.to - now) / STEP_MS), grant.headcount]);
  const released = state.moving
    .map((code) => state.groups[code])
    .filter((group) => group?.phase === "released")
    .map((group): [number, number] => [0, group?.headcount ?? 0]);
  return [...granted, ...released];
}

/** Adds people evenly between two moments, in steps from now; what lies in the past is lost. */
function spread(room: Float64Array, from: number, to: number, people: number): void {
  for (let step = Math.max(0, Math.floor(from)); step < Math.min(to, room.length); step++) {
    const share = (Math.min(to, step + 1) - Math.max(from, step, 0)) / (to - from);
    room[step] = (room[step] as number) + people * Math.max(0, share);
  }
}

/**
 * What the next desk offers in its horizon beyond the places it has free, per step: filling a station says nothing of how
 * many leave it. Null when it says nothing.
 */
function saidPerStep(state: LinkState, terms: Terms, now: number): number | null {
  const transitMs = terms.transitMeanMin * MINUTE_MS;
  if (state.places === null || state.places.validUntil < now) return null;
  let people = -freePlaces(state, terms);
  for (const offer of Object.values(state.offers))
    if (offer.to > now + transitMs && offer.from <= now + transitMs + OFFER_HORIZON_MS)
      people += offer.withdrawn ? offer.consumed : offer.people;
  return Math.max(0, (people * STEP_MS) / OFFER_HORIZON_MS);
}

/** Places the next desk reported as not occupied, less its reserve. Nought where places have no limit. */
function freePlaces({ places }: LinkState, { reserveShare }: Terms): number {
  if (places === null || places.total === null) return 0;
  return Math.max(0, Math.floor(places.total * (1 - reserveShare)) - places.occupied);
}

/** The most that the link carried on a day so far, per step; no limit before it has carried people on two whole days. */
function bestPerStep({ releasedOn }: LinkState, { calendar }: Terms, now: number): number {
  const today = localDay(calendar, now);
  const days = Object.entries(releasedOn).filter(([day]) => Number(day) < today);
  return days.length < 2 ? Infinity : (Math.max(...days.map(([, people]) => people)) * STEP_MS) / DAY_MS;
}

/** Whom the link carried in the last eight days and who left the next station again, per step of that time (a day at least). */
function seenPerStep(state: LinkState, terms: Terms, now: number): number {
  const today = localDay(terms.calendar, now);
  const days = Object.keys(state.releasedOn).map(Number);
  let sinceMidnight = 0;
  while (localDay(terms.calendar, now - sinceMidnight - STEP_MS) === today) sinceMidnight += STEP_MS;
  let people = 0;
  for (const day of days) people += state.releasedOn[day] ?? 0;
  for (const code of state.moving) {
    const group = state.groups[code];
    people -= group?.arrived ?? group?.departed ?? group?.headcount ?? 0;
  }
  if (state.places !== null && state.places.total !== null) people -= state.places.occupied;
  const took = Math.max(DAY_MS, sinceMidnight + (today - Math.min(today, ...days)) * DAY_MS);
  return (Math.max(0, people) * STEP_MS) / took;
}

/** Groups go whole: what is left of a quota after the last whole group is used by chance only. */
function withinQuota(room: Float64Array, state: LinkState, terms: Terms, now: number): Float64Array {
  if (terms.quotaPerDay === null) return room;
  const left = new Map<number, number>();
  const group = largestGroup(terms);
  const whole = (people: number) => (people < group ? people : Math.floor(people / group) * group);
  return room.map((people, step) => {
    const day = localDay(terms.calendar, now + step * STEP_MS);
    const free = left.get(day) ?? whole(quotaOn(terms, day) - (state.releasedOn[day] ?? 0));
    const taken = Math.max(0, Math.min(people, free));
    left.set(day, free - taken);
    return taken;
  });
}
