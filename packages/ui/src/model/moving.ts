import type { Grant, Group, GroupPhase, LinkState } from "@vado/flow";
import { MINUTE_MS, holdsOn, isOverdue, overdueAfterMs, phaseAt } from "@vado/flow";
import type { Side } from "@vado/protocol";
import { movingGroups, openGrants } from "./indication.ts";
import { releaseRefusals } from "./law.ts";

/** Who has a grant, who is on the way, who is at the gate. */

/** A group with a grant that GO has not used yet. */
export interface GoingRow {
  readonly group: Group;
  readonly grant: Grant;
  readonly code: string;
  readonly people: number;
  readonly confirmed: boolean;
  /** ms until the window opens (0 when it is open), and until it ends. */
  readonly opensIn: number;
  readonly endsIn: number;
  /** The rules that stand between it and GO, the window aside; none: clear. */
  readonly rules: readonly string[];
  readonly revokeAsked: string | null;
}

export function goingView(state: Readonly<LinkState>, now: number): GoingRow[] {
  return openGrants(state, now).flatMap((grant) => {
    const group = state.groups[grant.group];
    if (group === undefined) return [];
    return {
      group,
      grant,
      code: group.code,
      people: grant.headcount,
      confirmed: grant.confirmedAt !== null,
      opensIn: Math.max(0, grant.from - now),
      endsIn: grant.to - now,
      rules: releaseRefusals(state, grant, now),
      revokeAsked: grant.revokeAsked,
    };
  });
}

/** A group between GO and received. */
export interface MovingRow {
  readonly group: Group;
  readonly code: string;
  readonly phase: Extract<GroupPhase, "released" | "inTransit" | "arrived" | "mismatch" | "received">;
  /** The count that is known last: at arrival, at departure, or as granted. */
  readonly people: number;
  /** Since when it is in this phase, and when it is expected at the gate, ms; `expected` null once it is there. */
  readonly since: number;
  readonly expected: number | null;
  readonly overdueBy: number;
  /** Moved without a valid release. */
  readonly unauthorised: boolean;
  readonly held: boolean;
  /** The side whose explanation of two differing counts awaits an answer. */
  readonly proposedBy: Side | null;
}

export function movingView(state: Readonly<LinkState>, now: number): MovingRow[] {
  const terms = state.agreement?.terms;
  return movingGroups(state)
    .map((group): MovingRow => {
      const phase = phaseAt(state, group, now) as MovingRow["phase"];
      const start = group.departedAt ?? group.releasedAt ?? group.openedAt;
      const onTheWay = phase === "released" || phase === "inTransit";
      return {
        group,
        code: group.code,
        phase,
        people: group.arrived ?? group.departed ?? group.headcount,
        since: onTheWay ? start : (group.arrivedAt ?? start),
        expected: onTheWay && terms !== undefined ? start + terms.transitMeanMin * MINUTE_MS : null,
        overdueBy:
          terms !== undefined && isOverdue(state, group, now)
            ? now - (group.departedAt as number) - overdueAfterMs(terms)
            : 0,
        unauthorised: isUnauthorised(group),
        held: holdsOn(state, group.code).length > 0,
        proposedBy: group.reconcile?.side ?? null,
      };
    })
    .toSorted((a, b) => a.since - b.since || (a.code < b.code ? -1 : 1));
}

/** People who moved with no valid release: counted and met like everybody, and an alarm on both sides. */
export function isUnauthorised(group: Group): boolean {
  return !group.authorised && !group.spontaneous && (group.departed !== null || group.arrived !== null);
}
