import type { Body, EventId, GroupCode, Role, Side, StationId, Terms } from "@vado/protocol";
import { emptyState, fold, type Entry, type LinkState } from "@vado/flow";
import { copyGhost, emptyGhost, note, type Ghost } from "./ghost.ts";

/** One link as the exploration sees it: the law's state, the ghost beside it, and what of the bounds is left. */
export interface World {
  law: LinkState;
  ghost: Ghost;
  tick: number;
  /** The sequence at which each tick began, as far as a GO given offline may still refer to it. */
  began: number[];
  left: Left;
  /** People of the first group that the first of two links has received; null before that, and where there is one link only. */
  came: number | null;
  /** Whether this is the second of two links, over which they go on. */
  onward: boolean;
}

/** What may still happen once, or a bounded number of times, on the link. */
export interface Left {
  /** Holds, a stop of the conditions among them. */
  hold: number;
  /** Facts that nothing led up to. */
  odd: number;
  /** Counts that differ from what was counted before. */
  differ: number;
  /** Unannounced arrivals. */
  spontaneous: number;
}

export interface Bounds {
  /** Groups that are opened on the link. */
  readonly groups: number;
  readonly ticks: number;
  readonly left: Left;
  /** Whether GO may be given offline, at any prefix the phone had. */
  readonly offline: boolean;
  /** Whether the other side may stay silent for a tick. */
  readonly silence: boolean;
  /** Whether groups are deferred and declined. */
  readonly answers: boolean;
}

export const MINUTE = 60_000;
const T0 = Date.UTC(2023, 10, 15, 16, 0);
/** A granted window is open in its tick and the next, closing in the third, closed in the fourth. */
export const TICK = 12 * MINUTE;
export const timeOf = (tick: number): number => T0 + tick * TICK;

export const CODES = ["AAAAAAAA", "BBBBBBBB", "CCCCCCCC"] as unknown as readonly GroupCode[];
export const UNANNOUNCED = "XXXXXXXX" as unknown as GroupCode;
/**
 * People of a group, by version. Two groups as they were fit the offer, and one amended; two amended ones do not. The first group
 * of a second link is who came over the first; amended, one of them stays.
 */
export function peopleOf({ came, onward }: World, code: string, version: number): number {
  if (onward && code === CODES[0]) return (came ?? 3) - (version === 2 ? 1 : 0);
  return version === 2 ? 4 : 3;
}
export const OFFERED = 7;

export const TERMS: Terms = {
  legalBasis: "memorandum",
  mode: "bridge",
  block: { kind: "absolute" },
  ratePerHour: null,
  quotaPerDay: null,
  quotaDays: [],
  calendar: { timezone: "UTC", offsets: [{ from: 0, minutes: 0 }] },
  groupMax: 10,
  vehicleSeats: null,
  transitMeanMin: 2,
  transitSdMin: 1,
  answerMin: 15,
  windowBeforeMin: 5,
  windowAfterMin: 15,
  slotPeriodMin: 15,
  reserveShare: 0.1,
  conditionsValidMin: 13,
  heartbeatS: 30,
  logFreshS: 120,
  ackIdleS: 600,
  clockSkewMaxS: 120,
  offlineMaxMin: 13,
  order: "since",
};

export interface Officer {
  readonly device: string;
  readonly side: Side;
  readonly role: Role;
}
export const WHO = {
  sendingDuty: { device: "sd", side: "sending", role: "duty" },
  sendingField: { device: "sf", side: "sending", role: "field" },
  receivingDuty: { device: "rd", side: "receiving", role: "duty" },
  receivingField: { device: "rf", side: "receiving", role: "field" },
} as const satisfies Record<string, Officer>;

export const asId = (text: string): EventId => text as unknown as EventId;

/** An event in its place at the end of the log. */
export function entryOf(world: World, who: Officer, intent: string, body: Body, seen?: number): Entry {
  const time = timeOf(world.tick);
  return {
    seq: world.law.seq + 1,
    time,
    device: who.device,
    side: who.side,
    role: who.role,
    seen: seen ?? world.law.devices[who.device]?.seen ?? 0,
    intent,
    at: time,
    body,
  };
}

/** Terms in force, stations open, places known until the last tick, GO in the field officer's hands, groups forming. */
export function begin({ groups, ticks, left }: Bounds, terms: Partial<Terms> = {}): World {
  const world: World = {
    law: emptyState("L"),
    ghost: emptyGhost(),
    tick: 0,
    began: [0],
    left: { ...left },
    came: null,
    onward: false,
  };
  const say = (who: Officer, intent: string, body: Body) => {
    const entry = entryOf(world, who, intent, body);
    const { voidedBy } = fold(world.law, entry);
    if (voidedBy !== null) throw new Error(`the beginning is void: ${body.type} ${voidedBy}`);
    note(world.ghost, entry);
  };
  const { sendingDuty, sendingField, receivingDuty, receivingField } = WHO;
  say(sendingDuty, "s", { type: "station.opened", station: "A" as unknown as StationId });
  say(receivingDuty, "r", { type: "station.opened", station: "B" as unknown as StationId });
  say(sendingDuty, "terms", {
    type: "agreement.proposed",
    version: 1,
    terms: { ...TERMS, ...terms },
    validFrom: 0,
  });
  for (const who of [sendingDuty, receivingDuty])
    say(who, "sign", { type: "agreement.signed", version: 1, answers: asId("terms") });
  say(sendingField, "look", { type: "conditions.checked", level: "good" });
  say(receivingField, "ack", { type: "ack", heads: [] } as unknown as Body);
  const until = timeOf(0) + 12 * 60 * MINUTE;
  say(sendingDuty, "go", { type: "roster.delegated", device: sendingField.device as never, until });
  say(receivingDuty, "places", {
    type: "places.reported",
    total: 300,
    occupied: 100,
    reserved: 0,
    asOf: timeOf(0),
    validUntil: timeOf(ticks - 1) - MINUTE,
  });
  for (const code of CODES.slice(0, groups)) say(sendingField, "opened", { type: "group.opened", group: code });
  say(receivingDuty, "beat", { type: "heartbeat", heads: [] });
  return world;
}

/** A copy that may be changed: whatever no event of the menu touches is shared. */
export function copyWorld({ law, ghost, tick, began, left, came, onward }: World): World {
  const holds: LinkState["holds"] = {};
  for (const id in law.holds) {
    const hold = law.holds[id] as LinkState["holds"][string];
    holds[id] = { ...hold, lifted: { ...hold.lifted } };
  }
  const copy: LinkState = {
    ...law,
    groups: each(law.groups),
    offers: each(law.offers),
    grants: each(law.grants),
    holds,
    incidents: each(law.incidents),
    // What stands since the beginning is replaced by the law, never changed in place.
    trail: { ...law.trail, looks: [...law.trail.looks], alive: [...law.trail.alive] },
    live: [...law.live],
    moving: [...law.moving],
    ended: [...law.ended],
    releases: [...law.releases],
    releasedOn: { ...law.releasedOn },
    devices: each(law.devices),
    heard: { ...law.heard },
    alive: { ...law.alive },
    totals: { ...law.totals },
    alarms: { ...law.alarms },
  };
  return { law: copy, ghost: copyGhost(ghost), tick, began: [...began], left: { ...left }, came, onward };
}

function each<T extends object>(record: Record<string, T>): Record<string, T> {
  const copy: Record<string, T> = {};
  for (const key in record) copy[key] = { ...(record[key] as T) };
  return copy;
}
