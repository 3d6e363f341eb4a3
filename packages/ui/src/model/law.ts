import { TABLE, type Entry, type Grant, type LinkState } from "@vado/flow";
import type { BodyOf, BodyType, EventId, GroupCode, Side } from "@vado/protocol";

/** Questions to the table of guards: screens show what the law says, and never have a rule of their own. */

/** An id that names nothing, for acts that are only thought of. */
export const NOBODY = "AAAAAAAAAAAAAAAAAAAAAA" as EventId;

/** An act as if a duty officer of that side did it now. */
export function asIf<T extends BodyType>(
  state: Readonly<LinkState>,
  side: Side,
  now: number,
  body: BodyOf<T>,
): Entry<BodyOf<T>> {
  return {
    seq: state.seq + 1,
    time: now,
    device: "",
    side,
    role: "duty",
    seen: state.seq,
    intent: NOBODY,
    at: now,
    body,
  };
}

/** What GO under this grant would be. */
export function releaseOf(grant: Grant): BodyOf<"group.released"> {
  return {
    type: "group.released",
    group: grant.group as GroupCode,
    version: grant.version,
    grant: grant.id as EventId,
    answers: grant.id as EventId,
    headcount: grant.headcount,
  };
}

/** Every rule that stands between this grant and GO at `now`, the window's time left aside: it opens by itself. */
export function releaseRefusals(state: Readonly<LinkState>, grant: Grant, now: number): string[] {
  const entry = asIf<"group.released">(state, "sending", now, releaseOf(grant));
  return TABLE["group.released"].guards
    .filter((guard) => guard.rule !== "H8.window" && !guard.holds(state, entry))
    .map((guard) => guard.rule);
}
