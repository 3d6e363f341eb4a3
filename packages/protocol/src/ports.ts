/**
 * The ports: everything a pure package needs from the ground it stands on.
 * Adapters live in `host` (Node) and, for tests and simulation, in `sim`; each port has one conformance suite.
 */

/** A value now or later: Node's primitives answer at once, a browser's answer later. Callers always `await`. */
export type Later<T> = T | Promise<T>;

/** Milliseconds since 1970-01-01T00:00Z. Never read from anywhere else. */
export interface Clock {
  now(): number;
}

/** Resolves after `ms`, or as soon as the signal aborts; never rejects. Only edges that hold a request open use it. */
export type Sleep = (ms: number, signal: AbortSignalLike) => Promise<void>;

/** What a sleep needs of an `AbortSignal`; pure packages are compiled without the DOM's types. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  addEventListener(type: "abort", listener: () => void, options?: { readonly once?: boolean }): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

/** Structured log: every package has a closed list of events in its `events.ts`. Fields hold no ids, addresses or contents. */
export interface Log {
  event(name: string, fields?: Readonly<Record<string, string | number | boolean>>): void;
}

/** Random bytes, unpredictable in production and seeded in simulation. */
export interface Entropy {
  bytes(length: number): Uint8Array;
}

/** An Ed25519 or X25519 key pair, raw 32-byte keys (the private key is the seed). */
export interface KeyPair {
  readonly publicKey: Uint8Array;
  readonly privateKey: Uint8Array;
}

/** Cryptographic primitives. Opening or verifying false bytes never throws for `verify`, and throws `Error` for `aeadOpen`. */
export interface CryptoPort {
  /** SHA-256. */
  sha256(data: Uint8Array): Later<Uint8Array>;
  /** HMAC-SHA-256. */
  hmac(key: Uint8Array, data: Uint8Array): Later<Uint8Array>;
  /** SHA-512 and HMAC-SHA-512: for the channel's post-quantum suite. */
  sha512(data: Uint8Array): Later<Uint8Array>;
  hmacSha512(key: Uint8Array, data: Uint8Array): Later<Uint8Array>;
  /** AES-GCM with a 16- or 32-byte key and a 12-byte nonce; the 16-byte tag ends the ciphertext. */
  aeadSeal(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, plaintext: Uint8Array): Later<Uint8Array>;
  aeadOpen(key: Uint8Array, nonce: Uint8Array, aad: Uint8Array, ciphertext: Uint8Array): Later<Uint8Array>;
  /** Ed25519 key pair from a 32-byte seed. */
  ed25519FromSeed(seed: Uint8Array): Later<KeyPair>;
  ed25519Sign(privateKey: Uint8Array, message: Uint8Array): Later<Uint8Array>;
  ed25519Verify(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): Later<boolean>;
  /** X25519 key pair from a 32-byte seed. */
  x25519FromSeed(seed: Uint8Array): Later<KeyPair>;
  /** X25519 shared secret; throws when the result is all zero (RFC 7748 §6.1). */
  x25519Shared(privateKey: Uint8Array, publicKey: Uint8Array): Later<Uint8Array>;
}

/** One change of a vault: a value to keep, or `null` to remove the key. */
export interface VaultRow {
  readonly key: string;
  readonly value: Uint8Array | null;
}

/** A device's own durable store: ordered keys, atomic batches. `write` resolves once the batch is durable, all of it or none. */
export interface Vault {
  get(key: string): Promise<Uint8Array | undefined>;
  /** All rows whose key begins with `prefix`, ascending by key. */
  list(prefix: string): Promise<readonly { readonly key: string; readonly value: Uint8Array }[]>;
  write(rows: readonly VaultRow[]): Promise<void>;
}

/** What a relay tells of a frame. Bytes are opaque to it. `seq` is gapless from 1 per channel; `receivedAt` never decreases. */
export interface Frame {
  readonly channel: string;
  readonly seq: number;
  readonly kind: FrameKind;
  /** Idempotency key the sender chose. */
  readonly key: string;
  /** The relay's ordering time, ms. */
  readonly receivedAt: number;
  /** Empty where the relay keeps them no longer (R11); nothing that was sent is. */
  readonly bytes: Uint8Array;
}

/** `commit` changes the group; `message` is sealed for it; `endorsement` is a member's signature under a GroupInfo. */
export type FrameKind = "commit" | "message" | "endorsement";

/** A frame on its way to the relay. */
export interface FrameAppend {
  readonly channel: string;
  readonly kind: FrameKind;
  readonly key: string;
  /** Must equal the channel's `lastCommitSeq` (R1); 0 for a channel that has no commit yet. */
  readonly expectCommit: number;
  readonly bytes: Uint8Array;
  /** Encrypted GroupInfo; with a commit always, otherwise never (R3). */
  readonly groupInfo?: Uint8Array;
}

/** The relay's answer to an append. The same key gets the same answer for ever (R2). */
export type AppendAnswer =
  | { readonly kind: "stored"; readonly seq: number; readonly receivedAt: number }
  | { readonly kind: "conflict"; readonly seq: number; readonly lastCommitSeq: number }
  | { readonly kind: "refused"; readonly reason: string; readonly detail: string };

/** A sealed GroupInfo beside the commit it belongs to. */
export interface StoredGroupInfo {
  readonly commitSeq: number;
  readonly bytes: Uint8Array;
}

/** Where a device has got to in one channel: it wants frames after `after`. */
export interface Cursor {
  readonly channel: string;
  readonly after: number;
}

/** A device's way to its relay. A call that throws `TransportDown` may or may not have reached it. */
export interface Transport {
  append(frame: FrameAppend): Promise<AppendAnswer>;
  /** Frames after the cursors, in order per channel, at most one page; waits up to `waitMs` while there are none. */
  pull(cursors: readonly Cursor[], waitMs: number): Promise<readonly Frame[]>;
  /** The newest stored GroupInfos of a channel, newest first, at most 8. */
  groupInfos(channel: string): Promise<readonly StoredGroupInfo[]>;
  /** Brings a channel from another relay, page by page in order; absent where that can't be done. */
  adopt?(channel: string, page: AdoptPage): Promise<Adopted>;
}

/** A part of a channel that another relay held until now. `end`: it is the last, and the channel goes on here. */
export interface AdoptPage {
  readonly frames: readonly Frame[];
  readonly groupInfos: readonly StoredGroupInfo[];
  readonly end: boolean;
}

/** How far it has been brought here; `open`: it goes on here, and nothing is adopted any more. */
export interface Adopted {
  readonly seq: number;
  readonly open: boolean;
}

/** The relay could not be reached or did not answer. */
export class TransportDown extends Error {
  override readonly name = "TransportDown";
}

/** What a frame store answers to an append that was not refused before. */
export type StoreAnswer =
  | { readonly kind: "stored"; readonly seq: number; readonly receivedAt: number; readonly repeated: boolean }
  | { readonly kind: "conflict"; readonly seq: number; readonly lastCommitSeq: number };

/** A device that may speak to the relay: an API key, nothing about who it is. */
export interface RelayDevice {
  readonly id: string;
  /** Raw 32-byte Ed25519 public key, for request signatures only. */
  readonly publicKey: Uint8Array;
  readonly account: string;
  /** ms; after it requests are refused. */
  readonly expiresAt: number;
}

/** The relay's durable memory. `append` resolves only when the frame is durable; appends may be committed in groups. */
export interface FrameStore {
  /** `receivedAt` given by the caller is raised to the channel's last one when it is smaller. */
  append(frame: FrameAppend, receivedAt: number): Promise<StoreAnswer>;
  read(channel: string, after: number, limit: number, maxBytes: number): Promise<readonly Frame[]>;
  /** `{seq: 0, lastCommitSeq: 0}` for a channel never written. */
  head(channel: string): Promise<{ readonly seq: number; readonly lastCommitSeq: number }>;
  groupInfos(channel: string, limit: number): Promise<readonly StoredGroupInfo[]>;
  /** R12a. Takes frames of a channel that another relay held, in order from its first; what is there already is passed over. Nothing is taken of a channel that is open. */
  adopt(channel: string, page: AdoptPage): Promise<Adopted>;
  /**
   * R11. Empties the bytes of messages logged before `before` (ms), at most `limit` in one call, and resolves to how many it looked at: 0 when there is no more.
   * Places, keys and times stay for ever (R2), and so do commits and endorsements, which newcomers need.
   */
  forget(before: number, limit: number): Promise<number>;
  putDevice(device: RelayDevice): Promise<void>;
  device(id: string): Promise<RelayDevice | undefined>;
  close(): Promise<void>;
}
