import type { Body, Needs, Side, Terms, Units } from "@vado/protocol";

/**
 * The state of one link, the same on every device that has folded the same log. Plain JSON: a snapshot is its text.
 * Only `fold` changes it. Times are the relay's ordering time in ms unless a name says otherwise.
 */
export interface LinkState {
  link: string;
  /** The last folded sequence and its ordering time. */
  seq: number;
  time: number;
  agreement: InForce | null;
  /** Signed by both sides, in force later. Ascending by `from`. */
  agreed: InForce[];
  proposals: Record<string, Proposal>;
  stations: Record<Side, StationState>;
  places: PlacesState | null;
  groups: Record<string, Group>;
  offers: Record<string, Offer>;
  grants: Record<string, Grant>;
  holds: Record<string, Hold>;
  incidents: Record<string, Incident>;
  conditions: Look | null;
  trail: Trail;
  /** Grants whose slot and block are reserved and which have not become a movement: open or closing. */
  live: string[];
  /** Groups between release and received, and those whose search is not handed over. */
  moving: string[];
  /** Codes of groups whose handover ended, oldest first, forgotten after `FORGET_MS`. */
  ended: { group: string; time: number }[];
  /** Valid releases and unauthorised departures of the last hour, oldest first. */
  releases: { time: number; people: number }[];
  /** The same per local calendar day (key: days since 1970 of local time), last eight days. */
  releasedOn: Record<string, number>;
  devices: Record<string, DeviceState>;
  /** Until when a device is on its side's roster; a device that was never put on it is not bound by it. */
  roster: Record<string, number>;
  /** Until when a field device may give GO, or until when it might; a device it was never delegated to is absent. */
  delegated: Record<string, number>;
  /** Ordering time of the last heartbeat of each side. */
  heard: Record<Side, number | null>;
  /** The same of the last one that was not late: a heartbeat held back on its way is no sign of life (S8). */
  alive: Record<Side, number | null>;
  totals: Totals;
  alarms: Record<string, number>;
  /** From when a waiting group may call for an alarm; 0 when that has to be looked up again. */
  alertAt: number;
  /** The drill that is running: a link of its own beside this one. */
  drill: Drill | null;
  overrides: number;
  voided: number;
}

/** How that stood at earlier sequences by which a release made offline is judged. Oldest first. */
export interface Trail {
  looks: (Look & { seq: number })[];
  /** Signs of life of the receiving side. */
  alive: { seq: number; time: number }[];
  /** Openings and closings of the receiving station. */
  stations: { seq: number; time: number; open: boolean }[];
  /** Until when a device's shift lasts, and until when a field device may give GO. */
  shifts: Until[];
  delegations: Until[];
}
export interface Until {
  seq: number;
  time: number;
  device: string;
  until: number;
}

/** A look at the conditions: how they were, as of when, and whose look it was. */
export interface Look {
  level: "good" | "caution" | "stop";
  time: number;
  side: Side;
}

/** A drill, and the link as it is played. */
export interface Drill {
  event: string;
  side: Side;
  until: number;
  state: LinkState;
}

export interface InForce {
  version: number;
  terms: Terms;
  from: number;
}

export interface Proposal {
  version: number;
  terms: Terms;
  validFrom: number;
  event: string;
  signed: Record<Side, boolean>;
}

export interface StationState {
  station: string | null;
  open: boolean;
  /** Sequence of its last opening or closing. */
  seq: number;
}

export interface PlacesState {
  total: number | null;
  occupied: number;
  reserved: number;
  asOf: number;
  validUntil: number;
  seq: number;
}

/** The stored states of domain.md's table; *lapsed* and *overdue* are functions of state and time (`derived.ts`). */
export type GroupPhase =
  | "forming"
  | "ready"
  | "deferred"
  | "declined"
  | "granted"
  | "confirmed"
  | "released"
  | "inTransit"
  | "arrived"
  | "mismatch"
  | "received"
  | "withdrawn"
  | "dispersed"
  | "returned"
  | "diverted";

export interface Group {
  code: string;
  phase: GroupPhase;
  version: number;
  headcount: number;
  units: Units;
  needs: Needs;
  openedAt: number;
  /** When its people became ready; never changes (H5). Null while forming. */
  readySince: number | null;
  /** Its `group.opened`, if there was one. */
  openedEvent: string | null;
  /** The latest `group.ready` or `group.amended`, which every answer must name (S9). */
  readyEvent: string | null;
  /** From when an answer is due, and the next time promised to the people (L1). */
  askedAt: number;
  nextUpdateAt: number | null;
  /** The grant it goes under, while granted, confirmed, released or moving. */
  grant: string | null;
  /** Whether its movement stands on a valid release. */
  authorised: boolean;
  spontaneous: boolean;
  called: boolean;
  releasedAt: number | null;
  /** People let go. */
  released: number | null;
  departed: number | null;
  /** The device's own time of departure, never later than its ordering time. */
  departedAt: number | null;
  arrived: number | null;
  arrivedAt: number | null;
  /** The device's own time of its return. */
  returnedAt: number | null;
  endedAt: number | null;
  overdueSeen: boolean;
  reconcile: { side: Side; event: string; cause: Cause; departed: number | null; arrived: number } | null;
  /** What both sides said a difference of its counts came from. */
  cause: Cause | null;
  /** A count that one side holds to be another than the one that stands. */
  correction: Correction | null;
  /** The other station one side proposes for it while it is on its way. */
  diversion: { side: Side; event: string; station: string; grant: string; headcount: number } | null;
  /** Its children who travel alone were referred (H7). */
  referred: boolean;
  /** Rules a supervisor has set aside for it. */
  setAside: string[];
  /** How often a later group was granted before it (H4). */
  overtaken: number;
  /** How far its overdue answer has gone up (L2), and the longest stay told (H6), in hours. */
  escalated: number;
  stayed: number;
}

export interface Correction {
  side: Side;
  event: string;
  point: "departure" | "arrival";
  headcount: number;
}

export type Cause = Extract<Body, { type: "count.reconciled" }>["cause"];

export interface Offer {
  id: string;
  from: number;
  to: number;
  people: number;
  /** People of grants that took from it and did not give back. */
  consumed: number;
  withdrawn: boolean;
  seq: number;
}

export interface Grant {
  id: string;
  group: string;
  version: number;
  headcount: number;
  offer: string;
  from: number;
  to: number;
  seq: number;
  /** Ordering time of the grant, and of its confirmation. */
  time: number;
  confirmedAt: number | null;
  revokeAsked: string | null;
  /** From which sequence no child of the group travels alone without a referral (H7); null while one would. */
  referredSeq: number | null;
  /** Whose referral that was, when it came after the grant. */
  referredBy: string | null;
  /** Sequence of the release that used it up (S2). */
  usedSeq: number | null;
  /** Since when it can no longer be released, and why; it stays live until it is closed. */
  ended: { seq: number; why: "lapsed" | "amended" | "withdrawn" | "revoked" | "departed" } | null;
}

export interface Hold {
  id: string;
  group: string | null;
  side: Side;
  /** Placed by somebody, or by a worse look at the conditions (S10). */
  by: "person" | "conditions";
  placedSeq: number;
  placedAt: number;
  lifted: Record<Side, boolean>;
  endedSeq: number | null;
}

export interface Incident {
  id: string;
  kind: string;
  group: string | null;
  open: boolean;
  handedOver: boolean;
}

export interface DeviceState {
  side: Side;
  role: string;
  /** The highest `seen.seq` of anything it sent. */
  seen: number;
  time: number;
}

/** The terms of C1, people. */
export interface Totals {
  departed: number;
  /** Arrived without a departure ever being counted (joins the left side of C1). */
  undeclared: number;
  spontaneous: number;
  miscount: number;
  received: number;
  returned: number;
  diverted: number;
  missing: number;
  left: number;
  medical: number;
  joined: number;
  /** People who left by choice before they were let go; no part of C1. */
  dispersed: number;
  /** Times that a group was overtaken (H4). */
  overtaken: number;
  /** Groups. */
  groups: number;
  grants: number;
  holds: number;
}

/** How long an ended group stays known, so that late facts find it. */
export const FORGET_MS = 48 * 3_600_000;

/** The state before the first event. */
export function emptyState(link: string): LinkState {
  return {
    link,
    seq: 0,
    time: 0,
    agreement: null,
    agreed: [],
    proposals: {},
    stations: {
      sending: { station: null, open: false, seq: 0 },
      receiving: { station: null, open: false, seq: 0 },
    },
    places: null,
    groups: {},
    offers: {},
    grants: {},
    holds: {},
    incidents: {},
    conditions: null,
    trail: { looks: [], alive: [], stations: [], shifts: [], delegations: [] },
    live: [],
    moving: [],
    ended: [],
    releases: [],
    releasedOn: {},
    devices: {},
    roster: {},
    delegated: {},
    heard: { sending: null, receiving: null },
    alive: { sending: null, receiving: null },
    totals: {
      departed: 0,
      undeclared: 0,
      spontaneous: 0,
      miscount: 0,
      received: 0,
      returned: 0,
      diverted: 0,
      missing: 0,
      left: 0,
      medical: 0,
      joined: 0,
      dispersed: 0,
      overtaken: 0,
      groups: 0,
      grants: 0,
      holds: 0,
    },
    alarms: {},
    alertAt: 0,
    drill: null,
    overrides: 0,
    voided: 0,
  };
}
