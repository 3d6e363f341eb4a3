import type { BoardFigures, BoardGroup } from "@vado/protocol";

/** What may be said of a crossing now. Unknown beats everything, then what stops everybody. */
export type LinkStatus = "open" | "hold" | "stopped" | "closed" | "stale";

/** Figures from further ahead than this are of a clock that cannot be trusted, ms. */
const AHEAD_MS_MAX = 5 * 60_000;

/** Old figures promise nothing, nor do figures from a clock that runs ahead. */
export function isStale(figures: BoardFigures, now: number): boolean {
  return now > figures.validUntil || figures.asOf > now + AHEAD_MS_MAX;
}

const STOPS: readonly NonNullable<BoardGroup["reason"]>[] = ["linkObstructed", "noContact", "conditions"];

export function linkStatus(figures: BoardFigures, now: number): LinkStatus {
  if (isStale(figures, now)) return "stale";
  if (!figures.open) return "closed";
  const held = figures.groups.filter(({ state }) => state === "waiting" || state === "granted" || state === "prepare");
  const all = (test: (reason: BoardGroup["reason"]) => boolean): boolean =>
    held.length > 0 && held.every(({ reason }) => test(reason));
  // A hold on one group only is that group's own reason, not the crossing's.
  if (all((reason) => reason === "hold")) return "hold";
  if (all((reason) => reason !== null && STOPS.includes(reason))) return "stopped";
  return "open";
}

/** States that promise something; with old figures they are not shown. */
export function isPromise(state: BoardGroup["state"]): boolean {
  return state === "granted" || state === "prepare" || state === "go";
}

/** People who wait at the bank. */
export function peopleWaiting(figures: BoardFigures): number {
  let people = 0;
  for (const group of figures.groups)
    if (group.state !== "onTheWay" && group.state !== "arrived") people += group.people;
  return people;
}
