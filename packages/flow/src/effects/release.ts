import type { BodyOf } from "@vado/protocol";
import { openHolds } from "../derived.ts";
import type { Entry } from "../guard.ts";
import type { Grant, Group, LinkState } from "../state.ts";
import { countRelease, raise, startMoving, type Alarms } from "./common.ts";

/** [8] GO. One made offline counts as of when it was made, and may come after what it could not know. */
export function released(state: LinkState, entry: Entry<BodyOf<"group.released">>, alarms: Alarms): void {
  const { body, seq } = entry;
  const group = state.groups[body.group] as Group;
  const grant = state.grants[body.grant] as Grant;
  const time = body.acted?.deviceTime ?? entry.time;
  // The departure was told before GO was: the people were counted then.
  const gone = group.departed !== null || group.arrived !== null;
  grant.usedSeq = seq;
  state.live = state.live.filter((id) => id !== body.grant);
  group.grant = body.grant;
  group.authorised = true;
  group.releasedAt = time;
  group.released = body.headcount;
  if (!gone) {
    group.phase = "released";
    countRelease(state, time, body.headcount);
    startMoving(state, group);
  }
  const { acted } = body;
  if (acted === undefined) return;
  const crossed = openHolds(state).some(
    (hold) => hold.placedSeq > acted.seq && (hold.group === null || hold.group === body.group),
  );
  if (crossed) raise(state, alarms, "released-before-hold");
}
