import { DatabaseSync } from "node:sqlite";
import { HostError } from "./host-error.ts";

/**
 * Oldest SQLite that is good enough: before 3.51.3 two connections that write and checkpoint at once can lose a transaction
 * ("WAL-reset bug"). Every database here is opened with `locking_mode=EXCLUSIVE` besides: there is no second connection.
 */
export const SQLITE_VERSION_MIN = "3.51.3";

/** What kind of database, and how it is tuned. */
export interface DatabaseKind {
  /** For sentences: "relay database", "device vault". */
  readonly name: string;
  readonly applicationId: number;
  readonly migrations: readonly string[];
  /** Pages (4 KiB) after which a commit moves the log into the database. */
  readonly walPages: number;
  /** The log file is cut back to this after a checkpoint, bytes. */
  readonly walBytesMax: number;
  /** What acknowledged rows survive: the loss of power (default), or the end of the process only, which is faster. */
  readonly survives?: "power" | "process";
  /** The database never grows beyond this many pages; then it is as if the disk were full. */
  readonly pagesMax?: number;
}

/** Opens or creates a database: WAL, `synchronous=FULL` unless less will do, migrated. Throws `HostError` with one sentence. */
export function openDatabase(path: string, kind: DatabaseKind): DatabaseSync {
  requireSqlite(process.versions["sqlite"] ?? "0");
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path);
    database.exec(`
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = ${kind.survives === "process" ? "OFF" : "FULL"};
      PRAGMA wal_autocheckpoint = ${kind.walPages};
      PRAGMA journal_size_limit = ${kind.walBytesMax};
      PRAGMA trusted_schema = OFF;
      PRAGMA cell_size_check = ON;
    `);
    migrate(database, path, kind);
    if (kind.pagesMax !== undefined) database.exec(`PRAGMA max_page_count = ${kind.pagesMax}`);
    return database;
  } catch (error) {
    if (database?.isOpen === true) database.close();
    throw databaseError(error, path, kind.name);
  }
}

/** Refuses a SQLite older than `SQLITE_VERSION_MIN`. */
export function requireSqlite(version: string): void {
  const parts = (text: string): number => text.split(".").reduce((sum, part) => sum * 1000 + Number(part), 0);
  if (parts(version) >= parts(SQLITE_VERSION_MIN)) return;
  throw new HostError("sqlite-old", `This Node has SQLite ${version}; Vado needs ${SQLITE_VERSION_MIN} or later.`);
}

function migrate(database: DatabaseSync, path: string, kind: DatabaseKind): void {
  const version = pragma(database, "user_version");
  const id = pragma(database, "application_id");
  const empty =
    version === 0 && id === 0 && database.prepare("SELECT count(*) AS n FROM sqlite_schema").get()?.["n"] === 0;
  if (!empty && id !== kind.applicationId) throw new HostError("database-foreign", `${path} is not a ${kind.name}.`);
  if (version > kind.migrations.length) {
    throw new HostError(
      "database-newer",
      `${path} was written by a newer Vado (data version ${version}, this one knows ${kind.migrations.length}); update Vado.`,
    );
  }
  for (let next = version; next < kind.migrations.length; next += 1) {
    database.exec(`BEGIN IMMEDIATE; ${kind.migrations[next] ?? ""}
      PRAGMA application_id = ${kind.applicationId}; PRAGMA user_version = ${next + 1}; COMMIT;`);
  }
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);
}

/** SQLite's primary result codes, and what they mean to a person. */
const SENTENCES: Readonly<Record<number, readonly [string, (path: string, name: string) => string]>> = {
  5: ["database-in-use", (path, name) => `${path} is in use by another process; a ${name} has one owner.`],
  8: ["database-readonly", (path) => `${path} can't be written; check who owns it.`],
  10: ["disk-error", (path) => `The disk failed while reading or writing ${path}.`],
  11: ["database-damaged", (path, name) => `${path} is damaged; restore the ${name} from its copy.`],
  13: ["disk-full", (path) => `The disk with ${path} is full.`],
  14: ["database-unopenable", (path) => `${path} can't be opened; check that its folder exists and may be written.`],
  26: ["database-foreign", (path, name) => `${path} is not a ${name}.`],
};

/** Turns what SQLite throws into a `HostError`; leaves other errors as they are, they are bugs. */
export function databaseError(error: unknown, path: string, name: string): unknown {
  if (!(error instanceof Error) || !("errcode" in error) || typeof error.errcode !== "number") return error;
  const known = SENTENCES[error.errcode & 255];
  return known === undefined ? error : new HostError(known[0], known[1](path, name), error);
}
