import type { Body, BodyOf, DeviceId, EventId, GroupCode, StationId } from "@vado/protocol";
import { holdsOn, offerRoom, openGrantOf, openHolds, phaseAt, queueAt, type LinkState } from "../src/index.ts";
import { MIN, S, TERMS, code, id, type Officer } from "./support.ts";

/** What officers say next from what they believe, and what nobody should say. */

export const placesNow = (now: number, x: number): Body => ({
  type: "places.reported",
  total: x % 9 === 0 ? null : 120,
  occupied: x % 7 === 0 ? 125 : 40,
  reserved: 0,
  asOf: now,
  validUntil: now + 60 * MIN,
});

const counted = (
  x: number,
): { headcount: number; units: Record<string, number>; needs: BodyOf<"group.ready">["needs"] } => {
  const families = x % 3;
  const alone = 2 + (x % 9);
  return {
    headcount: alone + 4 * families,
    units: families === 0 ? { 1: alone } : { 1: alone, 4: families },
    needs: x % 4 === 0 ? { urgentMedical: 1 } : x % 4 === 1 ? { infants: 1 } : {},
  };
};

/** What an officer would do next, from what its device believes; null when there is nothing to do. */
export function next(
  { officer, state }: { readonly officer: Officer; readonly state: LinkState },
  now: number,
  x: number,
  y: number,
  intent: EventId,
): Body | null {
  const wanted: Body[] = [];
  const rare: Body[] = [];
  const isDuty = officer.role === "duty" || officer.role === "supervisor";
  if (officer.side === "sending" && officer.role === "archive")
    return state.stations.sending.open
      ? { type: "ack", heads: [] }
      : { type: "station.opened", station: "MAT" as StationId };
  const groups = Object.values(state.groups);
  const rightCount = (people: number) => (y % 6 === 0 ? Math.max(0, people + ((y % 5) - 2)) : people);
  for (const hold of openHolds(state)) {
    if (!hold.lifted[officer.side] && isDuty)
      wanted.push({ type: "hold.lifted", hold: hold.id as EventId, answers: hold.id as EventId });
  }
  for (const group of groups) {
    const code = group.code as GroupCode;
    const { departed, arrived, reconcile } = group;
    if (
      arrived === null ||
      (group.phase !== "mismatch" && !(group.phase === "arrived" && departed === null && !group.spontaneous))
    )
      continue;
    const less = (["left", "medical", "missing", "miscount"] as const)[y % 4] ?? "left";
    const cause = departed === null ? "miscount" : arrived > departed ? (y % 2 === 0 ? "joined" : "miscount") : less;
    if (officer.role === "archive") continue;
    if (reconcile === null) wanted.push({ type: "count.reconciled", group: code, cause, departed, arrived });
    else if (reconcile.side !== officer.side)
      wanted.push({
        type: "count.reconciled",
        group: code,
        cause: reconcile.cause,
        departed,
        arrived,
        answers: reconcile.event as EventId,
      });
  }
  for (const incident of Object.values(state.incidents))
    if (isDuty && !incident.handedOver)
      wanted.push({ type: "incident.handed-over", incident: incident.id as EventId, to: "rescue" });
  for (const proposal of Object.values(state.proposals))
    if (isDuty && !proposal.signed[officer.side])
      wanted.push({ type: "agreement.signed", version: proposal.version, answers: proposal.event as EventId });

  if (officer.side === "sending" && officer.role === "field") {
    if (groups.filter((group) => group.readySince === null || group.endedAt === null).length < 5)
      wanted.push({ type: "group.opened", group: code(x % 40) });
    for (const group of groups) {
      const of = group.code as GroupCode;
      const phase = phaseAt(state, group, now);
      if (phase === "forming")
        wanted.push({
          type: "group.ready",
          group: of,
          version: 1,
          ...counted(x),
          explained: true,
          voluntary: true,
          ...(y % 5 === 0 ? { since: now - 90 * MIN } : {}),
        });
      if (phase === "released" && group.departed === null)
        for (let i = 0; i < 3; i++)
          wanted.push({ type: "group.departed", group: of, headcount: rightCount(group.headcount) });
      if (phase === "released") rare.push({ type: "group.called", group: of, by: "voice" });
      if (["released", "inTransit"].includes(phase))
        rare.push({
          type: "group.returned",
          group: of,
          headcount: rightCount(group.departed ?? group.headcount),
          reason: "water",
        });
      if (["ready", "deferred", "declined", "granted", "confirmed"].includes(phase)) {
        rare.push(
          { type: "group.amended", group: of, version: group.version + 1, ...counted(y) },
          { type: "group.amended", group: of, version: group.version + 1, ...counted(x) },
        );
        if (y % (group.grant !== null ? 5 : 7) === 0)
          wanted.push({ type: "group.amended", group: of, version: group.version + 1, ...counted(y) });
        rare.push(
          { type: "group.withdrawn", group: of, reason: "they stay" },
          { type: "group.departed", group: of, headcount: group.headcount },
        );
      }
      if (["forming", "ready"].includes(phase))
        rare.push({ type: "group.dispersed", group: of, headcount: group.headcount });
      const grant = openGrantOf(state, of, now);
      if (grant !== undefined && (state.delegated[officer.device] !== undefined || y % 8 === 0))
        wanted.push(goUnder(grant), goUnder(grant));
    }
  } else if (officer.side === "sending") {
    for (const group of groups) {
      const of = group.code as GroupCode;
      const grant = openGrantOf(state, of, now);
      if (grant === undefined) continue;
      const grantId = grant.id as EventId;
      if (grant.revokeAsked !== null)
        wanted.push({
          type: "grant.revoke-accepted",
          group: of,
          grant: grantId,
          answers: grant.revokeAsked as EventId,
        });
      if (group.phase === "granted")
        wanted.push({
          type: "slot.confirmed",
          group: of,
          grant: grantId,
          answers: grantId,
          headcount: grant.headcount,
          from: grant.from,
          to: grant.to,
        });
      const go = goUnder(grant);
      if (holdsOn(state, of).length === 0 || y % 5 === 0) wanted.push(go, go, go);
    }
    const device = S.field.device as DeviceId;
    if (state.delegated[device] === undefined ? y % 4 === 0 : y % 9 === 0)
      wanted.push({ type: "roster.delegated", device, until: now + (5 + (x % 90)) * MIN });
    else rare.push({ type: "roster.undelegated", device });
    rare.push({ type: "conditions.checked", level: (["good", "caution", "stop"] as const)[y % 3] ?? "good" });
  } else if (officer.role === "field") {
    for (const group of groups) {
      const of = group.code as GroupCode;
      if (["released", "inTransit"].includes(group.phase))
        for (let i = 0; i < 2; i++)
          wanted.push({ type: "group.arrived", group: of, headcount: rightCount(group.departed ?? group.headcount) });
      if (group.phase === "arrived")
        wanted.push({ type: "group.received", group: of }, { type: "group.received", group: of });
      if (["ready", "withdrawn", "dispersed", "received"].includes(group.phase))
        rare.push({ type: "group.arrived", group: of, headcount: group.headcount });
    }
    rare.push(
      { type: "arrival.spontaneous", group: code(40 + (x % 15)), headcount: 1 + (y % 6) },
      { type: "arrival.spontaneous", group: code(x % 40), headcount: 2 },
    );
  } else if (officer.role === "duty") {
    const terms = state.agreement?.terms ?? TERMS;
    for (const group of queueAt(state, now)) {
      const of = group.code as GroupCode;
      // Some slots are for later: their window is not open yet.
      const from = now + ((y % 3 === 0 ? 10 : 0) - terms.windowBeforeMin) * MIN;
      const arrival = from + (terms.windowBeforeMin + terms.transitMeanMin) * MIN;
      const answers = group.readyEvent as EventId;
      const offer = Object.values(state.offers).find(
        (one) => one.from <= arrival && arrival < one.to && offerRoom(one) >= group.headcount,
      );
      const slot = {
        grant: intent,
        headcount: group.headcount,
        from,
        to: from + (terms.windowBeforeMin + terms.windowAfterMin) * MIN,
      };
      if (offer !== undefined)
        for (let i = 0; i < 4; i++)
          wanted.push({
            type: "slot.granted",
            group: of,
            version: group.version,
            answers,
            offer: offer.id as EventId,
            ...slot,
          });
      rare.push({
        type: "group.deferred",
        group: of,
        version: group.version,
        answers,
        reason: "no bus",
        nextUpdateAt: now + 20 * MIN,
      });
      rare.push({
        type: "group.declined",
        group: of,
        version: group.version,
        answers,
        reason: "closing",
        nextUpdateAt: now + 60 * MIN,
      });
    }
    for (const group of groups) {
      const grant = openGrantOf(state, group.code, now);
      if (grant !== undefined && grant.revokeAsked === null)
        (y % 9 === 0 ? wanted : rare).push({
          type: "grant.revoke-asked",
          group: group.code as GroupCode,
          grant: grant.id as EventId,
          reason: "full",
        });
    }
    if (wanted.length === 0 || y % 4 === 0) wanted.push(offerNow(state, now, x, intent));
  } else if (officer.role === "archive" || officer.role === "supervisor") {
    wanted.push(offerNow(state, now, x, intent), offerNow(state, now, x, intent), placesNow(now, x));
    if (officer.role === "supervisor") rare.push({ ...offerNow(state, now, x, intent), override: "cold night" });
    for (const offer of Object.values(state.offers))
      if (!offer.withdrawn && offer.to > now)
        rare.push({ type: "slots.withdrawn", offer: offer.id as EventId, reason: "full" });
    const terms = {
      ...(state.agreement?.terms ?? TERMS),
      block: x % 2 === 0 ? ({ kind: "absolute" } as const) : ({ kind: "permissive", groups: 3 } as const),
    };
    if (officer.role === "supervisor" && y % 10 === 0)
      rare.push({
        type: "agreement.proposed",
        version: 1 + (state.agreement?.version ?? 0) + Object.keys(state.proposals).length + state.agreed.length,
        terms,
        validFrom: now + (x % 3) * 60 * MIN,
      });
  }
  const list = rare.length > 0 && y % 12 < 1 ? rare : wanted;
  return list[x % Math.max(1, list.length)] ?? null;
}

function goUnder(grant: LinkState["grants"][string]): Body {
  const { group, version, id: name, headcount } = grant;
  const grantId = name as EventId;
  return {
    type: "group.released",
    group: group as GroupCode,
    version,
    grant: grantId,
    answers: grantId,
    headcount,
  };
}

function offerNow(state: LinkState, now: number, x: number, intent: EventId): BodyOf<"slots.offered"> {
  const period = 15 * MIN;
  const arrival = now + (state.agreement?.terms.transitMeanMin ?? 20) * MIN + (x % 3) * 5 * MIN;
  const from = Math.floor(arrival / period) * period;
  return {
    type: "slots.offered",
    offer: intent,
    from,
    to: from + period,
    people: 12 + (x % 30),
    projected: 30 + (x % 50),
  };
}

/** Something an officer would not say: an event about another group, grant or version, by whoever acts. */
export function anything(state: LinkState, now: number, x: number, y: number, intent: EventId): Body {
  const group = code(x % 55);
  const grant = (Object.keys(state.grants)[y % 7] ?? id(900_000 + y)) as EventId;
  const offer = (Object.keys(state.offers)[y % 7] ?? id(900_000 + y)) as EventId;
  const known = state.groups[group];
  const version = Math.max(1, (known?.version ?? 1) - (y % 2));
  const answers = (known?.readyEvent ?? id(900_000 + y)) as EventId;
  const headcount = Math.max(1, known?.headcount ?? y % 30);
  const span = { from: now - 5 * MIN, to: now + 10 * MIN };
  const bodies: Body[] = [
    { type: "group.released", group, version, grant, answers: grant, headcount },
    { type: "slot.confirmed", group, grant, answers: grant, headcount, ...span },
    { type: "slot.granted", group, version, answers, grant: y % 3 === 0 ? grant : intent, offer, headcount, ...span },
    { type: "group.departed", group, headcount },
    { type: "group.arrived", group, headcount: y % 20 },
    { type: "group.returned", group, headcount, reason: "water" },
    { type: "arrival.spontaneous", group, headcount: 1 + (y % 9) },
    { type: "group.received", group },
    { type: "group.withdrawn", group, reason: "they stay" },
    { type: "group.dispersed", group, headcount },
    { type: "group.called", group, by: "screen" },
    { type: "group.amended", group, version: version + 1, ...counted(y) },
    { type: "group.deferred", group, version, answers, reason: "no bus", nextUpdateAt: now + 10 * MIN },
    {
      type: "count.reconciled",
      group,
      cause: "miscount",
      departed: known?.departed ?? null,
      arrived: known?.arrived ?? 0,
    },
    {
      type: "hold.lifted",
      hold: (Object.keys(state.holds)[y % 5] ?? intent) as EventId,
      answers: (Object.keys(state.holds)[y % 5] ?? intent) as EventId,
    },
    { type: "grant.revoke-asked", group, grant, reason: "full" },
    { type: "grant.revoke-accepted", group, grant, answers },
    { type: "slots.withdrawn", offer, reason: "full" },
    { type: "incident.opened", incident: intent, kind: y % 3 === 0 ? "missing" : "medical", group },
    { type: "station.closed", station: "MAT" as StationId },
    { type: "station.opened", station: "MAT" as StationId },
    { type: "conditions.checked", level: y % 3 === 0 ? "stop" : "good" },
    { type: "concern.raised", reason: "no water" },
    { type: "message.sent", text: "release them now" },
    { type: "group.diverted", group, headcount, station: "XYZ" as StationId, grant },
  ];
  return bodies[(x + y) % bodies.length] as Body;
}
