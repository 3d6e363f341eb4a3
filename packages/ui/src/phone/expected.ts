import { fold, natureOf, type LinkState } from "@vado/flow";
import { OPS_TYPES } from "@vado/protocol";
import type { Me, Snapshot } from "../model/device.ts";

/**
 * The link's state as it will be once this phone's own facts and statements are in the log: what has been said on this phone is on its
 * screen at once, with or without a network. Authorisations are left out: they are given when the log has them, not before.
 */
export function expectedState(snapshot: Snapshot, me: Me): Readonly<LinkState> {
  const waiting = snapshot.outbox.filter(
    ({ body }) => !OPS_TYPES.has(body.type) && natureOf(body.type) !== "authorisation",
  );
  if (waiting.length === 0) return snapshot.state;
  const state = structuredClone(snapshot.state) as LinkState;
  for (const { intent, at, body } of waiting) {
    const { device, side, role } = me;
    const time = Math.max(state.time, at);
    fold(state, { seq: state.seq + 1, time, device, side, role, seen: snapshot.state.seq, intent, at, body });
  }
  return state;
}
