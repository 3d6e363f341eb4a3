import type { Log, Role } from "@vado/protocol";

/** Everything a desk ever logs. No ids, codes, tokens, addresses or contents: a line that can't be written can't leak. */
export interface DeskEvents {
  readonly started: { readonly links: number };
  readonly stopped: Record<string, never>;
  /** The relay answers again, or no longer. */
  readonly "relay-reached": Record<string, never>;
  readonly "relay-lost": Record<string, never>;
  /** The relay refuses this desk's own device; `reason` is one of the relay's. */
  readonly "relay-refuses": { readonly reason: string };
  /** An archive device stopped after a fault and is loaded anew; `name` is the error's class. */
  readonly "archive-stopped": { readonly name: string };
  /** Two devices were told different logs. */
  readonly fork: Record<string, never>;
  readonly "station-counted": { readonly by: "officer" | "operator" | "machine" };
  readonly "count-stale": Record<string, never>;
  readonly "invite-made": { readonly role: Role; readonly by: "officer" | "operator" | "start" };
  readonly "device-enrolled": { readonly role: Role; readonly again: boolean };
  /** `link`: the log says so; somebody else did it, or the device's time was over. `itself`: it has lost its state, and another comes in its place. */
  readonly "device-removed": { readonly by: "officer" | "operator" | "link" | "itself" };
  readonly "revocation-taken": { readonly of: "device" | "issuing-key" };
  /** This desk's own archive device was taken out of a link: its agency must bring new papers. */
  readonly "archive-removed": { readonly reason: string };
  /** The operator has said for this side that a link goes on at another relay. */
  readonly "move-ordered": Record<string, never>;
  /** A connected gauge says something else than before, or nothing that could be believed. */
  readonly gauge: { readonly reason: "good" | "caution" | "stop" | "old" | "unreadable" };
  readonly "enrolment-failed": { readonly reason: string };
  readonly "board-unwritten": { readonly code: string };
  /** A fault of the desk itself; `name` is the error's class. */
  readonly "internal-fault": { readonly name: string };
}

/** Writes one event of the closed list. */
export function logEvent<Name extends keyof DeskEvents>(log: Log, name: Name, fields: DeskEvents[Name]): void {
  log.event(name, fields);
}

/** The class of whatever was thrown, and nothing of what it says. */
export const nameOf = (error: unknown): string => (error instanceof Error ? error.name : "unknown");
