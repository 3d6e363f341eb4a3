import { ChannelError, type GroupCipher, type JoinInput, type Joined, type Member } from "@vado/channel";
import type { StoredGroupInfo, Transport } from "@vado/protocol";
import { base64url, hex } from "@vado/protocol";
import { commitBatch, type Core } from "./core.ts";
import { firstHead } from "./heads.ts";
import { wayOf } from "./moving.ts";
import { jsonRow, keys, noRow } from "./rows.ts";
import { bytesOf, keepAuthenticator, keepHead, metaRow, type PendingJoin, type Session } from "./session.ts";
import { kindsOf } from "./types.ts";

/** Founding and joining: `ops` first, then `record`, so that a digest of `record` covers where `ops` stands. */

/** Pages read in search of an endorsement in one go. */
const SEARCH_PAGES_MAX = 64;

/** Brings the device one step nearer to membership; true when something was sent. */
export async function ensureJoined<S>(core: Core<S>): Promise<boolean> {
  const kinds = kindsOf(core.config.identity);
  const session = kinds.map((kind) => core.sessions[kind]).find((one) => one.cipher === null);
  if (session === undefined) return false;
  if (session.pending !== null) return sendPending(core, session);
  return core.config.founding === "founder" ? found(core, session) : join(core, session);
}

async function found<S>(core: Core<S>, session: Session<S>): Promise<boolean> {
  const joined = await core.ports.cipher.found({ identity: core.config.identity, channel: session.secrets });
  return hold(core, session, 0, joined);
}

async function join<S>(core: Core<S>, session: Session<S>): Promise<boolean> {
  const { cipher } = core.ports;
  const transport = wayOf(core, session);
  if (transport === null) return false;
  const infos = await transport.groupInfos(session.secrets.channel);
  const newest = infos[0];
  if (newest === undefined || core.config.tickets === null || newest.commitSeq === session.overtaken) return false;
  const { usable, founding } = await usableInfos(core, session, infos);
  for (const info of usable) {
    const ticket = core.config.tickets[session.kind];
    const joined = await joinBy(cipher, {
      identity: core.config.identity,
      channel: session.secrets,
      groupInfo: info.bytes,
      ticket,
    });
    if (joined !== null) return hold(core, session, newest.commitSeq, joined);
  }
  if (usable.length > 0 || core.config.founding !== "cofounder" || !founding) return false;
  const first = infos.find((info) => info.commitSeq === 1);
  return first === undefined ? false : endorseFounding(core, session, first, newest.commitSeq);
}

/** Null when the GroupInfo is not what it should be, whoever endorsed it. */
async function joinBy<S>(cipher: GroupCipher<S>, input: JoinInput): Promise<Joined<S> | null> {
  try {
    return await cipher.join(input);
  } catch (error) {
    if (error instanceof ChannelError && error.fault === "bytes") return null;
    throw error;
  }
}

/**
 * GroupInfos that another device than their author endorsed after the newest commit frame (R8); the founder's needs the other
 * side. An endorsement from before it would be no proof: the newer commit may be valid, and an external commit that builds on
 * the epoch before it would make this device a member of a group of its own. So no passing of time makes an older one usable.
 * `founding`: nobody has endorsed anything yet, so the cofounder may begin.
 */
async function usableInfos<S>(
  core: Core<S>,
  session: Session<S>,
  infos: readonly StoredGroupInfo[],
): Promise<{ usable: StoredGroupInfo[]; founding: boolean }> {
  const { cipher, crypto } = core.ports;
  const transport = wayOf(core, session) as Transport;
  const { channel } = session.secrets;
  const newest = infos[0] as StoredGroupInfo;
  const known = new Map<string, { info: StoredGroupInfo; author: Member | null }>();
  for (const info of infos)
    known.set(hex(await crypto.sha256(info.bytes)), {
      info,
      author: await cipher.groupInfoAuthor(session.secrets, info.bytes),
    });
  const usable = new Set<StoredGroupInfo>();
  let endorsed = false;
  let after = 1;
  if (core.config.founding !== "cofounder") after = newest.commitSeq;
  for (let page = 0; page < SEARCH_PAGES_MAX; page++) {
    const frames = await transport.pull([{ channel, after }], 0);
    if (frames.length === 0) break;
    for (const frame of frames) {
      after = Math.max(after, frame.seq);
      if (frame.kind !== "endorsement") continue;
      const endorsement = await cipher.readEndorsement(session.secrets, frame.bytes);
      if (endorsement === null) continue;
      endorsed = true;
      const { info, author } = known.get(endorsement.groupInfoHash) ?? { info: null, author: null };
      if (info === null || author === null || endorsement.device === author.device || frame.seq < newest.commitSeq)
        continue;
      if (info.commitSeq > 1 || endorsement.side !== author.side) usable.add(info);
    }
  }
  return { usable: [...usable].sort((a, b) => b.commitSeq - a.commitSeq), founding: !endorsed };
}

async function endorseFounding<S>(
  core: Core<S>,
  session: Session<S>,
  info: StoredGroupInfo,
  expectCommit: number,
): Promise<boolean> {
  const { cipher, entropy } = core.ports;
  const transport = wayOf(core, session) as Transport;
  const author = await cipher.groupInfoAuthor(session.secrets, info.bytes);
  if (author === null || author.side === core.config.identity.side) return false;
  const bytes = await cipher.endorse(core.config.identity, session.secrets, info.bytes);
  const answer = await transport.append({
    channel: session.secrets.channel,
    kind: "endorsement",
    key: base64url(entropy.bytes(16)),
    expectCommit,
    bytes,
  });
  return answer.kind === "stored";
}

/** R5. The next state is on disk before its commit goes out. */
async function hold<S>(
  core: Core<S>,
  session: Session<S>,
  expectCommit: number,
  joined: { rows: readonly { key: string; value: Uint8Array | null }[]; frame: Uint8Array; groupInfo: Uint8Array },
): Promise<boolean> {
  session.pending = {
    key: base64url(core.ports.entropy.bytes(16)),
    expectCommit,
    bytes: base64url(joined.frame),
    groupInfo: base64url(joined.groupInfo),
    rows: joined.rows.flatMap((row) => (row.value === null ? [] : [{ key: row.key, value: base64url(row.value) }])),
  };
  core.batch.push(jsonRow(keys.join(session.kind), session.pending));
  await commitBatch(core);
  return sendPending(core, session);
}

async function sendPending<S>(core: Core<S>, session: Session<S>): Promise<boolean> {
  const pending = session.pending as PendingJoin;
  const way = wayOf(core, session);
  if (way === null) return false;
  const answer = await way.append({
    channel: session.secrets.channel,
    kind: "commit",
    key: pending.key,
    expectCommit: pending.expectCommit,
    bytes: bytesOf(pending.bytes),
    groupInfo: bytesOf(pending.groupInfo),
  });
  if (answer.kind === "stored") {
    session.meta.seq = answer.seq - 1;
    return true;
  }
  // Another commit came first: this one is dropped and made anew from what the relay has now.
  session.overtaken = pending.expectCommit;
  session.pending = null;
  core.batch.push(noRow(keys.join(session.kind)));
  await commitBatch(core);
  // A founder that finds the channel founded already lost its state; founding again is not its way back (R12).
  return answer.kind === "conflict" && core.config.founding !== "founder";
}

/** Our own commit stands in the log: from here on this device is a member. */
export async function adopt<S>(core: Core<S>, session: Session<S>, seq: number): Promise<void> {
  const pending = session.pending as PendingJoin;
  const rows = new Map(pending.rows.map((row) => [row.key, bytesOf(row.value)]));
  session.cipher = await core.ports.cipher.load(core.config.identity, session.secrets, rows);
  session.pending = null;
  session.meta.joinedSeq = seq;
  session.meta.validCommit = seq;
  session.meta.committer = core.config.identity.device;
  keepAuthenticator(session, seq, core.ports.cipher.epochAuthenticator(session.cipher));
  for (const [key, value] of rows) core.batch.push({ key: keys.cipher(session.kind) + key, value });
  core.batch.push(noRow(keys.join(session.kind)), metaRow(session));
  if (core.config.founding !== "founder") return;
  session.meta.matched = { sending: true, receiving: true };
  keepHead(session, seq - 1, hex(await firstHead(core.ports.crypto, session.secrets.channel)));
  core.anchored = true;
}
