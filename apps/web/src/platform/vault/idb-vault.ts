import type { Vault, VaultRow } from "@vado/protocol";
import { deleteDB, openDB, type DBSchema, type IDBPDatabase } from "idb";
import { keyBytes, keyText, prefixRange } from "./key-bytes.ts";

/**
 * A device's vault in IndexedDB: one database per device, a batch is one transaction that is on disk when `write` resolves.
 * Whoever claimed the vault last owns it: writes of an owner before fail, so that a window that lost the device while it
 * was frozen cannot write old state over new.
 */
export interface DeviceVault extends Vault {
  /** Makes this window the owner. */
  claim(): Promise<void>;
  /** Whether its rows are sealed. */
  isSealed(): Promise<boolean>;
  /** Writes rows that are sealed, and the mark that all are, in one transaction. */
  sealWith(rows: readonly VaultRow[]): Promise<void>;
  close(): void;
}

/** Another window has claimed the vault: nothing of the batch was written. */
export class VaultLost extends Error {
  override readonly name = "VaultLost";
}

interface Rows extends DBSchema {
  rows: { key: Uint8Array<ArrayBuffer>; value: Uint8Array };
  owner: { key: "now" | "sealed"; value: string };
}

export const vaultName = (device: string): string => `vado-device-${device}`;

export async function openVault(device: string): Promise<DeviceVault> {
  const database = await openDB<Rows>(vaultName(device), 1, {
    upgrade(fresh) {
      fresh.createObjectStore("rows");
      fresh.createObjectStore("owner");
    },
    // Somebody deletes the database: the device was enrolled anew, and this vault is over.
    blocking: (_, __, event) => (event.target as IDBDatabase).close(),
  });
  const me = crypto.randomUUID();
  return {
    claim: async () => void (await database.put("owner", me, "now")),
    get: async (key) => database.get("rows", keyBytes(key)),
    async list(prefix) {
      const { store } = database.transaction("rows");
      const range = prefixRange(prefix);
      const [found, values] = await Promise.all([store.getAllKeys(range), store.getAll(range)]);
      return found.map((key, i) => ({ key: keyText(key), value: values[i] as Uint8Array }));
    },
    isSealed: async () => (await database.get("owner", "sealed")) !== undefined,
    write: async (rows) => (rows.length === 0 ? undefined : writeBatch(database, me, rows, false)),
    sealWith: (rows) => writeBatch(database, me, rows, true),
    close: () => database.close(),
  };
}

/** Removes all that a device keeps. Waits until no window has it open. */
export async function removeVault(device: string): Promise<void> {
  await deleteDB(vaultName(device));
}

function abort(change: { abort(): void }): void {
  try {
    change.abort();
  } catch {
    // It has ended already.
  }
}

async function writeBatch(
  database: IDBPDatabase<Rows>,
  me: string,
  rows: readonly VaultRow[],
  sealed: boolean,
): Promise<void> {
  // Copies at once: the caller may change its bytes, and a view of a large buffer would be stored with all of it.
  const copies = rows.map(({ key, value }) => ({ key: keyBytes(key), value: value?.slice() ?? null }));
  const change = database.transaction(["rows", "owner"], "readwrite", { durability: "strict" });
  // Asked before anything can fail, so that a failure is never an unhandled one.
  const done = change.done.catch((error: unknown) => error ?? new Error("the browser ended the transaction"));
  const owner = await change.objectStore("owner").get("now");
  if (owner !== me) {
    change.abort();
    await done;
    throw new VaultLost("another window has taken this device");
  }
  const store = change.objectStore("rows");
  if (sealed)
    change
      .objectStore("owner")
      .put("yes", "sealed")
      .catch(() => abort(change));
  for (const { key, value } of copies) {
    const asked: Promise<unknown> = value === null ? store.delete(key) : store.put(value, key);
    // The browser aborts for what fails later, not for what it refuses at once.
    asked.catch(() => abort(change));
  }
  const failed: unknown = await done;
  if (failed !== undefined) throw failed instanceof Error ? failed : new Error("the vault could not be written");
}
