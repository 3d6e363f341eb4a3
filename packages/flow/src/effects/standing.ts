import type { BodyOf } from "@vado/protocol";
import type { Entry } from "../guard.ts";
import type { LinkState } from "../state.ts";

/** What stands until somebody says otherwise, and how it stood for a GO given offline. */

export function stationSaid(
  state: LinkState,
  { body, side, seq, time }: Entry<BodyOf<"station.opened" | "station.closed">>,
  open: boolean,
): void {
  state.stations[side] = { station: body.station, open, seq };
  if (side === "receiving") state.trail.stations.push({ seq, time, open });
}

export function shiftSaid(
  state: LinkState,
  { body: { device }, seq, time }: Entry<BodyOf<"roster.on" | "roster.off">>,
  until: number,
): void {
  state.roster[device] = until;
  state.trail.shifts.push({ seq, time, device, until });
}

export function delegated(
  state: LinkState,
  { body: { device }, seq, time }: Entry<BodyOf<"roster.delegated" | "roster.undelegated">>,
  until: number,
): void {
  state.delegated[device] = until;
  state.trail.delegations.push({ seq, time, device, until });
}
