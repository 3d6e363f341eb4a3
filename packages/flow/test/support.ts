import type { Body, BodyOf, EventId, GroupCode, Role, Side, StationId, Terms } from "@vado/protocol";
import { PLAIN_TERMS as TERMS, codesApart, nthEventId as id } from "@vado/protocol";
import { emptyState, fold, type Entry, type Group, type LinkState, type Verdict } from "../src/index.ts";

/** A small language for histories: who says what, and how much later. */

export const MIN = 60_000;
/** Wednesday 2023-11-15, 10:00 local time of the terms below. */
export const T0 = Date.UTC(2023, 10, 15, 16, 0);

/** A link agrees to these, but for what a test changes; and the nth id. */
export { TERMS, id };

/** Codes that are at least three characters apart from each other. */
const CODES = codesApart(60);
export const code = (n: number): GroupCode => CODES[n] as GroupCode;

/** The people of a link: side and role are in the name. */
export interface Officer {
  readonly device: string;
  readonly side: Side;
  readonly role: Role;
}
const officer = (side: Side, role: Role, name = `${side[0]}-${role}`): Officer => ({ device: name, side, role });
export const S = {
  duty: officer("sending", "duty"),
  duty2: officer("sending", "duty", "s-duty-2"),
  field: officer("sending", "field"),
  sup: officer("sending", "supervisor"),
  desk: officer("sending", "archive"),
};
export const R = {
  duty: officer("receiving", "duty"),
  field: officer("receiving", "field"),
  sup: officer("receiving", "supervisor"),
  desk: officer("receiving", "archive"),
  planner: officer("receiving", "planner"),
};
export const OBSERVER = officer("receiving", "observer");

/** What may be other than usual about an event: it was made earlier, by a reader of less, with a chosen id. */
export interface Unusual {
  readonly at?: number;
  readonly seen?: number;
  readonly intent?: EventId;
  readonly exercise?: true;
}

/** What became of an event: its id, the rule that voids it or null, its alarms. */
export interface Said extends Verdict {
  readonly id: EventId;
  readonly entry: Entry;
}

type Say = Body | ((intent: EventId) => Body);

/** One link and its log. Methods named after the rows of the table say the honest event, with `change` for a dishonest one. */
export class Link {
  readonly state: LinkState = emptyState("L1");
  readonly log: Entry[] = [];
  time = T0;
  #ids = 1;

  say(who: Officer, say: Say, unusual: Unusual = {}): Said {
    const intent = unusual.intent ?? id(this.#ids++);
    const body = typeof say === "function" ? say(intent) : say;
    const seq = this.state.seq + 1;
    const entry: Entry = {
      seq,
      time: this.time,
      ...who,
      seen: unusual.seen ?? seq - 1,
      intent,
      at: unusual.at ?? this.time,
      ...(unusual.exercise === true ? { exercise: true } : {}),
      body,
    };
    this.log.push(entry);
    return { id: intent, entry, ...fold(this.state, entry) };
  }

  /** Time goes by in silence. */
  wait(minutes: number): this {
    this.time += minutes * MIN;
    return this;
  }

  /** Time goes by, with both sides heard and the conditions looked at, at its end. */
  after(minutes: number): this {
    return this.wait(minutes).beat().look();
  }

  /** Terms signed by both, stations open, heartbeats, good conditions, 300 places: nothing stands in the way. */
  static open(terms: Partial<Terms> = {}): Link {
    const link = new Link();
    link.agree(terms);
    link.say(S.desk, { type: "station.opened", station: "MAT" as StationId });
    link.say(R.desk, { type: "station.opened", station: "BRO" as StationId });
    return link.beat().look().places();
  }

  agree(terms: Partial<Terms> = {}, version = 1, validFrom = 0): Said {
    const proposal = this.say(R.duty, {
      type: "agreement.proposed",
      version,
      terms: { ...TERMS, ...terms },
      validFrom,
    });
    this.say(R.duty, { type: "agreement.signed", version, answers: proposal.id });
    return this.say(S.duty, { type: "agreement.signed", version, answers: proposal.id });
  }

  beat(): this {
    for (const who of [S.desk, R.desk]) this.say(who, { type: "heartbeat", heads: [] });
    return this;
  }
  look(level: BodyOf<"conditions.checked">["level"] = "good", who = S.field): this {
    this.say(who, { type: "conditions.checked", level });
    return this;
  }
  places(change: Partial<BodyOf<"places.reported">> = {}): this {
    this.report(change);
    return this;
  }
  report(change: Partial<BodyOf<"places.reported">> = {}): Said {
    return this.say(R.desk, {
      type: "places.reported",
      total: 300,
      occupied: 100,
      reserved: 0,
      asOf: this.time,
      validUntil: this.time + 600 * MIN,
      ...change,
    });
  }

  group(group: GroupCode): Group {
    const known = this.state.groups[group];
    if (known === undefined) throw new Error(`no group ${group}`);
    return known;
  }

  opened(group: GroupCode, who = S.field): Said {
    return this.say(who, { type: "group.opened", group });
  }
  ready(group: GroupCode, people = 10, change: Partial<BodyOf<"group.ready">> = {}): Said {
    if (this.state.groups[group] === undefined) this.opened(group);
    return this.say(S.field, {
      type: "group.ready",
      group,
      version: 1,
      headcount: people,
      units: { 1: people },
      needs: {},
      explained: true,
      voluntary: true,
      ...change,
    });
  }
  amended(group: GroupCode, people = 8, change: Partial<BodyOf<"group.amended">> = {}): Said {
    return this.say(S.field, {
      type: "group.amended",
      group,
      version: this.group(group).version + 1,
      headcount: people,
      units: { 1: people },
      needs: {},
      ...change,
    });
  }
  deferred(group: GroupCode, change: Partial<BodyOf<"group.deferred">> = {}): Said {
    const { version, readyEvent } = this.group(group);
    return this.say(R.duty, {
      type: "group.deferred",
      group,
      version,
      answers: readyEvent as EventId,
      reason: "no bus",
      nextUpdateAt: this.time + 30 * MIN,
      ...change,
    });
  }
  declined(group: GroupCode, change: Partial<BodyOf<"group.declined">> = {}): Said {
    const { version, readyEvent } = this.group(group);
    return this.say(R.duty, {
      type: "group.declined",
      group,
      version,
      answers: readyEvent as EventId,
      reason: "closing",
      nextUpdateAt: this.time + 30 * MIN,
      ...change,
    });
  }
  /** A slot for the arrival of who is released `minutes` from now. */
  offered(people = 100, minutes = 0, change: Partial<BodyOf<"slots.offered">> = {}, who = R.desk): Said {
    const arrival = this.time + (minutes + this.#terms.transitMeanMin) * MIN;
    return this.say(who, (intent) => ({
      type: "slots.offered",
      offer: intent,
      from: arrival - 7 * MIN,
      to: arrival + 8 * MIN,
      people,
      projected: 100,
      ...change,
    }));
  }
  /** Grants the last offer, for a release `minutes` from now. */
  granted(group: GroupCode, change: Partial<BodyOf<"slot.granted">> = {}, minutes = 0, unusual: Unusual = {}): Said {
    const { version, readyEvent, headcount } = this.group(group);
    const { windowBeforeMin, windowAfterMin } = this.#terms;
    const at = this.time + minutes * MIN;
    const offer = Object.keys(this.state.offers).at(-1) as EventId;
    return this.say(
      R.duty,
      (grant) => ({
        type: "slot.granted",
        group,
        version,
        answers: readyEvent as EventId,
        grant,
        offer,
        headcount,
        from: at - windowBeforeMin * MIN,
        to: at + windowAfterMin * MIN,
        ...change,
      }),
      unusual,
    );
  }
  confirmed(group: GroupCode, change: Partial<BodyOf<"slot.confirmed">> = {}): Said {
    const { headcount, from, to, id: grant } = this.grant(group);
    return this.say(S.duty, {
      type: "slot.confirmed",
      group,
      grant: grant as EventId,
      answers: grant as EventId,
      headcount,
      from,
      to,
      ...change,
    });
  }
  released(
    group: GroupCode,
    change: Partial<BodyOf<"group.released">> = {},
    who = S.duty,
    unusual: Unusual = {},
  ): Said {
    const { version, grant, headcount } = this.group(group);
    const id = (grant ?? Object.keys(this.state.grants).at(-1)) as EventId;
    return this.say(
      who,
      { type: "group.released", group, version, grant: id, answers: id, headcount, ...change },
      unusual,
    );
  }
  departed(group: GroupCode, headcount = this.state.groups[group]?.headcount ?? 10, unusual: Unusual = {}): Said {
    return this.say(S.field, { type: "group.departed", group, headcount }, unusual);
  }
  arrived(group: GroupCode, headcount = this.state.groups[group]?.headcount ?? 10, unusual: Unusual = {}): Said {
    return this.say(R.field, { type: "group.arrived", group, headcount }, unusual);
  }
  spontaneous(group: GroupCode, headcount = 4): Said {
    return this.say(R.field, { type: "arrival.spontaneous", group, headcount });
  }
  received(group: GroupCode): Said {
    return this.say(R.field, { type: "group.received", group });
  }
  returned(group: GroupCode, headcount = this.state.groups[group]?.headcount ?? 10): Said {
    return this.say(S.field, { type: "group.returned", group, headcount, reason: "high water" });
  }
  withdrawn(group: GroupCode): Said {
    return this.say(S.field, { type: "group.withdrawn", group, reason: "they stay" });
  }
  dispersed(group: GroupCode, headcount = 3): Said {
    return this.say(S.field, { type: "group.dispersed", group, headcount });
  }
  /** Where a device without a connection stands now. */
  actedNow() {
    return { deviceTime: this.time, seq: this.state.seq, head: "0".repeat(64) } as const;
  }
  diverted(who: Officer, group: GroupCode, change: Partial<BodyOf<"group.diverted">> = {}): Said {
    const headcount = this.group(group).departed ?? 10;
    const to = { station: "LAR" as StationId, grant: id(4_242) };
    return this.say(who, { type: "group.diverted", group, headcount, ...to, ...change });
  }
  corrected(who: Officer, group: GroupCode, change: Partial<BodyOf<"count.corrected">> = {}): Said {
    const body = { type: "count.corrected", group, point: "departure", headcount: 9, reason: "counted again" } as const;
    return this.say(who, { ...body, ...change });
  }
  drill(minutes = 60, who = S.duty): Said {
    return this.say(who, { type: "drill.started", until: this.time + minutes * MIN, note: "shift change" });
  }
  hold(who: Officer, group?: GroupCode): Said {
    return this.say(who, (intent) => ({
      type: "hold.placed",
      hold: intent,
      reason: "water rises",
      ...(group === undefined ? {} : { group }),
    }));
  }
  lifted(who: Officer, hold: EventId, answers = hold): Said {
    return this.say(who, { type: "hold.lifted", hold, answers });
  }
  reconciled(who: Officer, group: GroupCode, change: Partial<BodyOf<"count.reconciled">> = {}): Said {
    const { departed, arrived } = this.group(group);
    return this.say(who, {
      type: "count.reconciled",
      group,
      cause: "miscount",
      departed,
      arrived: arrived ?? 0,
      ...change,
    });
  }
  askedBack(group: GroupCode, change: Partial<BodyOf<"grant.revoke-asked">> = {}): Said {
    return this.say(R.duty, {
      type: "grant.revoke-asked",
      group,
      grant: this.grant(group).id as EventId,
      reason: "hall full",
      ...change,
    });
  }
  givenBack(group: GroupCode, answers: EventId, change: Partial<BodyOf<"grant.revoke-accepted">> = {}): Said {
    return this.say(S.duty, {
      type: "grant.revoke-accepted",
      group,
      grant: this.grant(group).id as EventId,
      answers,
      ...change,
    });
  }

  /** A group that is ready and has a slot offered: the next word is the grant. */
  waiting(group: GroupCode, people = 10, minutes = 0): this {
    if (this.ready(group, people).voidedBy !== null) throw new Error("not ready");
    this.offered(100, minutes);
    return this;
  }
  /** A group with a grant for now. */
  holding(group: GroupCode, people = 10): this {
    this.waiting(group, people);
    const said = this.granted(group);
    if (said.voidedBy !== null) throw new Error(`not granted: ${said.voidedBy}`);
    return this;
  }
  /** A group that was released. */
  going(group: GroupCode, people = 10): this {
    this.holding(group, people);
    const said = this.released(group);
    if (said.voidedBy !== null) throw new Error(`not released: ${said.voidedBy}`);
    return this;
  }
  /** A group at the gate, by these two counts. */
  gate(group: GroupCode, departed = 10, arrived = departed): this {
    this.going(group, Math.max(1, departed));
    this.departed(group, departed);
    this.wait(20);
    this.arrived(group, arrived);
    return this;
  }

  grant(group: GroupCode) {
    const grant = this.state.grants[this.group(group).grant ?? ""];
    if (grant === undefined) throw new Error(`${group} has no grant`);
    return grant;
  }
  get #terms(): Terms {
    return this.state.agreement?.terms ?? TERMS;
  }
}
