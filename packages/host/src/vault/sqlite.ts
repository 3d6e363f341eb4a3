import type { Vault } from "@vado/protocol";
import { VAULT_APPLICATION_ID, VAULT_MIGRATIONS } from "../migrations/vault.ts";
import type { DatabaseSync } from "node:sqlite";
import { HostError } from "../host-error.ts";
import { databaseError, openDatabase } from "../open-database.ts";
import { PLAIN_ROWS, SealedRows, type RowForm } from "./sealed-rows.ts";
import type { VaultKey } from "./vault-key.ts";

const NAME = "device vault";

export interface VaultOptions {
  /** See `DatabaseKind.survives`; the end of the process is enough for a simulated device. */
  readonly survives?: "power" | "process";
  /** Rows are sealed with it. Without one they lie in the file as they are: for simulated devices only. */
  readonly key?: VaultKey;
  /** A vault with unsealed rows is sealed; else it is refused, for anybody could have written it. */
  readonly sealPlain?: boolean;
}

/** A device's vault in a file, sealed if there is a key: keys ascend by their UTF-8 bytes, a batch is one transaction, `write` resolves after its COMMIT. */
export function sqliteVault(path: string, vaultOptions: VaultOptions = {}): Vault & { close(): void } {
  const { key: vaultKey, sealPlain = false, ...options } = vaultOptions;
  const database = openDatabase(path, {
    name: NAME,
    applicationId: VAULT_APPLICATION_ID,
    migrations: VAULT_MIGRATIONS,
    walPages: 1_000,
    walBytesMax: 8 * 1024 * 1024,
    ...options,
  });
  const form = formOf(database, path, vaultKey, sealPlain);
  const get = database.prepare("SELECT value FROM rows WHERE key = ?");
  const list = database.prepare("SELECT key, value FROM rows WHERE key >= ? ORDER BY key");
  const put = database.prepare(
    "INSERT INTO rows (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
  );
  const remove = database.prepare("DELETE FROM rows WHERE key = ?");

  return {
    async get(key) {
      const stored = get.get(key)?.["value"] as Uint8Array | undefined;
      return stored === undefined ? undefined : form.read(key, stored);
    },
    async list(prefix) {
      const found: { key: string; value: Uint8Array }[] = [];
      for (const row of list.iterate(prefix)) {
        const key = String(row["key"]);
        if (!key.startsWith(prefix)) break;
        found.push({ key, value: form.read(key, row["value"] as Uint8Array) });
      }
      return found;
    },
    async write(rows) {
      if (rows.length === 0) return;
      try {
        database.exec("BEGIN IMMEDIATE");
        form.begin();
        for (const { key, value } of rows) {
          if (value === null) {
            form.remove(key);
            remove.run(key);
          } else put.run(key, form.put(key, value));
        }
        form.settle();
        database.exec("COMMIT");
        form.done();
      } catch (error) {
        if (database.isTransaction) database.exec("ROLLBACK");
        throw databaseError(error, path, NAME);
      }
    },
    close: () => database.close(),
  };
}

function formOf(database: DatabaseSync, path: string, key: VaultKey | undefined, sealPlain: boolean): RowForm {
  try {
    const kept = database.prepare("SELECT vault, tally FROM seal").get();
    if (key === undefined) {
      if (kept === undefined) return PLAIN_ROWS;
      throw new HostError("vault-sealed", `${path} is sealed; give the key it was sealed with.`);
    }
    // What is overwritten or removed leaves nothing behind, and neither does a log of pages from before.
    database.exec("PRAGMA secure_delete = ON; PRAGMA wal_checkpoint(TRUNCATE);");
    if (kept !== undefined) return SealedRows.open(path, database, key, kept);
    const plain = database.prepare("SELECT 1 FROM rows LIMIT 1").get() !== undefined;
    if (plain && !sealPlain)
      throw new HostError(
        "vault-plain",
        `${path} is not sealed, so anybody could have written it; if it is yours, start once with --seal.`,
      );
    const rows = SealedRows.sealAll(path, database, key);
    if (plain) database.exec("VACUUM; PRAGMA wal_checkpoint(TRUNCATE);");
    return rows;
  } catch (error) {
    database.close();
    throw databaseError(error, path, NAME);
  }
}
