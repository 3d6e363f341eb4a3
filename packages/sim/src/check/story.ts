import { Agreements, localDay, quotaOf, type Terms } from "./agreements.ts";
import type { Grant, GrantEnd, Kept, Offer } from "./grant.ts";
import { isGranted, newGroup, type Group, type Span } from "./group.ts";
import type { Known } from "./known.ts";
import type { RecordLine } from "./line.ts";

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
/** So long a group whose handover ended stays known. */
const REST_MS = 48 * HOUR_MS;

export interface Look {
  readonly seq: number;
  readonly level: string;
  /** As of when the conditions were so. */
  readonly time: number;
}

export interface Hold {
  readonly group: string | null;
  readonly seq: number;
  readonly lifted: Set<string>;
  endSeq: number | null;
}

export interface Places {
  readonly total: number;
  readonly occupied: number;
  readonly asOf: number;
  readonly validUntil: number;
  readonly seq: number;
}

/** A link as its record tells it up to a line: the real one, or the one that is played in a drill. */
export class Story {
  seq = 0;
  time = 0;
  readonly known: Known;
  readonly agreements: Agreements | { at(time: number): Terms | undefined };
  readonly stations = { sending: { id: "", open: false }, receiving: { id: "", open: false } };
  /** What was said of the receiving station, oldest first. */
  readonly openings: { readonly seq: number; readonly open: boolean }[] = [];
  places: Places | null = null;
  /** Looks at the conditions as they came to stand, oldest first. */
  readonly looks: Look[] = [];
  readonly holds = new Map<string, Hold>();
  readonly incidents = new Map<string, { readonly kind: unknown; readonly group: string; handedOver: boolean }>();
  /** By code: those that are remembered; and everybody there ever was. */
  readonly groups = new Map<string, Group>();
  readonly everybody: Group[] = [];
  /** Groups between GO and the end of their handover. */
  readonly moving = new Set<Group>();
  readonly offers = new Map<string, Offer>();
  readonly grants = new Map<string, Grant>();
  /** Grants that may still keep a slot and the block. */
  #live: Grant[] = [];
  /** People let go, or gone without that, by time. */
  readonly #gone: { readonly time: number; readonly people: number }[] = [];
  readonly #goneOn = new Map<number, number>();
  #ended: { readonly group: Group; readonly time: number }[] = [];
  drill: { readonly until: number; readonly story: Story } | null = null;

  constructor(known: Known, agreements: Story["agreements"] = new Agreements()) {
    this.known = known;
    this.agreements = agreements;
  }

  get terms(): Terms | undefined {
    return this.agreements.at(this.time);
  }

  /** What time alone has changed by a line. */
  pass({ seq, receivedAt: time }: RecordLine): void {
    const first = this.seq + 1;
    this.seq = seq;
    this.time = time;
    for (const grant of this.#live)
      if (grant.end === null && grant.usedSeq === null && time > grant.to)
        this.endGrant(grant, { first, last: seq, why: "lapsed" });
    this.#dropSettled();
    if (this.drill !== null && time > this.drill.until) this.drill = null;
    while ((this.#ended[0]?.time ?? Infinity) < time - REST_MS) {
      const { group, time: endedAt } = this.#ended.shift() as { group: Group; time: number };
      if (group.endedAt === endedAt && this.groups.get(group.code) === group) this.groups.delete(group.code);
    }
  }

  /** The group of a code; made by the first fact that names it. */
  groupOf(code: string): Group {
    return this.groups.get(code) ?? this.addGroup(newGroup(code));
  }

  addGroup(group: Group): Group {
    this.groups.set(group.code, group);
    this.everybody.push(group);
    return group;
  }

  addGrant(grant: Grant): void {
    this.grants.set(grant.id, grant);
    this.#live.push(grant);
  }

  endGrant(grant: Grant, end: GrantEnd): void {
    grant.end = end;
    const group = this.groups.get(grant.group);
    if (group?.grant !== grant.id) return;
    group.grant = null;
    if (isGranted(group)) group.phase = "ready";
  }

  /** The grant a group holds, if it can still be ended. */
  unused(group: Group): Grant | undefined {
    const grant = this.grants.get(group.grant ?? "");
    return grant?.usedSeq === null && grant.end === null ? grant : undefined;
  }

  finish(group: Group, phase: Group["phase"]): void {
    group.phase = phase;
    group.endedAt = this.time;
    this.moving.delete(group);
    this.#ended.push({ group, time: this.time });
  }

  startMoving(group: Group): void {
    group.endedAt = null;
    this.moving.add(group);
  }

  /** People count against rate and quota as of when they were let go. */
  countGone(time: number, people: number): void {
    const after = this.#gone.findLastIndex((one) => one.time <= time);
    this.#gone.splice(after + 1, 0, { time, people });
    const day = localDay(this.terms, time);
    this.#goneOn.set(day, (this.#goneOn.get(day) ?? 0) + people);
  }

  /** People gone in the 60 minutes up to a time, both ends included. */
  goneInHour(time: number): number {
    let people = 0;
    for (let i = this.#gone.length - 1; i >= 0; i--) {
      const one = this.#gone[i] as { time: number; people: number };
      if (one.time < time - HOUR_MS) break;
      if (one.time <= time) people += one.people;
    }
    return people;
  }

  /** What is left of a day's quota. */
  quotaLeft(terms: Terms, day: number): number {
    return quotaOf(terms, day) - (this.#goneOn.get(day) ?? 0);
  }

  /** Whether a grant still keeps slot and block from others. */
  keeps(grant: Grant): Kept {
    if (grant.usedSeq !== null) return "no";
    const { end } = grant;
    if (end === null) return "yes";
    if (end.why === "departed" || this.time > grant.to + (this.terms?.offlineMaxMin ?? 60) * MINUTE_MS) return "no";
    return this.known.someoneUnaware(end.first, grant.time) ? "yes" : "maybe";
  }

  /** Grants that keep something, surely or perhaps. */
  kept(except?: string): { readonly grant: Grant; readonly surely: boolean }[] {
    return this.#live.flatMap((grant) => {
      const kept = grant.id === except ? "no" : this.keeps(grant);
      return kept === "no" ? [] : [{ grant, surely: kept === "yes" }];
    });
  }

  /** The sum over kept grants of what `of` says of each. */
  sumKept(of: (grant: Grant) => number, except?: string): Span {
    const sum = { min: 0, max: 0 };
    for (const { grant, surely } of this.kept(except)) {
      sum.max += of(grant);
      if (surely) sum.min += of(grant);
    }
    return sum;
  }

  /** People taken of an offer. */
  takenOf(id: string): Span {
    const sum = { min: this.offers.get(id)?.taken ?? 0, max: this.offers.get(id)?.taken ?? 0 };
    for (const grant of this.#live) {
      if (grant.offer !== id) continue;
      sum.max += grant.people;
      if (staysTaken(grant) || this.keeps(grant) === "yes") sum.min += grant.people;
    }
    return sum;
  }

  openHolds(): Hold[] {
    return [...this.holds.values()].filter(({ endSeq }) => endSeq === null);
  }

  /** Grants that keep nothing any more for sure, used ones among them. */
  #dropSettled(): void {
    this.#live = this.#live.filter((grant) => {
      const departed = grant.end?.why === "departed";
      if (!departed && this.keeps(grant) !== "no") return true;
      const offer = this.offers.get(grant.offer);
      if (offer !== undefined && staysTaken(grant)) offer.taken += grant.people;
      return false;
    });
  }
}

/** Used; gone without GO; or asked back and never given (row 18). */
function staysTaken({ usedSeq, end, revokeAsked }: Grant): boolean {
  return usedSeq !== null || end?.why === "departed" || (end?.why === "lapsed" && revokeAsked !== null);
}
