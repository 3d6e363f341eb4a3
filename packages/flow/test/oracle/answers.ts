import type { Body, BodyType } from "@vado/protocol";
import type { Entry } from "../../src/index.ts";
import { MIN, actedOf, isOf, type Past } from "./past.ts";
import type { Wrong } from "./release.ts";

/** S7, S9 and the clock: what every answer owes. */

const AUTHORISATIONS: readonly BodyType[] = [
  "slots.offered",
  "slot.granted",
  "slot.confirmed",
  "group.released",
  "hold.lifted",
  "grant.revoke-accepted",
  "agreement.signed",
  "roster.delegated",
];

export function answered(past: Past, entry: Entry, wrong: Wrong): void {
  const body: Body = entry.body;
  const skew = (past.terms(entry.time)?.clockSkewMaxS ?? 120) * 1_000;
  if (AUTHORISATIONS.includes(body.type) && actedOf(body) === undefined) {
    if (Math.abs(entry.at - entry.time) > skew) wrong("S8", "its clock is wrong");
    if (past.shiftUntil(entry.device) < entry.time) wrong("S8", "the shift of its device is over");
  }
  if (body.type === "group.deferred" || body.type === "group.declined" || body.type === "slot.granted") {
    const asked = past.about(body.group, "group.ready", "group.amended").at(-1);
    if (asked?.intent !== body.answers || asked.body.version !== body.version)
      wrong("S9", "it answers an older version");
  }
  if (body.type === "slot.confirmed" || body.type === "group.released") {
    if (body.answers !== body.grant || past.byId(body.grant, "slot.granted")[0]?.body.group !== body.group)
      wrong("S9", "it answers another grant");
  }
  if (body.type === "hold.lifted" && !past.openHolds().some(({ id }) => id === body.answers))
    wrong("S9", "it names no hold");
  if (body.type === "hold.lifted") {
    const looked = past.looks().at(-1);
    const validMs = (past.terms(entry.time)?.conditionsValidMin ?? 0) * MIN;
    if (looked === undefined || looked.level === "stop" || entry.time - looked.at > validMs)
      wrong("S10", "a hold is lifted without a look at the conditions");
  }
  if (body.type === "grant.revoke-accepted") {
    const asked = past
      .about(body.group, "grant.revoke-asked")
      .filter((one) => one.body.grant === body.grant)
      .at(-1);
    if (asked?.intent !== body.answers) wrong("S9", "nobody asked that");
    if (asked?.side === entry.side) wrong("S7", "a side accepts what it asked itself");
  }
  if (isOf(entry, "count.reconciled", "group.diverted", "count.corrected")) agreed(past, entry, wrong);
  if (
    body.type === "agreement.signed" &&
    past.byId(body.answers, "agreement.proposed")[0]?.body.version !== body.version
  )
    wrong("S9", "it signs another version");
}

/** What a side agrees to, the other proposed, word for word. */
function agreed(past: Past, entry: Entry, wrong: Wrong): void {
  const { body, side } = entry;
  if (!("answers" in body) || body.answers === undefined) return;
  const proposal = past.valid.find((one) => one.intent === body.answers);
  if (proposal === undefined || !sameWords(proposal.body, body))
    wrong("S9", "it accepts other words than were proposed");
  if (proposal?.side === side) wrong("S7", "a side accepts its own proposal");
}

/** A second count of the same people is a proposal to correct the first. */
function sameWords(proposed: Body, accepted: Body): boolean {
  if (accepted.type === "count.reconciled" && proposed.type === accepted.type)
    return (
      proposed.cause === accepted.cause &&
      proposed.departed === accepted.departed &&
      proposed.arrived === accepted.arrived
    );
  if (accepted.type === "group.diverted" && proposed.type === accepted.type)
    return (
      proposed.station === accepted.station &&
      proposed.grant === accepted.grant &&
      proposed.headcount === accepted.headcount
    );
  if (accepted.type !== "count.corrected" || !("headcount" in proposed)) return false;
  const point = proposed.type === "count.corrected" ? proposed.point : POINTS[proposed.type];
  return point === accepted.point && proposed.headcount === accepted.headcount;
}
const POINTS: { readonly [T in BodyType]?: "departure" | "arrival" } = {
  "group.departed": "departure",
  "group.arrived": "arrival",
  "arrival.spontaneous": "arrival",
};
