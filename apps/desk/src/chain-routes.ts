import { phaseAt, queueAt } from "@vado/flow";
import type { LinkState } from "@vado/flow";
import { DAY_MS, type StationChain } from "@vado/protocol";
import { authenticate, type AuthenticatorParts } from "./authenticate.ts";
import type { LinkDevice } from "./link-device.ts";
import { answered, isRefusal, refuse, type Refusal } from "./refusal.ts";
import type { Received, StationBook } from "./station.ts";

/** What an officer needs to see what new terms of one link do to the station between all of its links. */
export interface ChainRouteParts {
  readonly authenticator: AuthenticatorParts;
  readonly devices: readonly LinkDevice[];
  readonly station: StationBook;
  readonly received: () => Received;
}

const MAY_ASK: ReadonlySet<string> = new Set(["duty", "supervisor", "planner"]);

export async function readChain(parts: ChainRouteParts, request: Request): Promise<Response | Refusal> {
  const asker = await authenticate(parts.authenticator, request, null);
  if (isRefusal(asker)) return asker;
  if (asker.kind === "machine" || (asker.kind === "officer" && !MAY_ASK.has(asker.officer.role)))
    return refuse("role-may-not");
  const known = parts.station.now(parts.received());
  if (known === null) return refuse("no-count");
  const { counted: _counted, ...station } = known;
  const links = parts.devices.map(({ post, client }): StationChain["links"][number] => {
    const { state, now } = client;
    const other = post.side === "sending" ? "receiving" : "sending";
    return {
      link: post.link as StationChain["links"][number]["link"],
      side: post.side,
      neighbour: post.papers.stations[other].id as StationChain["links"][number]["neighbour"],
      terms: state.agreement?.terms ?? null,
      ...wanting(state as LinkState, now),
    };
  });
  return answered(200, { station, links } satisfies StationChain);
}

function wanting(state: LinkState, now: number): { readonly waiting: number; readonly cameLastDay: number } {
  const waiting = queueAt(state, now).reduce((sum, group) => sum + group.headcount, 0);
  let cameLastDay = 0;
  for (const group of Object.values(state.groups))
    if (!group.spontaneous && group.openedAt > now - DAY_MS && phaseAt(state, group, now) !== "forming")
      cameLastDay += group.headcount;
  return { waiting, cameLastDay };
}
