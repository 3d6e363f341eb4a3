import type { BodyOf } from "@vado/protocol";
import type { Entry, LinkState } from "@vado/flow";
import { isOnLink, openGrant, type Ghost, type GhostGrant, type GhostGroup } from "./ghost.ts";
import { MINUTE, OFFERED, TERMS, type World } from "./world.ts";

/** What an invariant says against an event, as a sentence that begins with its name; null when all hold. */
export type Breach = string | null;

/** Asked of a valid event before the ghost has noted it. */
export function breachOf(ghost: Ghost, entry: Entry): Breach {
  const { body, time } = entry;
  switch (body.type) {
    case "group.released":
      return released(ghost, entry as Entry<BodyOf<"group.released">>);
    case "slot.granted":
      return granted(ghost, entry as Entry<BodyOf<"slot.granted">>);
    case "slots.offered":
      if (body.people + body.projected > 270) return "S3 more is offered than the places leave free";
      return time > ghost.placesUntil ? "S8 an offer on stale places" : null;
    case "group.deferred":
    case "group.declined":
      return answersLatest(ghost, body);
    case "slot.confirmed":
      return openGrant(ghost, body.group, time) === ghost.grants[body.grant] ? null : "S9 it reads back another grant";
    case "hold.lifted":
      if (ghost.hold?.lifted[entry.side] === true) return "S7 a side lifts twice";
      return clear(ghost, time, Infinity) ? null : "S10 a hold is lifted in the dark";
    case "grant.revoke-accepted":
      return entry.side === "sending" ? null : "S7 a side accepts what it asked itself";
    case "count.reconciled":
      return reconciled(ghost, entry as Entry<BodyOf<"count.reconciled">>);
    default:
      return null;
  }
}

function answersLatest(ghost: Ghost, body: { group: string; version: number; answers: string }): Breach {
  const group = ghost.groups[body.group];
  return group?.version === body.version && group.ask === body.answers ? null : "S9 it answers an older version";
}

/** Whether the last look at the conditions up to `seq` was young enough at `time`, and allowed movement. */
function clear(ghost: Ghost, time: number, seq: number): boolean {
  const look = ghost.looks.findLast((one) => one.seq <= seq);
  return look !== undefined && !look.stop && time - look.time <= TERMS.conditionsValidMin * MINUTE;
}

function granted(ghost: Ghost, { body, time }: Entry<BodyOf<"slot.granted">>): Breach {
  if (openGrant(ghost, body.group, time) !== undefined) return "S2 the group has an open grant";
  const stage = ghost.groups[body.group]?.stage;
  if (stage !== "waiting") return `S1 a grant for a group that is ${stage}`;
  let taken = ghost.used + body.headcount;
  for (const id in ghost.grants) {
    const other = ghost.grants[id] as GhostGrant;
    if (!other.used && other.end === null && time <= other.to) taken += other.people;
    if (!other.used && other.end === null && time <= other.to) return "S4 another group holds a grant";
  }
  if (taken > OFFERED) return "S3 more people granted than offered";
  if (time > ghost.placesUntil) return "S8 a grant on stale places";
  for (const code in ghost.groups)
    if (isOnLink(ghost.groups[code] as GhostGroup)) return "S4 a grant beside a group on the link";
  return answersLatest(ghost, body);
}

function released(ghost: Ghost, { body, time, side }: Entry<BodyOf<"group.released">>): Breach {
  const { acted } = body;
  const seq = acted?.seq ?? Infinity;
  const at = acted?.deviceTime ?? time;
  const grant = ghost.grants[body.grant];
  const group = ghost.groups[body.group];
  if (grant === undefined || group === undefined || grant.seq > seq) return "S1 released without a grant";
  if (side !== "sending" || grant.group !== body.group) return "S1 the grant is another group's";
  if (grant.used) return "S2 the grant was used before";
  if (grant.end !== null && grant.end <= seq) return "S1 the grant was over";
  if (at < grant.from || at > grant.to) return "S1 outside the window";
  if (grant.version !== body.version || body.headcount > grant.people) return "S1 another version or more people";
  if (acted === undefined && group.version !== body.version) return "S9 released as an older version";
  if (group.authorised) return "S2 the group was let go before";
  if (ghost.used + body.headcount > OFFERED) return "S3 more people let go than offered";
  const { hold } = ghost;
  if (
    hold !== null &&
    hold.seq <= seq &&
    (hold.end === null || hold.end > seq) &&
    (hold.group ?? body.group) === body.group
  )
    return "S6 a hold stands";
  if (!clear(ghost, at, seq)) return "S10 the conditions were not looked at, or forbid it";
  const beat = ghost.beats.findLast((one) => one.seq <= seq);
  if (beat === undefined || at - beat.time > TERMS.logFreshS * 1_000) return "S8 the other side was not heard";
  return blocked(ghost, body.group, acted !== undefined);
}

/** S4, absolute. A phone offline cannot know of people who left without GO; those let go are kept out by closing. */
function blocked(ghost: Ghost, code: string, offline: boolean): Breach {
  // A GO that comes after its people left or came puts nobody on the link.
  const own = ghost.groups[code];
  if (own !== undefined && (own.departed !== null || own.arrived !== null)) return null;
  for (const other in ghost.groups) {
    const group = ghost.groups[other] as GhostGroup;
    if (other !== code && isOnLink(group) && (!offline || group.authorised)) return "S4 another group is on the link";
  }
  return null;
}

function reconciled(ghost: Ghost, { body, side }: Entry<BodyOf<"count.reconciled">>): Breach {
  if (body.answers === undefined) return null;
  const group = ghost.groups[body.group];
  const proposal = group?.proposal ?? null;
  if (group === undefined || proposal === null) return "S9 it agrees to nothing";
  if (proposal.side === side) return "S7 a side accepts its own proposal";
  if (proposal.cause !== body.cause) return "S9 it agrees to another cause";
  return group.departed === body.departed && group.arrived === body.arrived ? null : "S9 it agrees to older counts";
}

/** Asked of what became of every entry, void or not. */
export function breachAfter(before: World, after: World, entry: Entry, voidedBy: string | null): Breach {
  const { body } = entry;
  const { law, ghost } = after;
  if (voidedBy !== null && STOPS.has(body.type)) return `S6 a stop is refused (${voidedBy})`;
  if (body.type === "group.arrived" || body.type === "arrival.spontaneous") {
    if (voidedBy !== null) return `H1 an arrival is refused (${voidedBy})`;
    if (law.groups[body.group]?.arrived == null) return "H1 an arrival is not counted";
  }
  for (const id in law.holds)
    if (law.holds[id]?.endedSeq !== null && ghost.hold?.end === null)
      return before.tick === after.tick ? "S6 a hold ends before both sides lift it" : "S5 time ends a hold";
  if (ghost.hold !== null && ghost.hold.end === null && Object.keys(law.holds).length === 0)
    return "S10 a worse look holds nothing";
  return (
    queueKept(before.law, law, ghost) ??
    (before.tick < after.tick ? silence(before.law, law) : null) ??
    balance(before, after)
  );
}

/** Never refused. */
const STOPS: ReadonlySet<string> = new Set(["hold.placed", "incident.opened"]);
const WAITING: ReadonlySet<string> = new Set(["ready", "deferred", "declined", "granted", "confirmed"]);

/** H5. Who waits goes on waiting, since when they did. */
function queueKept(before: LinkState, law: LinkState, ghost: Ghost): Breach {
  for (const code in ghost.groups) {
    const group = law.groups[code];
    if (ghost.groups[code]?.stage === "waiting" && (group === undefined || !WAITING.has(group.phase)))
      return `H5 a group that waits is ${group?.phase}`;
    const since = before.groups[code]?.readySince ?? null;
    if (since !== null && group?.readySince !== since) return "H5 a group waits since another time";
  }
  return null;
}

/** S5. Time alone makes no grant, confirmation, GO or end of a hold. */
function silence(before: LinkState, law: LinkState): Breach {
  for (const code in law.groups) {
    const was = before.groups[code]?.phase;
    const is = law.groups[code]?.phase;
    if (was !== is && !(is === "ready" && (was === "granted" || was === "confirmed")))
      return `S5 time makes ${was} ${is}`;
  }
  return Object.keys(law.grants).length > Object.keys(before.grants).length ? "S5 time makes a grant" : null;
}

/** C1, the people on the way and at the gate taken from the ghost: by what this event changes, since totals are no part of a world. */
function balance(before: World, after: World): Breach {
  const was = people(before);
  const is = people(after);
  if (is.off !== was.off) return `C1 ${is.off - was.off} people too many have come`;
  if (is.received !== was.received) return `C1 ${is.received - was.received} people too many were received`;
  return is.departed === was.departed ? null : `C1 ${is.departed - was.departed} people too many departed`;
}

function people({ law: { totals: t }, ghost }: World): { off: number; received: number; departed: number } {
  let way = 0;
  let gate = 0;
  let received = 0;
  for (const code in ghost.groups) {
    const { stage, spontaneous, departed, arrived } = ghost.groups[code] as GhostGroup;
    if (stage === "way") way += departed ?? 0;
    else if (stage === "gate") gate += (spontaneous ? arrived : (departed ?? arrived)) ?? 0;
    else if (stage === "received") received += arrived ?? 0;
  }
  const came = t.departed + t.undeclared + t.spontaneous + t.miscount;
  const are = t.received + gate + way + t.returned + t.diverted + t.missing + t.left + t.medical - t.joined;
  return { off: came - are, received: t.received - received, departed: t.departed - ghost.departed };
}
