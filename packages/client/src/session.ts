import type { ChannelSecrets, Member, RemovalNotice } from "@vado/channel";
import type { Head, Side, VaultRow } from "@vado/protocol";
import { fromBase64url, hex } from "@vado/protocol";
import type { Moves } from "./moving.ts";
import type { Settling } from "./fork.ts";
import { fromJson, jsonRow, keys } from "./rows.ts";
import type { ChainEnd, ChannelKind, InFlight } from "./types.ts";

/** What a device keeps of one channel. Everything but the cipher's state is in `Meta` and survives a crash with it. */
export interface Session<S> {
  readonly kind: ChannelKind;
  readonly secrets: ChannelSecrets;
  cipher: S | null;
  meta: Meta;
  flying: InFlight | null;
  /** The number of the act whose own message was just read from the log and is about to be folded. */
  landed: number | null;
  /** Whether the message in flight was never sent before by anyone: only then does its answer tell the time. */
  fresh: boolean;
  /** Where the relay says that it logged the message in flight; null before it has said so. */
  told: number | null;
  pending: PendingJoin | null;
  /** A removal that this device made for the present epoch, and has not seen in the log yet. */
  removal: PendingRemoval | null;
  /** The key under which the relay has said that it stored that removal. */
  removalTold: string | null;
  /** The newest commit when the relay last refused a join of ours: it has nothing new to build on until it shows another. */
  overtaken: number | null;
  /** The newest commit frame after which this device looked at endorsements, and found or gave one. */
  endorsed: number;
  /** Where it stood before the entry that is being admitted; null between entries. */
  before: Pick<Head, "seq" | "head"> | null;
  /** The relay that this device was ordered to move the channel to, until it is there. */
  movingTo: string | null;
  /** Where its own word for that stands in the log; nothing is said again before it was read. */
  moveSaid: number;
  /** Whether the channel is known to go on at the relay it was moved to; and when this device learnt of the move. */
  opened: boolean;
  movedTime: number;
  /** Heads that others have and this device has not reached, to compare when it does. */
  readonly claims: Map<number, { readonly head: string; readonly device: string }>;
  /** Recent heads by sequence, to compare with those others send. */
  readonly heads: Map<number, string>;
}

export interface Meta extends Moves {
  /** The last frame taken from the relay. */
  seq: number;
  receivedAt: number;
  /** The head after `headSeq`; null until a digest or heartbeat anchors a joiner. */
  head: string | null;
  headSeq: number;
  /** The newest commit frame, valid or not: what an append must expect (R1). */
  lastCommit: number;
  /** The newest commit this device took as valid. */
  validCommit: number;
  /** Ordering time of the newest commit frame. */
  commitAt: number;
  /** The sequence from which each epoch authenticator holds, newest last; the last few. */
  authenticators: { from: number; value: string }[];
  chains: Record<string, ChainEnd>;
  /** The highest `seen.seq` of anything each side sent. */
  readBy: Record<Side, number>;
  /** Whether a heartbeat of each side has matched this device's own log since it joined. */
  matched: Record<Side, boolean>;
  /** The first disagreement seen, in words, or null. */
  fork: string | null;
  /** What its settlement still waits for; absent while nothing is in doubt. */
  settling?: Settling;
  joinedSeq: number | null;
  /** Devices that joined after us, by the sequence and time of their commit, until they have spoken. */
  newcomers: { device: string; seq: number; at: number; told?: number }[];
  /** Endorsements logged since the newest commit frame: by whom, of which GroupInfo (hash, hex). */
  endorsements: { device: string; hash: string }[];
  /** Hashes of messages of ours that a commit overtook, the last few. */
  dropped: string[];
  /** The device that made the last valid commit. */
  committer: string | null;
  /** A valid commit took this device out of the group; it comes back under a new name and key only (R12). */
  removal?: RemovalNotice & { readonly device: string };
}

/** A commit of our own that may or may not have reached the relay. */
export interface PendingJoin {
  readonly key: string;
  readonly expectCommit: number;
  readonly bytes: string;
  readonly groupInfo: string;
  /** Cipher rows to adopt once our own bytes are seen in the log. */
  readonly rows: readonly { readonly key: string; readonly value: string }[];
}

/** A removal of our own that may or may not have reached the relay; null for rows that the new epoch does away with. */
export interface PendingRemoval extends Omit<PendingJoin, "rows"> {
  readonly rows: readonly { readonly key: string; readonly value: string | null }[];
}

const HEADS_KEPT = 4_096;

export function newSession<S>(kind: ChannelKind, secrets: ChannelSecrets): Session<S> {
  const meta: Meta = {
    seq: 0,
    receivedAt: 0,
    head: null,
    headSeq: 0,
    lastCommit: 0,
    validCommit: 0,
    commitAt: 0,
    authenticators: [],
    chains: {},
    readBy: { sending: 0, receiving: 0 },
    matched: { sending: false, receiving: false },
    fork: null,
    joinedSeq: null,
    newcomers: [],
    endorsements: [],
    dropped: [],
    committer: null,
  };
  return {
    kind,
    secrets,
    cipher: null,
    meta,
    flying: null,
    landed: null,
    fresh: false,
    told: null,
    pending: null,
    removal: null,
    removalTold: null,
    overtaken: null,
    endorsed: 0,
    before: null,
    movingTo: null,
    moveSaid: 0,
    opened: false,
    movedTime: 0,
    claims: new Map(),
    heads: new Map(),
  };
}

export const metaRow = <S>(session: Session<S>): VaultRow => jsonRow(keys.meta(session.kind), session.meta);

/** Remembers a head, and forgets the oldest beyond `HEADS_KEPT`. */
export function keepHead<S>(session: Session<S>, seq: number, head: string): void {
  session.meta.head = head;
  session.meta.headSeq = seq;
  session.heads.set(seq, head);
  if (session.heads.size > HEADS_KEPT) session.heads.delete(session.heads.keys().next().value as number);
}

/** The epoch authenticator that holds at a sequence, if still known. */
export function authenticatorAt<S>(session: Session<S>, seq: number): string | undefined {
  return session.meta.authenticators.findLast((entry) => entry.from <= seq)?.value;
}

export function keepAuthenticator<S>(session: Session<S>, from: number, value: string): void {
  const list = session.meta.authenticators;
  if (list.at(-1)?.value === value) return;
  list.push({ from, value });
  if (list.length > 64) list.shift();
}

export function restoreMeta<S>(session: Session<S>, row: Uint8Array | undefined): void {
  session.meta = fromJson<Meta>(row) ?? session.meta;
}

/** Recent heads from the log as kept, oldest first, and the present one. */
export function restoreHeads<S>(
  session: Session<S>,
  log: readonly { readonly seq: number; readonly head: string }[],
): void {
  for (const { seq, head } of log.slice(-HEADS_KEPT)) session.heads.set(seq, head);
  if (session.meta.head !== null) session.heads.set(session.meta.headSeq, session.meta.head);
}

/** Whether the device is confirmed by both sides; only then may it authorise anything. */
export function isProvisional<S>(session: Session<S>): boolean {
  return !session.meta.matched.sending || !session.meta.matched.receiving;
}

export const bytesOf = (text: string): Uint8Array => {
  const bytes = fromBase64url(text);
  if (bytes === undefined) throw new Error("a row of this device is damaged");
  return bytes;
};

export { hex };
export type { Member };
