import type { BodyOf, BodyType } from "@vado/protocol";
import { tidy } from "../advance.ts";
import type { Entry } from "../guard.ts";
import { overtakenBy } from "../queue.ts";
import { clockAgrees, isReferred } from "../rules/common.ts";
import { namedBy } from "../rules/override.ts";
import type { Group, LinkState } from "../state.ts";
import { asked, comeIntoForce, endGrant, finish, newGroup, raise, unusedGrant, type Alarms } from "./common.ts";
import { corrected, reconciled } from "./counts.ts";
import { arrived, departed, diverted, returned, spontaneous } from "./movement.ts";
import { released } from "./release.ts";
import { holdPlaced, looked } from "./safety.ts";
import { startDrill } from "./drill.ts";
import { delegated, shiftSaid, stationSaid } from "./standing.ts";

/** What a valid event does to the state. Guards have spoken before; nothing here decides whether. */
type Effect<T extends BodyType> = (state: LinkState, entry: Entry<BodyOf<T>>, alarms: Alarms) => void;

const nothing = (): void => {};
const known = (state: LinkState, code: string): Group => state.groups[code] as Group;

function counted(state: LinkState, { body, time, intent }: Entry<BodyOf<"group.ready" | "group.amended">>): Group {
  const group = known(state, body.group);
  const grant = unusedGrant(state, group);
  if (grant !== undefined) endGrant(state, grant, state.seq, time, "amended");
  // More children alone than were referred: they are referred anew (H7).
  if ((body.needs.unaccompaniedChildren ?? 0) > (group.needs.unaccompaniedChildren ?? 0)) group.referred = false;
  group.phase = "ready";
  group.version = body.version;
  group.headcount = body.headcount;
  group.units = body.units;
  group.needs = body.needs;
  group.readyEvent = intent;
  asked(state, group, time);
  return group;
}

export const EFFECTS: { readonly [T in BodyType]: Effect<T> } = {
  "group.opened": (state, { body, time, intent }) => {
    state.groups[body.group] = { ...newGroup(body.group, time), openedEvent: intent };
    state.totals.groups++;
  },
  "group.ready": (state, entry) => {
    counted(state, entry).readySince = entry.body.since ?? entry.time;
  },
  "group.amended": (state, entry) => {
    counted(state, entry);
  },
  "group.deferred": (state, { body, time }) => {
    const group = known(state, body.group);
    group.phase = "deferred";
    asked(state, group, time);
    group.nextUpdateAt = body.nextUpdateAt;
  },
  "group.declined": (state, { body, time }) => {
    const group = known(state, body.group);
    group.phase = "declined";
    asked(state, group, time);
    group.nextUpdateAt = body.nextUpdateAt;
  },
  "slots.offered": (state, { body, seq, time }) => {
    tidy(state, time);
    state.offers[body.offer] = {
      id: body.offer,
      from: body.from,
      to: body.to,
      people: body.people,
      consumed: 0,
      withdrawn: false,
      seq,
    };
    if (body.override !== undefined) state.overrides++;
  },
  "slots.withdrawn": (state, { body }) => {
    const offer = state.offers[body.offer];
    if (offer !== undefined) offer.withdrawn = true;
  },
  "slot.granted": (state, { body, seq, time }) => {
    const group = known(state, body.group);
    for (const other of overtakenBy(state, group, time)) {
      other.overtaken++;
      state.totals.overtaken++;
    }
    group.setAside = group.setAside.filter((rule) => rule !== "H5.overtaking");
    group.phase = "granted";
    group.grant = body.grant;
    group.nextUpdateAt = null;
    state.grants[body.grant] = {
      id: body.grant,
      group: body.group,
      version: body.version,
      headcount: body.headcount,
      offer: body.offer,
      from: body.from,
      to: body.to,
      seq,
      time,
      confirmedAt: null,
      revokeAsked: null,
      referredSeq: isReferred(group) ? seq : null,
      referredBy: null,
      usedSeq: null,
      ended: null,
    };
    (state.offers[body.offer] as { consumed: number }).consumed += body.headcount;
    state.live.push(body.grant);
    state.totals.grants++;
  },
  "slot.confirmed": (state, { body, time }) => {
    known(state, body.group).phase = "confirmed";
    (state.grants[body.grant] as { confirmedAt: number | null }).confirmedAt = time;
  },
  "group.released": released,
  "group.called": (state, { body }) => {
    const group = state.groups[body.group];
    if (group !== undefined) group.called = true;
  },
  "group.departed": departed,
  "group.arrived": arrived,
  "group.received": (state, { body, time }) => {
    const group = known(state, body.group);
    state.totals.received += group.arrived ?? 0;
    finish(state, group, "received", time);
  },
  "count.reconciled": reconciled,
  "group.withdrawn": (state, { body, seq, time }) => {
    const group = known(state, body.group);
    const grant = unusedGrant(state, group);
    if (grant !== undefined) endGrant(state, grant, seq, time, "withdrawn");
    finish(state, group, "withdrawn", time);
  },
  "group.dispersed": (state, { body, time }) => {
    state.totals.dispersed += body.headcount;
    finish(state, known(state, body.group), "dispersed", time);
  },
  "grant.revoke-asked": (state, { body, intent }) => {
    (state.grants[body.grant] as { revokeAsked: string | null }).revokeAsked = intent;
  },
  "grant.revoke-accepted": (state, { body, seq, time }) => {
    const grant = state.grants[body.grant];
    if (grant !== undefined) endGrant(state, grant, seq, time, "revoked");
  },
  "group.returned": returned,
  "group.diverted": diverted,
  "group.referred": (state, { body, seq, device }) => {
    const group = known(state, body.group);
    group.referred = true;
    const grant = state.grants[group.grant ?? ""];
    if (grant === undefined || grant.referredSeq !== null) return;
    grant.referredSeq = seq;
    grant.referredBy = device;
  },
  "arrival.spontaneous": spontaneous,
  "places.reported": (state, { body, seq }) => {
    const { total, occupied, reserved, asOf, validUntil } = body;
    state.places = { total, occupied, reserved, asOf, validUntil, seq };
  },
  "hold.placed": (state, entry, alarms) => holdPlaced(state, entry, entry.body.group ?? null, "person", alarms),
  "hold.lifted": (state, { body, side, seq }) => {
    const hold = state.holds[body.hold];
    if (hold === undefined) return;
    hold.lifted[side] = true;
    if (hold.lifted.sending && hold.lifted.receiving) hold.endedSeq = seq;
  },
  "conditions.checked": looked,
  "incident.opened": (state, { body, intent }, alarms) => {
    if (state.incidents[intent] !== undefined) return;
    state.incidents[intent] = { id: intent, kind: body.kind, group: body.group ?? null, open: true, handedOver: false };
    raise(state, alarms, "incident");
  },
  "incident.updated": nothing,
  "incident.handed-over": (state, { body, time }) => {
    const incident = state.incidents[body.incident];
    if (incident === undefined) return;
    incident.handedOver = true;
    if (incident.kind !== "missing") return;
    const searching = Object.values(state.incidents).some(
      (other) => other.group === incident.group && other.kind === "missing" && !other.handedOver,
    );
    const group = state.groups[incident.group ?? ""];
    if (!searching && group?.phase === "received" && state.moving.includes(group.code))
      finish(state, group, "received", time);
  },
  "incident.closed": (state, { body }) => {
    delete state.incidents[body.incident];
  },
  "supervisor.overrode": (state, { body }) => {
    state.overrides++;
    const group = namedBy(state, body.answers);
    if (group !== undefined && !group.setAside.includes(body.rule)) group.setAside.push(body.rule);
  },
  "count.corrected": corrected,
  "drill.started": startDrill,
  "drill.ended": (state) => {
    state.drill = null;
  },
  "agreement.proposed": (state, { body, intent }) => {
    state.proposals[body.version] = {
      version: body.version,
      terms: body.terms,
      validFrom: body.validFrom,
      event: intent,
      signed: { sending: false, receiving: false },
    };
  },
  "agreement.signed": (state, { body, side, time }) => {
    const proposal = state.proposals[body.version];
    if (proposal === undefined) return;
    proposal.signed[side] = true;
    if (!proposal.signed.sending || !proposal.signed.receiving) return;
    const inForce = { version: proposal.version, terms: proposal.terms, from: Math.max(proposal.validFrom, time) };
    delete state.proposals[body.version];
    if (inForce.from > time) {
      state.agreed.push(inForce);
      state.agreed.sort((a, b) => a.from - b.from || a.version - b.version);
    } else if (state.agreement === null || inForce.version > state.agreement.version) comeIntoForce(state, inForce);
  },
  "station.opened": (state, entry) => stationSaid(state, entry, true),
  "station.closed": (state, entry) => stationSaid(state, entry, false),
  heartbeat: (state, entry) => {
    state.heard[entry.side] = entry.time;
    if (!clockAgrees.holds(state, entry)) return;
    state.alive[entry.side] = entry.time;
    if (entry.side === "receiving") state.trail.alive.push({ seq: entry.seq, time: entry.time });
  },
  ack: nothing,
  "digest.published": nothing,
  "message.sent": nothing,
  "fork.settled": nothing,
  "roster.on": (state, entry) => shiftSaid(state, entry, entry.body.until),
  "roster.off": (state, entry) => shiftSaid(state, entry, 0),
  "roster.delegated": (state, entry) => delegated(state, entry, entry.body.until),
  // Kept with its end: a release made before it may still be on its way.
  "roster.undelegated": (state, entry) => delegated(state, entry, entry.time),
  observation: nothing,
  "concern.raised": (state, _entry, alarms) => raise(state, alarms, "concern"),
};
