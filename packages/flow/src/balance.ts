import type { Group, LinkState, Totals } from "./state.ts";

/** C1 of one link: every person who left is somewhere. */
export interface Balance extends Totals {
  inTransit: number;
  atGate: number;
  /** departed + undeclared + spontaneous + miscount − (received + atGate + inTransit + returned + diverted + missing + left + medical − joined); zero when it balances. */
  off: number;
}

/** The people of a group at the gate as its departure declared them, until a difference is explained. */
function declared(group: Group): number {
  return group.spontaneous || group.departed === null ? (group.arrived ?? 0) : group.departed;
}

export function balanceOf(state: LinkState): Balance {
  let inTransit = 0;
  let atGate = 0;
  for (const code of state.moving) {
    const group = state.groups[code];
    if (group?.phase === "inTransit") inTransit += group.departed ?? 0;
    else if (group?.phase === "arrived" || group?.phase === "mismatch") atGate += declared(group);
  }
  const t = state.totals;
  const left = t.departed + t.undeclared + t.spontaneous + t.miscount;
  const right = t.received + atGate + inTransit + t.returned + t.diverted + t.missing + t.left + t.medical - t.joined;
  return { ...t, inTransit, atGate, off: left - right };
}
