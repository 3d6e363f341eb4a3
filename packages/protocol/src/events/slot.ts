import * as v from "valibot";
import { EventId, GroupCode } from "../ids.ts";
import { PLACES_MAX, SLOT_PEOPLE_MAX } from "../limits.ts";
import { People, Reason, Time, Version, span } from "./common.ts";

/** What the receiving side can take, and what it grants of it. */

const SlotPeople = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(SLOT_PEOPLE_MAX));
const PlacesCount = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(PLACES_MAX));

/**
 * Slots are offered: people who may arrive in a period. `projected` is the highest number of people the desk expects in the
 * station from this period on, without these; a supervisor's override says why it exceeds the places (S3).
 */
export const SlotsOffered = v.strictObject({
  type: v.literal("slots.offered"),
  offer: EventId,
  ...span,
  people: SlotPeople,
  projected: PlacesCount,
  override: v.optional(Reason),
});
/** The unconsumed part of an offer is taken back. */
export const SlotsWithdrawn = v.strictObject({ type: v.literal("slots.withdrawn"), offer: EventId, reason: Reason });
/** [5] A single-use token for that group and version; the window is the time of release, the offer's period the arrival. */
export const SlotGranted = v.strictObject({
  type: v.literal("slot.granted"),
  group: GroupCode,
  version: Version,
  answers: EventId,
  grant: EventId,
  offer: EventId,
  headcount: People,
  ...span,
});
/** Places of the receiving station. `total` null: no limit. After `validUntil` the report counts as none free. */
export const PlacesReported = v.strictObject({
  type: v.literal("places.reported"),
  total: v.nullable(PlacesCount),
  occupied: PlacesCount,
  reserved: PlacesCount,
  asOf: Time,
  validUntil: Time,
});

export const slotEvents = [SlotsOffered, SlotsWithdrawn, SlotGranted, PlacesReported] as const;
