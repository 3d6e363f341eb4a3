import type { Body, BodyOf, Role, Side, Terms } from "@vado/protocol";
import { crowd, type Crowd } from "./people.ts";

/**
 * What a link is in the reference model: tokens, holds and looks, each with when it began and ended, and a picture of the
 * link after every event. It shares nothing with the rules: what they store, it looks up; what they look up, it pictures.
 */

export interface Word<B extends Body = Body> {
  readonly seq: number;
  readonly time: number;
  readonly device: string;
  readonly side: Side;
  readonly role: Role;
  readonly seen: number;
  readonly intent: string;
  readonly at: number;
  readonly exercise?: boolean | undefined;
  readonly body: B;
}

/** A grant, as a token: it is open, over, used, or closed for good. */
export interface Token {
  readonly id: string;
  readonly group: string;
  readonly version: number;
  readonly people: number;
  readonly offer: string;
  readonly from: number;
  readonly to: number;
  readonly given: number;
  confirmed: boolean;
  asked: string | null;
  over: { seq: number; why: "lapsed" | "amended" | "withdrawn" | "revoked" | "departed" } | null;
  used: boolean;
  closed: boolean;
}

/** What a device that had read so far could know. */
export interface Picture {
  readonly seq: number;
  readonly open: ReadonlySet<string>;
  readonly held: readonly (string | null)[];
  readonly referred: ReadonlySet<string>;
  readonly look: Look | null;
  readonly stationOpen: boolean;
}

export interface Look {
  readonly level: "good" | "caution" | "stop";
  readonly time: number;
}

export const MINUTE = 60_000;
const HARM = ["good", "caution", "stop"];

/** What real and played link have in common. */
export interface Shared {
  readonly devices: Map<string, { side: Side; role: Role; seen: number }>;
  readonly delegated: Map<string, number>;
  readonly delegations: { seq: number; device: string; until: number }[];
  readonly beats: { seq: number; time: number; side: Side }[];
}

export class World {
  seq = 0;
  now = 0;
  readonly crowds = new Map<string, Crowd>();
  readonly tokens = new Map<string, Token>();
  readonly offers = new Map<string, { from: number; to: number; people: number; seq: number; withdrawn: boolean }>();
  readonly holds = new Map<string, { group: string | null; lifted: Set<Side>; over: boolean }>();
  /** Searches for missing people that were not handed over, with the group they came with. */
  readonly searches = new Map<string, string | null>();
  readonly stationOpen: Record<Side, boolean> = { sending: true, receiving: true };
  places: { total: number | null; occupied: number; asOf: number; until: number; seq: number } | null = null;
  look: Look | null = null;
  /** Everybody who was let go, or went. */
  readonly gone: { time: number; people: number }[] = [];
  drill: { until: number; world: World } | null = null;
  pictures: Picture[] = [];

  readonly terms: Terms;
  readonly shared: Shared;

  constructor(terms: Terms, shared?: Shared) {
    this.terms = terms;
    this.shared = shared ?? { devices: new Map(), delegated: new Map(), delegations: [], beats: [] };
  }

  /** Another world that goes its own way from here. */
  copy(): World {
    const other = new World(this.terms, structuredClone(this.shared));
    const { terms: _terms, shared: _shared, drill: _drill, ...own } = this;
    return Object.assign(other, structuredClone(own));
  }

  crowd(code: string): Crowd {
    const known = this.crowds.get(code) ?? crowd(code);
    this.crowds.set(code, known);
    return known;
  }

  /** Windows end and tokens close before anything is said. */
  pass(seq: number, time: number): void {
    this.seq = seq;
    this.now = time;
    for (const token of this.tokens.values())
      if (!token.used && token.over === null && time > token.to) token.over = { seq, why: "lapsed" };
    this.close();
    if (this.drill !== null && time > this.drill.until) this.drill = null;
  }

  hear({ device, side, role, seen }: Word): void {
    const known = this.shared.devices.get(device);
    if (known === undefined) this.shared.devices.set(device, { side, role, seen });
    else known.seen = Math.max(known.seen, seen);
    this.close();
  }

  /** A token that is over is closed when nobody who might have used it can still not know; so it stays. */
  private close(): void {
    for (const token of this.tokens.values()) token.closed ||= this.free(token);
  }

  private free(token: Token): boolean {
    if (token.over === null || token.used) return false;
    const { seq, why } = token.over;
    const unaware = [...this.shared.devices].some(
      ([name, device]) => device.seen < seq && this.mayGo(name, device.side, device.role, token.given),
    );
    return why === "departed" || !unaware || this.now > token.to + this.terms.offlineMaxMin * MINUTE;
  }

  mayGo(device: string, side: Side, role: Role, since: number): boolean {
    if (role === "field") return side === "sending" && (this.shared.delegated.get(device) ?? 0) >= since;
    return side === "sending" && (role === "duty" || role === "supervisor");
  }

  end(group: string, why: NonNullable<Token["over"]>["why"]): void {
    for (const token of this.tokens.values())
      if (token.group === group && !token.used && token.over === null) token.over = { seq: this.seq, why };
  }

  /** The token a group can be let go with. */
  tokenOf(group: string): Token | undefined {
    return [...this.tokens.values()].find((one) => one.group === group && !one.used && one.over === null);
  }

  reserving(): Token[] {
    return [...this.tokens.values()].filter((token) => !token.used && !token.closed && !this.free(token));
  }

  phase(one: Crowd): string {
    if (one.place === "queue") {
      const token = this.tokenOf(one.code);
      return token === undefined ? (one.answered ?? "ready") : token.confirmed ? "confirmed" : "granted";
    }
    if (one.place === "bank") return "released";
    if (one.place === "road") return "inTransit";
    if (one.place !== "gate") return one.place;
    return one.left === null || one.left === one.came ? "arrived" : "mismatch";
  }

  /** Who takes the block: on the way, at the gate, or searched for. */
  moving(): Crowd[] {
    const searched = new Set(this.searches.values());
    return [...this.crowds.values()].filter(
      ({ place, code }) => ["bank", "road", "gate"].includes(place) || (place === "received" && searched.has(code)),
    );
  }

  overdue(one: Crowd): boolean {
    if (one.place !== "bank" && one.place !== "road") return false;
    const { transitMeanMin, transitSdMin } = this.terms;
    return this.now > (one.leftAt ?? one.letGo ?? 0) + (transitMeanMin + Math.max(10, 3 * transitSdMin)) * MINUTE;
  }

  blockTakes(people: number, own?: string): boolean {
    const { block } = this.terms;
    if (block.kind === "paced") return true;
    const counts = this.reserving()
      .filter((token) => token.id !== own)
      .map((token) => token.people)
      .concat(this.moving().map((one) => one.came ?? one.left ?? one.people));
    if (block.kind === "absolute") return counts.length === 0;
    const total = counts.reduce((sum, count) => sum + count, people);
    return counts.length < (block.groups ?? Infinity) && total <= (block.people ?? Infinity);
  }

  /** People let go in the hour up to a moment. */
  hour(to: number): number {
    return this.count(({ time }) => time >= to - 60 * MINUTE && time <= to);
  }
  day(at: number): number {
    return this.count(({ time }) => this.dayOf(time) === this.dayOf(at));
  }
  private count(when: (one: { time: number }) => boolean): number {
    return this.gone.filter(when).reduce((sum, one) => sum + one.people, 0);
  }
  /** The model's agreements have one offset. */
  dayOf(time: number): number {
    return Math.floor((time + (this.terms.calendar.offsets[0]?.minutes ?? 0) * MINUTE) / (1_440 * MINUTE));
  }

  /** People an offer still takes: what is reserved, used or spoilt is gone. */
  room(offer: string): number {
    const known = this.offers.get(offer);
    if (known === undefined || known.withdrawn) return 0;
    return [...this.tokens.values()]
      .filter((token) => token.offer === offer)
      .filter(
        ({ used, closed, over, asked }) =>
          used || !closed || over?.why === "departed" || (over?.why === "lapsed" && asked !== null),
      )
      .reduce((left, token) => left - token.people, known.people);
  }

  openHolds(): [string, string | null][] {
    return [...this.holds].filter(([, hold]) => !hold.over).map(([id, { group }]) => [id, group]);
  }

  queue(): Crowd[] {
    const waits = (one: Crowd) => ["ready", "deferred", "declined"].includes(this.phase(one));
    return [...this.crowds.values()]
      .filter(waits)
      .toSorted((a, b) => (a.since ?? 0) - (b.since ?? 0) || (a.code < b.code ? -1 : 1));
  }

  /** Who would see a later group go first. */
  overtaken(by: Crowd): Crowd[] {
    const queue = this.queue();
    const inTheWay = new Set([...this.reserving().map((token) => token.group), ...this.openHolds().map(([, g]) => g)]);
    return queue.slice(0, queue.indexOf(by)).filter((one) => this.phase(one) !== "declined" && !inTheWay.has(one.code));
  }

  conditionsAllow(look: Look | null, at: number): boolean {
    return look !== null && look.level !== "stop" && at - look.time <= this.terms.conditionsValidMin * MINUTE;
  }

  looks({ body, at, time, intent }: Word<BodyOf<"conditions.checked">>): void {
    const harm = (level: string) => HARM.indexOf(level);
    const look = { level: body.level, time: Math.min(at, time) };
    const worse = this.look === null ? look.level === "stop" : harm(look.level) > harm(this.look.level);
    if (!worse && look.time < (this.look?.time ?? 0)) return;
    this.look = look;
    if (worse) this.holds.set(intent, { group: null, lifted: new Set(), over: false });
  }

  /** No child of the group travels alone without a referral. */
  sheltered(group: string): boolean {
    const one = this.crowds.get(group);
    return one !== undefined && (one.alone === 0 || one.referred);
  }

  remember(): void {
    const open = [...this.tokens.values()].filter((token) => token.over === null && !token.used);
    this.pictures.push({
      seq: this.seq,
      open: new Set(open.map(({ id }) => id)),
      referred: new Set(open.filter(({ group }) => this.sheltered(group)).map(({ id }) => id)),
      held: this.openHolds().map(([, group]) => group),
      look: this.look,
      stationOpen: this.stationOpen.receiving,
    });
  }
}
