import { randomBytes } from "node:crypto";
import type { DatabaseSync, SQLOutputValue, StatementSync } from "node:sqlite";
import { HostError } from "../host-error.ts";
import { Tally } from "./tally.ts";
import { SEAL_HEAD_BYTES, SealBroken, type DerivedKey, type VaultKey } from "./vault-key.ts";

/** How rows lie in a vault's file: as they are, or sealed. A batch calls `begin`, then the changes, then `settle` before its COMMIT and `done` after. */
export interface RowForm {
  read(key: string, stored: Uint8Array): Uint8Array;
  begin(): void;
  put(key: string, value: Uint8Array): Uint8Array;
  remove(key: string): void;
  settle(): void;
  done(): void;
}

export const PLAIN_ROWS: RowForm = {
  read: (_, stored) => stored,
  begin: () => {},
  put: (_, value) => value,
  remove: () => {},
  settle: () => {},
  done: () => {},
};

/** Seals under one key: half of what random nonces of 96 bits allow (2^32, NIST SP 800-38D). */
export const SEALS_MAX = 2 ** 31;
const VAULT_ID_BYTES = 16;
const SUM = "tally";

/** Rows under AES-256-GCM. The place of a row, bound into its seal, is its key; the vault's id is in the derived key. */
export class SealedRows implements RowForm {
  readonly #path: string;
  readonly #rows: DerivedKey;
  readonly #marks: DerivedKey;
  readonly #sum: DerivedKey;
  readonly #head: StatementSync;
  readonly #save: StatementSync;
  #tally: Tally;
  #next: Tally;

  private constructor(path: string, database: DatabaseSync, key: VaultKey, id: Uint8Array) {
    this.#path = path;
    this.#rows = key.derive("vault rows", id);
    this.#marks = key.derive("vault marks", id);
    this.#sum = key.derive("vault tally", id);
    this.#head = database.prepare(`SELECT substr(value, 1, ${SEAL_HEAD_BYTES}) AS head FROM rows WHERE key = ?`);
    this.#save = database.prepare("UPDATE seal SET tally = ?");
    this.#tally = new Tally(this.#marks);
    this.#next = this.#tally;
  }

  /** Throws `HostError`: another key, or a row that is not the one that was written last. */
  static open(
    path: string,
    database: DatabaseSync,
    key: VaultKey,
    kept: Readonly<Record<string, SQLOutputValue>>,
  ): SealedRows {
    const rows = new SealedRows(path, database, key, kept["vault"] as Uint8Array);
    try {
      const opened = rows.#sum.open(SUM, kept["tally"] as Uint8Array);
      rows.#tally = Tally.from(rows.#marks, opened);
    } catch (error) {
      if (!(error instanceof SealBroken)) throw error;
      throw new HostError(
        "vault-key-wrong",
        `${path} is sealed with another key; start with the key it was made with.`,
      );
    }
    const found = new Tally(rows.#marks);
    const heads = database.prepare(`SELECT key, substr(value, 1, ${SEAL_HEAD_BYTES}) AS head FROM rows`);
    for (const row of heads.iterate()) found.add(String(row["key"]), row["head"] as Uint8Array);
    if (!found.same(rows.#tally)) throw changed(path);
    return rows;
  }

  /** Makes an unsealed vault a sealed one: every row, in one transaction; nothing of the old bytes stays in the file. */
  static sealAll(path: string, database: DatabaseSync, key: VaultKey): SealedRows {
    const id = randomBytes(VAULT_ID_BYTES);
    const rows = new SealedRows(path, database, key, id);
    database.exec("BEGIN IMMEDIATE");
    database.prepare("INSERT INTO seal (id, vault, tally) VALUES (1, ?, x'')").run(id);
    const plain = database.prepare("SELECT id, key, value FROM rows WHERE id > ? ORDER BY id LIMIT 1");
    const replace = database.prepare("UPDATE rows SET value = ? WHERE id = ?");
    let sealed = 0;
    for (let row = plain.get(-1); row !== undefined; row = plain.get(Number(row["id"]))) {
      const name = String(row["key"]);
      const value = rows.#rows.seal(name, row["value"] as Uint8Array);
      rows.#tally.add(name, value);
      replace.run(value, Number(row["id"]));
      sealed += 1;
    }
    rows.#tally.seals = sealed;
    rows.#next = rows.#tally;
    rows.settle();
    database.exec("COMMIT");
    return rows;
  }

  read(key: string, stored: Uint8Array): Uint8Array {
    try {
      return this.#rows.open(key, stored);
    } catch (error) {
      if (error instanceof SealBroken) throw changed(this.#path);
      throw error;
    }
  }

  begin(): void {
    this.#next = this.#tally.copy();
  }

  put(key: string, value: Uint8Array): Uint8Array {
    this.remove(key);
    const sealed = this.#rows.seal(key, value);
    this.#next.add(key, sealed);
    this.#next.seals += 1;
    return sealed;
  }

  remove(key: string): void {
    const head = this.#head.get(key)?.["head"] as Uint8Array | undefined;
    if (head !== undefined) this.#next.take(key, head);
  }

  settle(): void {
    this.#next.seals += 1;
    if (this.#next.seals > SEALS_MAX)
      throw new HostError(
        "vault-worn",
        `${this.#path} has been written too often under one key; enrol this device anew.`,
      );
    this.#save.run(this.#sum.seal(SUM, this.#next.bytes()));
  }

  done(): void {
    this.#tally = this.#next;
  }
}

const changed = (path: string): HostError =>
  new HostError(
    "vault-changed",
    `${path} was changed by something else than Vado, or is partly an old copy; it must not be used. Enrol this device anew.`,
  );
