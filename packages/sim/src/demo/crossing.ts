import { holdsOn, openHolds, phaseAt } from "@vado/flow";
import type { DemoCorridor } from "./corridor.ts";

/** The crossing as a picture needs it: who waits, who is under way, how full the station is, who holds. */

/** Groups in the picture at most; those that waited longest. */
const GROUPS_MAX = 40;
const MINUTE_MS = 60_000;
const ENDED = new Set(["received", "withdrawn", "dispersed", "returned"]);

export function crossingOf(corridor: DemoCorridor) {
  const { state, conductor } = corridor;
  const { link } = corridor.papers;
  const { hall } = corridor.sights("receiving");
  const { now } = conductor;
  const terms = state.agreement?.terms;
  const meanMs = (terms?.transitMeanMin ?? link.transitMinutes.mean) * MINUTE_MS;
  return {
    from: link.from,
    to: link.to,
    mode: terms?.mode ?? link.mode,
    /** A hold stands on the whole link. */
    held: openHolds(state).some((hold) => hold.group === null),
    places: hall === null ? null : { total: hall.total, occupied: hall.unregistered + hall.registered },
    /** Those not yet received, who waited longest first; `progress`: share of the usual way that is behind them. */
    groups: Object.values(state.groups)
      .filter((group) => !ENDED.has(group.phase))
      .toSorted((a, b) => a.openedAt - b.openedAt)
      .slice(0, GROUPS_MAX)
      .map((group) => ({
        code: group.code,
        phase: phaseAt(state, group, now),
        people: group.arrived ?? group.departed ?? group.headcount,
        since: group.readySince,
        held: holdsOn(state, group.code).length > 0,
        progress: group.departedAt === null ? 0 : Math.min(1, Math.max(0, (now - group.departedAt) / meanMs)),
      })),
  };
}
