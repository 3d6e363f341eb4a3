import type { Body, BodyOf, EventId, GroupCode } from "@vado/protocol";
import { isOpenGrant, type LinkState } from "../../src/index.ts";
import { MIN, type Officer } from "../support.ts";

/** What an officer has before them: a post, what its device believes, the time, and numbers that chance gives. */
export interface Turn {
  readonly officer: Officer;
  readonly state: LinkState;
  readonly now: number;
  readonly x: number;
  readonly y: number;
  readonly intent: EventId;
  /** Something rarer than the usual. */
  readonly rarely: boolean;
}
/** What an officer may say next: the usual, and what is rarer. */
export interface Wishes {
  readonly wanted: Body[];
  readonly rare: Body[];
}

export const placesNow = (now: number, x: number): Body => ({
  type: "places.reported",
  total: x % 9 === 0 ? null : 120,
  occupied: x % 7 === 0 ? 125 : 40,
  reserved: 0,
  asOf: now,
  validUntil: now + 60 * MIN,
});

type Counted = Pick<BodyOf<"group.ready">, "headcount" | "units" | "needs">;
const NEEDS: readonly Counted["needs"][] = [
  { urgentMedical: 1 },
  { infants: 1 },
  {},
  {},
  { unaccompaniedChildren: 1 },
  {},
  { unaccompaniedChildren: 2, infants: 1 },
];
/** A group of single people and families of four; now and then one family that is larger than a small boat. */
export function counted(x: number): Counted {
  const needs = NEEDS[x % NEEDS.length] ?? {};
  if (x % 13 === 0) return { headcount: 14, units: { 14: 1 }, needs };
  const families = x % 3;
  const alone = 2 + (x % 9);
  return {
    headcount: alone + 4 * families,
    units: families === 0 ? { 1: alone } : { 1: alone, 4: families },
    needs,
  };
}

/** Mostly the count as it should be. */
export const rightCount = (people: number, y: number) => (y % 6 === 0 ? Math.max(0, people + ((y % 5) - 2)) : people);

export const isDuty = ({ role }: Officer) => role === "duty" || role === "supervisor";

export function goUnder(grant: LinkState["grants"][string]): Body {
  const { group, version, id: name, headcount } = grant;
  const grantId = name as EventId;
  return { type: "group.released", group: group as GroupCode, version, grant: grantId, answers: grantId, headcount };
}

/** GO for one of the groups that have a grant now. */
export function goOf(state: LinkState, now: number, x: number): Body | undefined {
  const open = Object.values(state.grants).filter((grant) => isOpenGrant(grant, now) && grant.from <= now);
  const grant = open[x % Math.max(1, open.length)];
  return grant === undefined ? undefined : goUnder(grant);
}

export function offerNow({ state, now, x, intent }: Turn): BodyOf<"slots.offered"> {
  const period = 15 * MIN;
  const arrival = now + (state.agreement?.terms.transitMeanMin ?? 20) * MIN + (x % 3) * 5 * MIN;
  const from = Math.floor(arrival / period) * period;
  return {
    type: "slots.offered",
    offer: intent,
    from,
    to: from + period,
    people: 12 + (x % 30),
    projected: 30 + (x % 50),
  };
}
