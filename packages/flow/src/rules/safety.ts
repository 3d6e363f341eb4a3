import type { Guard } from "../guard.ts";
import type { LinkState } from "../state.ts";
import { DUTY, OFFICERS, STAFF, conditionsFresh, guard, row } from "./common.ts";

const openIncident = (state: LinkState, id: string) => state.incidents[id]?.open === true;

/** Holds, conditions, incidents, overrides, drills: rows 15 and 16, and what stands beside the table. */
export const safetyRows = {
  "hold.placed": row<"hold.placed">("fact", "either", STAFF),
  "hold.lifted": row<"hold.lifted">("authorisation", "either", DUTY, [
    guard(
      "H16.open",
      "no such open hold",
      (state, { body }) => state.holds[body.hold]?.endedSeq === null && body.answers === body.hold,
    ),
    guard(
      "H16.once",
      "this side has lifted it already",
      (state, { body, side }) => state.holds[body.hold]?.lifted[side] === false,
    ),
    guard("H16.conditions", "the conditions were not checked lately, or forbid it", (state, { time }) =>
      conditionsFresh(state, time),
    ),
  ]),
  "conditions.checked": row<"conditions.checked">("statement", "either", OFFICERS.concat("archive")),
  "incident.opened": row<"incident.opened">("fact", "either", STAFF),
  "incident.updated": row<"incident.updated">("statement", "either", OFFICERS, [
    guard("I1.open", "no such open incident", (state, { body }) => openIncident(state, body.incident)),
  ]),
  "incident.handed-over": row<"incident.handed-over">("statement", "either", DUTY, [
    guard("I2.open", "no such open incident", (state, { body }) => openIncident(state, body.incident)),
  ]),
  "incident.closed": row<"incident.closed">("statement", "either", DUTY, [
    guard("I3.open", "no such open incident", (state, { body }) => openIncident(state, body.incident)),
    guard("I3.search", "the search for missing people was not handed over", (state, { body }) => {
      const incident = state.incidents[body.incident];
      return incident?.kind !== "missing" || incident.handedOver;
    }),
  ]),
  "supervisor.overrode": row<"supervisor.overrode">("statement", "either", ["supervisor"]),
  "count.corrected": row<"count.corrected">("statement", "either", OFFICERS, [unruled("K1.unruled")]),
  "drill.started": row<"drill.started">("statement", "either", DUTY, [unruled("D1.unruled")]),
  "drill.ended": row<"drill.ended">("statement", "either", DUTY, [unruled("D2.unruled")]),
};

/** An event the wire already knows and this rule version does not act on: void for everybody, so that nothing is assumed. */
export function unruled(rule: string): Guard {
  return guard(rule, "this rule version does not act on it", () => false);
}
