import { emptyState, fold, type LinkState } from "@vado/flow";
import {
  OPS_TYPES,
  PLAIN_TERMS,
  codesApart,
  eventIdFrom,
  groupCodeFrom,
  type Body,
  type BodyOf,
  type EventId,
  type GroupCode,
  type Role,
  type Side,
  type StationId,
  type Terms,
} from "@vado/protocol";
import type { LogEntry } from "../../src/index.ts";

/** A link's day, told event by event and folded by the real law: what screens are looked at with. */

export const MIN = 60_000;
/** Thursday 11 May 2023, 08:00 in Matamoros. */
export const T0 = Date.UTC(2023, 4, 11, 13, 0);

export interface Officer {
  readonly device: string;
  readonly side: Side;
  readonly role: Role;
}
const officer = (device: string, side: Side, role: Role): Officer => ({ device, side, role });
export const S = {
  duty: officer("mat-duty-1", "sending", "duty"),
  field: officer("mat-field-1", "sending", "field"),
  field2: officer("mat-field-2", "sending", "field"),
  supervisor: officer("mat-sup-1", "sending", "supervisor"),
  desk: officer("mat-desk", "sending", "archive"),
};
export const R = {
  duty: officer("bro-duty-1", "receiving", "duty"),
  field: officer("bro-field-1", "receiving", "field"),
  supervisor: officer("bro-sup-1", "receiving", "supervisor"),
  desk: officer("bro-desk", "receiving", "archive"),
};
export const OBSERVER = officer("obs-1", "receiving", "observer");

export const TERMS: Terms = {
  ...PLAIN_TERMS,
  legalBasis: "Memorando de entendimiento, anexo 4",
  block: { kind: "permissive", groups: 6 },
  ratePerHour: 480,
  quotaPerDay: 1450,
  calendar: { timezone: "America/Matamoros", offsets: [{ from: 0, minutes: -300 }] },
  groupMax: 150,
  transitSdMin: 3,
  order: "needs-since",
};

/** A sequence of its own: pictures of the guide show these codes. */
export const CODES = codesApart(400, (n) =>
  groupCodeFrom(Uint8Array.from({ length: 8 }, (_, i) => ((n + 1) * 193 + i * 37 + (n + 1) * i * 11) & 255)),
);
export const codeOf = (n: number): GroupCode => CODES[n] as GroupCode;

const idOf = (n: number): EventId =>
  eventIdFrom(Uint8Array.from({ length: 16 }, (_, i) => (i < 4 ? Math.floor(n / 256 ** i) & 255 : (i * 29) & 255)));

type Say = Body | ((intent: EventId) => Body);

/** Families and people alone that make up a headcount. */
export function unitsFor(people: number): Record<string, number> {
  const families = Math.floor(people / 10);
  const alone = people - families * 4;
  return { 1: alone, ...(families > 0 ? { 4: families } : {}) };
}

export class Story {
  readonly state: LinkState = emptyState("MAT-BRO");
  readonly record: LogEntry[] = [];
  readonly ops: LogEntry[] = [];
  time = T0;
  #ids = 1;

  nextId(): EventId {
    return idOf(this.#ids++);
  }

  /** Says it now; the entry stands in the log, void or not. */
  say(who: Officer, say: Say, intent: EventId = this.nextId(), exercise?: true): LogEntry {
    const body = typeof say === "function" ? say(intent) : say;
    const common = { device: who.device, side: who.side, role: who.role, intent, at: this.time, exercise, body };
    if (OPS_TYPES.has(body.type)) {
      const chat: LogEntry = {
        seq: this.ops.length + 1,
        kind: "ops",
        receivedAt: this.time,
        voidedBy: null,
        receipt: "read",
        ...common,
      };
      this.ops.push(chat);
      return chat;
    }
    const seq = this.state.seq + 1;
    const acted = body.type === "group.released" ? body.acted : undefined;
    const { voidedBy } = fold(this.state, { seq, time: this.time, seen: acted?.seq ?? seq - 1, ...common });
    const entry: LogEntry = { seq, kind: "record", receivedAt: this.time, voidedBy, receipt: "read", ...common };
    this.record.push(entry);
    return entry;
  }

  /** The same, and it must be valid: a fixture that plays a void act by mistake is a bug. */
  must(who: Officer, say: Say, exercise?: true): LogEntry {
    const entry = this.say(who, say, this.nextId(), exercise);
    if (entry.voidedBy !== null) throw new Error(`${entry.body.type} is void: ${entry.voidedBy}`);
    return entry;
  }

  /** Time goes by with both desks alive. */
  wait(minutes: number): this {
    this.time += minutes * MIN;
    for (const desk of [S.desk, R.desk]) this.say(desk, { type: "heartbeat", heads: [] });
    return this;
  }

  /** Terms of both sides, stations open, conditions looked at, places reported. */
  opened(terms: Partial<Terms> = {}): this {
    const all = { ...TERMS, ...terms };
    const { intent } = this.must(R.duty, { type: "agreement.proposed", version: 1, terms: all, validFrom: 0 });
    for (const who of [R.duty, S.duty])
      this.must(who, { type: "agreement.signed", version: 1, answers: intent as EventId });
    this.must(S.desk, { type: "station.opened", station: "MAT" as StationId });
    this.must(R.desk, { type: "station.opened", station: "BRO" as StationId });
    return this.wait(0).look().places(118);
  }

  look(level: BodyOf<"conditions.checked">["level"] = "good", note?: string): this {
    this.must(S.field, { type: "conditions.checked", level, ...(note === undefined ? {} : { note }) });
    return this;
  }

  places(occupied: number, validMin = 240): this {
    const report = { total: 420, occupied, reserved: 0, asOf: this.time, validUntil: this.time + validMin * MIN };
    this.must(R.desk, { type: "places.reported", ...report });
    return this;
  }

  /** Offers of a period each, one after the other from the one that a release now reaches. */
  offers(people: readonly number[]): this {
    const period = 15 * MIN;
    const first = Math.floor((this.time + 25 * MIN) / period) * period;
    people.forEach((count, i) => {
      const from = first + i * period;
      if (count === 0 || Object.values(this.state.offers).some((one) => one.from === from)) return;
      this.must(R.desk, (offer) => ({
        type: "slots.offered",
        offer,
        from,
        to: from + period,
        people: count,
        projected: 60,
      }));
    });
    return this;
  }

  ready(group: GroupCode, people: number, change: Partial<BodyOf<"group.ready">> = {}): this {
    this.must(S.field, { type: "group.opened", group });
    this.must(S.field, {
      type: "group.ready",
      group,
      version: 1,
      headcount: people,
      units: unitsFor(people),
      needs: {},
      explained: true,
      voluntary: true,
      ...change,
    });
    return this;
  }

  deferred(group: GroupCode, minutes: number, reason: string): this {
    const { version, readyEvent } = this.group(group);
    const nextUpdateAt = this.time + minutes * MIN;
    const answers = readyEvent as EventId;
    this.must(R.duty, { type: "group.deferred", group, version, answers, reason, nextUpdateAt });
    return this;
  }

  /** Grants a release `minutes` from now. */
  granted(group: GroupCode, minutes = 0): this {
    const { version, readyEvent, headcount } = this.group(group);
    const from = this.time + minutes * MIN;
    const arrival = from + 25 * MIN;
    const offer = this.#offerFor(arrival, headcount);
    this.must(R.duty, (grant) => ({
      type: "slot.granted",
      group,
      version,
      answers: readyEvent as EventId,
      grant,
      offer,
      headcount,
      from,
      to: from + 15 * MIN,
    }));
    return this;
  }

  /** An offer with room for an arrival then; made if nobody made it yet. */
  #offerFor(arrival: number, people: number): EventId {
    const known = Object.values(this.state.offers).find(
      (one) => !one.withdrawn && one.from <= arrival && arrival < one.to && one.people - one.consumed >= people,
    );
    if (known !== undefined) return known.id as EventId;
    const from = Math.floor(arrival / (15 * MIN)) * 15 * MIN;
    return this.must(R.desk, (offer) => ({
      type: "slots.offered",
      offer,
      from,
      to: from + 15 * MIN,
      people: 200,
      projected: 60,
    })).intent as EventId;
  }

  confirmed(group: GroupCode): this {
    const { id, headcount, from, to } = this.grant(group);
    const grant = id as EventId;
    this.must(S.duty, { type: "slot.confirmed", group, grant, answers: grant, headcount, from, to });
    return this;
  }

  released(group: GroupCode): this {
    const { id, headcount, version } = this.grant(group);
    const grant = id as EventId;
    this.must(S.duty, { type: "group.released", group, version, grant, answers: grant, headcount });
    this.must(S.field, { type: "group.called", group, by: "screen" });
    return this;
  }

  departed(group: GroupCode, headcount = this.group(group).headcount): this {
    this.must(S.field, { type: "group.departed", group, headcount });
    return this;
  }

  arrived(group: GroupCode, headcount = this.group(group).headcount): this {
    this.must(R.field, { type: "group.arrived", group, headcount });
    return this;
  }

  received(group: GroupCode): this {
    this.must(R.field, { type: "group.received", group });
    return this;
  }

  hold(who: Officer, reason: string, group?: GroupCode): EventId {
    return this.must(who, (hold) => ({ type: "hold.placed", hold, reason, ...(group === undefined ? {} : { group }) }))
      .intent as EventId;
  }

  chat(who: Officer, text: string, group?: GroupCode): this {
    this.say(who, { type: "message.sent", text, ...(group === undefined ? {} : { group }) });
    return this;
  }

  group(code: GroupCode) {
    const group = this.state.groups[code];
    if (group === undefined) throw new Error(`no group ${code}`);
    return group;
  }

  grant(code: GroupCode) {
    const grant = this.state.grants[this.group(code).grant ?? ""];
    if (grant === undefined) throw new Error(`${code} has no grant`);
    return grant;
  }
}
