import type { LinkState } from "@vado/flow";
import { decide, emptyState, fold } from "@vado/flow";
import type { VaultRow } from "@vado/protocol";
import type { RemovalOrder } from "./removals.ts";
import { newSession, type Session } from "./session.ts";
import type { ChannelKind, ClientConfig, ClientPorts, Law, OutboxItem, UndoneAct } from "./types.ts";

/** Everything one device holds in memory for one link. Only the functions of this package change it. */
export interface Core<S> {
  readonly config: ClientConfig;
  readonly ports: ClientPorts<S>;
  readonly law: Law;
  readonly sessions: Readonly<Record<ChannelKind, Session<S>>>;
  /** The folded `record`. */
  state: LinkState;
  /** Whether the state is anchored: a founder from the first entry, a joiner from its digest. */
  anchored: boolean;
  outbox: OutboxItem[];
  /** Removals that are to be done, by id, until nothing of them is left to do. */
  readonly orders: Map<string, RemovalOrder>;
  nextN: number;
  /** GOs given offline that are just being written to disk: nothing newer may be sealed before them (OF2). */
  giving: number;
  /** Acts that were not done after all, oldest first, until they are dismissed. */
  undone: UndoneAct[];
  /** Ordering time less the device's own clock, ms, by the last answer of the relay. */
  offset: number;
  connected: boolean;
  /** The version that the charter asks of this device, which is older; null while it is new enough (R10). */
  pausedFor: number | null;
  /** Something happened that every device acknowledges at once (R8). */
  ackDue: boolean;
  /** Log rows folded since the state was last written whole. */
  sinceSnapshot: number;
  /** Parts of a digest for this device, by publisher. */
  readonly digests: Map<string, Map<number, string>>;
  /** Devices whose certificate has been written since this device was loaded: it is written once more after a restart, and is the same. */
  readonly certified: Set<string>;
  /** Record entry that an acknowledgement of ours must have seen before `ackDue` is over. */
  ackFrom: number;
  /** Rows to be written in the next transaction. */
  readonly batch: VaultRow[];
  /** Why this device stopped: after a failed write or a fault half-way, memory and disk may differ. Null while well. */
  broken: { readonly error: unknown } | null;
}

export function newCore<S>(config: ClientConfig, ports: ClientPorts<S>): Core<S> {
  return {
    config,
    ports,
    law: ports.law ?? { fold, decide },
    sessions: {
      ops: newSession("ops", config.channels.ops),
      record: newSession("record", config.channels.record),
    },
    state: emptyState(config.link),
    anchored: false,
    outbox: [],
    orders: new Map(),
    nextN: 1,
    giving: 0,
    undone: [],
    offset: 0,
    connected: false,
    pausedFor: null,
    ackDue: false,
    ackFrom: 0,
    sinceSnapshot: 0,
    digests: new Map(),
    certified: new Set(),
    batch: [],
    broken: null,
  };
}

/** The device's best estimate of the ordering time now. */
export function orderingNow<S>(core: Core<S>): number {
  return Math.max(core.state.time, core.ports.clock.now() + core.offset);
}

/** Writes what has gathered in one transaction (R4). A vault that fails stops the device: memory and disk must not part. */
export async function commitBatch<S>(core: Core<S>): Promise<void> {
  if (core.batch.length === 0) return;
  const rows = core.batch.splice(0);
  await whole(core, () => core.ports.vault.write(rows));
}

/** Does a piece of work that must not be left half done. When it fails the device stops until it is loaded anew from its vault. */
export async function whole<S, T>(core: Core<S>, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    core.broken ??= { error };
    throw error;
  }
}

/** Refuses to go on after such a failure. */
export function assertWhole<S>(core: Core<S>): void {
  if (core.broken !== null)
    throw new Error("this device stopped after a failure and must be loaded anew", { cause: core.broken.error });
}

/** Something came that every device acknowledges at once (R8). */
export function askForAck<S>(core: Core<S>, seq: number): void {
  core.ackDue = true;
  core.ackFrom = seq;
}

/** Seconds between heartbeats and idle acknowledgements now. */
export function timing<S>(core: Core<S>): { heartbeatMs: number; ackIdleMs: number } {
  const terms = core.state.agreement?.terms ?? core.config.timing;
  return { heartbeatMs: terms.heartbeatS * 1_000, ackIdleMs: terms.ackIdleS * 1_000 };
}
