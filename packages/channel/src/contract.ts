import type { CryptoPort, Entropy, FrameKind, VaultRow } from "@vado/protocol";

/**
 * What a device needs of an encrypted group, whoever provides it. MLS is the one implementation that ships
 * (`mls/`); the simulator has a second without encryption, for speed and for proving that its plaintext search works.
 *
 * State in, state out: no call changes its arguments. `rows` are what must be written to the vault, in the same
 * transaction as the effect, before the bytes go out (R5) or the plaintext is used (R4). Row keys are relative:
 * the caller puts them under a prefix of the channel, and hands all rows of that prefix to `load`.
 */
export interface GroupCipher<State> {
  /** Creates the group with this device alone in it. The frame is the channel's first commit. */
  found(input: FoundInput): Promise<Joined<State>>;
  /**
   * Makes an external commit into the group a GroupInfo describes. The state is used only once the device has seen its own
   * frame in the log as the first valid commit after the one the GroupInfo belongs to; else it is dropped and made anew.
   * Rejects with `ChannelError` when the GroupInfo is not of this channel, or badly signed, or holds a foreign member.
   */
  join(input: JoinInput): Promise<Joined<State>>;
  /** Seals one message for the present members. `padTo` bytes at least are filled before encryption. */
  seal(state: State, plaintext: Uint8Array, padTo: number): Promise<Sealed<State>>;
  /** Takes one frame of the log, in order. Never rejects for what a peer sent: that is `ignored` with a rule (R9). */
  receive(state: State, kind: FrameKind, bytes: Uint8Array): Promise<Received<State>>;
  /**
   * Makes a steward's commit that takes devices out, or bars what a root revoked; `null` when nothing of it is left to do. Like a join's,
   * its state is used once its own bytes stand in the log while the group is still in the epoch it was made for; it stays good until then.
   * Rejects with `ChannelError` when this device may not ("caller"), or the revocation is not good ("bytes").
   */
  remove(state: State, removal: Removal): Promise<Joined<State> | null>;
  /** Whether the charter lets this device remove. */
  maySteward(channel: ChannelSecrets, identity: DeviceIdentity): Promise<boolean>;
  /** The least version of a device's rules that the charter admits; an older device pauses (R10). Rejects with `ChannelError` for a charter that is none. */
  minVersion(channel: ChannelSecrets): Promise<number>;
  /** What a root revoked, checked for this channel. Rejects with `ChannelError` ("bytes", C29). */
  readRevocation(channel: ChannelSecrets, bytes: Uint8Array): Promise<Revocation>;
  /** Whether a device of this name may never join again, as far as its own name says. */
  isBarred(state: State, agency: string, device: string): Promise<boolean>;
  /** A member's signature under the GroupInfo of a commit it has verified, sealed with the outer key. */
  endorse(identity: DeviceIdentity, channel: ChannelSecrets, groupInfo: Uint8Array): Promise<Uint8Array>;
  /** Who endorsed which GroupInfo (by hash of its sealed bytes), or `null` when the frame is not a valid endorsement. */
  readEndorsement(channel: ChannelSecrets, bytes: Uint8Array): Promise<Endorsement | null>;
  /** This device's word that the channel goes on at another relay, sealed with the outer key (C46). */
  handOver(
    identity: DeviceIdentity,
    channel: ChannelSecrets,
    terms: Pick<HandOver, "relay" | "seen">,
  ): Promise<Uint8Array>;
  /** Who said so, or `null` when the frame says no such thing. Whether the signer is a member, and where its log stood, the caller asks. */
  readHandOver(channel: ChannelSecrets, bytes: Uint8Array): Promise<HandOver | null>;
  /** Why a member must not endorse a GroupInfo, or `null`. The state is the one right after the GroupInfo's commit. */
  faultOfGroupInfo(state: State, groupInfo: Uint8Array): Promise<string | null>;
  /** The member who signed a sealed GroupInfo, from its own tree and checked against the charter; `null` when it does not open or verify. */
  groupInfoAuthor(channel: ChannelSecrets, groupInfo: Uint8Array): Promise<Member | null>;
  /** The members now, by leaf. */
  members(state: State): readonly Member[];
  /** A member's certificate with its issuing certificate, as its credential carries it; `null` when it is no member. */
  certificateOf(state: State, device: string): Uint8Array | null;
  /** Lower-case hex; equal on all members of one epoch (RFC 9420 §8.7). */
  epochAuthenticator(state: State): string;
  epoch(state: State): number;
  /** Restores a state from all rows that were written for the channel. */
  load(identity: DeviceIdentity, channel: ChannelSecrets, rows: ReadonlyMap<string, Uint8Array>): Promise<State>;
}

/** A device's word that a channel goes on at another relay. */
export interface HandOver {
  readonly device: string;
  readonly side: Side;
  readonly role: string;
  readonly relay: string;
  readonly seen: { readonly seq: number; readonly head: string };
}

/** The two sides of a link. Two-sided rules count sides, not agencies. */
export type Side = "sending" | "receiving";

/** A member of a channel as its verified credential tells. */
export interface Member {
  readonly leaf: number;
  readonly device: string;
  readonly side: Side;
  readonly role: string;
  readonly agency: string;
  /** Raw Ed25519 key of MLS and envelope signatures. */
  readonly signatureKey: Uint8Array;
  /** When its certificate ends, ms; only stewards ask (C26). Absent where a device speaks of itself. */
  readonly notAfter?: number | undefined;
}

/** What an agency's root takes back on one link, for good. */
export interface Revocation {
  readonly agency: string;
  readonly link: string;
  readonly what:
    | { readonly kind: "device"; readonly device: string; readonly signatureKey: Uint8Array }
    /** Everything it signed: devices and tickets. */
    | { readonly kind: "issuing-key"; readonly key: Uint8Array };
}

/** Why stewards remove devices of their own agency and side. Only they know whether it is so; others ask who they are. */
export type OwnReason = "agency" | "expired" | "silent";

export type Removal =
  | { readonly reason: OwnReason; readonly devices: readonly string[] }
  /** Signed by a root: any steward of either side may act on it. */
  | { readonly reason: "revoked"; readonly revocation: Uint8Array };

/** A device's own keys and papers for one link. */
export interface DeviceIdentity {
  readonly device: string;
  readonly side: Side;
  readonly role: string;
  readonly agency: string;
  readonly signatureKey: { readonly publicKey: Uint8Array; readonly privateKey: Uint8Array };
  /** The signed device certificate with its issuing certificate, as carried in the MLS credential. */
  readonly certificate: Uint8Array;
}

/** What every enrolled device knows of a channel before it joins: pinned at enrolment. */
export interface ChannelSecrets {
  /** Opaque channel address, 22 to 64 characters of base64url. */
  readonly channel: string;
  readonly link: string;
  readonly kind: "ops" | "record";
  /** The verified charter's bytes; its hash is the charter id in every signed structure. */
  readonly charter: Uint8Array;
  /** 32-byte key of the outer AEAD around GroupInfo, external commits and endorsements. */
  readonly outerKey: Uint8Array;
}

export interface FoundInput {
  readonly identity: DeviceIdentity;
  readonly channel: ChannelSecrets;
}

export interface JoinInput extends FoundInput {
  readonly groupInfo: Uint8Array;
  /** The countersigned admission ticket, bound to this device's key by its agency's issuing key. */
  readonly ticket: Uint8Array;
}

export interface Joined<State> {
  readonly state: State;
  readonly rows: readonly VaultRow[];
  /** The commit for the log. */
  readonly frame: Uint8Array;
  /** The sealed GroupInfo of the epoch the commit begins. */
  readonly groupInfo: Uint8Array;
}

export interface Sealed<State> {
  readonly state: State;
  readonly rows: readonly VaultRow[];
  readonly frame: Uint8Array;
}

export type Received<State> =
  | {
      readonly kind: "message";
      readonly state: State;
      readonly rows: readonly VaultRow[];
      readonly plaintext: Uint8Array;
      readonly sender: Member;
    }
  | {
      readonly kind: "commit";
      readonly state: State;
      readonly rows: readonly VaultRow[];
      readonly joined: readonly Member[];
      readonly removed: readonly Member[];
      /** Why and by whom devices were removed or barred; `null` when one joined. */
      readonly removal: RemovalNotice | null;
      /** Id of the admission ticket that was used up, for the notice on both sides. */
      readonly ticket: string | null;
    }
  /** Ignored by every honest member alike (R9). `rule` is a rule id of SPEC.md. */
  | { readonly kind: "ignored"; readonly rule: string; readonly detail: string }
  /** This device is no longer in the group, or has lost its place in it; it rejoins with a new name and key (R12). */
  | { readonly kind: "removed"; readonly removal: RemovalNotice };

export interface RemovalNotice {
  /** The steward. */
  readonly by: string;
  /** `lost`: the group has gone on by a commit that this device has no keys for, as after a restored backup. */
  readonly reason: Removal["reason"] | "lost";
}

export interface Endorsement {
  readonly device: string;
  readonly side: Side;
  /** Lower-case hex SHA-256 of the sealed GroupInfo bytes as the relay serves them. */
  readonly groupInfoHash: string;
}

/** The ports a cipher stands on. */
export interface CipherPorts {
  readonly crypto: CryptoPort;
  readonly entropy: Entropy;
}

/** Errors sorted by who is at fault: the caller, or bytes that came from elsewhere. */
export class ChannelError extends Error {
  override readonly name = "ChannelError";
  readonly fault: "caller" | "bytes";
  readonly rule: string;
  constructor(fault: "caller" | "bytes", rule: string, message: string) {
    super(`${rule}: ${message}`);
    this.fault = fault;
    this.rule = rule;
  }
}
