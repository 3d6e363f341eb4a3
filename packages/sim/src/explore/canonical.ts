import { FORGET_MS, type Grant, type Group, type LinkState } from "@vado/flow";
import type { Ghost, GhostGroup } from "./ghost.ts";
import { CODES, MINUTE, TERMS, UNANNOUNCED, timeOf, type World } from "./world.ts";

/**
 * Worlds that no event can tell apart are one world. Sequences keep their order and lose their size, and all of them are 0 when no
 * grant is left that a GO may refer to; what only screens, alarms, rates and forgetting ask for is dropped; groups may change
 * their names.
 */
export function reduce(world: World): void {
  const { law, ghost, tick } = world;
  dropGrants(world);
  for (const code in law.groups) {
    reduceGroup(law.groups[code] as Group, tick);
    const group = ghost.groups[code];
    if (group !== undefined) settle(world, code, group);
  }
  law.alarms = {};
  law.ended = [];
  law.releases = [];
  law.releasedOn = {};
  law.alertAt = timeOf(0) + FORGET_MS;
  law.heard = { sending: null, receiving: null };
  law.alive.sending = null;
  law.voided = 0;
  if (law.conditions !== null)
    law.conditions = { ...law.conditions, time: Math.max(law.conditions.time, timeOf(tick - 2)) };
  if ((law.alive.receiving ?? 0) < timeOf(tick)) law.alive.receiving = null;
  rank(world);
}

/** On the way and after it, what a group was granted as is over, unless a GO may still come for it. */
function settle({ law, ghost, tick }: World, code: string, known: GhostGroup): void {
  known.returnedAt = known.stage === "returned" ? Math.max(known.returnedAt, timeOf(tick - 1)) : 0;
  if (known.stage === "forming" || known.stage === "waiting" || known.stage === "go") return;
  const group = law.groups[code] as Group;
  for (const id in law.grants)
    if (law.grants[id]?.group === code) {
      if (law.grants[id]?.usedSeq === null) return;
      delete law.grants[id];
      delete ghost.grants[id];
      group.grant = null;
    }
  group.version = group.headcount = known.version = known.people = 0;
  if (known.stage === "received" && !known.searching) {
    known.departed = known.arrived = group.departed = group.arrived = 0;
    known.authorised = group.authorised = known.spontaneous = group.spontaneous = false;
    group.released = group.releasedAt = 0;
    if (group.releasedAt !== null && group.releasedAt > 0)
      group.releasedAt = Math.max(group.releasedAt, timeOf(tick - 2));
    known.askedBack = false;
  }
}

/** Whether some GO may still be judged by this grant. */
function matters(law: LinkState, grant: Grant): boolean {
  if (law.live.includes(grant.id)) return true;
  return (
    grant.usedSeq === null &&
    grant.ended?.why === "departed" &&
    law.groups[grant.group]?.releasedAt == null &&
    law.time <= grant.to + TERMS.offlineMaxMin * MINUTE
  );
}

function dropGrants({ law, ghost }: World): void {
  for (const id in law.grants) {
    const grant = law.grants[id] as Grant;
    if (matters(law, grant)) continue;
    const group = law.groups[grant.group];
    if (group?.grant === id && group.endedAt === null) continue;
    if (group?.grant === id) group.grant = null;
    delete law.grants[id];
    delete ghost.grants[id];
  }
}

function reduceGroup(group: Group, tick: number): void {
  const ended = group.endedAt !== null;
  group.openedAt = group.askedAt = 0;
  if (group.readySince !== null) group.readySince = timeOf(0);
  group.nextUpdateAt = null;
  if (group.arrivedAt !== null) group.arrivedAt = 0;
  if (ended) group.endedAt = timeOf(0);
  if (group.releasedAt !== null && (ended || group.departedAt !== null || group.arrived !== null)) group.releasedAt = 0;
  if (group.departedAt !== null)
    group.departedAt = group.phase === "inTransit" ? Math.max(group.departedAt, timeOf(tick - 2)) : 0;
  if (group.returnedAt !== null)
    group.returnedAt = group.phase === "returned" ? Math.max(group.returnedAt, timeOf(tick - 1)) : 0;
  group.overdueSeen = group.called = false;
  group.escalated = group.stayed = group.overtaken = 0;
  group.correction = null;
  group.cause = null;
}

/** From where to where the log is read by a GO that may still be judged: from the first grant to the end of the last. */
function span(law: LinkState): { first: number; last: number } {
  let first = Infinity;
  let last = 0;
  for (const id in law.grants) {
    const grant = law.grants[id] as Grant;
    if (!matters(law, grant)) continue;
    first = Math.min(first, grant.seq);
    last = Math.max(last, grant.ended?.seq ?? Infinity);
  }
  return { first, last };
}

/** Of looks and beats: the last before the span, those in it, and the last of all. */
function within<T extends { seq: number }>(list: T[], first: number, last: number): T[] {
  const from = list.findLastIndex((one) => one.seq <= first);
  return list.filter((one, i) => i === list.length - 1 || (i >= from && one.seq < last && first !== Infinity));
}

/** Gives all sequences their rank among those that a GO may still be compared with; what lies before is 0, all after is one. */
function rank(world: World): void {
  const { law, ghost } = world;
  const { first, last } = span(law);
  const young = timeOf(world.tick - 1);
  law.trail.looks = within(law.trail.looks, first, last);
  ghost.looks = within(ghost.looks, first, last);
  law.trail.alive = within(law.trail.alive, first, last).filter(({ time }) => time >= young);
  ghost.beats = within(ghost.beats, first, last).filter(({ time }) => time >= young);
  const seqs = new Set<number>();
  visitSeqs(world, (seq) => {
    if (seq >= first) seqs.add(Math.min(seq, last));
    return seq;
  });
  const order = [...seqs].sort((a, b) => a - b);
  visitSeqs(world, (seq) => (seq < first ? 0 : order.indexOf(Math.min(seq, last)) + 1));
  law.seq = order.length;
  for (const id in ghost.grants) {
    const used = law.grants[id];
    if (used?.usedSeq != null) used.usedSeq = 0;
  }
}

function visitSeqs({ law, ghost, began, tick }: World, change: (seq: number) => number): void {
  for (const id in law.grants) {
    const grant = law.grants[id] as Grant;
    const spent = grant.usedSeq !== null;
    grant.seq = spent ? 0 : change(grant.seq);
    if (grant.ended !== null) grant.ended = { why: grant.ended.why, seq: spent ? 0 : change(grant.ended.seq) };
    if (grant.referredSeq !== null) grant.referredSeq = spent ? 0 : change(grant.referredSeq);
    const known = ghost.grants[id];
    if (known === undefined) continue;
    known.seq = spent ? 0 : change(known.seq);
    if (known.end !== null) known.end = spent ? 0 : change(known.end);
  }
  for (const id in law.holds) {
    const hold = law.holds[id] as LinkState["holds"][string];
    hold.placedSeq = change(hold.placedSeq);
    hold.placedAt = 0;
    if (hold.endedSeq !== null) hold.endedSeq = change(hold.endedSeq);
  }
  if (ghost.hold !== null) {
    ghost.hold.seq = change(ghost.hold.seq);
    if (ghost.hold.end !== null) ghost.hold.end = change(ghost.hold.end);
  }
  const oldest = timeOf(tick - 3);
  const moved = <T extends { seq: number; time: number }>(one: T): T => ({
    ...one,
    seq: change(one.seq),
    time: Math.max(one.time, oldest),
  });
  // Said before the first grant, and not again.
  const early = <T extends { seq: number }>(one: T): T => ({ ...one, seq: 0 });
  law.trail.stations = law.trail.stations.map(early);
  law.trail.delegations = law.trail.delegations.map(early);
  law.trail.looks = law.trail.looks.map(moved);
  law.trail.alive = law.trail.alive.map(moved);
  ghost.looks = ghost.looks.map(moved);
  ghost.beats = ghost.beats.map(moved);
  for (let i = 0; i < began.length; i++) began[i] = change(began[i] as number);
  for (const id in law.devices) {
    const device = law.devices[id] as LinkState["devices"][string];
    device.time = 0;
    device.seen = id === "sd" || id === "sf" ? change(device.seen) : 0;
  }
  for (const id in law.offers) (law.offers[id] as { seq: number }).seq = 0;
}

/**
 * What a GO given offline, at some position within the span of this grant, may still be judged by: the tick it was given in, whether a hold
 * stood, whether the conditions allowed it. Positions that know the same are one, and those of a tick without a sign of life are left
 * out: no GO from there is valid, whatever comes.
 */
function positions({ law, ghost, tick, began }: World, grant: Grant): string {
  if (!matters(law, grant)) return "";
  const last = grant.ended?.seq ?? Infinity;
  const known = new Set<string>();
  for (let seq = Math.max(grant.seq, law.devices["sf"]?.seen ?? 0); seq <= law.seq && seq < last; seq++) {
    const upTo = (one: { seq: number }) => one.seq <= seq;
    const given = Math.max(law.trail.alive.findLast(upTo)?.time ?? 0, ghost.beats.findLast(upTo)?.time ?? 0);
    if (given < timeOf(began.findLastIndex((start) => start <= seq)) || given < timeOf(tick - 1) || given > grant.to)
      continue;
    const look = law.trail.looks.findLast(upTo);
    const seen = ghost.looks.findLast(upTo);
    const parts: unknown[] = [
      given,
      fresh(look?.level === "good", given, look?.time),
      fresh(seen?.stop === false, given, seen?.time),
    ];
    const { hold } = ghost;
    for (const one of Object.values(law.holds)) parts.push(one.placedSeq <= seq && (one.endedSeq ?? Infinity) > seq);
    if (hold !== null) parts.push(hold.seq <= seq && (hold.end ?? Infinity) > seq);
    known.add(parts.join("."));
  }
  return [...known].sort().join(" ");
}

const fresh = (allows: boolean, time: number, looked = 0): boolean =>
  allows && time - looked <= TERMS.conditionsValidMin * MINUTE;

/** The text of a reduced world, the same for all worlds that differ only in the names of its groups. */
export function textOf(world: World): string {
  const { law, ghost, left, tick, came } = world;
  const groups = CODES.filter((code) => law.groups[code] !== undefined).map((code) => groupText(world, code));
  groups.sort();
  const offer = law.offers["offer"];
  const link = [
    tick,
    Object.values(left).join(),
    came,
    offer === undefined ? "" : offer.consumed,
    law.conditions === null ? "" : law.conditions.level + law.conditions.time,
    law.alive.receiving,
    ghostText(ghost),
  ];
  return `${link.join("|")}|${groupText(world, UNANNOUNCED)}|${groups.join("|")}`;
}

function ghostText({ looks, beats, offered, used }: Ghost): string {
  const look = looks.at(-1);
  return `${look?.stop}${look?.time},${beats.at(-1)?.time},${offered},${used}`;
}

function groupText(world: World, code: string): string {
  const { law, ghost } = world;
  const g = law.groups[code];
  if (g === undefined) return "";
  const parts: (string | number | boolean | null | undefined)[] = [
    // Who came over the link before is not any group.
    world.onward ? code : "",
    g.phase,
    g.version,
    g.grant?.slice(8),
    g.authorised,
    g.spontaneous,
    g.releasedAt,
    g.released,
    g.departed,
    g.departedAt,
    g.arrived,
    g.returnedAt,
    g.endedAt === null,
    law.moving.includes(code),
    g.reconcile === null ? "" : `${g.reconcile.side}${g.reconcile.cause}${g.reconcile.departed}.${g.reconcile.arrived}`,
    ghostGroupText(ghost.groups[code]),
  ];
  for (const slot of ["a", "b", "c", "d"]) {
    const one = law.grants[code + slot];
    if (one !== undefined) parts.push(grantText(world, one, slot));
  }
  const missing = law.incidents[`${code}-missing`];
  if (missing !== undefined) parts.push(`m${missing.open}${missing.handedOver}`);
  for (const id in law.holds) {
    const hold = law.holds[id] as LinkState["holds"][string];
    if (hold.group === null || hold.group === code)
      parts.push(`h${hold.group === null}${hold.endedSeq === null}${hold.lifted.sending}${hold.lifted.receiving}`);
  }
  const { hold } = ghost;
  if (hold !== null && (hold.group === null || hold.group === code))
    parts.push(`H${hold.group === null}${hold.end === null}${hold.lifted.sending}${hold.lifted.receiving}`);
  return parts.join();
}

function grantText(world: World, g: Grant, slot: string): string {
  const { law, ghost } = world;
  const known = ghost.grants[g.id];
  const end = g.ended === null ? "" : g.ended.why;
  const read = ["sd", "sf"].map((device) => (law.devices[device]?.seen ?? 0) >= (g.ended?.seq ?? Infinity));
  const seen = known === undefined ? "" : `${known.version},${known.end === null},${known.used}`;
  return `${slot}${g.version},${g.headcount},${g.to},${g.revokeAsked === null},${g.usedSeq},${end},${law.live.includes(g.id)};${seen};${read.join()};${positions(world, g)}`;
}

function ghostGroupText(g: GhostGroup | undefined): string {
  if (g === undefined) return "";
  const p = g.proposal;
  const proposal = p === null ? "" : `${p.side}${p.cause}${p.departed}.${p.arrived}${p.stale}`;
  return `${g.stage}${g.version},${g.departed},${g.arrived},${g.authorised}${g.askedBack}${g.searching}${g.returnedAt}${proposal}`;
}
