import * as v from "valibot";
import { GroupCode, LinkId, StationId } from "./ids.ts";
import { GROUP_PEOPLE_MAX } from "./limits.ts";

/** What a waiting board may know: published by the sending side's desk, read by anyone. No exact place, no person. */

const Millis = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const Minutes = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(100_000));

/** What people at the bank are told of a group, in this order through its way. */
export const BOARD_STATES = ["waiting", "granted", "prepare", "go", "onTheWay", "arrived"] as const;
/** Why a group is not going now. */
export const BOARD_REASONS = [
  "hold",
  "noPlaces",
  "linkOccupied",
  "linkObstructed",
  "notYetAnswered",
  "preparing",
  "turn",
  "closed",
  "quota",
  "conditions",
  "noContact",
] as const;

/** What stops the whole crossing, whoever waits; the first of these that holds. */
export const BOARD_STOPS = [
  "hold",
  "linkObstructed",
  "conditions",
  "noContact",
] as const satisfies readonly (typeof BOARD_REASONS)[number][];

export const BoardGroupSchema = v.strictObject({
  code: GroupCode,
  people: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(GROUP_PEOPLE_MAX)),
  readySince: v.nullable(Millis),
  state: v.picklist(BOARD_STATES),
  reason: v.nullable(v.picklist(BOARD_REASONS)),
  /** The release window while granted or preparing. */
  window: v.nullable(v.strictObject({ from: Millis, to: Millis })),
  /** The group's next update (L1); null once it goes. */
  nextUpdateAt: v.nullable(Millis),
  /** Expected wait from now, as an honest range; null: nobody can say. */
  wait: v.nullable(v.strictObject({ low: Minutes, high: Minutes })),
});
export type BoardGroup = v.InferOutput<typeof BoardGroupSchema>;

export const BoardFiguresSchema = v.strictObject({
  v: v.literal(1),
  link: LinkId,
  from: v.strictObject({ id: StationId, name: v.pipe(v.string(), v.maxLength(120)) }),
  to: v.strictObject({ id: StationId, name: v.pipe(v.string(), v.maxLength(120)) }),
  timezone: v.pipe(v.string(), v.maxLength(64)),
  /** Ordering time of the log these figures are from, and until when they are to be believed. */
  asOf: Millis,
  validUntil: Millis,
  /** By the hours: both stations are open and an agreement is in force. */
  open: v.boolean(),
  stop: v.nullable(v.picklist(BOARD_STOPS)),
  /** Groups in the published order, those that go first at the top. */
  groups: v.pipe(v.array(BoardGroupSchema), v.maxLength(500)),
  /** People received today (local day of the sending station). */
  receivedToday: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
});
export type BoardFigures = v.InferOutput<typeof BoardFiguresSchema>;
