import type { Vault } from "@vado/protocol";
import { fromText, keys, padded } from "./rows.ts";
import type { ChannelKind, LogRow } from "./types.ts";

/**
 * The log as this device opened it, read from its vault. A vault lists by prefix only; sequences are padded decimals, so the
 * digits before the last two name a shelf of a hundred entries, and a part of a long log is read shelf by shelf.
 */

const SHELF = 100;

/** All of it, ascending. */
export async function wholeLog(vault: Vault, kind: ChannelKind): Promise<LogRow[]> {
  return listed(vault, keys.log(kind));
}

/** Entries `from` to `to`, both included, ascending. */
export async function logBetween(vault: Vault, kind: ChannelKind, from: number, to: number): Promise<LogRow[]> {
  const rows: LogRow[] = [];
  for (let shelf = Math.floor(from / SHELF); shelf <= Math.floor(to / SHELF); shelf++)
    for (const row of await shelved(vault, kind, shelf)) if (row.seq >= from && row.seq <= to) rows.push(row);
  return rows;
}

/** Up to `limit` entries before `before`, newest first; `first`: nothing older than that is there. */
export async function logBefore(
  vault: Vault,
  kind: ChannelKind,
  range: { readonly first: number; readonly before: number; readonly limit: number },
): Promise<LogRow[]> {
  const { first, before, limit } = range;
  const rows: LogRow[] = [];
  const lowest = Math.floor(first / SHELF);
  for (let shelf = Math.floor((before - 1) / SHELF); shelf >= lowest && rows.length < limit; shelf--)
    rows.push(...(await shelved(vault, kind, shelf)).filter(({ seq }) => seq < before).reverse());
  return rows.slice(0, limit);
}

function shelved(vault: Vault, kind: ChannelKind, shelf: number): Promise<LogRow[]> {
  return listed(vault, keys.log(kind) + padded(shelf * SHELF).slice(0, -2));
}

async function listed(vault: Vault, prefix: string): Promise<LogRow[]> {
  return (await vault.list(prefix)).map((row) => JSON.parse(fromText(row.value)) as LogRow);
}
