import type { HandOver } from "@vado/channel";
import type { Frame, Side, Transport } from "@vado/protocol";
import { base64url } from "@vado/protocol";
import type { Refusal } from "@vado/flow";
import { assertWhole, orderingNow, type Core } from "./core.ts";
import { fromJson, jsonRow, keys, noRow } from "./rows.ts";
import type { Session } from "./session.ts";
import { KINDS } from "./types.ts";

/**
 * A link goes on at another relay (K130–K136, decision 0031). In each of its channels both sides say so, signed and in the log itself; the second word is the last
 * entry at the relay before. From there on everybody reads and writes at the new one, with the next number and the same chain of heads. An archive copies what was
 * before, for newcomers; members never need to believe the copy.
 */

/** Who may say it for a side. */
const MOVERS: ReadonlySet<string> = new Set(["archive", "duty", "supervisor"]);
/** A word names where its signer's log stood, no longer ago than this: every member still knows that head. */
const SEEN_ENTRIES_MAX = 256;
/** How long the first archive has before another copies, ms. */
const COPY_FALLBACK_MS = 60_000;

/** What a channel's `Meta` holds of it. */
export interface Moves {
  /** Where the channel is now, by name; absent: where this device was enrolled. */
  relay?: string;
  /** Where it was before, and the last entry there. */
  movedFrom?: string | null;
  movedAt?: number;
  /** The newest word of each side since. */
  moves?: Partial<Record<Side, string>>;
}

/** The way to the relay where a channel is now; null while this device does not know that relay's address. */
export function wayOf<S>(core: Core<S>, { meta }: Session<S>): Transport | null {
  return meta.relay === undefined ? core.ports.transport : (core.ports.relayNamed?.(meta.relay) ?? null);
}

const wayBefore = <S>(core: Core<S>, from: string | null): Transport | null =>
  from === null ? core.ports.transport : (core.ports.relayNamed?.(from) ?? null);

/** A relay that a channel went to and whose address is not known here, for whoever can ask one's own desk; null: none. */
export function unknownRelay<S>(core: Core<S>): string | null {
  return KINDS.map((kind) => core.sessions[kind]).find((one) => wayOf(core, one) === null)?.meta.relay ?? null;
}

/** K130. Orders this device to say for its side that the link goes on at `relay`. Durable when it resolves. */
export async function orderMove<S>(core: Core<S>, relay: string): Promise<{ readonly ordered: string } | Refusal> {
  assertWhole(core);
  const { role } = core.config.identity;
  if (!MOVERS.has(role))
    return { rule: "K130.role", says: "only an archive, duty or supervisor's device moves a link" };
  if ((core.ports.relayNamed?.(relay) ?? null) === null)
    return { rule: "K130.unknown", says: "this device does not know that relay" };
  await core.ports.vault.write(KINDS.map((kind) => jsonRow(keys.moving(kind), { relay })));
  for (const kind of KINDS) core.sessions[kind].movingTo = relay;
  return { ordered: relay };
}

export async function restoreMoves<S>(core: Core<S>): Promise<void> {
  for (const kind of KINDS)
    core.sessions[kind].movingTo =
      fromJson<{ relay: string }>(await core.ports.vault.get(keys.moving(kind)))?.relay ?? null;
}

/** Says what was ordered, in each channel that is not there yet and where this side has not said it. True when something was sent. */
export async function sayMove<S>(core: Core<S>): Promise<boolean> {
  for (const kind of KINDS) {
    const session = core.sessions[kind];
    const { meta, movingTo } = session;
    if (movingTo === null || session.cipher === null || meta.head === null || meta.headSeq !== meta.seq) continue;
    if (meta.relay === movingTo) {
      session.movingTo = null;
      await core.ports.vault.write([noRow(keys.moving(kind))]);
      continue;
    }
    const way = wayOf(core, session);
    if (way === null || meta.moves?.[core.config.identity.side] === movingTo || meta.seq < session.moveSaid) continue;
    const terms = { relay: movingTo, seen: { seq: meta.headSeq, head: meta.head } };
    const bytes = await core.ports.cipher.handOver(core.config.identity, session.secrets, terms);
    const answer = await way.append({
      channel: session.secrets.channel,
      kind: "endorsement",
      key: base64url(core.ports.entropy.bytes(16)),
      expectCommit: meta.lastCommit,
      bytes,
    });
    if (answer.kind !== "stored") continue;
    session.moveSaid = answer.seq;
    return true;
  }
  return false;
}

/** Takes a word in the log; the second of two that agree is the last entry at this relay (K131). */
export async function noteMove<S>(core: Core<S>, session: Session<S>, frame: Frame): Promise<void> {
  const said = await core.ports.cipher.readHandOver(session.secrets, frame.bytes);
  if (said === null || !counts(core, session, frame, said)) return;
  const { meta } = session;
  meta.moves = { ...meta.moves, [said.side]: said.relay };
  if (meta.moves.sending !== meta.moves.receiving || meta.moves.sending === (meta.relay ?? null)) return;
  meta.movedFrom = meta.relay ?? null;
  meta.relay = said.relay;
  meta.movedAt = frame.seq;
  meta.moves = {};
  // What the old relay said of a message in flight says nothing any more; the same bytes go to the new one.
  session.told = null;
  session.fresh = false;
  session.removalTold = null;
  session.opened = false;
  session.movedTime = orderingNow(core);
}

/** By a member now, of a role that may, after the last move, and with this device's own head where it knows it. */
function counts<S>(core: Core<S>, session: Session<S>, { seq }: Frame, said: HandOver): boolean {
  const { meta, cipher } = session;
  const inside =
    cipher !== null &&
    core.ports.cipher
      .members(cipher)
      .some(({ device, side, role }) => device === said.device && side === said.side && role === said.role);
  const recent = said.seen.seq < seq && said.seen.seq >= seq - SEEN_ENTRIES_MAX && said.seen.seq >= (meta.movedAt ?? 0);
  const ours = session.heads.get(said.seen.seq);
  return inside && MOVERS.has(said.role) && recent && (ours === undefined || ours === said.seen.head);
}

/** Whether the channel has been brought to the relay where it is now: until then nothing is sent there. */
export async function isOpenThere<S>(core: Core<S>, session: Session<S>): Promise<boolean> {
  if (session.meta.relay === undefined || session.opened || session.meta.seq > (session.meta.movedAt ?? 0)) return true;
  const way = wayOf(core, session);
  session.opened = way !== null && (await way.groupInfos(session.secrets.channel)).length > 0;
  return session.opened;
}

export const isMoving = <S>({ sessions }: Core<S>): boolean =>
  KINDS.map((kind) => sessions[kind]).some(
    ({ movingTo, opened, meta }) =>
      movingTo !== null || (meta.relay !== undefined && !opened && meta.seq <= (meta.movedAt ?? 0)),
  );

/** An archive brings what was before the move to the new relay, a page at a time. True when it did something (K134). */
export async function copyIfDue<S>(core: Core<S>): Promise<boolean> {
  for (const kind of KINDS) {
    const session = core.sessions[kind];
    const { meta } = session;
    const { channel } = session.secrets;
    if (meta.relay === undefined || meta.movedAt === undefined || session.cipher === null || session.opened) continue;
    const to = wayOf(core, session);
    const from = wayBefore(core, meta.movedFrom ?? null);
    if (to?.adopt === undefined || from === null || orderingNow(core) < session.movedTime + copyPatience(core))
      continue;
    const stand = await to.adopt(channel, { frames: [], groupInfos: [], end: false });
    if (stand.open) {
      session.opened = true;
      continue;
    }
    const page = await from.pull([{ channel, after: stand.seq }], 0);
    const frames = page.filter(({ seq }) => seq <= (meta.movedAt as number));
    const end = (frames.at(-1)?.seq ?? stand.seq) >= meta.movedAt;
    if (!end && frames.length === 0) continue;
    const groupInfos = end
      ? (await from.groupInfos(channel)).filter(({ commitSeq }) => commitSeq <= (meta.movedAt as number))
      : [];
    await to.adopt(channel, { frames, groupInfos, end });
    return true;
  }
  return false;
}

function copyPatience<S>(core: Core<S>): number {
  const { cipher } = core.sessions.record;
  if (cipher === null || core.config.identity.role !== "archive") return Infinity;
  const archives = core.ports.cipher.members(cipher).filter(({ role }) => role === "archive");
  return archives.findIndex(({ device }) => device === core.config.identity.device) * COPY_FALLBACK_MS;
}
