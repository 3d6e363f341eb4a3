import type { RemovalNotice } from "@vado/channel";
import type { Core } from "./core.ts";
import { settlingOf, type Settling } from "./fork.ts";
import { removalOf } from "./leave.ts";
import { isProvisional } from "./session.ts";

import { kindsOf } from "./types.ts";

/** How a device stands in its link, for whoever shows or drives it. */
export interface Standing {
  readonly joined: boolean;
  readonly anchored: boolean;
  readonly provisional: boolean;
  readonly connected: boolean;
  /** The version that the charter asks for and this device is not yet: it reads and sends nothing until it is (K110). Null when it is new enough. */
  readonly pausedFor: number | null;
  readonly fork: string | null;
  /** How far its settlement is: whose word differed, which sides have said that it is settled, which sides' heartbeats matched since. */
  readonly settling: Pick<Settling, "accused" | "said" | "matched"> | null;
  /** Taken out of the link's group by a valid commit: nothing is read or sent any more. */
  readonly removed: boolean;
  /** By whom, and why. */
  readonly removal: RemovalNotice | null;
}

export function standingOf<S>(core: Core<S>): Standing {
  const { record, ops } = core.sessions;
  const removal = removalOf(core);
  return {
    joined: kindsOf(core.config.identity).every((kind) => core.sessions[kind].cipher !== null),
    anchored: core.anchored,
    provisional: !core.anchored || isProvisional(record),
    connected: core.connected && removal === null && core.pausedFor === null,
    pausedFor: core.pausedFor,
    fork: record.meta.fork ?? ops.meta.fork,
    settling: settlingOf(core),
    removed: removal !== null,
    removal: removal && { by: removal.by, reason: removal.reason },
  };
}
