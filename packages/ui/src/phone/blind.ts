import type { Group, LinkState } from "@vado/flow";
import type { Me } from "../model/device.ts";
import type { Words } from "../model/words.ts";

/** Counting blind [10]: the officer at the gate does not see how many left before having counted them in. */

const HIDDEN = "•••";

/** Whether a group's announced number is hidden on this phone: on the way to a receiving field officer who has not counted it. */
export function isBlind(group: Group | undefined, me: Me): boolean {
  if (group === undefined || me.side !== "receiving" || me.role !== "field" || group.arrived !== null) return false;
  return group.phase === "released" || group.phase === "inTransit";
}

/** The same sentence without the number, where it speaks of people who are to be counted blind. */
export function blinded(say: Words, state: Readonly<LinkState>, me: Me): Words {
  const code = say.values?.["code"];
  if (say.values?.["people"] === undefined || typeof code !== "string" || !isBlind(state.groups[code], me)) return say;
  return { ...say, values: { ...say.values, people: HIDDEN } };
}
