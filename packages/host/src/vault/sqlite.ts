import type { Vault } from "@vado/protocol";
import { VAULT_APPLICATION_ID, VAULT_MIGRATIONS } from "../migrations/vault.ts";
import { databaseError, openDatabase } from "../open-database.ts";

const NAME = "device vault";

export interface VaultOptions {
  /** See `DatabaseKind.survives`; the end of the process is enough for a simulated device. */
  readonly survives?: "power" | "process";
}

/** A device's vault in a file: keys ascend by their UTF-8 bytes, a batch is one transaction, `write` resolves after its COMMIT. */
export function sqliteVault(path: string, options: VaultOptions = {}): Vault & { close(): void } {
  const database = openDatabase(path, {
    name: NAME,
    applicationId: VAULT_APPLICATION_ID,
    migrations: VAULT_MIGRATIONS,
    walPages: 1_000,
    walBytesMax: 8 * 1024 * 1024,
    ...options,
  });
  const get = database.prepare("SELECT value FROM rows WHERE key = ?");
  const list = database.prepare("SELECT key, value FROM rows WHERE key >= ? ORDER BY key");
  const put = database.prepare(
    "INSERT INTO rows (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
  );
  const remove = database.prepare("DELETE FROM rows WHERE key = ?");

  return {
    get: async (key) => get.get(key)?.["value"] as Uint8Array | undefined,
    async list(prefix) {
      const found: { key: string; value: Uint8Array }[] = [];
      for (const row of list.iterate(prefix)) {
        const key = String(row["key"]);
        if (!key.startsWith(prefix)) break;
        found.push({ key, value: row["value"] as Uint8Array });
      }
      return found;
    },
    async write(rows) {
      if (rows.length === 0) return;
      try {
        database.exec("BEGIN IMMEDIATE");
        for (const { key, value } of rows) {
          if (value === null) remove.run(key);
          else put.run(key, value);
        }
        database.exec("COMMIT");
      } catch (error) {
        if (database.isTransaction) database.exec("ROLLBACK");
        throw databaseError(error, path, NAME);
      }
    },
    close: () => database.close(),
  };
}
