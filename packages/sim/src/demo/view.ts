import type { LinkState } from "@vado/flow";
import type { Needs, Side, Units } from "@vado/protocol";
import type { Hall } from "../world/types.ts";
import type { World } from "../world/world.ts";

/** What a person who stands on one side sees now: what a screen cannot know, and an officer has before the eyes. */
export interface DemoSights {
  readonly side: Side;
  /** Virtual time, ms. */
  readonly now: number;
  readonly open: boolean;
  readonly dangers: readonly { readonly why: string; readonly since: number }[];
  /** People at the bank, those who came first at the top; `code` once an officer gave them one. Sending side. */
  readonly bank: readonly {
    readonly code: string | null;
    readonly people: number;
    readonly units: Units;
    readonly needs: Needs;
    readonly since: number;
    /** They were told to go and are leaving now. */
    readonly leaving: boolean;
  }[];
  /** People who gather and are no group yet. Sending side. */
  readonly gathering: number;
  /** People before the gate; `code` as their ticket says, null if nobody announced them. Receiving side. */
  readonly gate: readonly { readonly code: string | null; readonly people: number; readonly since: number }[];
  /** The station's hall. Receiving side. */
  readonly hall: Hall | null;
}

export function sightsFor(world: World, state: Readonly<LinkState>, side: Side): DemoSights {
  const link = state.link;
  const seen = world.sights(link, side, "field");
  const general = {
    side,
    now: world.now,
    open: seen.open,
    dangers: seen.dangers.map(({ why, at }) => ({ why, since: at })),
  };
  if (side === "sending")
    return {
      ...general,
      bank: world.parties
        .filter((party) => party.link === link && party.where === "bank" && party.at <= world.now)
        .map(({ code, people, units, needs, at, since }) => ({
          code,
          people,
          units,
          needs,
          since: since ?? at,
          leaving: state.groups[code ?? ""]?.phase === "released",
        })),
      gathering: world.demand().unassembled,
      gate: [],
      hall: null,
    };
  return {
    ...general,
    bank: [],
    gathering: 0,
    gate: [
      ...seen.gate.map(({ code, people, at }) => ({ code, people, since: at })),
      ...seen.unannounced.map(({ people, at }) => ({ code: null, people, since: at })),
    ],
    hall: seen.hall,
  };
}
