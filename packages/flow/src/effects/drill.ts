import type { BodyOf } from "@vado/protocol";
import type { Entry } from "../guard.ts";
import { emptyState, type LinkState } from "../state.ts";

/** A drill begins: the link as it stands, without its people, holds and grants. Nothing done in it reaches the real state. */
export function startDrill(state: LinkState, { body, side, intent, seq, time }: Entry<BodyOf<"drill.started">>): void {
  const played = emptyState(state.link);
  played.seq = seq;
  played.time = time;
  played.agreement = state.agreement;
  played.stations = { sending: { ...state.stations.sending }, receiving: { ...state.stations.receiving } };
  played.places = state.places === null ? null : { ...state.places };
  played.conditions = state.conditions;
  played.trail.stations = [{ seq, time, open: state.stations.receiving.open }];
  if (state.conditions !== null) played.trail.looks = [{ seq, ...state.conditions }];
  state.drill = { event: intent, side, until: body.until, state: played };
}

/** What is no play: who is there, who may do what, and signs of life are the real ones. */
export function lendReal(state: LinkState, played: LinkState): void {
  played.roster = { ...state.roster };
  played.delegated = { ...state.delegated };
  played.heard = { ...state.heard };
  played.alive = { ...state.alive };
  played.devices = { ...state.devices };
  played.trail.alive = [...state.trail.alive];
  played.trail.shifts = [...state.trail.shifts];
  played.trail.delegations = [...state.trail.delegations];
}
