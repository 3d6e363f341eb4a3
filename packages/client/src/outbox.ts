import { type Refusal, natureOf } from "@vado/flow";
import type { Body, Envelope, Role } from "@vado/protocol";
import {
  CHAT_PAD_BYTES,
  ENVELOPE_LABEL,
  ENVELOPE_VERSION,
  NO_PREV,
  OPS_TYPES,
  TYPED_PAD_BYTES,
  base64url,
  envelopeText,
  eventIdFrom,
  withSignature,
} from "@vado/protocol";
import { askForAck, commitBatch, orderingNow, type Core } from "./core.ts";
import { raiseFork } from "./fork.ts";
import { isOpenThere, wayOf } from "./moving.ts";
import { jsonRow, keys, noRow, padded } from "./rows.ts";
import { bytesOf, hex, isProvisional, metaRow, type Session } from "./session.ts";
import { actedOf, seenNow, stateAfterSaid } from "./said.ts";
import { keepUndone } from "./undone.ts";
import { KINDS, type InFlight, type OutboxItem } from "./types.ts";

/** From an act to bytes at the relay: intents wait in the outbox as plaintext, one sealed message per channel is in flight (R6). */

/** Why an act may not be done now, or null; what this device has said before it counts as said (K35). */
export function mayDo<S>(
  core: Core<S>,
  item: Pick<OutboxItem, "intent" | "at" | "exercise" | "body">,
  connected: boolean = core.connected,
): Refusal | null {
  const { identity } = core.config;
  const { record, ops } = core.sessions;
  return core.law.decide(
    stateAfterSaid(core, item),
    {
      device: identity.device,
      side: identity.side,
      role: identity.role as Role,
      intent: item.intent,
      at: item.at,
      exercise: item.exercise,
      body: item.body,
    },
    {
      time: orderingNow(core),
      fork: record.meta.fork !== null || ops.meta.fork !== null,
      provisional: !core.anchored || isProvisional(record),
      connected,
    },
  );
}

/** In earnest, or said in a drill. */
export type How = Pick<OutboxItem, "exercise">;

/** Puts an act into the outbox, durably. The caller has asked `mayDo`. */
export async function enqueue<S>(core: Core<S>, body: Body, intent: string, how: How = {}): Promise<OutboxItem> {
  const kind = OPS_TYPES.has(body.type) ? "ops" : "record";
  const item: OutboxItem = { n: core.nextN++, kind, intent, at: Math.floor(core.ports.clock.now()), ...how, body };
  // Its own transaction: a tap may come while a step is half-way through a page, whose rows must not go to disk without the rest.
  const given = actedOf(body) === undefined ? 0 : 1;
  core.giving += given;
  try {
    await core.ports.vault.write([jsonRow(keys.outbox + padded(item.n), item)]);
    core.outbox.push(item);
  } finally {
    core.giving -= given;
  }
  return item;
}

export const newIntent = <S>(core: Core<S>): string => eventIdFrom(core.ports.entropy.bytes(16));

export interface Flushed {
  appended: number;
  refused: { body: Body; rule: string }[];
  progress: boolean;
}

/** Sends what may go: the message in flight again, or the next act, or `extra` when the outbox of `record` is empty. One per channel and call. */
export async function flush<S>(core: Core<S>, extra: Body | null): Promise<Flushed> {
  const result: Flushed = { appended: 0, refused: [], progress: false };
  let refused: RefusedByRelay | null = null;
  for (const kind of KINDS) {
    const session = core.sessions[kind];
    if (
      session.cipher === null ||
      !core.anchored ||
      session.meta.head === null ||
      session.meta.headSeq !== session.meta.seq ||
      !(await isOpenThere(core, session))
    )
      continue;
    if (session.flying !== null && session.flying.expectCommit !== session.meta.lastCommit) await drop(core, session);
    if (session.flying === null) await sealNext(core, session, extra, result);
    try {
      if (session.flying !== null) await send(core, session, result);
    } catch (error) {
      // What is refused in one channel must not keep a hold in the other from going out.
      if (!(error instanceof RefusedByRelay)) throw error;
      refused ??= error;
    }
  }
  if (refused !== null) throw refused;
  return result;
}

async function sealNext<S>(core: Core<S>, session: Session<S>, extra: Body | null, result: Flushed): Promise<void> {
  if (session.kind === "record" && core.giving > 0) return;
  for (;;) {
    const item = nextItem(core, session, extra);
    if (item === null) return;
    const refusal = natureOf(item.body.type) === "authorisation" ? mayDo(core, item) : null;
    if (refusal === null) return seal(core, session, item);
    core.outbox = core.outbox.filter((one) => one.n !== item.n);
    core.batch.push(noRow(keys.outbox + padded(item.n)));
    keepUndone(core, item, refusal.rule);
    await commitBatch(core);
    result.refused.push({ body: item.body, rule: refusal.rule });
  }
}

/** In the order they were made, a hold before everything; a heartbeat before the many parts of a digest. */
function nextItem<S>(core: Core<S>, session: Session<S>, extra: Body | null): OutboxItem | null {
  const waiting = core.outbox.filter((one) => one.kind === session.kind);
  const first =
    waiting.find((one) => one.body.type === "hold.placed") ??
    waiting.find((one) => one.body.type !== "digest.published");
  return first ?? extraItem(core, session, extra) ?? waiting[0] ?? null;
}

/** Heartbeats and acks are made on the spot and never kept: a lost one is followed by the next. */
function extraItem<S>(core: Core<S>, session: Session<S>, extra: Body | null): OutboxItem | null {
  if (session.kind !== "record" || extra === null) return null;
  return { n: 0, kind: "record", intent: newIntent(core), at: Math.floor(core.ports.clock.now()), body: extra };
}

async function seal<S>(core: Core<S>, session: Session<S>, item: OutboxItem): Promise<void> {
  const { identity, charterId } = core.config;
  const { crypto, cipher, entropy } = core.ports;
  const chain = session.meta.chains[identity.device];
  const envelope = {
    v: ENVELOPE_VERSION,
    label: ENVELOPE_LABEL,
    charter: charterId,
    channel: session.secrets.channel,
    side: identity.side,
    device: identity.device,
    deviceSeq: (chain?.deviceSeq ?? 0) + 1,
    prev: chain?.prev ?? NO_PREV,
    seen: seenNow(core, session.kind),
    intent: item.intent,
    at: item.at,
    ...(item.exercise === true ? { exercise: true } : {}),
    body: item.body,
  } as Envelope;
  const signedText = envelopeText(envelope);
  const encoder = new TextEncoder();
  const signature = base64url(await crypto.ed25519Sign(identity.signatureKey.privateKey, encoder.encode(signedText)));
  const text = withSignature(signedText, signature);
  const plaintext = encoder.encode(text);
  const sealed = await cipher.seal(session.cipher as S, plaintext, padTo(session.kind, plaintext.length));
  session.cipher = sealed.state;
  session.flying = {
    n: item.n,
    key: base64url(entropy.bytes(16)),
    expectCommit: session.meta.lastCommit,
    bytes: base64url(sealed.frame),
    text,
  };
  session.fresh = true;
  session.told = null;
  for (const row of sealed.rows) core.batch.push({ key: keys.cipher(session.kind) + row.key, value: row.value });
  core.batch.push(jsonRow(keys.flying(session.kind), session.flying));
  await commitBatch(core);
}

/** Overtaken messages remembered. */
const DROPPED_MAX = 16;

/** Typed messages have one size; chat and digests the next that fits. */
function padTo(kind: string, length: number): number {
  const sizes = kind === "ops" ? CHAT_PAD_BYTES : [TYPED_PAD_BYTES, 4_096, 8_192, 16_384, 32_768];
  return sizes.find((size) => size >= length) ?? length;
}

async function send<S>(core: Core<S>, session: Session<S>, result: Flushed): Promise<void> {
  const flying = session.flying as InFlight;
  const { fresh } = session;
  session.fresh = false;
  const before = core.ports.clock.now();
  const way = wayOf(core, session);
  if (way === null) return;
  const answer = await way.append({
    channel: session.secrets.channel,
    kind: "message",
    key: flying.key,
    expectCommit: flying.expectCommit,
    bytes: bytesOf(flying.bytes),
  });
  if (answer.kind === "stored") {
    // An answer to something sent before may be the answer of then (R2), and tells nothing of the time now.
    if (fresh) core.offset = answer.receivedAt - before;
    // Told the same once more, nothing has changed: it is waited for, not asked for again and again.
    if (session.told === answer.seq) return;
    session.told = answer.seq;
    result.progress = true;
    result.appended++;
    if (answer.seq <= session.meta.seq) await alarm(core, session, answer.seq);
    return;
  }
  result.progress = true;
  if (answer.kind === "refused") throw new RefusedByRelay(answer.reason, answer.detail);
  // Conflict: a commit came in between. Once it was pulled, the bytes are dropped; until then nothing proves that it exists.
}

/** What this device has read of the log has something else where its own message is said to stand: a log that was told anew, or a lie. */
export async function alarm<S>(core: Core<S>, session: Session<S>, seq: number): Promise<void> {
  askForAck(core, core.sessions.record.meta.headSeq);
  const says = `the relay says that it logged a message of this device at entry ${seq} of ${session.kind}, where another stands`;
  raiseFork(session, says, { seq });
  core.batch.push(metaRow(session));
  await commitBatch(core);
}

/** A commit that this device has taken from the log was not expected by the bytes in flight: the act stays and is sealed anew (R6). */
async function drop<S>(core: Core<S>, session: Session<S>): Promise<void> {
  const flying = session.flying as InFlight;
  const hash = hex(await core.ports.crypto.sha256(bytesOf(flying.bytes)));
  session.meta.dropped = [...session.meta.dropped.slice(1 - DROPPED_MAX), hash];
  session.flying = null;
  core.batch.push(noRow(keys.flying(session.kind)), metaRow(session));
  await commitBatch(core);
}

/** The relay said no to bytes of ours; nothing is lost, the act stays in the outbox. */
export class RefusedByRelay extends Error {
  override readonly name = "RefusedByRelay";
  readonly reason: string;
  constructor(reason: string, detail: string) {
    super(`the relay refused a message (${reason}): ${detail}`);
    this.reason = reason;
  }
}
