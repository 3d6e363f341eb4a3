import { fold, natureOf, type LinkState } from "@vado/flow";
import { OPS_TYPES, type Body } from "@vado/protocol";
import type { Me, Snapshot, WaitingAct } from "../model/device.ts";

/**
 * The link's state as it will be once this phone's own facts and statements are in the log: what has been said on this phone is on its
 * screen at once, with or without a network. Authorisations are left out: they are given when the log has them, not before; but for
 * GO given without a connection, which is judged as of then and goes out before everything else.
 */
export function expectedState(snapshot: Snapshot, me: Me): Readonly<LinkState> {
  const waiting = [
    ...snapshot.outbox.filter((act) => actedOf(act.body) !== undefined),
    ...snapshot.outbox.filter(({ body }) => !OPS_TYPES.has(body.type) && natureOf(body.type) !== "authorisation"),
  ];
  if (waiting.length === 0) return snapshot.state;
  const state = structuredClone(snapshot.state) as LinkState;
  for (const act of waiting) foldOwn(state, snapshot.state.seq, act, me);
  return state;
}

function foldOwn(state: LinkState, read: number, { intent, at, exercise, body }: WaitingAct, me: Me): void {
  const { device, side, role } = me;
  const time = Math.max(state.time, at);
  const seen = actedOf(body)?.seq ?? read;
  fold(state, { seq: state.seq + 1, time, device, side, role, seen, intent, at, exercise, body });
}

/** Where GO was given without a connection, or undefined for everything else. */
export function actedOf(body: Body) {
  return body.type === "group.released" ? body.acted : undefined;
}

/** The codes of groups that have GO from this phone without a connection, not yet in the log. */
export function givenHere(snapshot: Snapshot): string[] {
  return snapshot.outbox.flatMap(({ body }) =>
    body.type === "group.released" && body.acted !== undefined ? [body.group] : [],
  );
}
