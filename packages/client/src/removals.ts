import { ChannelError, type Member, type OwnReason, type Removal } from "@vado/channel";
import type { Refusal } from "@vado/flow";
import type { Frame } from "@vado/protocol";
import { DAY_MS, base64url, hex } from "@vado/protocol";
import { commitBatch, type Core } from "./core.ts";
import { raiseFork } from "./fork.ts";
import { alarm, RefusedByRelay } from "./outbox.ts";
import { isOpenThere, wayOf } from "./moving.ts";
import { fromJson, jsonRow, keys, noRow } from "./rows.ts";
import { bytesOf, isProvisional, keepAuthenticator, type PendingRemoval, type Session } from "./session.ts";
import { KINDS, type Opened } from "./types.ts";

/** Removal of devices by stewards (K80–K86): orders that are kept until both channels have done them, and the commits that do them. */

/** A device is silent when nothing of it came into `record` for so long (R11), ms. */
export const SILENT_MS = 14 * DAY_MS;

/** Somebody is to be taken out, or a revocation carried out; on disk until nothing of it is left to do. */
export type RemovalOrder =
  | { readonly reason: OwnReason; readonly devices: readonly string[] }
  /** base64url of the revocation. */
  | { readonly reason: "revoked"; readonly revocation: string };

const REFUSALS = {
  steward: { rule: "K80.steward", says: "the charter does not let this device remove others" },
  own: { rule: "K80.own", says: "a device of another agency or side is removed by its root's revocation only" },
  self: { rule: "K80.self", says: "no device removes itself" },
  unknown: { rule: "K80.unknown", says: "there is no such device in the channel" },
  paper: { rule: "K80.paper", says: "this is no revocation by a root of the charter for this link" },
} as const;

export type Ordered = { readonly ordered: string } | Refusal;

/** Takes a root's revocation, durably; it is carried out in the next steps. Handed in again it changes nothing. */
export async function orderRevocation<S>(core: Core<S>, revocation: Uint8Array): Promise<Ordered> {
  if (!(await isSteward(core))) return REFUSALS.steward;
  try {
    await core.ports.cipher.readRevocation(core.config.channels.record, revocation);
  } catch (error) {
    if (error instanceof ChannelError) return REFUSALS.paper;
    throw error;
  }
  const id = hex(await core.ports.crypto.sha256(revocation)).slice(0, 32);
  return keep(core, id, { reason: "revoked", revocation: base64url(revocation) });
}

/** Orders that a device of this one's own agency and side be taken out, durably. */
export async function orderRemoval<S>(core: Core<S>, device: string, reason: OwnReason): Promise<Ordered> {
  const { identity } = core.config;
  if (!(await isSteward(core))) return REFUSALS.steward;
  if (device === identity.device) return REFUSALS.self;
  const member = everyone(core).find((one) => one.device === device);
  if (member === undefined) return REFUSALS.unknown;
  if (!isOwn(core, member)) return REFUSALS.own;
  return keep(core, `of ${device}`, { reason, devices: [device] });
}

/** Its own transaction, like an act's: a step may be half-way through a page. */
async function keep<S>(core: Core<S>, id: string, order: RemovalOrder): Promise<Ordered> {
  if (!core.orders.has(id)) {
    await core.ports.vault.write([jsonRow(keys.order + id, order)]);
    core.orders.set(id, order);
  }
  return { ordered: id };
}

export async function restoreOrders<S>(core: Core<S>): Promise<void> {
  for (const row of await core.ports.vault.list(keys.order))
    core.orders.set(row.key.slice(keys.order.length), fromJson<RemovalOrder>(row.value) as RemovalOrder);
  for (const kind of KINDS)
    core.sessions[kind].removal = fromJson<PendingRemoval>(await core.ports.vault.get(keys.removal(kind))) ?? null;
}

export interface Removed {
  readonly progress: boolean;
  readonly refused: RefusedByRelay | null;
}

/** Makes and sends the commits that are due. One per channel and call. */
export async function removeIfDue<S>(core: Core<S>): Promise<Removed> {
  const overdue = await overdueOrders(core);
  const idle =
    core.orders.size === 0 && overdue.length === 0 && KINDS.every((kind) => core.sessions[kind].removal === null);
  if (idle || !core.anchored) return { progress: false, refused: null };
  const left = new Set<string>();
  let progress = false;
  let refused: RefusedByRelay | null = null;
  for (const kind of KINDS) {
    const session = core.sessions[kind];
    for (const [id, order] of core.orders)
      if (session.cipher === null || session.removal !== null || !(await prepare(core, session, order))) left.add(id);
    for (const order of overdue)
      if (session.cipher !== null && session.removal === null) await prepare(core, session, order);
    if (session.cipher === null || session.removal === null) continue;
    try {
      progress = (await send(core, session)) || progress;
    } catch (error) {
      if (!(error instanceof RefusedByRelay)) throw error;
      refused ??= error;
    }
  }
  for (const id of [...core.orders.keys()].filter((one) => !left.has(one))) {
    core.orders.delete(id);
    core.batch.push(noRow(keys.order + id));
  }
  await commitBatch(core);
  return { progress, refused };
}

/** True when nothing of the order is left to do in this channel. Otherwise the commit is on disk now (R5), or another steward must make it. */
async function prepare<S>(core: Core<S>, session: Session<S>, order: RemovalOrder): Promise<boolean> {
  const removal: Removal =
    order.reason === "revoked" ? { reason: "revoked", revocation: bytesOf(order.revocation) } : order;
  const made = await tried(core, session, removal);
  if (made === "another's") return false;
  if (made === null) return true;
  session.removal = {
    key: base64url(core.ports.entropy.bytes(16)),
    expectCommit: session.meta.lastCommit,
    bytes: base64url(made.frame),
    groupInfo: base64url(made.groupInfo),
    rows: made.rows.map(({ key, value }) => ({ key, value: value === null ? null : base64url(value) })),
  };
  core.batch.push(jsonRow(keys.removal(session.kind), session.removal));
  await commitBatch(core);
  return false;
}

async function tried<S>(core: Core<S>, session: Session<S>, removal: Removal) {
  try {
    return await core.ports.cipher.remove(session.cipher as S, removal);
  } catch (error) {
    // It names this very device, or too few would be left: whoever else may, does it.
    if (error instanceof ChannelError) return "another's";
    throw error;
  }
}

/** The same bytes for as long as the group is in the epoch they were made for: a false commit in between needs another key only. */
async function send<S>(core: Core<S>, session: Session<S>): Promise<boolean> {
  let pending = session.removal as PendingRemoval;
  if (pending.expectCommit !== session.meta.lastCommit) {
    pending = { ...pending, key: base64url(core.ports.entropy.bytes(16)), expectCommit: session.meta.lastCommit };
    session.removal = pending;
    core.batch.push(jsonRow(keys.removal(session.kind), pending));
    await commitBatch(core);
  }
  const way = wayOf(core, session);
  if (way === null || !(await isOpenThere(core, session))) return false;
  const answer = await way.append({
    channel: session.secrets.channel,
    kind: "commit",
    key: pending.key,
    expectCommit: pending.expectCommit,
    bytes: bytesOf(pending.bytes),
    groupInfo: bytesOf(pending.groupInfo),
  });
  if (answer.kind === "refused") throw new RefusedByRelay(answer.reason, answer.detail);
  if (answer.kind === "conflict") return true;
  if (answer.seq <= session.meta.seq) await alarm(core, session, answer.seq);
  const again = session.removalTold === pending.key;
  session.removalTold = pending.key;
  return !again;
}

/** Our own removal stands in the log, in the epoch it was made for: from here on the group is without those it names. */
export async function adoptRemoval<S>(
  core: Core<S>,
  session: Session<S>,
  frame: Frame,
  other: Opened,
): Promise<Opened> {
  const pending = session.removal as PendingRemoval;
  const { identity } = core.config;
  if (frame.key !== pending.key)
    raiseFork(session, `the relay logged a commit of this device under a foreign key, at entry ${frame.seq}`, frame);
  const kept = pending.rows.flatMap(({ key, value }) => (value === null ? [] : [[key, bytesOf(value)] as const]));
  session.cipher = await core.ports.cipher.load(identity, session.secrets, new Map(kept));
  for (const { key, value } of pending.rows)
    core.batch.push({ key: keys.cipher(session.kind) + key, value: value === null ? null : bytesOf(value) });
  return { ...other, kind: "commit", authenticator: newEpoch(core, session, frame.seq, identity.device) };
}

/** A valid commit has begun a new epoch; returns its authenticator. A removal of ours for the one before is dropped, and made anew if still due. */
export function newEpoch<S>(core: Core<S>, session: Session<S>, seq: number, committer: string | null): string {
  const { meta } = session;
  const { cipher } = core.ports;
  const authenticator = cipher.epochAuthenticator(session.cipher as S);
  keepAuthenticator(session, seq, authenticator);
  meta.committer = committer;
  meta.validCommit = seq;
  meta.dropped = [];
  // Whoever joined by this commit has not heard what was said of a move before it: it is said anew (K131).
  meta.moves = {};
  const inside = new Set(membersOf(core, session).map(({ device }) => device));
  meta.newcomers = meta.newcomers.filter(({ device }) => inside.has(device));
  if (session.removal !== null) core.batch.push(noRow(keys.removal(session.kind)));
  session.removal = null;
  return authenticator;
}

/** What an archive that is a steward does by itself: its own side's devices whose papers have ended, and those long silent. */
async function overdueOrders<S>(core: Core<S>): Promise<RemovalOrder[]> {
  const { record, ops } = core.sessions;
  const sound = core.anchored && !isProvisional(record) && record.meta.fork === null && ops.meta.fork === null;
  if (core.config.identity.role !== "archive" || !sound) return [];
  // By the log's time and by the own clock: neither a relay nor a wrong clock alone takes anybody out.
  const now = Math.min(core.state.time, core.ports.clock.now());
  const expired: string[] = [];
  const silent: string[] = [];
  for (const member of everyone(core)) {
    if (member.device === core.config.identity.device || !isOwn(core, member)) continue;
    if (now >= (member.notAfter ?? Infinity)) expired.push(member.device);
    else if (now >= heardAt(core, member.device) + SILENT_MS) silent.push(member.device);
  }
  if (expired.length + silent.length === 0 || !(await isSteward(core))) return [];
  const orders: RemovalOrder[] = [
    { reason: "expired", devices: expired },
    { reason: "silent", devices: silent },
  ];
  return orders.filter((order) => order.reason !== "revoked" && order.devices.length > 0);
}

/** Ordering time of the last that a device sent into `record`; of one that has not spoken, when it joined or later; Infinity when that is not known. */
export function heardAt<S>(core: Core<S>, device: string): number {
  const { meta } = core.sessions.record;
  const newcomer = meta.newcomers.find((one) => one.device === device);
  return core.state.devices[device]?.time ?? newcomer?.at ?? Infinity;
}

const isSteward = <S>({ ports, config }: Core<S>): Promise<boolean> =>
  ports.cipher.maySteward(config.channels.record, config.identity);

const isOwn = <S>({ config: { identity } }: Core<S>, member: Member): boolean =>
  member.agency === identity.agency && member.side === identity.side;

export function membersOf<S>(core: Core<S>, session: Session<S>): readonly Member[] {
  return session.cipher === null ? [] : core.ports.cipher.members(session.cipher);
}

/** Members of either channel. */
export function everyone<S>(core: Core<S>): readonly Member[] {
  const inRecord = membersOf(core, core.sessions.record);
  const known = new Set(inRecord.map(({ device }) => device));
  return [...inRecord, ...membersOf(core, core.sessions.ops).filter(({ device }) => !known.has(device))];
}
