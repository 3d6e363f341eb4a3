import type { Body, BodyOf, BodyType, Side } from "@vado/protocol";
import { words, type Value, type Words } from "./words.ts";

/** One sentence for each event, as the log and the receipts tell it. */

type Line<T extends BodyType> = (body: BodyOf<T>) => Words;

const at = (ms: number): Value => ({ at: ms });

const LINES: { readonly [T in BodyType]: Line<T> } = {
  "group.opened": ({ group }) => words("event.group.opened", { code: group }),
  "group.ready": ({ group, headcount }) => words("event.group.ready", { code: group, people: headcount }),
  "group.amended": ({ group, headcount, version }) =>
    words("event.group.amended", { code: group, people: headcount, version }),
  "group.deferred": ({ group, reason, nextUpdateAt }) =>
    words("event.group.deferred", { code: group, reason, time: at(nextUpdateAt) }),
  "group.declined": ({ group, reason, nextUpdateAt }) =>
    words("event.group.declined", { code: group, reason, time: at(nextUpdateAt) }),
  "slot.confirmed": ({ group, headcount, from, to }) =>
    words("event.slot.confirmed", { code: group, people: headcount, from: at(from), to: at(to) }),
  "group.released": ({ group, headcount, acted }) =>
    words(acted === undefined ? "event.group.released" : "event.group.releasedOffline", {
      code: group,
      people: headcount,
    }),
  "group.called": ({ group, by }) => words("event.group.called", { code: group, by: words(`called.${by}`) }),
  "group.departed": ({ group, headcount }) => words("event.group.departed", { code: group, people: headcount }),
  "group.arrived": ({ group, headcount }) => words("event.group.arrived", { code: group, people: headcount }),
  "group.received": ({ group }) => words("event.group.received", { code: group }),
  "count.reconciled": ({ group, cause, answers }) =>
    words(answers === undefined ? "event.count.proposed" : "event.count.reconciled", {
      code: group,
      cause: words(`cause.${cause}`),
    }),
  "group.withdrawn": ({ group, reason }) => words("event.group.withdrawn", { code: group, reason }),
  "grant.revoke-asked": ({ group, reason }) => words("event.grant.revoke-asked", { code: group, reason }),
  "grant.revoke-accepted": ({ group }) => words("event.grant.revoke-accepted", { code: group }),
  "group.returned": ({ group, headcount, reason }) =>
    words("event.group.returned", { code: group, people: headcount, reason }),
  "group.diverted": ({ group, headcount, station, answers }) =>
    words(answers === undefined ? "event.group.divertProposed" : "event.group.diverted", {
      code: group,
      people: headcount,
      station,
    }),
  "group.referred": ({ group, to }) => words("event.group.referred", { code: group, to }),
  "arrival.spontaneous": ({ group, headcount }) =>
    words("event.arrival.spontaneous", { code: group, people: headcount }),
  "group.dispersed": ({ group, headcount }) => words("event.group.dispersed", { code: group, people: headcount }),
  "slots.offered": ({ people, from, to, override }) =>
    words(override === undefined ? "event.slots.offered" : "event.slots.overridden", {
      people,
      from: at(from),
      to: at(to),
    }),
  "slots.withdrawn": ({ reason }) => words("event.slots.withdrawn", { reason }),
  "slot.granted": ({ group, headcount, from, to }) =>
    words("event.slot.granted", { code: group, people: headcount, from: at(from), to: at(to) }),
  "places.reported": ({ total, occupied, validUntil }) =>
    total === null
      ? words("event.places.unlimited", { occupied, time: at(validUntil) })
      : words("event.places.reported", { occupied, total, time: at(validUntil) }),
  "hold.placed": ({ group, reason }) =>
    group === undefined ? words("event.hold.placed", { reason }) : words("event.hold.group", { code: group, reason }),
  "hold.lifted": () => words("event.hold.lifted"),
  "conditions.checked": ({ level, note }) =>
    words("event.conditions.checked", {
      level: words(`conditions.${level}`),
      note: note === undefined ? "" : ` · ${note}`,
    }),
  "incident.opened": ({ kind, group, note }) =>
    words("event.incident.opened", {
      what: words(`incident.${kind}`),
      more: [group, note]
        .filter((part) => part !== undefined)
        .map((part) => ` · ${part}`)
        .join(""),
    }),
  "incident.updated": ({ note }) => words("event.incident.updated", { note }),
  "incident.handed-over": ({ to }) => words("event.incident.handed-over", { to }),
  "incident.closed": ({ note }) => words("event.incident.closed", { note }),
  "supervisor.overrode": ({ rule, reason }) => words("event.supervisor.overrode", { rule, reason }),
  "count.corrected": ({ group, headcount, reason, answers }) =>
    words(answers === undefined ? "event.count.corrected" : "event.count.correctionAgreed", {
      code: group,
      people: headcount,
      reason,
    }),
  "drill.started": ({ note }) => words("event.drill.started", { note }),
  "drill.ended": ({ note }) => words("event.drill.ended", { note }),
  "agreement.proposed": ({ version }) => words("event.agreement.proposed", { version }),
  "agreement.signed": ({ version }) => words("event.agreement.signed", { version }),
  "station.opened": ({ station }) => words("event.station.opened", { station }),
  "station.closed": ({ station }) => words("event.station.closed", { station }),
  heartbeat: () => words("event.heartbeat"),
  ack: () => words("event.ack"),
  "digest.published": ({ device }) => words("event.digest.published", { device }),
  "fork.settled": ({ reason }) => words("event.fork.settled", { reason }),
  "message.sent": ({ text }) => words("event.message.sent", { text }),
  "roster.on": ({ device, until }) => words("event.roster.on", { device, time: at(until) }),
  "roster.off": ({ device, reason }) => words("event.roster.off", { device, reason }),
  "roster.delegated": ({ device, until }) => words("event.roster.delegated", { device, time: at(until) }),
  "roster.undelegated": ({ device }) => words("event.roster.undelegated", { device }),
  observation: ({ people, point }) => words("event.observation", { people, point }),
  "concern.raised": ({ reason }) => words("event.concern.raised", { reason }),
};

/** The event's sentence. Who said it and when stands beside it. */
export function eventLine(entry: { readonly body: Body }): Words {
  return (LINES[entry.body.type] as (body: Body) => Words)(entry.body);
}

/** What a log is filtered by. */
export type EventKind = "groups" | "grants" | "movement" | "counts" | "safety" | "places" | "people" | "other";

const KIND_OF: { readonly [T in BodyType]: EventKind } = {
  "group.opened": "groups",
  "group.ready": "groups",
  "group.amended": "groups",
  "group.deferred": "groups",
  "group.declined": "groups",
  "group.withdrawn": "groups",
  "group.dispersed": "groups",
  "group.referred": "groups",
  "slot.granted": "grants",
  "slot.confirmed": "grants",
  "group.released": "grants",
  "grant.revoke-asked": "grants",
  "grant.revoke-accepted": "grants",
  "group.called": "movement",
  "group.departed": "movement",
  "group.arrived": "movement",
  "group.received": "movement",
  "group.returned": "movement",
  "group.diverted": "movement",
  "arrival.spontaneous": "movement",
  "count.reconciled": "counts",
  "count.corrected": "counts",
  observation: "counts",
  "hold.placed": "safety",
  "hold.lifted": "safety",
  "conditions.checked": "safety",
  "incident.opened": "safety",
  "incident.updated": "safety",
  "incident.handed-over": "safety",
  "incident.closed": "safety",
  "concern.raised": "safety",
  "fork.settled": "safety",
  "drill.started": "safety",
  "drill.ended": "safety",
  "slots.offered": "places",
  "slots.withdrawn": "places",
  "places.reported": "places",
  "station.opened": "places",
  "station.closed": "places",
  "roster.on": "people",
  "roster.off": "people",
  "roster.delegated": "people",
  "roster.undelegated": "people",
  "message.sent": "people",
  "agreement.proposed": "other",
  "agreement.signed": "other",
  "supervisor.overrode": "other",
  heartbeat: "other",
  ack: "other",
  "digest.published": "other",
};

export const EVENT_KINDS: readonly EventKind[] = [
  "groups",
  "grants",
  "movement",
  "counts",
  "safety",
  "places",
  "people",
  "other",
];

export const kindOf = (type: BodyType): EventKind => KIND_OF[type];

/** Types of a kind, for asking a log for them; without channel business. */
export function typesOf(kind: EventKind): BodyType[] {
  return (Object.keys(KIND_OF) as BodyType[]).filter((type) => KIND_OF[type] === kind && !CHANNEL_BUSINESS.has(type));
}

/** What the channel says to itself; no officer reads it. */
export const CHANNEL_BUSINESS: ReadonlySet<BodyType> = new Set<BodyType>(["heartbeat", "ack", "digest.published"]);

/** The group an event speaks of, if any. */
export function groupOf(body: Body): string | null {
  return "group" in body && body.group !== undefined ? body.group : null;
}

/** The name of a side, as words. */
export const sideWords = (side: Side): Words => words(`side.${side}`);
