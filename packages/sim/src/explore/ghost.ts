import type { Body, BodyOf, Side } from "@vado/protocol";
import type { Entry } from "@vado/flow";

/**
 * What happened on a link, kept beside the law's own state by code that shares nothing with its guards and effects: the
 * valid events so far, reduced to what the invariants ask for. Sequences are those of the law's entries.
 */
export interface Ghost {
  groups: Record<string, GhostGroup>;
  grants: Record<string, GhostGrant>;
  hold: GhostHold | null;
  looks: { seq: number; time: number; stop: boolean }[];
  beats: { seq: number; time: number }[];
  /** People offered, and people of grants that were used. */
  offered: number;
  used: number;
  /** People ever counted as departed. */
  departed: number;
  placesUntil: number;
}

export type Stage = "forming" | "waiting" | "go" | "way" | "gate" | "received" | "returned" | "gone";

export interface GhostGroup {
  stage: Stage;
  version: number;
  people: number;
  ask: string;
  departed: number | null;
  arrived: number | null;
  spontaneous: boolean;
  authorised: boolean;
  askedBack: boolean;
  searching: boolean;
  returnedAt: number;
  proposal:
    | (Pick<BodyOf<"count.reconciled">, "cause" | "departed" | "arrived"> & { side: Side; stale: boolean })
    | null;
}

export interface GhostGrant {
  group: string;
  version: number;
  people: number;
  from: number;
  to: number;
  seq: number;
  end: number | null;
  used: boolean;
}

export interface GhostHold {
  group: string | null;
  seq: number;
  end: number | null;
  lifted: Record<Side, boolean>;
}

export const ghostGroup = (spontaneous = false): GhostGroup => ({
  stage: "forming",
  version: 0,
  people: 0,
  ask: "",
  departed: null,
  arrived: null,
  spontaneous,
  authorised: false,
  askedBack: false,
  searching: false,
  returnedAt: 0,
  proposal: null,
});

export function emptyGhost(): Ghost {
  return {
    groups: {},
    grants: {},
    hold: null,
    looks: [],
    beats: [],
    offered: 0,
    used: 0,
    departed: 0,
    placesUntil: 0,
  };
}

export function copyGhost(ghost: Ghost): Ghost {
  const groups: Ghost["groups"] = {};
  for (const code in ghost.groups) groups[code] = { ...(ghost.groups[code] as GhostGroup) };
  const grants: Ghost["grants"] = {};
  for (const id in ghost.grants) grants[id] = { ...(ghost.grants[id] as GhostGrant) };
  const hold = ghost.hold === null ? null : { ...ghost.hold, lifted: { ...ghost.hold.lifted } };
  return { ...ghost, groups, grants, hold, looks: [...ghost.looks], beats: [...ghost.beats] };
}

/** The grant of a group that could still be used at `time`, if there is one. */
export function openGrant(ghost: Ghost, code: string, time: number): GhostGrant | undefined {
  for (const id in ghost.grants) {
    const grant = ghost.grants[id] as GhostGrant;
    if (grant.group === code && !grant.used && grant.end === null && time <= grant.to) return grant;
  }
  return undefined;
}

/** Between GO, or a departure or arrival without it, and reception; or still searched for. */
export const isOnLink = ({ stage, searching }: GhostGroup): boolean =>
  stage === "go" || stage === "way" || stage === "gate" || searching;

/** Takes a valid event in. */
export function note(ghost: Ghost, entry: Entry): void {
  const { body, seq, time } = entry;
  if (body.type === "conditions.checked") {
    const stop = body.level === "stop";
    if (stop && ghost.looks.at(-1)?.stop === false) ghost.hold ??= holdAt(seq, null);
    ghost.looks.push({ seq, time, stop });
  } else if (body.type === "heartbeat") {
    if (entry.side === "receiving") ghost.beats.push({ seq, time });
  } else if (body.type === "slots.offered") ghost.offered += body.people;
  else if (body.type === "places.reported") ghost.placesUntil = body.validUntil;
  else if (body.type === "hold.placed") ghost.hold ??= holdAt(seq, body.group ?? null);
  else if (body.type === "hold.lifted" && ghost.hold !== null) {
    const { lifted } = ghost.hold;
    lifted[entry.side] = true;
    if (lifted.sending && lifted.receiving) ghost.hold.end ??= seq;
  } else if (body.type === "incident.handed-over") {
    for (const code in ghost.groups)
      if (body.incident === missingOf(code)) (ghost.groups[code] as GhostGroup).searching = false;
  } else if ("group" in body && typeof body.group === "string") noteGroup(ghost, entry, body.group);
}

/** The id of the incident that people of a group are missing. */
export const missingOf = (code: string): string => `${code}-missing`;

const holdAt = (seq: number, group: string | null): GhostHold => ({
  group,
  seq,
  end: null,
  lifted: { sending: false, receiving: false },
});

function noteGroup(ghost: Ghost, { body, seq, side, intent, at }: Entry, code: string): void {
  const group = (ghost.groups[code] ??= ghostGroup(body.type === "arrival.spontaneous"));
  switch (body.type) {
    case "group.ready":
    case "group.amended":
      endGrants(ghost, code, seq);
      Object.assign(group, { stage: "waiting", version: body.version, people: body.headcount, ask: intent });
      break;
    case "slot.granted":
      ghost.grants[body.grant] = {
        group: code,
        version: body.version,
        people: body.headcount,
        from: body.from,
        to: body.to,
        seq,
        end: null,
        used: false,
      };
      break;
    case "grant.revoke-asked":
      group.askedBack = true;
      break;
    case "grant.revoke-accepted":
      endGrants(ghost, code, seq);
      break;
    case "group.released":
      noteRelease(ghost, group, body);
      break;
    case "group.withdrawn":
    case "group.dispersed":
      endGrants(ghost, code, seq);
      group.stage = "gone";
      break;
    case "group.received":
      group.stage = "received";
      break;
    case "count.reconciled":
      if (body.answers === undefined)
        group.proposal = { side, cause: body.cause, departed: body.departed, arrived: body.arrived, stale: false };
      else Object.assign(group, { stage: "received", proposal: null, searching: body.cause === "missing" });
      break;
    default:
      noteFact(ghost, group, body, seq, at);
  }
}

function noteRelease(ghost: Ghost, group: GhostGroup, body: BodyOf<"group.released">): void {
  const grant = ghost.grants[body.grant];
  if (grant !== undefined) grant.used = true;
  ghost.used += body.headcount;
  group.authorised = true;
  if (group.stage === "waiting") group.stage = "go";
}

/** People move, whatever anybody allowed. */
function noteFact(ghost: Ghost, group: GhostGroup, body: Body, seq: number, at: number): void {
  if (body.type === "group.returned") {
    if (group.stage !== "go" && group.stage !== "way") return;
    if (group.departed === null) ghost.departed += group.departed = body.headcount;
    group.stage = "returned";
    group.returnedAt = at;
  } else if (body.type === "group.departed") {
    const again = group.stage === "returned" && at > group.returnedAt;
    if (group.stage === "received" || (group.departed !== null && !again)) return;
    if (group.arrived === null) endGrants(ghost, body.group, seq);
    if (group.stage !== "go" && group.arrived === null) group.authorised = false;
    if (group.proposal !== null) group.proposal = { ...group.proposal, stale: true };
    group.departed = body.headcount;
    ghost.departed += body.headcount;
    group.stage = group.arrived === null ? "way" : "gate";
  } else if (body.type === "group.arrived" || body.type === "arrival.spontaneous") {
    if (group.arrived !== null) return;
    if (group.stage !== "go" && group.stage !== "way") {
      // Who came back had no GO for a second way; their grant was used.
      if (group.stage !== "returned") endGrants(ghost, body.group, seq);
      group.authorised = false;
    }
    group.arrived = body.headcount;
    if (group.spontaneous) group.people = body.headcount;
    group.stage = "gate";
  }
}

function endGrants(ghost: Ghost, code: string, seq: number): void {
  for (const id in ghost.grants) {
    const grant = ghost.grants[id] as GhostGrant;
    if (grant.group === code && !grant.used) grant.end ??= seq;
  }
}
