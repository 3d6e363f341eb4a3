import type { Log } from "@vado/protocol";

/**
 * Everything a relay ever logs. No ids, no addresses, no contents: which device spoke when is nobody's business,
 * and a line that can't be written can't leak. Refusals are counted by reason in the metrics, never logged one by one.
 */
export interface RelayEvents {
  /** The store failed; the request got 503. `code` is the engine's error code. */
  readonly "store-failed": {
    readonly operation: "append" | "read" | "group-infos" | "adopt" | "device";
    readonly code: string;
  };
  /** A fault of the relay itself; `name` is the error's class. */
  readonly "internal-fault": { readonly name: string };
  readonly "device-enrolled": { readonly renewed: boolean };
  readonly stopping: { readonly streams: number };
  readonly stopped: Record<string, never>;
}

/** Writes one event of the closed list. */
export function logEvent<Name extends keyof RelayEvents>(log: Log, name: Name, fields: RelayEvents[Name]): void {
  log.event(name, fields);
}
