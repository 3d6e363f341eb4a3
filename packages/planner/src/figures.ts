import type { Group, LinkState } from "@vado/flow";
import { MINUTE_MS, holdsOn, localDay, nextUpdate, openGrantOf, phaseAt, queueAt } from "@vado/flow";
import { DAY_MS, type BOARD_STATES, type BoardFigures, type BoardGroup } from "@vado/protocol";
import { linkStop, waitingReason } from "./reason.ts";
import { expectedWait } from "./wait.ts";

/** What the waiting board is told of a link (BF): the public part of the state, and nothing else. */

/** How long figures are believed after the last entry of their log, ms. */
export const BOARD_VALID_MS = 5 * MINUTE_MS;
/** Groups one board shows. */
export const BOARD_GROUPS_MAX = 500;

export interface BoardNames {
  readonly from: BoardFigures["from"];
  readonly to: BoardFigures["to"];
  /** IANA name, for showing times. */
  readonly timezone: string;
}

type BoardState = (typeof BOARD_STATES)[number];
const STATES: Partial<Record<Group["phase"], BoardState>> = {
  ready: "waiting",
  deferred: "waiting",
  declined: "waiting",
  granted: "granted",
  confirmed: "prepare",
  released: "go",
  inTransit: "onTheWay",
  arrived: "arrived",
  mismatch: "arrived",
};

/** `now`: ordering time, ms. The figures are as of the last entry of the log, however much later it is. */
export function boardFigures(state: Readonly<LinkState>, now: number, names: BoardNames): BoardFigures {
  const queue = queueAt(state, now);
  const groups = [...going(state, now), ...queue]
    .slice(0, BOARD_GROUPS_MAX)
    .flatMap((group) => boardGroup(state, group, now, queue) ?? []);
  return {
    v: 1,
    link: state.link as BoardFigures["link"],
    ...names,
    asOf: state.time,
    validUntil: state.time + BOARD_VALID_MS,
    open: state.agreement !== null && state.stations.sending.open && state.stations.receiving.open,
    stop: linkStop(state, now),
    groups,
    receivedToday: receivedToday(state, now),
  };
}

/** Groups on the link, those furthest ahead first, then those with a grant by the beginning of their window. */
function going(state: LinkState, now: number): Group[] {
  const announced = (group: Group | undefined): group is Group =>
    group !== undefined && !group.spontaneous && STATES[phaseAt(state, group, now)] !== undefined;
  const moving = state.moving.map((code) => state.groups[code]).filter(announced);
  const granted = state.live
    .map((id) => state.grants[id])
    .filter((grant) => grant !== undefined && openGrantOf(state, grant.group, now)?.id === grant.id)
    .toSorted((a, b) => (a?.from ?? 0) - (b?.from ?? 0))
    .map((grant) => state.groups[grant?.group ?? ""])
    .filter(announced);
  return [...moving, ...granted];
}

function boardGroup(state: LinkState, group: Group, now: number, queue: readonly Group[]): BoardGroup | null {
  const shown = STATES[phaseAt(state, group, now)];
  if (shown === undefined) return null;
  const grant = openGrantOf(state, group.code, now);
  const waits = shown === "waiting";
  // GO was given and a hold came after it: whoever has not left yet must see that.
  const stopped = shown === "go" && holdsOn(state, group.code).length > 0;
  return {
    code: group.code as BoardGroup["code"],
    // As announced: a count at the far bank is made without knowing the one before.
    people: group.headcount > 0 ? group.headcount : (group.departed ?? group.arrived ?? 0),
    readySince: group.readySince,
    state: shown,
    reason: stopped ? "hold" : waitingReason(state, group, now, queue),
    window: grant === undefined ? null : { from: grant.from, to: grant.to },
    nextUpdateAt: waits ? nextUpdate(state, group, now) : (grant?.to ?? null),
    wait: expectedWait(state, group, now, queue),
  };
}

/** People received over this link on the local day of `now`. */
function receivedToday(state: LinkState, now: number): number {
  const calendar = state.agreement?.terms.calendar;
  const day = (time: number) => (calendar === undefined ? Math.floor(time / DAY_MS) : localDay(calendar, time));
  let people = 0;
  for (const group of Object.values(state.groups)) {
    // While people of it are searched for, a received group has not ended.
    const at = group.phase === "received" ? (group.endedAt ?? group.arrivedAt) : null;
    if (at !== null && day(at) === day(now)) people += group.arrived ?? 0;
  }
  return people;
}
