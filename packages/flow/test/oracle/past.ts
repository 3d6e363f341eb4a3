import type { Body, BodyOf, BodyType, Side, Terms } from "@vado/protocol";
import type { Entry } from "../../src/index.ts";

/** The valid entries so far, and all entries so far, with the questions asked of them. */

export const MIN = 60_000;

export type Of<T extends BodyType> = Entry<BodyOf<T>>;
export const isOf = <T extends BodyType>(entry: Entry, ...types: T[]): entry is Entry<BodyOf<T>> =>
  (types as BodyType[]).includes(entry.body.type);

const GROUP_ENDS_GRANT = [
  "group.amended",
  "group.withdrawn",
  "group.departed",
  "group.arrived",
  "arrival.spontaneous",
] as const;

const GO_ROLES: readonly string[] = ["field", "duty", "supervisor"];

/** Where a GO given offline was given. */
export const actedOf = (body: Body) => (body.type === "group.released" ? body.acted : undefined);

const LEVELS = { good: 0, caution: 1, stop: 2 } as const;
type Level = keyof typeof LEVELS;

export class Past {
  readonly valid: Entry[] = [];
  readonly all: Entry[] = [];
  readonly #byType = new Map<BodyType, Entry[]>();

  /** An entry is there, whatever becomes of it. */
  ordered(entry: Entry): void {
    this.all.push(entry);
  }
  /** It is valid. */
  heard(entry: Entry): void {
    this.valid.push(entry);
    const same = this.#byType.get(entry.body.type);
    if (same === undefined) this.#byType.set(entry.body.type, [entry]);
    else same.push(entry);
  }
  /** What a device knows that has read up to an entry. */
  upTo(seq: number): Past {
    const past = new Past();
    for (const one of this.all) if (one.seq <= seq) past.ordered(one);
    for (const one of this.valid) if (one.seq <= seq) past.heard(one);
    return past;
  }
  of<T extends BodyType>(...types: T[]): Of<T>[] {
    const [type] = types;
    if (types.length === 1 && type !== undefined) return (this.#byType.get(type) ?? []) as Of<T>[];
    return types.flatMap((one) => (this.#byType.get(one) ?? []) as Of<T>[]).sort((a, b) => a.seq - b.seq);
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
  /** How an unused grant came to an end, if it did: the first of what ends it. */
  endOf(grant: Of<"slot.granted">): { readonly seq: number; readonly why: BodyType | "lapsed" } | null {
    const { body } = grant;
    const ends: { seq: number; why: BodyType | "lapsed" }[] = this.about(body.group, ...GROUP_ENDS_GRANT)
      .filter((one) => one.seq > grant.seq)
      .map((one) => ({ seq: one.seq, why: one.body.type }));
    for (const one of this.of("grant.revoke-accepted"))
      if (one.body.grant === body.grant) ends.push({ seq: one.seq, why: one.body.type });
    // Time passes before the entry that brings it is read.
    const lapsed = this.all.find((one) => one.time > body.to)?.seq;
    if (lapsed !== undefined) ends.unshift({ seq: lapsed, why: "lapsed" });
    return ends.toSorted((a, b) => a.seq - b.seq)[0] ?? null;
  }
  /** Until when GO is, or was, in the hands of a field device. */
  delegatedUntil(device: string): number {
    const last = this.of("roster.delegated", "roster.undelegated").findLast((one) => one.body.device === device);
    if (last === undefined) return -Infinity;
    return isOf(last, "roster.delegated") ? last.body.until : last.time;
  }
  /** Whether somebody may still not know that it ended (domain.md, time). */
  closing(grant: Of<"slot.granted">, end: number, time: number): boolean {
    if (time > grant.body.to + (this.terms(time)?.offlineMaxMin ?? 60) * MIN) return false;
    const said = this.of("roster.delegated", "roster.undelegated");
    const until = new Map<string, number>();
    const spoken = new Map<string, { readonly entry: Entry; seen: number }>();
    const mayNotKnow = ({ entry, seen }: { readonly entry: Entry; readonly seen: number }) =>
      seen < end && (entry.role !== "field" || (until.get(entry.device) ?? -Infinity) >= grant.time);
    let next = 0;
    // Once all who had spoken by then had read of the end it is closed, whoever speaks for the first time later.
    for (const one of this.all) {
      for (let last = said[next]; last !== undefined && last.seq < one.seq; last = said[++next])
        until.set(last.body.device, isOf(last, "roster.delegated") ? last.body.until : last.time);
      if (one.side === "sending" && GO_ROLES.includes(one.role)) {
        const before = spoken.get(one.device);
        if (before === undefined) spoken.set(one.device, { entry: one, seen: one.seen });
        else before.seen = Math.max(before.seen, one.seen);
      }
      if (one.seq >= end && ![...spoken.values()].some(mayNotKnow)) return false;
    }
    return true;
  }
  /** Whether a grant keeps its group from another: unused, and open or closing. */
  reserves(grant: Of<"slot.granted">, time: number): boolean {
    if (this.used(grant.body.grant)) return false;
    const end = this.endOf(grant);
    return end === null || (!isDeparture(end.why) && this.closing(grant, end.seq, time));
  }

  /** Looks at the conditions as they came to stand, each with what it was worse than (EF9, EF13). */
  looks(): { readonly entry: Of<"conditions.checked">; readonly level: Level; readonly at: number; worse: boolean }[] {
    const stood: ReturnType<Past["looks"]> = [];
    for (const entry of this.of("conditions.checked")) {
      const { level } = entry.body;
      const at = Math.min(entry.at, entry.time);
      const before = stood.at(-1);
      const worse = before === undefined ? level === "stop" : LEVELS[level] > LEVELS[before.level];
      if (before === undefined || worse || at >= before.at) stood.push({ entry, level, at, worse });
    }
    return stood;
  }
  /** Holds that somebody placed, or a worse look, and that both sides have not lifted since. */
  openHolds(): { readonly id: string; readonly group: string | null; readonly seq: number; readonly by: BodyType }[] {
    const worse = this.looks().flatMap((look) => (look.worse ? [look.entry] : []));
    const placed = [...this.of("hold.placed"), ...worse].sort((a, b) => a.seq - b.seq);
    const firsts = new Map(placed.toReversed().map((one) => [one.intent, one]));
    const lifts = this.of("hold.lifted");
    return [...firsts.values()]
      .filter((hold) => {
        const sides = lifts.filter((one) => one.body.hold === hold.intent && one.seq > hold.seq);
        return new Set(sides.map((one) => one.side)).size < 2;
      })
      .map(({ intent: id, seq, body }) => {
        const group = body.type === "hold.placed" ? (body.group ?? null) : null;
        return { id, group, seq, by: body.type };
      });
  }
  holdsOn(group: string) {
    return this.openHolds().filter((hold) => hold.group === null || hold.group === group);
  }
  /** When a side was last heard, by a heartbeat that was not late itself. */
  aliveAt(side: Side): number {
    const beats = this.of("heartbeat").filter((one) => one.side === side && Math.abs(one.at - one.time) <= 120_000);
    return beats.at(-1)?.time ?? -Infinity;
  }
  stationOpen(side: Side): boolean {
    return (
      this.of("station.opened", "station.closed").findLast((one) => one.side === side)?.body.type === "station.opened"
    );
  }
  /** Until when a device is on its side's roster; for ever where it was never put on it. */
  shiftUntil(device: string): number {
    const last = this.of("roster.on", "roster.off").findLast((one) => one.body.device === device);
    if (last === undefined) return Infinity;
    return isOf(last, "roster.on") ? last.body.until : 0;
  }
}

export const isDeparture = (why: string) =>
  why === "group.departed" || why === "group.arrived" || why === "arrival.spontaneous";
