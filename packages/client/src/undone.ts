import type { Core } from "./core.ts";
import { fromJson, jsonRow, keys, noRow } from "./rows.ts";
import type { OutboxItem, UndoneAct } from "./types.ts";

/** Acts of this device that were not done after all. They are kept, over restarts, until somebody has seen them. */

/** More than this nobody reads; the oldest goes. */
export const UNDONE_MAX = 64;

/** Adds rows to the batch: the act leaves the outbox, or enters the log void, in the same transaction. */
export function keepUndone<S>(core: Core<S>, { intent, at, body }: Omit<OutboxItem, "n" | "kind">, rule: string): void {
  if (body.type === "heartbeat" || body.type === "ack" || body.type === "digest.published") return;
  const act: UndoneAct = { intent, at, body, rule };
  core.undone = [...core.undone.filter((one) => one.intent !== intent), act];
  core.batch.push(jsonRow(keys.undone + intent, act));
  for (const old of core.undone.splice(0, Math.max(0, core.undone.length - UNDONE_MAX)))
    core.batch.push(noRow(keys.undone + old.intent));
}

export async function restoreUndone<S>(core: Core<S>): Promise<void> {
  const rows = await core.ports.vault.list(keys.undone);
  core.undone = rows.map((row) => fromJson<UndoneAct>(row.value) as UndoneAct).sort((a, b) => a.at - b.at);
}

/** Somebody has seen it. */
export async function forgetUndone<S>(core: Core<S>, intent: string): Promise<void> {
  core.undone = core.undone.filter((one) => one.intent !== intent);
  // Its own transaction, like an act's: a step may be half-way through a page.
  await core.ports.vault.write([noRow(keys.undone + intent)]);
}
