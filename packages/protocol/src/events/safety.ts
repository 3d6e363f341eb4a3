import * as v from "valibot";
import { EventId, GroupCode } from "../ids.ts";
import { Count, Reason, Time } from "./common.ts";

/** Holds, conditions, incidents, drills, overrides. */

/** [15] Stop, by anyone, at once; on the whole link, or on one group. */
export const HoldPlaced = v.strictObject({
  type: v.literal("hold.placed"),
  hold: EventId,
  group: v.optional(GroupCode),
  reason: Reason,
});
/** [16] One side's consent to end a hold; it ends with the second side's. */
export const HoldLifted = v.strictObject({ type: v.literal("hold.lifted"), hold: EventId, answers: EventId });
/** A look at river, weather, crowd, vehicle. `stop` forbids a release. */
export const ConditionsChecked = v.strictObject({
  type: v.literal("conditions.checked"),
  level: v.picklist(["good", "caution", "stop"]),
  note: v.optional(Reason),
});
export const INCIDENT_KINDS = ["missing", "medical", "accident", "water", "disorder", "other"] as const;
export const IncidentOpened = v.strictObject({
  type: v.literal("incident.opened"),
  incident: EventId,
  kind: v.picklist(INCIDENT_KINDS),
  group: v.optional(GroupCode),
  people: v.optional(Count),
  note: v.optional(Reason),
});
export const IncidentUpdated = v.strictObject({ type: v.literal("incident.updated"), incident: EventId, note: Reason });
/** The search is in the hands of the rescue service; the link is free again. */
export const IncidentHandedOver = v.strictObject({
  type: v.literal("incident.handed-over"),
  incident: EventId,
  to: Reason,
});
export const IncidentClosed = v.strictObject({ type: v.literal("incident.closed"), incident: EventId, note: Reason });
/** A named rule set aside by a supervisor, with the reason; always logged. */
export const SupervisorOverrode = v.strictObject({
  type: v.literal("supervisor.overrode"),
  rule: v.pipe(v.string(), v.regex(/^[A-Za-z0-9.-]{1,32}$/)),
  answers: EventId,
  reason: Reason,
});
/** A proposed correction of an earlier count, and its acceptance by the other side. */
export const CountCorrected = v.strictObject({
  type: v.literal("count.corrected"),
  group: GroupCode,
  point: v.picklist(["departure", "arrival"]),
  headcount: Count,
  reason: Reason,
  answers: v.optional(EventId),
});
export const DrillStarted = v.strictObject({ type: v.literal("drill.started"), until: Time, note: Reason });
export const DrillEnded = v.strictObject({ type: v.literal("drill.ended"), note: Reason });

export const safetyEvents = [
  HoldPlaced,
  HoldLifted,
  ConditionsChecked,
  IncidentOpened,
  IncidentUpdated,
  IncidentHandedOver,
  IncidentClosed,
  SupervisorOverrode,
  CountCorrected,
  DrillStarted,
  DrillEnded,
] as const;
