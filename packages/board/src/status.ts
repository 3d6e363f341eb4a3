import { BOARD_STOPS, type BoardFigures, type BoardGroup } from "@vado/protocol";

/** What may be said of a crossing now. Unknown beats everything, then what stops everybody. */
export type LinkStatus = "open" | "hold" | "stopped" | "closed" | "stale";

/** Figures from further ahead than this are of a clock that cannot be trusted, ms. */
const AHEAD_MS_MAX = 5 * 60_000;

/** Old figures promise nothing, nor do figures from a clock that runs ahead. */
export function isStale(figures: BoardFigures, now: number): boolean {
  return now > figures.validUntil || figures.asOf > now + AHEAD_MS_MAX;
}

export function linkStatus(figures: BoardFigures, now: number): LinkStatus {
  if (isStale(figures, now)) return "stale";
  if (!figures.open) return "closed";
  if (figures.stop === null) return "open";
  return figures.stop === "hold" ? "hold" : "stopped";
}

const UNKNOWABLE: readonly BoardGroup["reason"][] = [...BOARD_STOPS, "closed", "quota"];

/** Whether something stops this group for a time that nobody knows: a window is no promise then. */
export function isHeldUp({ reason }: BoardGroup): boolean {
  return UNKNOWABLE.includes(reason);
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
