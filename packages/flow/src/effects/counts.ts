import type { BodyOf } from "@vado/protocol";
import type { Entry } from "../guard.ts";
import type { Cause, Correction, Group, LinkState, Totals } from "../state.ts";
import { finish, raise, startMoving, type Alarms } from "./common.ts";

/** Counts that differ, and what both sides say of them. Whatever is said, C1 balances after it. */

/** Two counts of a group that is at the gate: received when they are equal, a mismatch else [12]. */
export function compareCounts(state: LinkState, group: Group, alarms: Alarms): void {
  group.phase = group.departed === group.arrived ? "arrived" : "mismatch";
  if (group.phase === "mismatch") raise(state, alarms, "count-mismatch");
}

/** A second count changes nothing by itself; another number is a proposed correction. */
export function secondCount(
  state: LinkState,
  group: Group,
  { side, intent }: Entry,
  point: Correction["point"],
  headcount: number,
  alarms: Alarms,
): void {
  const first = point === "departure" ? group.departed : group.arrived;
  if (first === headcount) return;
  group.correction = { side, event: intent, point, headcount };
  raise(state, alarms, "second-count");
}

/** [13] One side says why the counts differ, the other agrees; then the group is received. */
export function reconciled(state: LinkState, entry: Entry<BodyOf<"count.reconciled">>, alarms: Alarms): void {
  const { body, side, intent, time } = entry;
  const group = state.groups[body.group] as Group;
  const { cause, departed, arrived } = body;
  if (body.answers === undefined) {
    group.reconcile = { side, event: intent, cause, departed, arrived };
    return;
  }
  if (departed === null) state.totals.undeclared -= arrived;
  group.cause = cause;
  explain(state.totals, departed ?? 0, arrived, cause, 1);
  state.totals.received += arrived;
  finish(state, group, "received", time);
  if (cause !== "missing") return;
  state.incidents[intent] = { id: intent, kind: "missing", group: body.group, open: true, handedOver: false };
  startMoving(state, group);
  raise(state, alarms, "missing");
}

/** Adds (`sign` 1) or takes back (−1) what explains the difference of two counts. What the cause cannot explain was a miscount. */
function explain(totals: Totals, departed: number, arrived: number, cause: Cause | null, sign: 1 | -1): void {
  const more = arrived - departed;
  if (more > 0 && cause === "joined") totals.joined += sign * more;
  else if (more < 0 && cause !== null && cause !== "miscount" && cause !== "joined") totals[cause] -= sign * more;
  else totals.miscount += sign * more;
}

/** A count is corrected by both sides: one proposes, by a second count or by name, the other agrees. */
export function corrected(state: LinkState, entry: Entry<BodyOf<"count.corrected">>, alarms: Alarms): void {
  const { body, side, intent } = entry;
  const group = state.groups[body.group] as Group;
  if (body.answers === undefined) {
    group.correction = { side, event: intent, point: body.point, headcount: body.headcount };
    return;
  }
  group.correction = null;
  // What was proposed explained other counts (S9).
  group.reconcile = null;
  if (group.phase === "received") return correctedAfterwards(state, group, body);
  if (body.point === "departure") correctDeparture(state, group, body.headcount);
  else correctArrival(state, group, body.headcount);
  if (group.departed !== null && (group.phase === "arrived" || group.phase === "mismatch"))
    compareCounts(state, group, alarms);
}

/** The group was received: what explained its counts is taken back and said anew. */
function correctedAfterwards(state: LinkState, group: Group, body: BodyOf<"count.corrected">): void {
  const { totals } = state;
  const explained = !group.spontaneous;
  if (explained) explain(totals, group.departed ?? 0, group.arrived ?? 0, group.cause, -1);
  const before = group.arrived ?? 0;
  if (body.point === "departure") {
    totals.departed += body.headcount - (group.departed ?? 0);
    group.departed = body.headcount;
  } else {
    totals.received += body.headcount - before;
    if (group.spontaneous) totals.spontaneous += body.headcount - before;
    group.arrived = body.headcount;
  }
  if (explained) explain(totals, group.departed ?? 0, group.arrived ?? 0, group.cause, 1);
}

function correctDeparture(state: LinkState, group: Group, headcount: number): void {
  const change = headcount - (group.departed ?? 0);
  state.totals.departed += change;
  if (group.phase === "returned") state.totals.returned += change;
  if (group.phase === "diverted") state.totals.diverted += change;
  group.departed = headcount;
}

function correctArrival(state: LinkState, group: Group, headcount: number): void {
  const change = headcount - (group.arrived ?? 0);
  if (group.spontaneous) state.totals.spontaneous += change;
  else if (group.departed === null) state.totals.undeclared += change;
  group.arrived = headcount;
}
