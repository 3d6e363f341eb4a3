import type { Correction, Group } from "@vado/flow";
import type { BodyOf, EventId, GroupCode, Side } from "@vado/protocol";

/** A count that is to take the place of the one that stands: one side proposes it, the other agrees. */

export type Point = Correction["point"];

/** The counts of a group that can be corrected, as they stand. */
export function countsOf(group: Group): { readonly point: Point; readonly people: number }[] {
  const counts: { point: Point; people: number }[] = [];
  if (group.departed !== null) counts.push({ point: "departure", people: group.departed });
  if (group.arrived !== null) counts.push({ point: "arrival", people: group.arrived });
  return counts;
}

/** The correction that awaits this side's answer, or null. */
export function correctionFor(group: Group, side: Side): Correction | null {
  return group.correction !== null && group.correction.side !== side ? group.correction : null;
}

export function correctionOf(group: Group, point: Point, headcount: number, reason: string): BodyOf<"count.corrected"> {
  return { type: "count.corrected", group: group.code as GroupCode, point, headcount, reason };
}

/** Agreement to the other side's count. */
export function correctionAgreed(group: Group, correction: Correction, reason: string): BodyOf<"count.corrected"> {
  return {
    ...correctionOf(group, correction.point, correction.headcount, reason),
    answers: correction.event as EventId,
  };
}
