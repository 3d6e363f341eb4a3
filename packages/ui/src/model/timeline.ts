import type { Grant, Group, LinkState } from "@vado/flow";
import { MINUTE_MS, isOverdue, overdueAfterMs } from "@vado/flow";
import { rowOf, type OfferRow } from "./places.ts";

/** The link's slots over time: what is offered, who goes when, who went. */

/**
 * A stretch of a group's way, ms. *window*: may be released; *called*: GO given, not yet left; *transit*: on the way; *gate*:
 * at the gate; `predicted` where it lies ahead of what is known.
 */
export interface Stretch {
  readonly kind: "window" | "called" | "transit" | "gate";
  readonly from: number;
  readonly to: number;
  readonly predicted: boolean;
}

export interface TimelineGroup {
  readonly code: string;
  readonly people: number;
  readonly stretches: readonly Stretch[];
  /** Lane from the top: groups that touch in time are in different lanes. */
  readonly lane: number;
  readonly state: "granted" | "moving" | "overdue" | "mismatch" | "ended" | "lapsed";
}

export interface Timeline {
  readonly offers: readonly OfferRow[];
  readonly groups: readonly TimelineGroup[];
  readonly lanes: number;
}

/** Room between two groups in one lane, so that their names do not touch. */
const GAP_MS = 6 * MINUTE_MS;
/** A name stands behind its bars and needs about this much room at the scale of a screen. */
const NAME_MS = 38 * MINUTE_MS;

/** Offers and movements that touch `from`–`to`, laid out in lanes. */
export function slotsTimeline(state: Readonly<LinkState>, from: number, to: number, now: number): Timeline {
  const offers = Object.values(state.offers)
    .filter((offer) => offer.to > from && offer.from < to && !(offer.withdrawn && offer.consumed === 0))
    .map(rowOf)
    .toSorted((a, b) => a.from - b.from);
  const drawn = Object.values(state.groups)
    .map((group) => ({ group, stretches: stretchesOf(state, group, now) }))
    .filter(({ stretches }) => stretches.some((one) => one.to > from && one.from < to))
    .toSorted((a, b) => rank(a.group) - rank(b.group) || begin(a.stretches) - begin(b.stretches));
  const lanes: [number, number][][] = [];
  const groups = drawn.map(({ group, stretches }): TimelineGroup => {
    const lane = takeLane(lanes, begin(stretches), Math.max(...stretches.map((one) => one.to)) + NAME_MS + GAP_MS);
    const people = group.arrived ?? group.departed ?? group.headcount;
    return { code: group.code, people, stretches, lane, state: standing(state, group, now) };
  });
  return { offers, groups, lanes: lanes.length };
}

/** Who goes or is about to go takes the upper lanes; who went, the newest first, what is left. */
const rank = (group: Group): number => (group.endedAt === null ? 0 : 1e15 - group.endedAt);

/** The first lane that is free from `start` to `end`, taken. */
function takeLane(lanes: [number, number][][], start: number, end: number): number {
  const free = lanes.findIndex((taken) => taken.every(([from, to]) => end <= from || to <= start));
  const lane = free === -1 ? lanes.push([]) - 1 : free;
  lanes[lane]?.push([start, end]);
  return lane;
}

const begin = (stretches: readonly Stretch[]): number => Math.min(...stretches.map((one) => one.from));

function standing(state: Readonly<LinkState>, group: Group, now: number): TimelineGroup["state"] {
  if (group.endedAt !== null) return "ended";
  if (isOverdue(state, group, now)) return "overdue";
  if (group.phase === "mismatch") return "mismatch";
  if (group.phase !== "granted" && group.phase !== "confirmed") return "moving";
  return (state.grants[group.grant ?? ""]?.to ?? 0) < now ? "lapsed" : "granted";
}

function stretchesOf(state: Readonly<LinkState>, group: Group, now: number): Stretch[] {
  const grant = state.grants[group.grant ?? ""];
  const stretches: Stretch[] = [];
  const transitMs = (state.agreement?.terms.transitMeanMin ?? 0) * MINUTE_MS;
  if (grant !== undefined) stretches.push({ kind: "window", from: grant.from, to: grant.to, predicted: false });
  if (grant !== undefined && (group.phase === "granted" || group.phase === "confirmed"))
    return [...stretches, ...ahead(grant, transitMs, now)];
  const left = group.departedAt;
  if (group.releasedAt !== null && (left === null || left > group.releasedAt))
    stretches.push({ kind: "called", from: group.releasedAt, to: left ?? group.endedAt ?? now, predicted: false });
  if (left !== null) {
    const arrived = group.arrivedAt ?? group.endedAt;
    stretches.push({ kind: "transit", from: left, to: Math.max(left, arrived ?? now), predicted: false });
    if (arrived === null && now < left + transitMs)
      stretches.push({ kind: "transit", from: now, to: left + transitMs, predicted: true });
  }
  if (group.arrivedAt !== null)
    stretches.push({ kind: "gate", from: group.arrivedAt, to: group.endedAt ?? now, predicted: false });
  return stretches;
}

/** A granted group is expected to leave as its window's own time says, and to arrive a mean transit later. */
function ahead(grant: Grant, transitMs: number, now: number): Stretch[] {
  if (grant.to < now) return [];
  const leaves = Math.max(now, grant.from);
  return [{ kind: "transit", from: leaves, to: leaves + transitMs, predicted: true }];
}

/** When a group in transit becomes overdue, ms; null when it is not in transit. */
export function overdueAt(state: Readonly<LinkState>, group: Group): number | null {
  if (group.phase !== "inTransit" || group.departedAt === null || state.agreement === null) return null;
  return group.departedAt + overdueAfterMs(state.agreement.terms);
}
