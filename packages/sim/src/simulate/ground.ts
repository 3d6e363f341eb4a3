import type { LinkClient } from "@vado/client";
import { holdsOn, isOpenGrant, type LinkState } from "@vado/flow";
import { radioCode, type Side } from "@vado/protocol";
import type { Ground } from "./tries.ts";

/** What is to be seen and heard without any device; `officers`: the phones of a side's duty officers, as far as they are on. */
export function groundOf(partyOf: Ground["partyOf"], officers: (side: Side) => readonly LinkClient<unknown>[]): Ground {
  return {
    partyOf,
    radio: (id) => {
      const answers = officers("receiving").some(({ state, now }) => {
        const grant = state.grants[id];
        return isOpenGrant(grant, now) && holdsOn(state as LinkState, grant.group).length === 0;
      });
      return answers ? radioCode(id) : null;
    },
    saidGo: (code) => officers("sending").some(({ said }) => said.groups[code]?.phase === "released"),
  };
}
