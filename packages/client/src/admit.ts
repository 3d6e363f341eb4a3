import { canonicalText, emptyState, stateFromText } from "@vado/flow";
import type { BodyOf, Envelope, Head } from "@vado/protocol";
import { hex } from "@vado/protocol";
import { askForAck, type Core } from "./core.ts";
import { headMatched, raiseFork, settleForks, settlementSaid } from "./fork.ts";
import { fromHex, hashHex, nextHead } from "./heads.ts";
import { certificateKey, jsonRow, keys, noRow, padded, textRow } from "./rows.ts";
import { authenticatorAt, keepHead, type Session } from "./session.ts";
import { KINDS, kindsOf, type LogRow, type Opened } from "./types.ts";
import { keepUndone } from "./undone.ts";
import { verifyMessage } from "./verify.ts";

/** Second stage of the inbox: an opened entry takes its place in the head chain, is verified, and folded. */

const SNAPSHOT_EVERY = 400;

export async function admit<S>(core: Core<S>, session: Session<S>, opened: Opened): Promise<void> {
  const { crypto } = core.ports;
  const bytesHash = fromHex(opened.bytesHash);
  session.before = { seq: session.meta.headSeq, head: session.meta.head as string };
  const head = hex(
    await nextHead(crypto, fromHex(session.meta.head as string), opened.seq, opened.receivedAt, bytesHash),
  );
  keepHead(session, opened.seq, head);
  settleClaim(session, opened.seq, head);
  let row: LogRow = {
    seq: opened.seq,
    receivedAt: opened.receivedAt,
    head,
    bytesHash: opened.bytesHash,
    kind: opened.kind === "message" ? "event" : opened.kind,
    device: opened.sender?.device ?? null,
    side: opened.sender?.side ?? null,
    role: (opened.sender?.role as LogRow["role"]) ?? null,
    text: null,
    signature: null,
    refused: null,
    voidedBy: null,
  };
  if (opened.kind === "commit") askForAck(core, core.sessions.record.meta.headSeq);
  if (opened.kind === "message" && opened.sender !== null && opened.plaintext !== null)
    row = { ...row, ...(await admitMessage(core, session, opened)) };
  core.batch.push(jsonRow(keys.log(session.kind) + padded(opened.seq), row));
  session.before = null;
}

async function admitMessage<S>(core: Core<S>, session: Session<S>, opened: Opened): Promise<Partial<LogRow>> {
  const sender = opened.sender as NonNullable<Opened["sender"]>;
  const { meta } = session;
  const verified = await verifyMessage(core.ports.crypto, opened.plaintext as string, sender, {
    kind: session.kind,
    channel: session.secrets.channel,
    charterId: core.config.charterId,
    seq: opened.seq,
    chain: meta.chains[sender.device],
  });
  if (!verified.ok) {
    if (verified.signed !== null) compareRefused(core, opened.seq, verified.signed);
    // Nobody counts it, and so whoever made it is told.
    const own = core.outbox.find(({ n }) => n === session.landed);
    if (own !== undefined) keepUndone(core, own, verified.rule);
    return { refused: verified.rule };
  }
  const { envelope, signedText, signature } = verified;
  meta.chains[sender.device] = { deviceSeq: envelope.deviceSeq, prev: await hashHex(core.ports.crypto, signedText) };
  // That an observer has read something tells nothing of the side its papers are filed under.
  if (sender.role !== "observer") meta.readBy[sender.side] = Math.max(meta.readBy[sender.side], envelope.seen.seq);
  await keepCertificate(core, session, sender.device);
  meta.newcomers = meta.newcomers.filter((newcomer) => newcomer.device !== sender.device);
  compareHead(session, sender.device, envelope.seen, false);
  // Where GO was given offline is a claim about the log like any other.
  if (envelope.body.type === "group.released" && envelope.body.acted !== undefined)
    compareHead(session, sender.device, envelope.body.acted, false);
  const text = { text: signedText, signature };
  if (session.kind === "ops") return text;
  leaveOutbox(core, session);
  const verdict = core.law.fold(core.state, {
    seq: opened.seq,
    time: Math.max(opened.receivedAt, core.state.time),
    device: sender.device,
    side: sender.side,
    role: sender.role as never,
    seen: envelope.seen.seq,
    intent: envelope.intent,
    at: envelope.at,
    exercise: envelope.exercise,
    body: envelope.body,
  });
  afterFold(core, opened, envelope, verdict.voidedBy);
  core.sinceSnapshot++;
  return { ...text, voidedBy: verdict.voidedBy };
}

/** With the first word of a device its certificate is kept: whoever checks the record later, when it may be gone, needs it. */
async function keepCertificate<S>(core: Core<S>, session: Session<S>, device: string): Promise<void> {
  if (session.kind === "ops" || session.cipher === null || core.certified.has(device)) return;
  const value = core.ports.cipher.certificateOf(session.cipher, device);
  if (value === null) return;
  core.certified.add(device);
  core.batch.push({ key: await certificateKey(core.ports.crypto, device), value });
}

/** An act of this device that has landed is in the log from here on; in the same breath as it is folded. */
export function leaveOutbox<S>(core: Core<S>, session: Session<S>): void {
  if (session.landed === null) return;
  core.outbox = core.outbox.filter((item) => item.n !== session.landed);
  session.landed = null;
}

const ACKED_AT_ONCE = new Set(["hold.placed", "slot.granted", "group.released"]);

function afterFold<S>(
  core: Core<S>,
  { seq, sender }: Pick<Opened, "seq" | "sender">,
  envelope: Envelope,
  voidedBy: string | null,
): void {
  const { body, side, device } = envelope;
  if (device === core.config.identity.device && voidedBy !== null) keepUndone(core, envelope, voidedBy);
  if (device !== core.config.identity.device) {
    if (voidedBy === null && ACKED_AT_ONCE.has(body.type)) askForAck(core, seq);
  } else if (envelope.seen.seq >= core.ackFrom) core.ackDue = false;
  if (body.type === "fork.settled" && voidedBy === null) settlementSaid(core, side);
  if (body.type !== "heartbeat" && body.type !== "ack") return settleForks(core);
  for (const head of body.heads) {
    const session = KINDS.map((kind) => core.sessions[kind]).find((one) => one.secrets.channel === head.channel);
    if (session === undefined) continue;
    const agrees = compareHead(session, device, head, true);
    if (!agrees || voidedBy !== null) continue;
    if (sender?.role !== "observer") session.meta.readBy[side] = Math.max(session.meta.readBy[side], head.seq);
    if (body.type !== "heartbeat") continue;
    session.meta.matched[side] = true;
    headMatched(session, { device, side, seq: head.seq });
  }
  settleForks(core);
}

/**
 * R8. Where this device was shown another log, what others send looks out of place (E7, E8). The heads they signed are compared
 * all the same, and one of an entry that is still to come here is a difference too: else only the other side would be alarmed.
 */
function compareRefused<S>(core: Core<S>, seq: number, { body, device }: Envelope): void {
  if (body.type !== "heartbeat" && body.type !== "ack") return;
  const { record } = core.sessions;
  for (const head of body.heads) {
    const session = KINDS.map((kind) => core.sessions[kind]).find((one) => one.secrets.channel === head.channel);
    if (session !== undefined) compareHead(session, device, head, true);
    if (session === record && head.seq >= seq)
      raiseFork(record, `${device} has record entries that this device was not shown at entry ${seq}`, {
        accused: device,
        seq,
      });
  }
}

/** R8. Compares a head another device sent with our own; a difference is a fork, and blocks the link. Unknown sequences say nothing. */
function compareHead<S>(
  session: Session<S>,
  device: string,
  theirs: Pick<Head, "seq" | "head"> & Partial<Head>,
  both: boolean,
): boolean {
  const ours = session.heads.get(theirs.seq);
  if (ours === undefined) {
    if (theirs.seq > session.meta.headSeq && session.claims.size < CLAIMS_MAX)
      session.claims.set(theirs.seq, { head: theirs.head, device });
    return false;
  }
  const authenticator = both ? authenticatorAt(session, theirs.seq) : undefined;
  const same =
    ours === theirs.head && (!both || authenticator === undefined || authenticator === theirs.epochAuthenticator);
  if (!same) raiseFork(session, differ(session, device, theirs.seq), { accused: device, seq: theirs.seq });
  return same && (!both || authenticator !== undefined);
}

const differ = <S>(session: Session<S>, device: string, seq: number): string =>
  `${device} and this device do not have the same ${session.kind} log at entry ${seq}`;

/** Heads of entries to come that are remembered. */
const CLAIMS_MAX = 64;

/** Heartbeats travel in `record` and may speak of entries of `ops` that are still to come here. */
function settleClaim<S>(session: Session<S>, seq: number, head: string): void {
  const claim = session.claims.get(seq);
  if (claim !== undefined && claim.head !== head)
    raiseFork(session, differ(session, claim.device, seq), { accused: claim.device, seq });
  for (const old of session.claims.keys()) if (old <= seq) session.claims.delete(old);
}

/** What a digest carries: the state of `record` and where both channels stand. */
export interface DigestText {
  readonly flow: unknown;
  readonly chains: unknown;
  readonly ops: { readonly seq: number; readonly head: string; readonly chains: unknown };
}

/** The canonical text of this device's state of both channels, for a late joiner. */
export function digestText<S>(core: Core<S>): string {
  const { record, ops } = core.sessions;
  return canonicalText({
    flow: core.state,
    chains: record.meta.chains,
    ops: { seq: ops.meta.headSeq, head: ops.meta.head, chains: ops.meta.chains },
  } satisfies Record<keyof DigestText, unknown>);
}

/** Takes a part of a digest meant for this device; once whole and true to its hash, anchors both channels. */
export async function takeDigest<S>(core: Core<S>, publisher: string, body: BodyOf<"digest.published">): Promise<void> {
  if (core.anchored || body.device !== core.config.identity.device) return;
  const name = `${publisher} ${body.seq} ${body.state}`;
  const parts = core.digests.get(name) ?? new Map<number, string>();
  core.digests.set(name, parts.set(body.part, body.text));
  core.batch.push(jsonRow(`${keys.digest}${name}/${padded(body.part)}`, body));
  if (parts.size < body.parts) return;
  const text = Array.from({ length: body.parts }, (_, i) => parts.get(i) ?? "").join("");
  if ((await hashHex(core.ports.crypto, text)) !== body.state) return;
  await anchor(core, text, body);
}

async function anchor<S>(core: Core<S>, text: string, body: BodyOf<"digest.published">): Promise<void> {
  const { record, ops } = core.sessions;
  const digest = digestOf(core, text);
  const inOps = kindsOf(core.config.identity).includes("ops");
  if (
    digest === null ||
    body.seq < (record.meta.joinedSeq ?? Infinity) ||
    body.seq >= record.meta.seq ||
    (inOps && digest.ops.seq < (ops.meta.joinedSeq ?? Infinity))
  )
    return;
  core.state = stateFromText(canonicalText(digest.flow));
  record.meta.chains = digest.chains as typeof record.meta.chains;
  keepHead(record, body.seq, body.head);
  if (inOps) {
    ops.meta.chains = digest.ops.chains as typeof ops.meta.chains;
    keepHead(ops, digest.ops.seq, digest.ops.head);
  }
  core.anchored = true;
  askForAck(core, body.seq);
  core.batch.push(...snapshotRows(core));
  for (const [name, parts] of core.digests)
    for (const part of parts.keys()) core.batch.push(noRow(`${keys.digest}${name}/${padded(part)}`));
  core.digests.clear();
}

/** A digest's parts, or null when its text is not one of this link. */
function digestOf<S>(core: Core<S>, text: string): DigestText | null {
  try {
    const digest = JSON.parse(text) as DigestText;
    const empty = emptyState(core.config.link);
    const flow = digest.flow as typeof empty;
    const shaped =
      flow.link === empty.link &&
      Object.keys(empty).every((key) => key in flow) &&
      typeof digest.chains === "object" &&
      typeof digest.ops.chains === "object";
    return shaped && Number.isSafeInteger(digest.ops.seq) && /^[0-9a-f]{64}$/.test(digest.ops.head) ? digest : null;
  } catch {
    return null;
  }
}

/** Writes the state whole now and then, so that a restart folds few entries. */
export function snapshotRows<S>(core: Core<S>) {
  core.sinceSnapshot = 0;
  return [textRow(keys.state, canonicalText({ seq: core.sessions.record.meta.headSeq, flow: core.state }))];
}

export function snapshotIsDue<S>(core: Core<S>): boolean {
  return core.sinceSnapshot >= SNAPSHOT_EVERY;
}
