import type { BodyOf } from "@vado/protocol";
import type { Entry } from "../guard.ts";
import type { Group, LinkState } from "../state.ts";
import { countRelease, endGrant, finish, newGroup, raise, startMoving, unusedGrant, type Alarms } from "./common.ts";
import { compareCounts, secondCount } from "./counts.ts";

/**
 * What facts do. They are never refused: whatever state the group is in, the world has happened. Physical progress only
 * moves forward; a second count is a proposed correction; a fact about an unauthorised group sets the state and an alarm.
 */

/** [9] People left. */
export function departed(state: LinkState, entry: Entry<BodyOf<"group.departed">>, alarms: Alarms): void {
  const { group: code, headcount } = entry.body;
  const group = (state.groups[code] ??= newGroup(code, entry.time));
  const again = group.phase === "returned" && entry.at > (group.returnedAt ?? Infinity);
  if (group.departed !== null && !again) return secondCount(state, group, entry, "departure", headcount, alarms);
  if (group.phase === "received" || (group.spontaneous && group.arrived !== null))
    return raise(state, alarms, "contradiction");
  group.departed = headcount;
  if (again) group.overdueSeen = false;
  // Nobody leaves before GO: a clock that is behind would make them overdue at once.
  group.departedAt = Math.max(group.releasedAt ?? 0, Math.min(entry.at, entry.time));
  state.totals.departed += headcount;
  if (group.arrived !== null) {
    // What was proposed explained other counts (S9).
    group.reconcile = null;
    state.totals.undeclared -= group.arrived;
    return compareCounts(state, group, alarms);
  }
  if (group.phase !== "released") unauthorised(state, group, entry, headcount, alarms, "unauthorised-departure");
  else if (headcount > (group.released ?? 0)) surplus(state, entry, headcount - (group.released ?? 0), alarms);
  group.phase = "inTransit";
  startMoving(state, group);
}

/** [10] People are at the gate. */
export function arrived(state: LinkState, entry: Entry<BodyOf<"group.arrived">>, alarms: Alarms): void {
  const { group: code, headcount } = entry.body;
  const group = (state.groups[code] ??= newGroup(code, entry.time));
  if (group.arrived !== null) return secondCount(state, group, entry, "arrival", headcount, alarms);
  if (group.phase === "returned" || group.phase === "diverted") {
    raise(state, alarms, "contradiction");
    state.totals[group.phase] -= group.departed ?? 0;
  } else if (group.phase !== "released" && group.phase !== "inTransit") {
    unauthorised(state, group, entry, headcount, alarms, "unauthorised-arrival");
  }
  group.arrived = headcount;
  group.arrivedAt = Math.min(entry.at, entry.time);
  group.phase = "arrived";
  startMoving(state, group);
  if (group.departed === null) state.totals.undeclared += headcount;
  else compareCounts(state, group, alarms);
}

/** [22] People nobody announced: always accepted. */
export function spontaneous(state: LinkState, entry: Entry<BodyOf<"arrival.spontaneous">>, alarms: Alarms): void {
  const { group: code, headcount } = entry.body;
  // Under a code that is known the people are at the gate all the same (H1): they are counted as that group's.
  if (state.groups[code] !== undefined) {
    raise(state, alarms, "contradiction");
    return arrived(state, { ...entry, body: { type: "group.arrived", group: code, headcount } }, alarms);
  }
  const group = newGroup(code, entry.time);
  state.groups[code] = group;
  group.spontaneous = true;
  group.headcount = headcount;
  group.arrived = headcount;
  group.arrivedAt = Math.min(entry.at, entry.time);
  group.phase = "arrived";
  state.totals.spontaneous += headcount;
  startMoving(state, group);
}

/** [20] People came back. Everybody counted as departed is counted as returned; a difference raises an alarm. */
export function returned(state: LinkState, entry: Entry<BodyOf<"group.returned">>, alarms: Alarms): void {
  const { group: code, headcount } = entry.body;
  const group = state.groups[code];
  if (group === undefined || (group.phase !== "released" && group.phase !== "inTransit"))
    return raise(state, alarms, "contradiction");
  if (group.departed === null) {
    group.departed = headcount;
    state.totals.departed += headcount;
  }
  if (group.departed !== headcount) raise(state, alarms, "count-mismatch");
  state.totals.returned += group.departed;
  group.returnedAt = Math.min(entry.at, entry.time);
  finish(state, group, "returned", entry.time);
}

/** [21] One side proposes another station's grant, the other agrees; the people count there from then on. */
export function diverted(state: LinkState, entry: Entry<BodyOf<"group.diverted">>): void {
  const { group: code, station, grant, headcount, answers } = entry.body;
  const group = state.groups[code] as Group;
  if (answers === undefined) {
    group.diversion = { side: entry.side, event: entry.intent, station, grant, headcount };
    return;
  }
  state.totals.diverted += headcount;
  finish(state, group, "diverted", entry.time);
}

function unauthorised(
  state: LinkState,
  group: Group,
  entry: Entry,
  people: number,
  alarms: Alarms,
  alarm: "unauthorised-departure" | "unauthorised-arrival",
): void {
  const grant = unusedGrant(state, group);
  if (grant !== undefined) endGrant(state, grant, entry.seq, entry.time, "departed");
  group.authorised = false;
  raise(state, alarms, alarm);
  countRelease(state, entry.time, people);
}

/** More people left than were let go. */
function surplus(state: LinkState, entry: Entry, people: number, alarms: Alarms): void {
  raise(state, alarms, "unauthorised-departure");
  countRelease(state, entry.time, people);
}
