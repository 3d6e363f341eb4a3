import { HOUR_MS } from "../derived.ts";
import type { LinkState } from "../state.ts";
import { DUTY, OFFICERS, STAFF, conditionsFresh, groupOf, guard, row } from "./common.ts";

const openIncident = (state: LinkState, id: string) => state.incidents[id]?.open === true;

/** A drill lasts for no longer. */
const DRILL_MS_MAX = 4 * HOUR_MS;

/** Holds, conditions, incidents, corrections, drills: rows 15 and 16, and what stands beside the table. */
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
  "count.corrected": row<"count.corrected">("statement", "either", OFFICERS, [
    guard("K1.counted", "there is no such count to correct", (state, { body }) => {
      const group = groupOf(state, body.group);
      return (body.point === "departure" ? group?.departed : group?.arrived) != null;
    }),
    guard("K1.differs", "it is the count that stands", (state, { body }) => {
      const group = groupOf(state, body.group);
      return (body.point === "departure" ? group?.departed : group?.arrived) !== body.headcount;
    }),
    guard("K1.answers", "a side proposes a count, the other agrees to that count", (state, { body, side }) => {
      if (body.answers === undefined) return true;
      const proposal = groupOf(state, body.group)?.correction;
      return (
        proposal != null &&
        proposal.side !== side &&
        proposal.event === body.answers &&
        proposal.point === body.point &&
        proposal.headcount === body.headcount
      );
    }),
  ]),
  "drill.started": row<"drill.started">("statement", "either", DUTY, [
    guard("D1.one", "a drill is running already", (state) => state.drill === null),
    guard("D1.until", "a drill ends at once, or lasts longer than 4 hours", (_state, { body, time }) => {
      const lasts = body.until - time;
      return lasts > 0 && lasts <= DRILL_MS_MAX;
    }),
  ]),
  "drill.ended": row<"drill.ended">("statement", "either", DUTY, [
    guard("D2.running", "no drill is running", (state) => state.drill !== null),
  ]),
};
