import * as v from "valibot";
import { EventId, GroupCode, HashHex, StationId } from "../ids.ts";
import { Count, Needs, People, Reason, Time, Units, Version, span } from "./common.ts";

/** A group's own events over one link (domain.md, "A group's handover over one link", rows in brackets). */

/** [1] A group begins to form. */
export const GroupOpened = v.strictObject({ type: v.literal("group.opened"), group: GroupCode });
/** [2] Counted and ready. `since` is set when its people waited before as part of another group and keep their place. */
export const GroupReady = v.strictObject({
  type: v.literal("group.ready"),
  group: GroupCode,
  version: Version,
  headcount: People,
  units: Units,
  needs: Needs,
  /** The journey was explained to the people, and they chose it. */
  explained: v.boolean(),
  voluntary: v.boolean(),
  since: v.optional(Time),
});
/** [3] The group changed; a grant for the version before is void. */
export const GroupAmended = v.strictObject({
  type: v.literal("group.amended"),
  group: GroupCode,
  version: Version,
  headcount: People,
  units: Units,
  needs: Needs,
});
/** [4] Not now; `nextUpdateAt` is a promise to the people who wait (L1). */
export const GroupDeferred = v.strictObject({
  type: v.literal("group.deferred"),
  group: GroupCode,
  version: Version,
  answers: EventId,
  reason: Reason,
  nextUpdateAt: Time,
});
/** [6] Not here; the group stays in the register. */
export const GroupDeclined = v.strictObject({
  type: v.literal("group.declined"),
  group: GroupCode,
  version: Version,
  answers: EventId,
  reason: Reason,
  nextUpdateAt: Time,
});
/** [7] The sending duty officer reads the grant back: code, count, window. */
export const SlotConfirmed = v.strictObject({
  type: v.literal("slot.confirmed"),
  group: GroupCode,
  grant: EventId,
  answers: EventId,
  headcount: People,
  ...span,
});
/** Where an offline release was made: the device's estimate of the ordering time, and what it had seen (domain.md, time). */
export const Acted = v.strictObject({
  deviceTime: Time,
  seq: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  head: HashHex,
  /** Six-digit code of the grant, read over the radio. */
  radioCode: v.optional(v.pipe(v.string(), v.regex(/^[0-9]{6}$/))),
});
/** [8] GO. */
export const GroupReleased = v.strictObject({
  type: v.literal("group.released"),
  group: GroupCode,
  version: Version,
  grant: EventId,
  answers: EventId,
  headcount: People,
  acted: v.optional(Acted),
});
/** [8b] How the signal reached the people. */
export const GroupCalled = v.strictObject({
  type: v.literal("group.called"),
  group: GroupCode,
  by: v.picklist(["screen", "voice", "paper"]),
});
/** [9] The group left; counted by the sending side. */
export const GroupDeparted = v.strictObject({ type: v.literal("group.departed"), group: GroupCode, headcount: Count });
/** [10] The group is at the gate; counted blind by the receiving side. */
export const GroupArrived = v.strictObject({ type: v.literal("group.arrived"), group: GroupCode, headcount: Count });
/** [11] Received. */
export const GroupReceived = v.strictObject({ type: v.literal("group.received"), group: GroupCode });
/** [13] Why the two counts differ. The first side's event proposes, the second side's `answers` it. */
export const CountReconciled = v.strictObject({
  type: v.literal("count.reconciled"),
  group: GroupCode,
  cause: v.picklist(["miscount", "left", "medical", "joined", "missing"]),
  /** The two counts the cause explains; `departed` is null when no departure was ever counted. */
  departed: v.nullable(Count),
  arrived: Count,
  answers: v.optional(EventId),
});
/** [17] The group does not go. */
export const GroupWithdrawn = v.strictObject({ type: v.literal("group.withdrawn"), group: GroupCode, reason: Reason });
/** [18] The receiver asks for its grant back … */
export const GrantRevokeAsked = v.strictObject({
  type: v.literal("grant.revoke-asked"),
  group: GroupCode,
  grant: EventId,
  reason: Reason,
});
/** … and only the sender can give it. */
export const GrantRevokeAccepted = v.strictObject({
  type: v.literal("grant.revoke-accepted"),
  group: GroupCode,
  grant: EventId,
  answers: EventId,
});
/** [20] People came back, by choice or for safety. */
export const GroupReturned = v.strictObject({
  type: v.literal("group.returned"),
  group: GroupCode,
  headcount: Count,
  reason: Reason,
});
/** [21] The group goes to another station under that station's grant. */
export const GroupDiverted = v.strictObject({
  type: v.literal("group.diverted"),
  group: GroupCode,
  headcount: Count,
  station: StationId,
  grant: EventId,
  answers: v.optional(EventId),
});
/** [H7] Children who travel alone were referred to those who protect them, before the group is let go. */
export const GroupReferred = v.strictObject({ type: v.literal("group.referred"), group: GroupCode, to: Reason });
/** [22] People arrived whom nobody announced: always accepted. */
export const ArrivalSpontaneous = v.strictObject({
  type: v.literal("arrival.spontaneous"),
  group: GroupCode,
  headcount: People,
});
/** [23] People of a waiting group left by choice. */
export const GroupDispersed = v.strictObject({
  type: v.literal("group.dispersed"),
  group: GroupCode,
  headcount: Count,
});

export const groupEvents = [
  GroupOpened,
  GroupReady,
  GroupAmended,
  GroupDeferred,
  GroupDeclined,
  SlotConfirmed,
  GroupReleased,
  GroupCalled,
  GroupDeparted,
  GroupArrived,
  GroupReceived,
  CountReconciled,
  GroupWithdrawn,
  GrantRevokeAsked,
  GrantRevokeAccepted,
  GroupReturned,
  GroupDiverted,
  GroupReferred,
  ArrivalSpontaneous,
  GroupDispersed,
] as const;
