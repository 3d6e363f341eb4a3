import { canonicalText, stateFromText } from "@vado/flow";
import { type Role, parseEnvelope } from "@vado/protocol";
import { askForAck, type Core } from "./core.ts";
import { forgetRemoved, removalOf } from "./leave.ts";
import { logBetween } from "./log.ts";
import { restoreMoves } from "./moving.ts";
import { restoreOrders } from "./removals.ts";
import { fromJson, keys } from "./rows.ts";
import { restoreHeads, restoreMeta } from "./session.ts";
import { CLIENT_VERSION, KINDS, type InFlight, type OutboxItem } from "./types.ts";
import { restoreUndone } from "./undone.ts";

/** Entries of each channel whose heads are known again after a restart: others speak of recent ones. */
const HEADS_RESTORED = 1_000;

/** Restores the device from its vault; a fresh vault gives a device that has not joined yet. */
export async function restore<S>(core: Core<S>): Promise<void> {
  const { vault, cipher } = core.ports;
  await forgetRemoved(core);
  const least = await cipher.minVersion(core.config.channels.record);
  core.pausedFor = least > (core.ports.version ?? CLIENT_VERSION) ? least : null;
  for (const kind of KINDS) restoreMeta(core.sessions[kind], await vault.get(keys.meta(kind)));
  for (const kind of KINDS) {
    const session = core.sessions[kind];
    const { headSeq } = session.meta;
    restoreHeads(session, await logBetween(vault, kind, Math.max(1, headSeq - HEADS_RESTORED), headSeq));
    session.flying = fromJson<InFlight>(await vault.get(keys.flying(kind))) ?? null;
    session.pending = fromJson<NonNullable<typeof session.pending>>(await vault.get(keys.join(kind))) ?? null;
    const prefix = keys.cipher(kind);
    const rows = new Map((await vault.list(prefix)).map((row) => [row.key.slice(prefix.length), row.value]));
    if (session.meta.joinedSeq !== null && removalOf(core) === null)
      session.cipher = await cipher.load(core.config.identity, session.secrets, rows);
  }
  for (const row of await vault.list(keys.outbox)) core.outbox.push(fromJson<OutboxItem>(row.value) as OutboxItem);
  core.nextN = (core.outbox.at(-1)?.n ?? 0) + 1;
  await restoreMoves(core);
  await restoreUndone(core);
  await restoreOrders(core);
  await restoreState(core);
  await restoreDigest(core);
}

async function restoreState<S>(core: Core<S>): Promise<void> {
  const snapshot = fromJson<{ seq: number; flow: unknown }>(await core.ports.vault.get(keys.state));
  core.anchored = core.sessions.record.meta.head !== null;
  if (snapshot !== undefined) core.state = stateFromText(canonicalText(snapshot.flow));
  // What was to be acknowledged when the device stopped is not known; one acknowledgement more tells all.
  if (core.anchored) askForAck(core, core.sessions.record.meta.headSeq);
  const { meta } = core.sessions.record;
  const from = snapshot === undefined ? (meta.joinedSeq ?? 1) : snapshot.seq + 1;
  for (const row of await logBetween(core.ports.vault, "record", from, meta.headSeq)) {
    if (row.text === null) continue;
    const parsed = parseEnvelope(`${row.text.slice(0, -1)},"signature":"${row.signature}"}`);
    if (!parsed.ok) throw new Error(`entry ${row.seq} of this device's log is damaged`);
    const { intent, at, exercise, body, seen } = parsed.envelope;
    const { seq } = row;
    const time = Math.max(row.receivedAt, core.state.time);
    core.sinceSnapshot++;
    core.law.fold(core.state, {
      seq,
      time,
      device: row.device as string,
      side: row.side as never,
      role: row.role as Role,
      seen: seen.seq,
      intent,
      at,
      exercise,
      body,
    });
  }
}

async function restoreDigest<S>(core: Core<S>): Promise<void> {
  for (const row of await core.ports.vault.list(keys.digest)) {
    const name = row.key.slice(keys.digest.length, row.key.lastIndexOf("/"));
    const part = fromJson<{ part: number; text: string }>(row.value) as { part: number; text: string };
    const parts = core.digests.get(name) ?? new Map<number, string>();
    core.digests.set(name, parts.set(part.part, part.text));
  }
}
