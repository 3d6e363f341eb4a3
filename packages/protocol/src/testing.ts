import { codeDistance, eventIdFrom, groupCodeFrom, type EventId, type GroupCode } from "./ids.ts";
import type { Terms } from "./events/index.ts";

/**
 * What the tests of every package start from. It stands behind the one entry because no package reaches into the tests of another;
 * nothing that runs names it, so a bundle leaves it out.
 */

/** A bridge with one group at a time and no quota. A test that needs other terms spreads these and says what differs. */
export const PLAIN_TERMS: Terms = {
  legalBasis: "memorandum",
  mode: "bridge",
  block: { kind: "absolute" },
  ratePerHour: null,
  quotaPerDay: null,
  quotaDays: [],
  calendar: { timezone: "America/Matamoros", offsets: [{ from: 0, minutes: -360 }] },
  groupMax: 100,
  vehicleSeats: null,
  transitMeanMin: 20,
  transitSdMin: 2,
  answerMin: 15,
  windowBeforeMin: 5,
  windowAfterMin: 10,
  slotPeriodMin: 15,
  reserveShare: 0.1,
  conditionsValidMin: 60,
  heartbeatS: 30,
  logFreshS: 120,
  ackIdleS: 600,
  clockSkewMaxS: 120,
  offlineMaxMin: 60,
  order: "since",
};

/** The nth id: sixteen bytes that say n. */
export const nthEventId = (n: number): EventId =>
  eventIdFrom(Uint8Array.from({ length: 16 }, (_, i) => Math.floor(n / 256 ** (i % 4)) & 255));

/** The nth group code, however near to another. */
export const nthGroupCode = (n: number): GroupCode =>
  groupCodeFrom(Uint8Array.from({ length: 8 }, (_, i) => (n * 89 + i * 31 + n * i) & 255));

/** How many codes before it a code is kept apart from. */
const APART_FROM = 60;

/** The first so many codes, each at least three characters apart from those shortly before it, as `decide` wants open ones. */
export function codesApart(count: number, codeOf: (n: number) => GroupCode = nthGroupCode): readonly GroupCode[] {
  const codes: GroupCode[] = [];
  for (let n = 0; codes.length < count; n++) {
    const code = codeOf(n);
    if (codes.slice(-APART_FROM).every((other) => codeDistance(other, code) >= 3)) codes.push(code);
  }
  return codes;
}
