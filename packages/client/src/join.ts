import type { StoredGroupInfo } from "@vado/protocol";
import { base64url, hex } from "@vado/protocol";
import { commitBatch, type Core } from "./core.ts";
import { firstHead } from "./heads.ts";
import { jsonRow, keys, noRow } from "./rows.ts";
import { bytesOf, keepAuthenticator, keepHead, metaRow, type PendingJoin, type Session } from "./session.ts";
import { KINDS } from "./types.ts";

/** Founding and joining: `ops` first, then `record`, so that a digest of `record` covers where `ops` stands. */

/** How long a newest commit may stay without another device's endorsement before a joiner falls back to an older one, ms. */
export const ENDORSE_PATIENCE_MS = 60_000;

/** Brings the device one step nearer to membership; true when something was sent. */
export async function ensureJoined<S>(core: Core<S>): Promise<boolean> {
  const session = KINDS.map((kind) => core.sessions[kind]).find((one) => one.cipher === null);
  if (session === undefined) return false;
  if (session.pending !== null) return sendPending(core, session);
  return core.config.founding === "founder" ? found(core, session) : join(core, session);
}

async function found<S>(core: Core<S>, session: Session<S>): Promise<boolean> {
  const joined = await core.ports.cipher.found({ identity: core.config.identity, channel: session.secrets });
  return hold(core, session, 0, joined);
}

async function join<S>(core: Core<S>, session: Session<S>): Promise<boolean> {
  const { transport, cipher } = core.ports;
  const infos = await transport.groupInfos(session.secrets.channel);
  const newest = infos[0];
  if (newest === undefined || core.config.tickets === null) return false;
  const usable = await usableInfo(core, session, infos);
  if (usable === null) return core.config.founding === "cofounder" && newest.commitSeq === 1 ? endorseFounding(core, session, newest) : false;
  const joined = await cipher.join({
    identity: core.config.identity,
    channel: session.secrets,
    groupInfo: usable.bytes,
    ticket: core.config.tickets[session.kind],
  });
  return hold(core, session, newest.commitSeq, joined);
}

/** The newest GroupInfo another device than its author has endorsed (R8); the founder's needs the other side. */
async function usableInfo<S>(core: Core<S>, session: Session<S>, infos: readonly StoredGroupInfo[]): Promise<StoredGroupInfo | null> {
  const { cipher, crypto, transport, clock } = core.ports;
  for (const info of infos) {
    const { channel } = session.secrets;
    const after = await transport.pull([{ channel, after: info.commitSeq - 1 }], 0);
    const author = await cipher.groupInfoAuthor(session.secrets, info.bytes);
    const hash = hex(await crypto.sha256(info.bytes));
    for (const frame of after) {
      if (frame.kind !== "endorsement" || author === null) continue;
      const endorsement = await cipher.readEndorsement(session.secrets, frame.bytes);
      if (endorsement === null || endorsement.groupInfoHash !== hash || endorsement.device === author.device) continue;
      if (info.commitSeq > 1 || endorsement.side !== author.side) return info;
    }
    // An honest newest commit is endorsed within a step or two; a false one never. Waiting is safe, an older epoch is not.
    const age = clock.now() + core.offset - (after[0]?.receivedAt ?? 0);
    if (info === infos[0] && age < ENDORSE_PATIENCE_MS) return null;
  }
  return null;
}

async function endorseFounding<S>(core: Core<S>, session: Session<S>, info: StoredGroupInfo): Promise<boolean> {
  const { transport, cipher, entropy } = core.ports;
  const author = await cipher.groupInfoAuthor(session.secrets, info.bytes);
  if (author === null || author.side === core.config.identity.side) return false;
  const bytes = await cipher.endorse(core.config.identity, session.secrets, info.bytes);
  const answer = await transport.append({
    channel: session.secrets.channel,
    kind: "endorsement",
    key: base64url(entropy.bytes(16)),
    expectCommit: info.commitSeq,
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
  const answer = await core.ports.transport.append({
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
  session.pending = null;
  core.batch.push(noRow(keys.join(session.kind)));
  await commitBatch(core);
  return answer.kind === "conflict";
}

/** Our own commit stands in the log: from here on this device is a member. */
export async function adopt<S>(core: Core<S>, session: Session<S>, seq: number): Promise<void> {
  const pending = session.pending as PendingJoin;
  const rows = new Map(pending.rows.map((row) => [row.key, bytesOf(row.value)]));
  session.cipher = await core.ports.cipher.load(core.config.identity, session.secrets, rows);
  session.pending = null;
  session.meta.joinedSeq = seq;
  session.meta.committer = core.config.identity.device;
  keepAuthenticator(session, seq, core.ports.cipher.epochAuthenticator(session.cipher));
  for (const [key, value] of rows) core.batch.push({ key: keys.cipher(session.kind) + key, value });
  core.batch.push(noRow(keys.join(session.kind)), metaRow(session));
  if (core.config.founding !== "founder") return;
  session.meta.matched = { sending: true, receiving: true };
  keepHead(session, seq - 1, hex(await firstHead(core.ports.crypto, session.secrets.channel)));
  core.anchored = true;
}
