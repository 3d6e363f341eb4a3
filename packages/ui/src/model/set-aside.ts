import { SET_ASIDE, phaseAt, type Group, type LinkState } from "@vado/flow";
import type { BodyOf, EventId } from "@vado/protocol";

/** What a supervisor may set aside for one group, with a reason that stays in the log (V1). */

export type AsideRule = "H2.unit" | "H5.overtaking";

/** Rules that may be set aside for a group as it stands now: the one for a group that is being counted, the other for one that waits. */
export function asideFor(state: Readonly<LinkState>, group: Group, now: number): AsideRule[] {
  const phase = phaseAt(state, group, now);
  const rules: AsideRule[] =
    phase === "forming" ? ["H2.unit"] : ["ready", "deferred", "declined"].includes(phase) ? ["H5.overtaking"] : [];
  return rules.filter((rule) => SET_ASIDE.includes(rule) && !group.setAside.includes(rule));
}

export function asideOf(group: Group, rule: AsideRule, reason: string): BodyOf<"supervisor.overrode"> | null {
  const answers = group.readyEvent ?? group.openedEvent;
  return answers === null ? null : { type: "supervisor.overrode", rule, answers: answers as EventId, reason };
}
