import * as v from "valibot";
import { EventId, StationId } from "../ids.ts";
import { GROUP_PEOPLE_MAX, SLOT_PEOPLE_MAX } from "../limits.ts";
import { Reason, Time, Version } from "./common.ts";

/** The link's terms, and the stations at its ends. */

const positive = (max: number) => v.pipe(v.number(), v.finite(), v.minValue(0.001), v.maxValue(max));
const Whole = (min: number, max: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(min), v.maxValue(max));

/** *absolute*: one group on the link; *permissive*: at most so many groups, or people; *paced*: the rate only (S4). */
export const Block = v.variant("kind", [
  v.strictObject({ kind: v.literal("absolute") }),
  v.pipe(
    v.strictObject({
      kind: v.literal("permissive"),
      groups: v.optional(Whole(1, 10_000)),
      people: v.optional(Whole(1, SLOT_PEOPLE_MAX)),
    }),
    v.check(
      (block) => block.groups !== undefined || block.people !== undefined,
      "a permissive block names groups or people",
    ),
  ),
  v.strictObject({ kind: v.literal("paced") }),
]);
export type Block = v.InferOutput<typeof Block>;

/**
 * Local time of the quota's calendar day. The offsets in force during the agreement are written into it, so that no
 * replica depends on its own time-zone tables. Minutes east of UTC, ascending by `from`.
 */
export const Calendar = v.strictObject({
  timezone: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
  offsets: v.pipe(
    v.array(v.strictObject({ from: Time, minutes: Whole(-1_440, 1_440) })),
    v.minLength(1),
    v.maxLength(64),
  ),
});
export type Calendar = v.InferOutput<typeof Calendar>;

export const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;

/** All parameters of domain.md; minutes and seconds as the names say. */
export const Terms = v.strictObject({
  legalBasis: Reason,
  mode: v.picklist(["bus", "bridge", "train", "boat", "foot"]),
  block: Block,
  /** People released in any rolling 60 minutes; null: no limit. */
  ratePerHour: v.nullable(positive(SLOT_PEOPLE_MAX)),
  /** People released per local calendar day, on `quotaDays` (empty: every day); null: no limit. */
  quotaPerDay: v.nullable(Whole(0, 1_000_000)),
  quotaDays: v.pipe(v.array(v.picklist(WEEKDAYS)), v.maxLength(7)),
  calendar: Calendar,
  groupMax: Whole(1, GROUP_PEOPLE_MAX),
  vehicleSeats: v.nullable(Whole(1, 10_000)),
  transitMeanMin: positive(20_160),
  transitSdMin: v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(10_080)),
  answerMin: positive(1_440),
  windowBeforeMin: Whole(0, 120),
  windowAfterMin: Whole(1, 240),
  slotPeriodMin: positive(1_440),
  reserveShare: v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(0.5)),
  conditionsValidMin: positive(1_440),
  heartbeatS: positive(300),
  logFreshS: positive(1_200),
  ackIdleS: positive(6_000),
  clockSkewMaxS: positive(600),
  offlineMaxMin: positive(1_440),
  /** The published order inside the queue: by `readySince` alone, or urgent needs first. */
  order: v.picklist(["since", "needs-since"]),
});
export type Terms = v.InferOutput<typeof Terms>;

export const AgreementProposed = v.strictObject({
  type: v.literal("agreement.proposed"),
  version: Version,
  terms: Terms,
  /** In force from then, or from the second signature if that is later. */
  validFrom: Time,
});
export const AgreementSigned = v.strictObject({
  type: v.literal("agreement.signed"),
  version: Version,
  answers: EventId,
});

export const StationOpened = v.strictObject({ type: v.literal("station.opened"), station: StationId });
export const StationClosed = v.strictObject({
  type: v.literal("station.closed"),
  station: StationId,
  reason: v.optional(Reason),
});

export const agreementEvents = [AgreementProposed, AgreementSigned, StationOpened, StationClosed] as const;
