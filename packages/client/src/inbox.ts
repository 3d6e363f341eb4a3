import { openedBody } from "./peek.ts";
import type { Cursor, Frame, Transport } from "@vado/protocol";
import { DAY_MS, base64url, hex } from "@vado/protocol";
import { admit, leaveOutbox, snapshotIsDue, snapshotRows, takeDigest } from "./admit.ts";
import { askForAck, commitBatch, whole, type Core } from "./core.ts";
import { raiseFork } from "./fork.ts";
import { adopt } from "./join.ts";
import { leave, removalOf } from "./leave.ts";
import { noteMove, wayOf } from "./moving.ts";
import { adoptRemoval, newEpoch } from "./removals.ts";
import { fromJson, jsonRow, keys, noRow, padded } from "./rows.ts";
import { metaRow, type Session } from "./session.ts";
import { isForgotten, LOST } from "./forgotten.ts";
import { KINDS, type Opened } from "./types.ts";

/** First stage of the inbox: frames in order, each opened once, its effect and the cursor written in one transaction (R4). */

/** A page this long may have been cut: there is more. Pages of the relay hold up to 256 frames, split between the channels asked for. */
const FULL_PAGE_FRAMES = 64;
/** Likewise bytes: a relay cuts a page of large frames sooner. */
const FULL_PAGE_BYTES = 65_536;

/** What a pull brought. */
export interface Pulled {
  readonly frames: number;
  readonly more: boolean;
}

/** Takes one page from the relay, waiting up to `waitMs` for it. Throws `TransportDown` when it cannot be reached. */
export async function pullPage<S>(core: Core<S>, waitMs: number): Promise<Pulled> {
  if (core.anchored) await whole(core, () => admitWaiting(core));
  const pages = await readAll(core, waitMs);
  const frames = pages.flatMap((page) => page.frames);
  if (frames.length === 0) return { frames: 0, more: false };
  let taken = 0;
  const quiet = !isForked(core);
  await whole(core, async () => {
    for (const { way, frames: page } of pages)
      for (const frame of page) if (removalOf(core) === null) taken += Number(await takeFrame(core, frame, way));
    await finishBatch(core);
    if (core.anchored) await admitWaiting(core);
  });
  // Whom this device disagrees with is to know it too.
  if (quiet && isForked(core)) askForAck(core, core.sessions.record.meta.headSeq);
  const bytes = frames.reduce((sum, frame) => sum + frame.bytes.length, 0);
  return { frames: taken, more: taken > 0 && (frames.length >= FULL_PAGE_FRAMES || bytes >= FULL_PAGE_BYTES) };
}

/** One page of each relay where a channel of this device is; the first may wait. */
async function readAll<S>(
  core: Core<S>,
  waitMs: number,
): Promise<readonly { readonly way: Transport; readonly frames: readonly Frame[] }[]> {
  const ways = new Map<Transport, Cursor[]>();
  for (const session of KINDS.map((kind) => core.sessions[kind])) {
    const way = wayOf(core, session);
    if (way === null || (session.cipher === null && session.pending === null)) continue;
    ways.set(way, [...(ways.get(way) ?? []), { channel: session.secrets.channel, after: session.meta.seq }]);
  }
  const pages = [];
  for (const [way, cursors] of ways)
    pages.push({ way, frames: await way.pull(cursors, pages.length === 0 && ways.size === 1 ? waitMs : 0) });
  return pages;
}

const isForked = <S>({ sessions }: Core<S>): boolean => KINDS.some((kind) => sessions[kind].meta.fork !== null);

/** Cursor, ratchets, plaintext and effect go to disk together, or not at all. */
async function finishBatch<S>(core: Core<S>): Promise<void> {
  for (const kind of KINDS) core.batch.push(metaRow(core.sessions[kind]));
  if (snapshotIsDue(core)) core.batch.push(...snapshotRows(core));
  await commitBatch(core);
}

/** False for a frame that is not the next of its channel: a repeated page, or one with a gap, changes nothing. */
async function takeFrame<S>(core: Core<S>, frame: Frame, way: Transport): Promise<boolean> {
  const session = KINDS.map((kind) => core.sessions[kind]).find((one) => one.secrets.channel === frame.channel);
  if (session === undefined || frame.seq !== session.meta.seq + 1) return false;
  // What a relay logs of a channel that has gone on elsewhere counts for nobody (K131).
  if (wayOf(core, session) !== way) return false;
  const { meta } = session;
  if (frame.receivedAt < meta.receivedAt)
    raiseFork(session, `the relay's clock ran backwards at entry ${frame.seq} of ${session.kind}`, frame);
  const opened = await open(core, session, frame);
  meta.seq = frame.seq;
  meta.receivedAt = Math.max(meta.receivedAt, frame.receivedAt);
  if (frame.kind === "commit") {
    meta.lastCommit = frame.seq;
    meta.commitAt = meta.receivedAt;
    meta.endorsements = [];
  }
  if (session.cipher === null) return true;
  const ready = core.anchored && meta.head !== null && meta.headSeq === frame.seq - 1;
  if (ready) {
    await admit(core, session, opened);
    leaveOutbox(core, session);
    return true;
  }
  leaveOutbox(core, session);
  core.batch.push(jsonRow(keys.waiting(session.kind) + padded(frame.seq), opened));
  if (session.kind !== "record" || opened.plaintext === null || opened.sender?.role !== "archive") return true;
  const digest = await openedBody(core.ports.crypto, opened.sender, opened.plaintext, "digest.published");
  if (digest !== null) await takeDigest(core, opened.sender.device, digest);
  return true;
}

async function open<S>(core: Core<S>, session: Session<S>, frame: Frame): Promise<Opened> {
  const { cipher, crypto } = core.ports;
  const bytesHash = hex(await crypto.sha256(frame.bytes));
  const other: Opened = {
    seq: frame.seq,
    receivedAt: frame.receivedAt,
    bytesHash,
    kind: frame.kind === "commit" ? "commit" : "other",
    sender: null,
    plaintext: null,
    authenticator: "",
    joined: [],
  };
  if (
    session.pending !== null &&
    frame.key === session.pending.key &&
    base64url(frame.bytes) === session.pending.bytes
  ) {
    await adopt(core, session, frame.seq);
    return other;
  }
  if (session.cipher === null) return other;
  if (isGone(core, session, frame)) {
    await leave(core, session, LOST(core));
    return other;
  }
  if (session.removal !== null && base64url(frame.bytes) === session.removal.bytes)
    return adoptRemoval(core, session, frame, other);
  if (session.flying !== null && base64url(frame.bytes) === session.flying.bytes)
    return landed(core, session, frame, other);
  // Bytes of ours that a commit overtook can't be in the log (R1). Where that commit was not valid, others still open them.
  if (session.meta.dropped.includes(bytesHash))
    raiseFork(session, `the relay logged a message of this device that it had refused, at entry ${frame.seq}`, frame);
  const received = await cipher.receive(session.cipher, frame.kind, frame.bytes);
  if (received.kind === "ignored") {
    if (frame.kind === "endorsement") {
      await noteEndorsement(core, session, frame);
      await noteMove(core, session, frame);
    }
    return { ...other, kind: "other" };
  }
  if (received.kind === "removed") {
    await leave(core, session, received.removal);
    return { ...other, kind: "other" };
  }
  if (received.kind === "message" && received.sender.device === core.config.identity.device) {
    if (await isForgotten(core, session, frame.seq, received)) await leave(core, session, LOST(core));
    return { ...other, kind: "other" };
  }
  session.cipher = received.state;
  for (const row of received.rows) core.batch.push({ key: keys.cipher(session.kind) + row.key, value: row.value });
  if (received.kind === "message") {
    return {
      ...other,
      kind: "message",
      sender: received.sender,
      plaintext: new TextDecoder().decode(received.plaintext),
    };
  }
  const joined = received.joined.map((member) => member.device);
  const authenticator = newEpoch(core, session, frame.seq, joined[0] ?? received.removal?.by ?? null);
  if (session.kind === "record")
    for (const device of joined) session.meta.newcomers.push({ device, seq: frame.seq, at: frame.receivedAt });
  return { ...other, kind: "commit", authenticator, joined };
}

/** Less than a relay keeps: by this device's own clock it was away so long that a relay may have forgotten what it missed (R11), ms. */
const FORGOTTEN_MS = 14 * DAY_MS;

/** Whether the relay keeps an entry no longer that this device has missed. One that was not away so long takes it as rubbish; where others read something there, heads differ (K40). */
function isGone<S>(core: Core<S>, { meta }: Session<S>, frame: Frame): boolean {
  const awayMs = core.ports.clock.now() - Math.max(meta.receivedAt, meta.commitAt);
  return frame.bytes.length === 0 && awayMs >= FORGOTTEN_MS;
}

/** Our own message in the log: it is done, and its plaintext is what we sealed (R7). */
function landed<S>(core: Core<S>, session: Session<S>, frame: Frame, other: Opened): Opened {
  const flying = session.flying as NonNullable<typeof session.flying>;
  const { identity } = core.config;
  session.flying = null;
  core.batch.push(noRow(keys.flying(session.kind)));
  if (frame.key !== flying.key)
    raiseFork(session, `the relay logged a message of this device under a foreign key, at entry ${frame.seq}`, frame);
  if (session.meta.validCommit > flying.expectCommit) {
    // Against R1: nobody can open it any more, so it does not count here either, and the act is sealed anew.
    raiseFork(
      session,
      `the relay logged a message of this device behind a commit it did not expect, at entry ${frame.seq}`,
      frame,
    );
    return other;
  }
  // In memory the act stays until it is folded: whoever asks meanwhile for one that builds on it must find it said.
  session.landed = flying.n;
  if (flying.n > 0) core.batch.push(noRow(keys.outbox + padded(flying.n)));
  const sender = {
    leaf: -1,
    device: identity.device,
    side: identity.side,
    role: identity.role,
    agency: identity.agency,
    signatureKey: identity.signatureKey.publicKey,
  };
  return { ...other, kind: "message", sender, plaintext: flying.text };
}

/** Endorsements remembered of one commit. */
const ENDORSEMENTS_MAX = 16;

async function noteEndorsement<S>(core: Core<S>, session: Session<S>, frame: Frame): Promise<void> {
  const endorsement = await core.ports.cipher.readEndorsement(session.secrets, frame.bytes);
  if (endorsement === null || endorsement.device === session.meta.committer) return;
  session.meta.endorsements = [
    ...session.meta.endorsements.slice(1 - ENDORSEMENTS_MAX),
    { device: endorsement.device, hash: endorsement.groupInfoHash },
  ];
}

/** Entries that came before the anchor: those it covers are dropped, the rest take their place. */
async function admitWaiting<S>(core: Core<S>): Promise<void> {
  for (const kind of KINDS) {
    const session = core.sessions[kind];
    if (session.meta.head === null || session.meta.headSeq >= session.meta.seq) continue;
    for (const row of await core.ports.vault.list(keys.waiting(kind))) {
      const opened = fromJson<Opened>(row.value) as Opened;
      core.batch.push(noRow(row.key));
      if (opened.seq !== session.meta.headSeq + 1) continue;
      await admit(core, session, restoreSender(opened));
    }
    await finishBatch(core);
  }
}

/** JSON keeps a key's bytes as an object of numbers. */
function restoreSender(opened: Opened): Opened {
  if (opened.sender === null) return opened;
  return {
    ...opened,
    sender: { ...opened.sender, signatureKey: Uint8Array.from(Object.values(opened.sender.signatureKey)) },
  };
}
