import type { LinkState, Refusal } from "@vado/flow";
import type { Body, BodyOf, BodyType, DeskDevice, EventId, Role, Side, StationChain } from "@vado/protocol";
import type { ReadonlySignal } from "@preact/signals";
import type { DrillView } from "./world.ts";

/** What a screen needs of the device behind it. `apps/web` provides it; screens never see keys, storage or network. */

export interface Me {
  readonly device: string;
  readonly link: string;
  readonly side: Side;
  readonly role: Role;
  readonly agency: string;
  readonly stations: Readonly<Record<Side, { readonly id: string; readonly name: string }>>;
  /** IANA name; every time on screen is local time there. */
  readonly timezone: string;
}

/** An act that is not yet in the log. */
export interface WaitingAct {
  readonly intent: string;
  readonly at: number;
  /** Said in a drill. */
  readonly exercise?: true | undefined;
  readonly body: Body;
}

/** How an act is said: in a drill it is judged and kept beside the real state, never in it. */
export interface How {
  readonly exercise?: true;
}

/** Where a device stands that gives GO without a connection. */
export type Acted = NonNullable<BodyOf<"group.released">["acted"]>;

/** Three states of a message: on this phone, at the relay, read by the other side. */
export type Receipt = "device" | "relay" | "read";

/** What a scanned ticket is worth, by what is on this device alone. Whatever it is, people who arrived are received (H1). */
export type TicketCheck =
  /** As this device's log has it; GO that was given offline may still be on its way. */
  | { readonly kind: "good"; readonly group: string; readonly released: boolean }
  | { readonly kind: "unreadable" | "unknown-signature" }
  | { readonly kind: "differs"; readonly what: "group" | "grant" | "headcount" }
  /** The grant ended before a GO that this device knows of, or the group went another way. */
  | { readonly kind: "ended" }
  /** Counted at this gate already; the device's time of that, ms. */
  | { readonly kind: "arrived"; readonly at: number };

/** What changes. A new object after every change; `state` itself is one object that is folded in place, so compare `rev`. */
export interface Snapshot {
  readonly rev: number;
  readonly state: Readonly<LinkState>;
  readonly outbox: readonly WaitingAct[];
  readonly joined: boolean;
  /** Knows the link's state; false for a joiner that still waits for it. */
  readonly anchored: boolean;
  /** Not confirmed by a heartbeat of each side yet: may state facts, authorises nothing. */
  readonly provisional: boolean;
  readonly connected: boolean;
  /** The disagreement that blocks the link, in words, or null. */
  readonly fork: string | null;
  /** How far the settlement of it is: whose word differed, which sides' heartbeats agree since, which sides have said that it is settled. */
  readonly settling: {
    readonly accused: string | null;
    readonly matched: Readonly<Record<Side, boolean>>;
    readonly said: Readonly<Record<Side, boolean>>;
  } | null;
  /** Ordering time of the last entry read: what is shown is true as of then. 0 before the first. */
  readonly asOf: number;
  /** What the other side has read of `record` and `ops`, as a sequence. */
  readonly readSeq: Readonly<Record<"record" | "ops", number>>;
  /** Another window of this browser holds the device; this one only shows. */
  readonly elsewhere: boolean;
}

/** One entry of the log, opened. */
export interface LogEntry {
  readonly seq: number;
  readonly kind: "record" | "ops";
  /** Ordering time and the device's own time of the act, ms. */
  readonly receivedAt: number;
  readonly at: number;
  readonly device: string;
  readonly side: Side;
  readonly role: Role;
  readonly intent: string;
  /** Said in a drill. */
  readonly exercise?: true | undefined;
  readonly body: Body;
  /** The rule that made it void, or null. */
  readonly voidedBy: string | null;
  /** For entries of this device's side: how far it has got. */
  readonly receipt: Receipt;
}

/** An act of this device that was not done after all: dropped before sending, or void in the log. */
export interface Undone {
  readonly intent: string;
  readonly body: Body;
  readonly rule: string;
  readonly at: number;
}

/** Version of the app, and 30 digits over all its files; null until the browser keeps all of them. */
export interface AppFacts {
  readonly version: string;
  readonly fingerprint: string | null;
}

/** Whether what this browser keeps of a device is sealed under a lock; `act` locks it now, or begins to give it one. */
export interface DeviceGuard {
  readonly has: boolean;
  act(): void;
}

export interface Device {
  readonly me: Me;
  /** There while this is a device's view of a drill. */
  readonly drill?: DrillView;
  readonly snapshot: ReadonlySignal<Snapshot>;
  /** The device's estimate of the ordering time, ms; moves about once a second. */
  readonly clock: ReadonlySignal<number>;
  readonly undone: ReadonlySignal<readonly Undone[]>;
  dismiss(intent: string): void;
  /** Whether an act would be allowed now: null, or the rule that refuses. */
  may(body: Body, how?: How): Refusal | null;
  /** Does it: durably queued when it resolves. `make` gets the event's own id. */
  act(make: (intent: EventId) => Body, how?: How): Promise<{ readonly intent: string } | Refusal>;
  /** The ticket that a group carries over, for a QR code; or why this device signs none. Nothing is sent or kept. */
  ticketFor(group: string): Promise<{ readonly ticket: string } | Refusal>;
  /** Checks a scanned text without any network; never rejects for what is scanned. */
  checkTicket(text: string): Promise<TicketCheck>;
  /** Where this device stands now, for a GO given without a connection; null before it has joined. */
  acted(radioCode?: string): Acted | null;
  /**
   * Up to `limit` entries before `before` (or the newest), newest first, without channel business (heartbeat, ack, digest) unless asked
   * for; what was said in a drill is another log.
   */
  log(query: {
    readonly kind: "record" | "ops";
    readonly before?: number;
    readonly limit: number;
    readonly types?: readonly BodyType[];
    readonly exercise?: true;
  }): Promise<{ readonly entries: readonly LogEntry[]; readonly more: boolean }>;
  /** 30 digits that are equal on every device of the link in this epoch; null before it joined. */
  channelCode(): Promise<string | null>;
  /** What app this is, from the bytes that this browser keeps. */
  appFacts(): Promise<AppFacts>;
  /** Its lock in this browser; absent or null where that is not offered. */
  readonly guard?: ReadonlySignal<DeviceGuard | null>;
  /** The desk's services for its own officers; each rejects with `DeskRefused`. */
  readonly desk: {
    invite(role: Role): Promise<{ readonly url: string; readonly expiresAt: number }>;
    /** The own station with all its links, for the chain check; duty officers, supervisors and planners. */
    chain(): Promise<StationChain>;
    /** Devices of the own side on this link, for duty officers and supervisors. */
    team(): Promise<DeskTeam>;
    /** Takes one out of the link, for good. Ordered, not yet done, when it resolves. */
    takeOut(device: string): Promise<void>;
  };
}

/** What the desk says of the own side's devices on one link. */
export interface DeskTeam {
  readonly devices: readonly DeskDevice[];
  /** Devices that can still be admitted with the tickets at hand. */
  readonly left: number;
}

/** The agency's own server did not do it. `rule`: its reason, one of `DESK_RULES` where a person can meet it. */
export class DeskRefused extends Error {
  readonly rule: string;
  constructor(rule: string, options?: ErrorOptions) {
    super(rule, options);
    this.name = "DeskRefused";
    this.rule = rule;
  }
}
