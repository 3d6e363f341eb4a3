import type { Group } from "@vado/flow";
import type { BodyOf, EventId, GroupCode, StationId } from "@vado/protocol";

/** A diversion as it is typed: three capital letters or digits, and the 22 characters of the other link's grant. */

export const isStation = (text: string): boolean => /^[A-Z0-9]{3}$/.test(text);
export const isGrantId = (text: string): boolean => /^[A-Za-z0-9_-]{22}$/.test(text);

/** The proposal, once station and grant have their form; null before. */
export function diversionOf(group: Group, station: string, grant: string): BodyOf<"group.diverted"> | null {
  if (!isStation(station) || !isGrantId(grant)) return null;
  return {
    type: "group.diverted",
    group: group.code as GroupCode,
    headcount: group.departed ?? 0,
    station: station as StationId,
    grant: grant as EventId,
  };
}

/** Agreement to what the other side proposes, or null. */
export function diversionAgreed(group: Group): BodyOf<"group.diverted"> | null {
  const { diversion } = group;
  if (diversion === null) return null;
  const body = diversionOf(group, diversion.station, diversion.grant);
  return body === null ? null : { ...body, answers: diversion.event as EventId };
}
