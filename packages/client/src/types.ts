import type { ChannelSecrets, DeviceIdentity, GroupCipher, Member } from "@vado/channel";
import type { decide, fold } from "@vado/flow";
import type { Body, Clock, CryptoPort, Entropy, Role, Side, Transport, Vault } from "@vado/protocol";

/** The shapes a device is made of. */

export type ChannelKind = "record" | "ops";
export const KINDS: readonly ChannelKind[] = ["ops", "record"];

/** The channels that a device of this role is in: an observer is in `record` only (channel C13). */
export const kindsOf = ({ role }: { readonly role: string }): readonly ChannelKind[] =>
  role === "observer" ? ["record"] : KINDS;

export interface ClientPorts<S> {
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly crypto: CryptoPort;
  readonly vault: Vault;
  readonly transport: Transport;
  /** The way to another relay of the agencies', by name, the same object each time; null for one whose address is not known (yet). */
  readonly relayNamed?: (name: string) => Transport | null;
  readonly cipher: GroupCipher<S>;
  /** What folds and decides: the law of `flow`. The simulator plants its bugs here. */
  readonly law?: Law;
  /** The version of this device's rules, if not `CLIENT_VERSION`: for tests of older and newer ones. */
  readonly version?: number;
}

/** The version of the rules by which this package reads, judges and folds; a charter names the least one it admits (R10). */
export const CLIENT_VERSION = 1;

export interface Law {
  readonly fold: typeof fold;
  readonly decide: typeof decide;
}

/** Timing before an agreement is in force, seconds; afterwards its own terms hold (domain.md, parameters). */
export interface Timing {
  readonly heartbeatS: number;
  readonly ackIdleS: number;
}
export const DEFAULT_TIMING: Timing = { heartbeatS: 30, ackIdleS: 600 };

export interface ClientConfig {
  readonly link: string;
  readonly identity: DeviceIdentity;
  /** SHA-256 of the charter's bytes, hex. */
  readonly charterId: string;
  readonly channels: Readonly<Record<ChannelKind, ChannelSecrets>>;
  /** Bound admission tickets; a founder needs none, an observer only that of `record` (the other is empty, like its outer key of `ops`). */
  readonly tickets: Readonly<Record<ChannelKind, Uint8Array>> | null;
  /** The first device of each side founds the channels together: one creates, the other signs and joins. */
  readonly founding: "founder" | "cofounder" | null;
  readonly timing: Timing;
}

/** Where a device's own chain of envelopes stands in a channel. */
export interface ChainEnd {
  readonly deviceSeq: number;
  readonly prev: string;
}

/** One entry of the log as this device opened it. `refused`: bytes that are no valid event (E rules); `voidedBy`: a guard failed. */
export interface LogRow {
  readonly seq: number;
  readonly receivedAt: number;
  readonly head: string;
  /** SHA-256 of the frame's bytes, hex: what the head is made of. Absent in rows of a version before. */
  readonly bytesHash?: string;
  readonly kind: "event" | "commit" | "other";
  readonly device: string | null;
  readonly side: Side | null;
  readonly role: Role | null;
  /** The signed text and its signature: what an auditor reads. */
  readonly text: string | null;
  readonly signature: string | null;
  readonly refused: string | null;
  readonly voidedBy: string | null;
}

/** An act waiting to be sealed, or sealed and waiting to be seen in the log (R6). */
export interface OutboxItem {
  readonly n: number;
  readonly kind: ChannelKind;
  readonly intent: string;
  readonly at: number;
  /** Said in a drill. */
  readonly exercise?: true | undefined;
  readonly body: Body;
}

/** An act of this device that was not done after all: dropped before it was sent, or void in the log, by this rule. */
export interface UndoneAct {
  readonly intent: string;
  readonly at: number;
  readonly body: Body;
  readonly rule: string;
}

/** A sealed message that may or may not have reached the relay (R5). */
export interface InFlight {
  readonly n: number;
  readonly key: string;
  readonly expectCommit: number;
  /** base64url of the frame. */
  readonly bytes: string;
  /** The sealed envelope's text: own messages cannot be opened again. */
  readonly text: string;
}

/** Three states of a message: on this phone, at the relay, read by the other side. */
export type Receipt = "device" | "relay" | "read";

/** What happened in a step, for whoever shows or drives the device. */
export interface StepReport {
  /** When there is something to do without anything arriving, ms. */
  readonly wakeAt: number;
  readonly connected: boolean;
  /** Why the relay serves this device no longer, one of the relay's reasons, or null: asking again the same way does not help. */
  readonly shutOut: string | null;
  /** Frames this device got stored at the relay in this step. */
  readonly appended: number;
  readonly received: number;
  /** Acts that were dropped before sealing because they are no longer allowed, with the rule. */
  readonly refused: readonly { readonly body: Body; readonly rule: string }[];
}

export interface Opened {
  readonly seq: number;
  readonly receivedAt: number;
  readonly bytesHash: string;
  readonly kind: "message" | "commit" | "other";
  readonly sender: Member | null;
  readonly plaintext: string | null;
  readonly authenticator: string;
  readonly joined: readonly string[];
}
