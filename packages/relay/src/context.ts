import type { Clock, CryptoPort, Entropy, FrameStore, Log, Sleep } from "@vado/protocol";
import type { Authenticator } from "./authenticate.ts";
import type { Accounts, Devices } from "./devices.ts";
import { logEvent, type RelayEvents } from "./events.ts";
import type { RelayLimits } from "./limits.ts";
import type { Metrics } from "./metrics.ts";
import type { Notifier } from "./notifier.ts";
import type { Buckets } from "./rate.ts";
import { refuse, type Refusal } from "./refusal.ts";
import type { Sessions } from "./sessions.ts";
import type { Tail } from "./tail.ts";

/** What a relay is made of; effects only through ports. */
export interface RelayOptions {
  readonly store: FrameStore;
  readonly clock: Clock;
  readonly crypto: CryptoPort;
  readonly entropy: Entropy;
  readonly log: Log;
  /** Used only while a request is held open; a request with `wait=0` never sleeps. */
  readonly sleep: Sleep;
  readonly accounts: Accounts;
  /** What devices sign their requests for (RA7); a relay without a name takes only requests that name none. */
  readonly name?: string | undefined;
  readonly limits?: Partial<RelayLimits>;
  /**
   * Whether this relay alone writes to the store (default true). Then its memory of a channel's newest frames is the whole
   * truth; with several relays on one store, the store is asked whenever that memory has nothing new.
   */
  readonly soleWriter?: boolean;
}

/** The parts the handlers share. */
export interface RelayContext {
  readonly store: FrameStore;
  readonly sleep: Sleep;
  readonly log: Log;
  readonly limits: RelayLimits;
  readonly soleWriter: boolean;
  readonly authenticator: Authenticator;
  readonly devices: Devices;
  readonly sessions: Sessions;
  readonly notifier: Notifier;
  readonly tail: Tail;
  readonly metrics: Metrics;
  readonly frameRate: Buckets;
  readonly channelRate: Buckets;
  readonly readRate: Buckets;
  readonly accountRate: Buckets;
  /** Aborted once the relay stops. */
  readonly stopping: AbortSignal;
}

/** Runs a store call; a failing store is a refusal that says so, not a crash. */
export async function fromStore<T>(
  context: RelayContext,
  operation: RelayEvents["store-failed"]["operation"],
  call: () => Promise<T>,
): Promise<T | Refusal> {
  try {
    return await call();
  } catch (error) {
    context.metrics.storeFailures.inc();
    const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "unknown";
    logEvent(context.log, "store-failed", { operation, code });
    return refuse("store-unavailable");
  }
}
