import type { Body, BodyOf, BodyType, Terms } from "@vado/protocol";
import type { Entry } from "../src/index.ts";
import type { Line } from "./histories.ts";
import { MIN } from "./support.ts";

/**
 * The invariants, computed from the list of entries and what became of them, without the rules' own state or guards. It is
 * slower and plainer than they are; where the two differ, one of them is wrong.
 */

type Of<T extends BodyType> = Entry<BodyOf<T>>;
const isOf = <T extends BodyType>(entry: Entry, ...types: T[]): entry is Entry<BodyOf<T>> =>
  (types as BodyType[]).includes(entry.body.type);

const GROUP_ENDS_GRANT = [
  "group.amended",
  "group.withdrawn",
  "group.departed",
  "group.arrived",
  "arrival.spontaneous",
] as const;

/** What stands against the invariants, as sentences that begin with their names. Empty when all hold. */
export function violations(lines: readonly Line[]): string[] {
  const found: string[] = [];
  const valid: Entry[] = [];
  const all: Entry[] = [];
  const wrong = (rule: string, entry: Entry, says: string) =>
    found.push(`${rule} ${says} (entry ${entry.seq}, ${entry.body.type})`);
  for (const { entry, verdict } of lines) {
    all.push(entry);
    if (verdict.voidedBy !== null) continue;
    const past = new Past(valid, all);
    if (isOf(entry, "group.released")) released(past, entry, (rule, says) => wrong(rule, entry, says));
    if (isOf(entry, "slot.granted")) granted(past, entry, (rule, says) => wrong(rule, entry, says));
    if (isOf(entry, "slots.offered")) offered(past, entry, (rule, says) => wrong(rule, entry, says));
    answered(past, entry, (rule, says) => wrong(rule, entry, says));
    valid.push(entry);
  }
  return found;
}

type Wrong = (rule: string, says: string) => void;

/** The valid entries so far, and all entries so far, with the questions asked of them. */
class Past {
  readonly valid: readonly Entry[];
  readonly all: readonly Entry[];
  constructor(valid: readonly Entry[], all: readonly Entry[]) {
    this.valid = valid;
    this.all = all;
  }
  of<T extends BodyType>(...types: T[]): Of<T>[] {
    return this.valid.filter((entry): entry is Of<T> => isOf(entry, ...types));
  }
  byId<T extends BodyType>(id: string | undefined, ...types: T[]): Of<T>[] {
    return this.of(...types).filter((entry) => entry.intent === id);
  }
  about<T extends BodyType>(group: string, ...types: T[]): Of<T>[] {
    return this.of(...types).filter((entry) => (entry.body as { group?: string }).group === group);
  }

  /** Terms signed by both sides and due; the highest version stands. */
  terms(time: number): Terms | null {
    let best: { version: number; terms: Terms } | null = null;
    for (const proposal of this.of("agreement.proposed")) {
      const { version, terms, validFrom } = proposal.body;
      const sides = new Set(
        this.of("agreement.signed")
          .filter((one) => one.body.answers === proposal.intent)
          .map((one) => one.side),
      );
      if (sides.size === 2 && validFrom <= time && version > (best?.version ?? 0)) best = { version, terms };
    }
    return best?.terms ?? null;
  }

  used(grant: string): boolean {
    return this.of("group.released").some((one) => one.body.grant === grant);
  }
  /** The sequence at which an unused grant came to an end, if it did. */
  endOf(grant: Of<"slot.granted">): number | null {
    const { body } = grant;
    const ends = this.about(body.group, ...GROUP_ENDS_GRANT)
      .filter((one) => one.seq > grant.seq)
      .map((one) => one.seq);
    const back = this.of("grant.revoke-accepted")
      .filter((one) => one.body.grant === body.grant)
      .map((one) => one.seq);
    const lapsed = this.all.find((one) => one.time > body.to)?.seq;
    const first = Math.min(...ends, ...back, lapsed ?? Infinity);
    return first === Infinity ? null : first;
  }
  /** Until when GO is, or was, in the hands of a field device, by what was said before an entry. */
  delegatedUntil(device: string, seq = Infinity): number {
    const last = this.of("roster.delegated", "roster.undelegated")
      .filter((one) => one.body.device === device && one.seq < seq)
      .at(-1);
    if (last === undefined) return -Infinity;
    return isOf(last, "roster.delegated") ? last.body.until : last.time;
  }
  /** Whether somebody may still not know that it ended (domain.md, time). */
  closing(grant: Of<"slot.granted">, end: number, time: number): boolean {
    if (time > grant.body.to + (this.terms(time)?.offlineMaxMin ?? 60) * MIN) return false;
    // Once all who had spoken by then had read of the end it is closed, whoever speaks for the first time later.
    const read = new Map<string, boolean>();
    for (const one of this.all) {
      const entitled =
        one.side === "sending" &&
        (one.role === "duty" ||
          one.role === "supervisor" ||
          (one.role === "field" && this.delegatedUntil(one.device, end) >= grant.time));
      if (entitled) read.set(one.device, read.get(one.device) === true || one.seen >= end);
      if (one.seq >= end && ![...read.values()].includes(false)) return false;
    }
    return true;
  }
  /** Groups between release and received: let go or seen on the way, and not yet received, come back or handed over. */
  onTheLink(except: string): Map<string, number> {
    const people = new Map<string, number>();
    const over = new Set<string>();
    const arrived = new Set<string>();
    /** Came back before anybody had told that they left: the departure told afterwards is of that same way. */
    const owed = new Set<string>();
    const left = new Set<string>();
    for (const entry of this.valid) {
      const { body } = entry;
      const group = (body as { group?: string }).group ?? "";
      if (body.type === "group.departed" && owed.delete(group)) continue;
      if (body.type === "group.departed") left.add(group);
      if (body.type === "group.returned" && !left.has(group) && people.has(group)) owed.add(group);
      if (body.type === "group.released") people.set(group, body.headcount);
      else if (body.type === "group.departed" && !over.has(group))
        people.set(group, people.get(group) ?? body.headcount);
      else if ((body.type === "group.arrived" || body.type === "arrival.spontaneous") && !over.has(group)) {
        people.set(group, people.get(group) ?? body.headcount);
        arrived.add(group);
      } else if (body.type === "group.received" || (body.type === "count.reconciled" && body.answers !== undefined)) {
        over.add(group);
        if (body.type === "group.received" || body.cause !== "missing") people.delete(group);
      } else if (body.type === "group.returned" && !arrived.has(group)) people.delete(group);
      else if (body.type === "incident.handed-over") {
        const missing = this.byId(body.incident, "count.reconciled")[0]?.body.group;
        if (missing !== undefined && over.has(missing)) people.delete(missing);
      }
    }
    people.delete(except);
    return people;
  }
  openHolds(group: string): Of<"hold.placed">[] {
    const firsts = new Map(
      this.of("hold.placed")
        .toReversed()
        .map((one) => [one.intent, one]),
    );
    return [...firsts.values()].filter((hold) => {
      if (hold.body.group !== undefined && hold.body.group !== group) return false;
      return (
        new Set(
          this.of("hold.lifted")
            .filter((one) => one.body.hold === hold.intent && one.seq > hold.seq)
            .map((one) => one.side),
        ).size < 2
      );
    });
  }
  lately(type: "heartbeat", side: string): number {
    const beats = this.of(type).filter((one) => one.side === side && Math.abs(one.at - one.time) <= 120_000);
    return beats.at(-1)?.time ?? -Infinity;
  }
}

function released(past: Past, entry: Of<"group.released">, wrong: Wrong): void {
  const { body, time } = entry;
  const grants = past.byId(body.grant, "slot.granted");
  const grant = grants[0];
  if (grant === undefined || grants.length !== 1) return wrong("S1", `stands on ${grants.length} grants`);
  if (grant.side !== "receiving" || entry.side !== "sending") wrong("S1", "granted or released by the wrong side");
  if (grant.body.group !== body.group || grant.body.version !== body.version)
    wrong("S1", "granted to another group or version");
  if (time < grant.body.from || time > grant.body.to) wrong("S1", "outside the window");
  if (body.headcount > grant.body.headcount) wrong("S1", "more people than granted");
  if (past.endOf(grant) !== null) wrong("S1", "the grant was over");
  if (entry.role === "field" && past.delegatedUntil(entry.device) < time) wrong("S1", "GO was not delegated");
  if (past.used(body.grant)) wrong("S2", "the grant was used before");
  const version = past.about(body.group, "group.ready", "group.amended").at(-1)?.body.version;
  if (version !== body.version) wrong("S9", `released as version ${body.version}, it is ${version}`);
  if (past.openHolds(body.group).length > 0) wrong("S6", "a hold stands");
  const terms = past.terms(time);
  if (terms === null) return wrong("S8", "no terms that both sides signed");
  if (time - past.lately("heartbeat", "receiving") > terms.logFreshS * 1_000)
    wrong("S8", "the other side was not heard");
  const looked = past
    .of("conditions.checked")
    .filter((one) => time - Math.min(one.at, one.time) <= terms.conditionsValidMin * MIN);
  if (looked.length === 0 || looked.at(-1)?.body.level === "stop")
    wrong("S10", "the conditions were not looked at, or forbid it");
  const moving = past.onTheLink(body.group);
  const people = [...moving.values()].reduce((sum, one) => sum + one, body.headcount);
  const { block } = terms;
  if (block.kind === "absolute" && moving.size > 0) wrong("S4", `${moving.size} groups are on the link`);
  if (block.kind === "permissive" && block.groups !== undefined && moving.size + 1 > block.groups)
    wrong("S4", `${moving.size} groups are on the link`);
  if (block.kind === "permissive" && block.people !== undefined && people > block.people)
    wrong("S4", `${people} people would be on the link`);
  const hour = past
    .of("group.released")
    .filter((one) => one.time >= time - 60 * MIN)
    .reduce((sum, one) => sum + one.body.headcount, body.headcount);
  if (terms.ratePerHour !== null && hour > terms.ratePerHour) wrong("S4", `${hour} people in an hour`);
  const day = (at: number) => Math.floor((at - 360 * MIN) / 86_400_000);
  const today = past
    .of("group.released")
    .filter((one) => day(one.time) === day(time))
    .reduce((sum, one) => sum + one.body.headcount, body.headcount);
  if (terms.quotaPerDay !== null && today > terms.quotaPerDay) wrong("S4", `${today} people in a day`);
}

function granted(past: Past, entry: Of<"slot.granted">, wrong: Wrong): void {
  const { body, time } = entry;
  for (const other of past.about(body.group, "slot.granted")) {
    if (past.used(other.body.grant)) {
      if (past.onTheLink("").has(body.group)) wrong("S2", "the group is on its way");
      continue;
    }
    const end = past.endOf(other);
    if (end === null) wrong("S2", "the group has an open grant");
    else if (past.closing(other, end, time) && past.about(body.group, "group.departed", "group.arrived").length === 0)
      wrong("S2", "its last grant is not closed");
  }
  const offers = past.byId(body.offer, "slots.offered");
  if (offers.length !== 1) wrong("S3", `the offer was made ${offers.length} times`);
  if (past.of("slots.withdrawn").some((one) => one.body.offer === body.offer)) wrong("S3", "the offer was withdrawn");
  let taken = body.headcount;
  for (const other of past.of("slot.granted")) {
    if (other.body.offer !== body.offer) continue;
    const end = past.endOf(other);
    if (past.used(other.body.grant) || end === null || past.closing(other, end, time)) taken += other.body.headcount;
  }
  if (taken > (offers[0]?.body.people ?? 0))
    wrong("S3", `${taken} people granted of ${offers[0]?.body.people} offered`);
  const places = past.of("places.reported").at(-1);
  if (places === undefined || places.body.validUntil < time) wrong("S8", "the places are stale");
}

function offered(past: Past, entry: Of<"slots.offered">, wrong: Wrong): void {
  const { body, time, role } = entry;
  const places = past.of("places.reported").at(-1);
  if (places === undefined || places.body.validUntil < time) return wrong("S8", "the places are stale");
  const { total } = places.body;
  if (total === null || (body.override !== undefined && role === "supervisor")) return;
  if (body.people + body.projected > total * (1 - (past.terms(time)?.reserveShare ?? 1)))
    wrong("S3", "more than the projection leaves free");
}

const AUTHORISATIONS: readonly BodyType[] = [
  "slots.offered",
  "slot.granted",
  "slot.confirmed",
  "group.released",
  "hold.lifted",
  "grant.revoke-accepted",
  "agreement.signed",
];

/** S7, S9 and the clock: what every answer owes. */
function answered(past: Past, entry: Entry, wrong: Wrong): void {
  const body: Body = entry.body;
  const skew = (past.terms(entry.time)?.clockSkewMaxS ?? 120) * 1_000;
  if (AUTHORISATIONS.includes(body.type) && Math.abs(entry.at - entry.time) > skew) wrong("S8", "its clock is wrong");
  if (body.type === "group.deferred" || body.type === "group.declined" || body.type === "slot.granted") {
    const asked = past.about(body.group, "group.ready", "group.amended").at(-1);
    if (asked?.intent !== body.answers || asked.body.version !== body.version)
      wrong("S9", "it answers an older version");
  }
  if (body.type === "slot.confirmed" || body.type === "group.released") {
    if (body.answers !== body.grant || past.byId(body.grant, "slot.granted")[0]?.body.group !== body.group)
      wrong("S9", "it answers another grant");
  }
  if (body.type === "hold.lifted" && past.byId(body.answers, "hold.placed").length === 0)
    wrong("S9", "it names no hold");
  if (body.type === "grant.revoke-accepted") {
    const asked = past
      .about(body.group, "grant.revoke-asked")
      .filter((one) => one.body.grant === body.grant)
      .at(-1);
    if (asked?.intent !== body.answers) wrong("S9", "nobody asked that");
    if (asked?.side === entry.side) wrong("S7", "a side accepts what it asked itself");
  }
  if (body.type === "count.reconciled" && body.answers !== undefined) {
    const proposal = past.byId(body.answers, "count.reconciled")[0];
    if (
      proposal === undefined ||
      proposal.body.cause !== body.cause ||
      proposal.body.departed !== body.departed ||
      proposal.body.arrived !== body.arrived
    )
      wrong("S9", "it accepts other counts than were proposed");
    if (proposal?.side === entry.side) wrong("S7", "a side accepts its own proposal");
  }
  if (
    body.type === "agreement.signed" &&
    past.byId(body.answers, "agreement.proposed")[0]?.body.version !== body.version
  )
    wrong("S9", "it signs another version");
}
