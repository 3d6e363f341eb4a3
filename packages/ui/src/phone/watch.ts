import type { LinkState } from "@vado/flow";
import { openHolds } from "@vado/flow";
import type { Me } from "../model/device.ts";
import type { SignalSound } from "../parts/sound.ts";

/** What an officer must not miss though nobody looks at the phone: told by a tone, by the hand and by a screen reader. */
export interface Sight {
  readonly holds: readonly string[];
  /** Groups that have GO, groups that are coming, counts that differ, grants. */
  readonly released: readonly string[];
  readonly mismatches: readonly string[];
  readonly grants: readonly string[];
}

export interface Told {
  readonly kind: "hold" | "lifted" | "go" | "coming" | "mismatch" | "granted";
  readonly sound: SignalSound | null;
  /** The group it is about, or null. */
  readonly code: string | null;
}

/** `given`: groups that have GO from this phone without a connection; whoever gave it is not told of it again by the log. */
export function sightOf(state: Readonly<LinkState>, given: readonly string[] = []): Sight {
  const groups = Object.values(state.groups);
  return {
    holds: openHolds(state).map(({ id }) => id),
    released: groups.filter(({ code, phase }) => phase === "released" || given.includes(code)).map(({ code }) => code),
    mismatches: groups.filter(({ phase }) => phase === "mismatch").map(({ code }) => code),
    grants: groups.filter(({ phase }) => phase === "granted").map(({ code }) => code),
  };
}

/** What is new since the last look, the most pressing first. */
export function changes(before: Sight, state: Readonly<LinkState>, me: Me, given: readonly string[] = []): Told[] {
  const after = sightOf(state, given);
  const told: Told[] = [];
  for (const id of after.holds)
    if (!before.holds.includes(id)) told.push({ kind: "hold", sound: "hold", code: state.holds[id]?.group ?? null });
  for (const id of before.holds)
    if (!after.holds.includes(id))
      told.push({ kind: "lifted", sound: "attention", code: state.holds[id]?.group ?? null });
  for (const code of after.released) {
    if (before.released.includes(code) || given.includes(code)) continue;
    told.push(me.side === "sending" ? { kind: "go", sound: "go", code } : { kind: "coming", sound: "attention", code });
  }
  for (const code of after.mismatches)
    if (!before.mismatches.includes(code)) told.push({ kind: "mismatch", sound: "attention", code });
  if (me.side === "sending")
    for (const code of after.grants)
      if (!before.grants.includes(code)) told.push({ kind: "granted", sound: "attention", code });
  return told;
}
