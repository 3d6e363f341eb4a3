import type { Body, BodyType, Envelope } from "../src/index.ts";
import {
  ENVELOPE_LABEL,
  ENVELOPE_VERSION,
  NO_PREV,
  PLAIN_TERMS,
  base64url,
  envelopeText,
  nthEventId as id,
  nthGroupCode,
  withSignature,
} from "../src/index.ts";

/** One honest event of every type, and envelopes around them. */

export const NOW = 1_700_000_000_000;
export const HASH = "ab".repeat(32);
export const SIGNATURE = base64url(new Uint8Array(64).fill(7));

export { id };
const G = nthGroupCode(1);
const span = { from: NOW, to: NOW + 900_000 };
const device = "field-1" as Extract<Body, { type: "roster.on" }>["device"];
const station = "MAT" as Extract<Body, { type: "station.opened" }>["station"];
const channel = "c".repeat(22) as Envelope["channel"];
const heads = [{ channel, seq: 3, head: HASH, epochAuthenticator: HASH }];

const TERMS: Extract<Body, { type: "agreement.proposed" }>["terms"] = {
  ...PLAIN_TERMS,
  legalBasis: "memorandum of 2023",
  mode: "bus",
  block: { kind: "permissive", groups: 3, people: 400 },
  ratePerHour: 300,
  quotaPerDay: 650,
  quotaDays: ["mon", "tue"],
  vehicleSeats: 55,
  transitSdMin: 3,
  order: "needs-since",
};

export const BODIES: { readonly [T in BodyType]: Extract<Body, { type: T }> } = {
  "group.opened": { type: "group.opened", group: G },
  "group.ready": {
    type: "group.ready",
    group: G,
    version: 1,
    headcount: 7,
    units: { 1: 3, 4: 1 },
    needs: { infants: 1, interpreter: 2 },
    explained: true,
    voluntary: true,
    since: NOW,
  },
  "group.amended": { type: "group.amended", group: G, version: 2, headcount: 4, units: { 4: 1 }, needs: {} },
  "group.deferred": {
    type: "group.deferred",
    group: G,
    version: 1,
    answers: id(1),
    reason: "no bus",
    nextUpdateAt: NOW,
  },
  "group.declined": {
    type: "group.declined",
    group: G,
    version: 1,
    answers: id(1),
    reason: "closed",
    nextUpdateAt: NOW,
  },
  "slot.confirmed": { type: "slot.confirmed", group: G, grant: id(2), answers: id(2), headcount: 7, ...span },
  "group.released": {
    type: "group.released",
    group: G,
    version: 1,
    grant: id(2),
    answers: id(2),
    headcount: 7,
    acted: { deviceTime: NOW, seq: 4, head: HASH, radioCode: "123456" },
  },
  "group.called": { type: "group.called", group: G, by: "voice" },
  "group.departed": { type: "group.departed", group: G, headcount: 7 },
  "group.arrived": { type: "group.arrived", group: G, headcount: 7 },
  "group.received": { type: "group.received", group: G },
  "count.reconciled": { type: "count.reconciled", group: G, cause: "left", departed: 7, arrived: 6, answers: id(3) },
  "group.withdrawn": { type: "group.withdrawn", group: G, reason: "they stay" },
  "grant.revoke-asked": { type: "grant.revoke-asked", group: G, grant: id(2), reason: "hall full" },
  "grant.revoke-accepted": { type: "grant.revoke-accepted", group: G, grant: id(2), answers: id(4) },
  "group.returned": { type: "group.returned", group: G, headcount: 7, reason: "high water" },
  "group.diverted": { type: "group.diverted", group: G, headcount: 7, station, grant: id(2), answers: id(4) },
  "group.referred": { type: "group.referred", group: G, to: "child protection" },
  "arrival.spontaneous": { type: "arrival.spontaneous", group: G, headcount: 3 },
  "group.dispersed": { type: "group.dispersed", group: G, headcount: 7 },
  "slots.offered": {
    type: "slots.offered",
    offer: id(5),
    people: 100,
    projected: 120,
    override: "cold night",
    ...span,
  },
  "slots.withdrawn": { type: "slots.withdrawn", offer: id(5), reason: "hall full" },
  "slot.granted": {
    type: "slot.granted",
    group: G,
    version: 1,
    answers: id(1),
    grant: id(2),
    offer: id(5),
    headcount: 7,
    ...span,
  },
  "places.reported": { type: "places.reported", total: 300, occupied: 200, reserved: 20, asOf: NOW, validUntil: NOW },
  "hold.placed": { type: "hold.placed", hold: id(6), group: G, reason: "water rises" },
  "hold.lifted": { type: "hold.lifted", hold: id(6), answers: id(6) },
  "conditions.checked": { type: "conditions.checked", level: "good", note: "calm" },
  "incident.opened": {
    type: "incident.opened",
    incident: id(7),
    kind: "missing",
    group: G,
    people: 1,
    note: "at the bend",
  },
  "incident.updated": { type: "incident.updated", incident: id(7), note: "boats out" },
  "incident.handed-over": { type: "incident.handed-over", incident: id(7), to: "river rescue" },
  "incident.closed": { type: "incident.closed", incident: id(7), note: "found well" },
  "supervisor.overrode": { type: "supervisor.overrode", rule: "O4.capacity", answers: id(5), reason: "cold night" },
  "count.corrected": {
    type: "count.corrected",
    group: G,
    point: "arrival",
    headcount: 6,
    reason: "counted twice",
    answers: id(8),
  },
  "drill.started": { type: "drill.started", until: NOW, note: "monthly" },
  "drill.ended": { type: "drill.ended", note: "done" },
  "agreement.proposed": { type: "agreement.proposed", version: 1, terms: TERMS, validFrom: NOW },
  "agreement.signed": { type: "agreement.signed", version: 1, answers: id(9) },
  "station.opened": { type: "station.opened", station },
  "station.closed": { type: "station.closed", station, reason: "night" },
  heartbeat: { type: "heartbeat", heads },
  ack: { type: "ack", heads },
  "digest.published": {
    type: "digest.published",
    device,
    seq: 1,
    head: HASH,
    state: HASH,
    part: 0,
    parts: 1,
    text: "{}",
  },
  "message.sent": { type: "message.sent", text: "buenos días", group: G },
  "roster.on": { type: "roster.on", device, until: NOW },
  "roster.off": { type: "roster.off", device, reason: "shift over" },
  "roster.delegated": { type: "roster.delegated", device, until: NOW },
  "roster.undelegated": { type: "roster.undelegated", device },
  observation: { type: "observation", point: "north bank", people: 40, note: "clear view", ...span },
  "fork.settled": { type: "fork.settled", reason: "codes compared by telephone" },
  "concern.raised": { type: "concern.raised", reason: "no water for those who wait", answers: id(1) },
};

export function envelopeOf(body: Body): Envelope {
  return {
    v: ENVELOPE_VERSION,
    label: ENVELOPE_LABEL,
    charter: HASH,
    channel,
    side: "sending",
    device,
    deviceSeq: 1,
    prev: NO_PREV,
    seen: { seq: 0, head: HASH },
    intent: id(99),
    at: NOW,
    body,
  };
}

/** The sealed text of an envelope, or of anything that pretends to be one. */
export const sealed = (envelope: unknown) => withSignature(envelopeText(envelope as Envelope), SIGNATURE);
