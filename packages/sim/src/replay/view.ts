import type { LinkState } from "@vado/flow";
import { holdsOn, isOverdue, openHolds, phaseAt, queueAt } from "@vado/flow";

/** What a board shows of one link. */
export interface LinkView {
  readonly link: string;
  readonly time: number;
  /** Blocked, occupied, obstructed, or clear for a group. */
  readonly indication: string;
  readonly groups: readonly {
    readonly code: string;
    readonly people: number;
    readonly since: number | null;
    readonly phase: string;
    readonly next: number | null;
    readonly note: string;
  }[];
  readonly received: number;
  readonly voided: number;
  readonly places: { readonly total: number | null; readonly occupied: number; readonly reserved: number } | null;
  readonly offers: number;
  readonly alarms: Readonly<Record<string, number>>;
}

export function viewOf(state: LinkState, time: number): LinkView {
  const moving = state.moving.flatMap((code) => state.groups[code] ?? []);
  const granted = state.live
    .flatMap((id) => state.groups[state.grants[id]?.group ?? ""] ?? [])
    .filter((group) => ["granted", "confirmed"].includes(phaseAt(state, group, time)));
  const shown = [...moving, ...granted, ...queueAt(state, time)];
  const holds = openHolds(state);
  return {
    link: state.link,
    time,
    indication: holds.length > 0 ? "BLOCKED: a hold stands" : indication(state, moving, granted, time),
    groups: shown.map((group) => ({
      code: group.code,
      people: group.arrived ?? group.departed ?? group.headcount,
      since: group.readySince,
      phase: isOverdue(state, group, time) ? "overdue" : phaseAt(state, group, time),
      next: group.nextUpdateAt,
      note: holdsOn(state, group.code).length > 0 ? "hold" : "",
    })),
    received: state.totals.received,
    voided: state.voided,
    places: state.places,
    offers: Object.values(state.offers)
      .filter((offer) => !offer.withdrawn && offer.to > time)
      .reduce((sum, offer) => sum + offer.people - offer.consumed, 0),
    alarms: state.alarms,
  };
}

function indication(
  state: LinkState,
  moving: readonly { code: string; phase: string }[],
  granted: readonly { code: string }[],
  time: number,
): string {
  if (moving.some((group) => isOverdue(state, state.groups[group.code] as never, time)))
    return "OBSTRUCTED: a group is overdue";
  if (moving.length > 0) return `OCCUPIED by ${moving.map((group) => group.code).join(", ")}`;
  if (granted.length > 0) return `CLEAR for ${granted.map((group) => group.code).join(", ")}`;
  return "BLOCKED: nothing granted";
}
