import type { Grant, Group, LinkState } from "@vado/flow";
import { conditionsFresh, holdsOn, isOverdue, mayRelease, openHolds, queueAt } from "@vado/flow";
import type { Side } from "@vado/protocol";
import { keptKey } from "../model/acknowledged.ts";
import { correctionFor } from "../model/correction.ts";
import type { Me, Snapshot } from "../model/device.ts";
import { grantFor } from "../model/grant.ts";
import { movingGroups, openGrants } from "../model/indication.ts";
import { expectedState } from "./expected.ts";

/** What there is to do on this phone now. The first is the one big next action; the order is by what may hurt people soonest. */

export type Action =
  /** GO is given: show the signal to the people, and say how they were called. */
  | { readonly kind: "call"; readonly group: Group }
  /** GO was given, then HOLD came: stop the group, or say that it has left. */
  | { readonly kind: "stop"; readonly group: Group }
  /** Count the people who leave; `late` when they are at the far gate already. */
  | { readonly kind: "depart"; readonly group: Group; readonly late: boolean }
  /** Two counts differ. `answer`: the other side has proposed a cause. */
  | { readonly kind: "reconcile"; readonly group: Group; readonly answer: boolean }
  /** The other side proposes another count, or another station. */
  | { readonly kind: "correct" | "divert"; readonly group: Group }
  /** A group that should have arrived has not. */
  | { readonly kind: "overdue"; readonly group: Group }
  /** This side's consent to end a hold is missing. */
  | { readonly kind: "lift"; readonly hold: string; readonly group: string | null; readonly by: Side }
  /** The receiving side asks for a grant back. */
  | { readonly kind: "giveBack"; readonly group: Group; readonly grant: Grant; readonly asked: string }
  | { readonly kind: "conditions" }
  /** GO by this device: now, or when its window opens. */
  | { readonly kind: "go"; readonly group: Group; readonly grant: Grant; readonly open: boolean }
  | { readonly kind: "confirm"; readonly group: Group; readonly grant: Grant }
  /** Granted, and GO is another's to give. */
  | { readonly kind: "prepare"; readonly group: Group; readonly grant: Grant }
  /** Finish counting a group that was opened. */
  | { readonly kind: "count"; readonly group: Group }
  | { readonly kind: "new" }
  | { readonly kind: "countIn"; readonly group: Group }
  | { readonly kind: "receive"; readonly group: Group }
  | { readonly kind: "grant"; readonly group: Group }
  /** An answer is due and nothing can be granted: say when the people hear again. */
  | { readonly kind: "answer"; readonly group: Group }
  /** Nothing to do; `waiting` groups have an answer to come from the other side. */
  | { readonly kind: "wait"; readonly waiting: readonly Group[] };

export type ActionKind = Action["kind"];

/** The code of the group an action is about, or null. */
export function codeOf(action: Action): string | null {
  if (!("group" in action) || action.group === null) return null;
  return typeof action.group === "string" ? action.group : action.group.code;
}

/** The one thing to do now. `now`: the device's estimate of the ordering time, ms. */
export function nextAction(snapshot: Snapshot, me: Me, now: number): Action {
  return actionsOf(expectedState(snapshot, me), me, now)[0] as Action;
}

const NONE: ReadonlySet<string> = new Set();

/** Everything there is to do, the most pressing first; never empty. */
export function actionsOf(
  state: Readonly<LinkState>,
  me: Me,
  now: number,
  /** Requests to give a grant back that were read, and the grant kept. */
  kept: ReadonlySet<string> = NONE,
): Action[] {
  const actions = me.side === "sending" ? sending(state, me, now, kept) : receiving(state, me, now);
  actions.push(me.side === "sending" && isOfficer(me) ? { kind: "new" } : idle(state, me, now));
  return actions;
}

const isOfficer = (me: Me): boolean => me.role === "field" || isDuty(me);
const isDuty = (me: Me): boolean => me.role === "duty" || me.role === "supervisor";

function idle(state: Readonly<LinkState>, me: Me, now: number): Action {
  return { kind: "wait", waiting: me.side === "receiving" ? [] : queueAt(state, now) };
}

function sending(state: Readonly<LinkState>, me: Me, now: number, kept: ReadonlySet<string>): Action[] {
  const actions: Action[] = [];
  const moving = movingGroups(state);
  for (const group of moving) {
    if (group.phase !== "released") continue;
    if (holdsOn(state, group.code).length > 0) actions.push({ kind: "stop", group });
    else if (!group.called) actions.push({ kind: "call", group });
    else actions.push({ kind: "depart", group, late: false });
  }
  actions.push(...overdue(state, moving, now), ...proposed(state, me), ...differing(moving, me));
  for (const group of moving) if (leftUncounted(group)) actions.push({ kind: "depart", group, late: true });
  actions.push(...lifts(state, me));
  actions.push(...granted(state, me, now, kept));
  for (const group of Object.values(state.groups))
    if (group.phase === "forming" && group.endedAt === null) actions.push({ kind: "count", group });
  return actions;
}

/** At the far gate, and nobody on this side has counted it out: the two counts cannot be compared without that. */
const leftUncounted = (group: Group): boolean =>
  group.phase === "arrived" && group.departed === null && !group.spontaneous;

function granted(state: Readonly<LinkState>, me: Me, now: number, kept: ReadonlySet<string>): Action[] {
  const actions: Action[] = [];
  const grants = openGrants(state, now);
  if (grants.length > 0 && !conditionsFresh(state, now)) actions.push({ kind: "conditions" });
  for (const grant of grants) {
    const group = state.groups[grant.group];
    if (group === undefined) continue;
    if (grant.revokeAsked !== null && isDuty(me) && !kept.has(keptKey(grant.revokeAsked)))
      actions.push({ kind: "giveBack", group, grant, asked: grant.revokeAsked });
    else if (isDuty(me) && grant.confirmedAt === null) actions.push({ kind: "confirm", group, grant });
    else if (mayRelease(state, me.device, me, now)) actions.push({ kind: "go", group, grant, open: grant.from <= now });
    else actions.push({ kind: "prepare", group, grant });
  }
  return actions;
}

function receiving(state: Readonly<LinkState>, me: Me, now: number): Action[] {
  const actions: Action[] = [];
  const moving = movingGroups(state);
  for (const group of moving)
    if (group.phase === "arrived" && (group.spontaneous || group.departed === group.arrived))
      actions.push({ kind: "receive", group });
  actions.push(...proposed(state, me), ...differing(moving, me));
  const coming = moving.filter(({ phase }) => phase === "inTransit" || phase === "released");
  for (const group of coming.toSorted((a, b) => startOf(a) - startOf(b))) actions.push({ kind: "countIn", group });
  actions.push(...overdue(state, moving, now), ...lifts(state, me));
  if (isDuty(me)) actions.push(...answers(state, now));
  return actions;
}

const startOf = (group: Group): number => group.departedAt ?? group.releasedAt ?? group.openedAt;

/** Grants that fit now, in the published order; else the answers that are due. */
function answers(state: Readonly<LinkState>, now: number): Action[] {
  const actions: Action[] = [];
  for (const group of queueAt(state, now)) {
    if (grantFor(state, group, now).ok) actions.push({ kind: "grant", group });
    else if (group.nextUpdateAt === null || group.nextUpdateAt <= now) actions.push({ kind: "answer", group });
  }
  return actions;
}

function overdue(state: Readonly<LinkState>, moving: readonly Group[], now: number): Action[] {
  return moving.filter((group) => isOverdue(state, group, now)).map((group) => ({ kind: "overdue", group }));
}

/** Differing counts that this side has not explained, or has not answered. */
function differing(moving: readonly Group[], me: Me): Action[] {
  return moving
    .filter(({ phase, reconcile }) => phase === "mismatch" && reconcile?.side !== me.side)
    .map((group) => ({ kind: "reconcile", group, answer: group.reconcile !== null }));
}

/** What the other side proposes and this side has not answered. */
function proposed(state: Readonly<LinkState>, me: Me): Action[] {
  return Object.values(state.groups).flatMap((group): Action[] => [
    ...(correctionFor(group, me.side) === null ? [] : [{ kind: "correct", group } as const]),
    ...(group.phase === "inTransit" && group.diversion !== null && group.diversion.side !== me.side
      ? [{ kind: "divert", group } as const]
      : []),
  ]);
}

function lifts(state: Readonly<LinkState>, me: Me): Action[] {
  if (!isDuty(me)) return [];
  return openHolds(state)
    .filter((hold) => !hold.lifted[me.side])
    .map((hold) => ({ kind: "lift", hold: hold.id, group: hold.group, by: hold.side }));
}
