import type { Body, EventId, StationId } from "@vado/protocol";
import type { LinkState } from "../../src/index.ts";
import { MIN, code, id } from "../support.ts";
import { counted } from "./common.ts";

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
    { type: "group.referred", group, to: "child protection" },
    { type: "count.corrected", group, point: "departure", headcount, reason: "counted again", answers },
    { type: "count.corrected", group, point: "arrival", headcount: y % 20, reason: "counted again" },
    { type: "supervisor.overrode", rule: y % 3 === 0 ? "H8.hold" : "H5.overtaking", answers, reason: "haste" },
    { type: "station.opened", station: "MAT" as StationId },
    { type: "conditions.checked", level: y % 3 === 0 ? "stop" : "good" },
    { type: "concern.raised", reason: "no water" },
    { type: "message.sent", text: "release them now" },
    { type: "group.diverted", group, headcount, station: "XYZ" as StationId, grant },
  ];
  return bodies[(x + y) % bodies.length] as Body;
}
