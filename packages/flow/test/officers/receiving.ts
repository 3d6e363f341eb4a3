import type { EventId, GroupCode, StationId } from "@vado/protocol";
import { offerRoom, openGrantOf, queueAt, type Group } from "../../src/index.ts";
import { MIN, TERMS, code } from "../support.ts";
import { offerNow, placesNow, rightCount, type Turn, type Wishes } from "./common.ts";
import { setAside } from "./sending.ts";

/** What the bank where people arrive says next. */

export function receivingField({ wanted, rare }: Wishes, { state, x, y }: Turn): void {
  for (const { code: name, phase, departed, arrived, headcount } of Object.values(state.groups)) {
    const group = name as GroupCode;
    if (["released", "inTransit"].includes(phase))
      for (let i = 0; i < 6; i++)
        wanted.push({ type: "group.arrived", group, headcount: rightCount(departed ?? headcount, y) });
    if (phase === "arrived") for (let i = 0; i < 4; i++) wanted.push({ type: "group.received", group });
    if (["ready", "withdrawn", "dispersed", "received", "returned", "diverted"].includes(phase))
      rare.push({ type: "group.arrived", group, headcount: Math.max(0, (arrived ?? headcount) + (y % 3) - 1) });
  }
  rare.push(
    { type: "arrival.spontaneous", group: code(40 + (x % 15)), headcount: 1 + (y % 6) },
    { type: "arrival.spontaneous", group: code(x % 40), headcount: 2 },
  );
}

export function receivingDuty({ wanted, rare }: Wishes, turn: Turn): void {
  const { state, now, y } = turn;
  for (const group of queueAt(state, now)) answer({ wanted, rare }, turn, group);
  for (const group of Object.values(state.groups)) {
    const grant = openGrantOf(state, group.code, now);
    if (grant === undefined || grant.revokeAsked !== null) continue;
    const asked = { type: "grant.revoke-asked", group: group.code as GroupCode, reason: "full" } as const;
    (y % 4 === 0 ? wanted : rare).push({ ...asked, grant: grant.id as EventId });
  }
  if (wanted.length === 0 || y % 4 === 0) wanted.push(offerNow(turn));
}

function answer({ wanted, rare }: Wishes, { state, now, y, intent }: Turn, group: Group): void {
  const terms = state.agreement?.terms ?? TERMS;
  const { version, headcount } = group;
  const names = { group: group.code as GroupCode, version, answers: group.readyEvent as EventId };
  // Some slots are for later: their window is not open yet.
  const from = now + ((y % 3 === 0 ? 10 : 0) - terms.windowBeforeMin) * MIN;
  const arrival = from + (terms.windowBeforeMin + terms.transitMeanMin) * MIN;
  const to = from + (terms.windowBeforeMin + terms.windowAfterMin) * MIN;
  const offer = Object.values(state.offers).find(
    (one) => one.from <= arrival && arrival < one.to && offerRoom(one) >= headcount,
  );
  if (offer !== undefined)
    for (let i = 0; i < 8; i++)
      wanted.push({
        type: "slot.granted",
        ...names,
        offer: offer.id as EventId,
        grant: intent,
        headcount,
        from,
        to,
      });
  rare.push({ type: "group.deferred", ...names, reason: "no bus", nextUpdateAt: now + 20 * MIN });
  rare.push({ type: "group.declined", ...names, reason: "closing", nextUpdateAt: now + 60 * MIN });
}

export function receivingDesk({ wanted, rare }: Wishes, turn: Turn): void {
  const { officer, state, now, x, y } = turn;
  const closed = !state.stations.receiving.open;
  if (closed) wanted.push({ type: "station.opened", station: "BRO" as StationId });
  else if (y % 8 === 0) rare.push({ type: "station.closed", station: "BRO" as StationId });
  wanted.push(offerNow(turn), offerNow(turn), placesNow(now, x));
  for (const offer of Object.values(state.offers))
    if (!offer.withdrawn && offer.to > now)
      rare.push({ type: "slots.withdrawn", offer: offer.id as EventId, reason: "full" });
  if (officer.role !== "supervisor") return;
  rare.push({ ...offerNow(turn), override: "cold night" });
  for (const { readyEvent } of queueAt(state, now).slice(1))
    if (readyEvent !== null && y % 3 === 0) rare.push(setAside(readyEvent, "H5.overtaking"));
  const kind = x % 2 === 0 ? ({ kind: "absolute" } as const) : ({ kind: "permissive", groups: 3 } as const);
  if (y % 10 === 0)
    rare.push({
      type: "agreement.proposed",
      version: 1 + (state.agreement?.version ?? 0) + Object.keys(state.proposals).length + state.agreed.length,
      terms: { ...(state.agreement?.terms ?? TERMS), block: kind },
      validFrom: now + (x % 3) * 60 * MIN,
    });
}
