import type { Body } from "@vado/protocol";
import { unitsTotal } from "@vado/protocol";
import type { Entry } from "../../src/index.ts";
import { MIN, isDeparture, isOf, type Of, type Past } from "./past.ts";
import type { Whereabouts } from "./people.ts";
import type { Wrong } from "./release.ts";
import type { Register, Waiter } from "./waiting.ts";

/** S2, S3, H2, H4: what a receiver may offer and grant, and to whom. */

/** Returns who was overtaken. */
export function granted(
  past: Past,
  people: Whereabouts,
  register: Register,
  entry: Of<"slot.granted">,
  wrong: Wrong,
): readonly Waiter[] {
  const { body, time } = entry;
  if (people.onTheLink().has(body.group)) wrong("S2", "the group is on its way");
  for (const other of past.about(body.group, "slot.granted")) {
    if (past.used(other.body.grant)) continue;
    const end = past.endOf(other);
    if (end === null) wrong("S2", "the group has an open grant");
    else if (past.reserves(other, time)) wrong("S2", "its last grant is not closed");
  }
  slot(past, entry, wrong);
  const waiter = register.waiters.get(body.group);
  if (waiter?.headcount !== body.headcount) wrong("H2", "the grant parts the group");
  const overtaken = register.before(body.group, past, time);
  const bound = overtaken.some((one) => one.overtaken >= 3 || time - one.since > 24 * 60 * MIN);
  if (bound && !register.isSetAside(body.group, "H5.overtaking")) wrong("H4", "somebody was overtaken too often");
  return overtaken;
}

/** S3: the offered slot it takes from. */
function slot(past: Past, { body, time }: Of<"slot.granted">, wrong: Wrong): void {
  const offers = past.byId(body.offer, "slots.offered");
  const offer = offers[0];
  if (offer === undefined || offers.length !== 1) return wrong("S3", `the offer was made ${offers.length} times`);
  if (past.of("slots.withdrawn").some((one) => one.body.offer === body.offer)) wrong("S3", "the offer was withdrawn");
  if (!past.stationOpen("receiving")) wrong("S3", "the receiving station is closed");
  const taken = past
    .of("slot.granted")
    .filter((other) => other.body.offer === body.offer && keepsSlot(past, other, time))
    .reduce((sum, other) => sum + other.body.headcount, body.headcount);
  if (taken > offer.body.people) wrong("S3", `${taken} people granted of ${offer.body.people} offered`);
  const terms = past.terms(time);
  const arrival = body.from + ((terms?.windowBeforeMin ?? 0) + (terms?.transitMeanMin ?? 0)) * MIN;
  if (arrival < offer.body.from || arrival >= offer.body.to) wrong("S3", "they arrive in another period");
  const places = past.of("places.reported").at(-1);
  if (places === undefined || places.body.validUntil < time) return wrong("S8", "the places are stale");
  const { total, occupied } = places.body;
  if (total !== null && occupied >= total && offer.seq < places.seq) wrong("S3", "the places are full");
}

/** Whether a grant still takes from its offer: used, open, closing; left by people who went without GO; or asked back in vain. */
function keepsSlot(past: Past, grant: Of<"slot.granted">, time: number): boolean {
  const end = past.endOf(grant);
  if (past.used(grant.body.grant) || end === null || isDeparture(end.why)) return true;
  const asked = past.of("grant.revoke-asked").some((one) => one.body.grant === grant.body.grant);
  return (end.why === "lapsed" && asked) || past.closing(grant, end.seq, time);
}

export function offered(past: Past, entry: Of<"slots.offered">, wrong: Wrong): void {
  const { body, time, role } = entry;
  if (!past.stationOpen("receiving")) wrong("S3", "the receiving station is closed");
  const places = past.of("places.reported").at(-1);
  if (places === undefined || places.body.validUntil < time) return wrong("S8", "the places are stale");
  const { total } = places.body;
  if (total === null || (body.override !== undefined && role === "supervisor")) return;
  if (body.people + body.projected > total * (1 - (past.terms(time)?.reserveShare ?? 1)))
    wrong("S3", "more than the projection leaves free");
}

/** H2: a group is whole families, and no family is parted by a vehicle but with a supervisor's word. */
export function counted(past: Past, register: Register, entry: Entry, wrong: Wrong): void {
  if (!isOf(entry, "group.ready", "group.amended")) return;
  const body: Extract<Body, { type: "group.ready" | "group.amended" }> = entry.body;
  if (unitsTotal(body.units) !== body.headcount) wrong("H2", "the families do not add up");
  const terms = past.terms(entry.time);
  const seats = terms?.vehicleSeats ?? Infinity;
  const family = Math.max(...Object.keys(body.units).map(Number));
  const alone = register.isSetAside(body.group, "H2.unit") && family === body.headcount;
  if (body.headcount > Math.min(terms?.groupMax ?? 0, alone ? Infinity : seats))
    wrong("H2", "a family would be parted by the vehicle");
}
