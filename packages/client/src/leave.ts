import type { RemovalNotice } from "@vado/channel";
import type { Refusal } from "@vado/flow";
import type { Core } from "./core.ts";
import { fromJson, keys, noRow, padded } from "./rows.ts";
import { metaRow, type Meta, type Session } from "./session.ts";
import { KINDS } from "./types.ts";
import { keepUndone } from "./undone.ts";

/** What a device does that was taken out of its link: it stops, forgets its keys, and says so (K84, R12). */

export const REMOVED: Refusal = { rule: "K84", says: "this device was taken out of the link" };

/** Who took this device out of one of its channels, and why; null while it is in both. */
export function removalOf<S>({ sessions }: Core<S>): NonNullable<Meta["removal"]> | null {
  return sessions.ops.meta.removal ?? sessions.record.meta.removal ?? null;
}

/** Adds to the batch: the keys of both channels go, what was not sent is told as not done. The log as opened stays, as its record. */
export async function leave<S>(core: Core<S>, session: Session<S>, { by, reason }: RemovalNotice): Promise<void> {
  session.meta.removal = { device: core.config.identity.device, by, reason };
  for (const kind of KINDS) {
    const one = core.sessions[kind];
    one.cipher = null;
    one.flying = null;
    one.removal = null;
    one.pending = null;
    const prefix = keys.cipher(kind);
    const held = core.batch.filter(({ key }) => key.startsWith(prefix));
    for (const row of held) core.batch.splice(core.batch.indexOf(row), 1);
    for (const { key } of await core.ports.vault.list(prefix)) core.batch.push(noRow(key));
    core.batch.push(noRow(keys.flying(kind)), noRow(keys.removal(kind)), noRow(keys.join(kind)), metaRow(one));
  }
  for (const item of core.outbox.splice(0)) {
    core.batch.push(noRow(keys.outbox + padded(item.n)));
    keepUndone(core, item, REMOVED.rule);
  }
  for (const id of core.orders.keys()) core.batch.push(noRow(keys.order + id));
  core.orders.clear();
}

/** A vault whose device was removed serves another device from nothing: nothing of the old one may be taken for its own (R12). */
export async function forgetRemoved<S>(core: Core<S>): Promise<void> {
  const { vault } = core.ports;
  const metas = await Promise.all(KINDS.map(async (kind) => fromJson<Meta>(await vault.get(keys.meta(kind)))));
  const gone = metas.find((meta) => meta?.removal != null)?.removal;
  if (gone == null || gone.device === core.config.identity.device) return;
  const rows = await Promise.all(["c/", keys.outbox, keys.undone, keys.order].map((prefix) => vault.list(prefix)));
  await vault.write(rows.flat().map(({ key }) => noRow(key)));
}
