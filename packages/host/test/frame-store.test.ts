import { mkdtempSync, rmSync, writeFileSync, chmodSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, expect, test } from "vitest";
import { HostError, openFrameDatabase, sqliteFrameStore, sqliteVault, type FrameStoreOptions } from "@vado/host";
import type { FrameAppend } from "@vado/protocol";
import { frameStoreConformance } from "@vado/relay";

const folder = mkdtempSync(join(tmpdir(), "vado-frames-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const newPath = (): string => join(folder, `relay-${files++}.db`);

for (const [name, options] of [
  ["worker", {}],
  ["in thread", { inThread: true }],
  ["batches of three", { inThread: true, batchFramesMax: 3 }],
] as [string, FrameStoreOptions][]) {
  frameStoreConformance(
    (rule, body) => test(`SQLite store, ${name}: ${rule}`, body),
    async () => {
      const path = newPath();
      let store = await sqliteFrameStore(path, options);
      return {
        store,
        reopen: async () => {
          await store.close();
          return (store = await sqliteFrameStore(path, options));
        },
        end: () => store.close(),
      };
    },
  );
}

const message = (key: string, size = 1_000): FrameAppend => ({
  channel: "c".repeat(24),
  kind: "message",
  key,
  expectCommit: 0,
  bytes: new Uint8Array(size),
});

async function errorOf(work: () => unknown): Promise<HostError> {
  try {
    await work();
  } catch (error) {
    expect(error).toBeInstanceOf(HostError);
    return error as HostError;
  }
  throw new Error("nothing was thrown");
}

test("RD7 the database is WAL, FULL, exclusive, and says what it is and its version", async () => {
  const path = newPath();
  openFrameDatabase(path).close();
  const database = new DatabaseSync(path);
  const pragma = (name: string): unknown => Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
  expect([pragma("journal_mode"), pragma("user_version"), pragma("application_id")]).toEqual(["wal", 2, 0x56646f52]);
  expect(pragma("integrity_check")).toBe("ok");
  database.close();
});

test("RD8 a database of a newer version is refused with a sentence and left alone", async () => {
  const path = newPath();
  openFrameDatabase(path).close();
  const database = new DatabaseSync(path);
  database.exec("PRAGMA user_version = 3");
  database.close();
  for (const inThread of [true, false]) {
    const error = await errorOf(() => sqliteFrameStore(path, { inThread }));
    expect([error.code, error.exitCode]).toEqual(["database-newer", 2]);
    expect(error.message).toBe(`${path} was written by a newer Vado (data version 3, this one knows 2); update Vado.`);
  }
});

test("RD8 what is no relay database is refused: garbage, another SQLite file, a vault, a missing folder, a folder", async () => {
  const garbage = newPath();
  writeFileSync(garbage, "x".repeat(5_000));
  expect((await errorOf(() => sqliteFrameStore(garbage))).code).toBe("database-foreign");
  const other = newPath();
  const database = new DatabaseSync(other);
  database.exec("CREATE TABLE t (a)");
  database.close();
  expect((await errorOf(() => sqliteFrameStore(other))).message).toBe(`${other} is not a relay database.`);
  const vault = newPath();
  sqliteVault(vault).close();
  expect((await errorOf(() => sqliteFrameStore(vault))).code).toBe("database-foreign");
  expect((await errorOf(() => sqliteFrameStore(join(folder, "no", "where.db")))).code).toBe("database-unopenable");
  expect((await errorOf(() => sqliteFrameStore(folder))).code).toBe("database-unopenable");
});

test("RD8 a file that may not be read or written is refused", async () => {
  if (process.getuid?.() === 0) return; // The superuser may read everything.
  const path = newPath();
  openFrameDatabase(path).close();
  chmodSync(path, 0o000);
  expect((await errorOf(() => sqliteFrameStore(path))).code).toMatch(/^database-(unopenable|readonly)$/);
});

test("RD9 a database has one owner: a second one is refused until the first closes", async () => {
  const path = newPath();
  const first = await sqliteFrameStore(path);
  expect((await errorOf(() => sqliteFrameStore(path))).code).toBe("database-in-use");
  await first.close();
  await (await sqliteFrameStore(path)).close();
});

test("RD10 a full disk fails the appends of its batch with one sentence; what was acknowledged stays, and it goes on", async () => {
  const path = newPath();
  const store = await sqliteFrameStore(path, { inThread: true, pagesMax: 60 });
  const acknowledged: string[] = [];
  let error: unknown;
  for (let i = 0; error === undefined && i < 1_000; i += 1) {
    try {
      await store.append(message(`key-${i}`, 4_000), i);
      acknowledged.push(`key-${i}`);
    } catch (thrown) {
      error = thrown;
    }
  }
  expect(error).toMatchObject({ code: "disk-full", message: `The disk with ${path} is full.` });
  expect(acknowledged.length).toBeGreaterThan(10);
  expect((await store.append(message(acknowledged[0] ?? ""), 5_000)).kind).toBe("stored");
  // A batch fails as a whole, with what would have had room.
  const batch = await Promise.allSettled([store.append(message("tiny", 1), 1), store.append(message("big", 9_000), 1)]);
  expect(batch.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  // One byte still finds room, and gets the place that the failed frame did not get.
  expect(await store.append(message("small", 1), 5_000)).toMatchObject({ seq: acknowledged.length + 1 });
  acknowledged.push("small");
  await store.close();
  const again = await sqliteFrameStore(path, { inThread: true });
  const keys = (await again.read("c".repeat(24), 0, 1_000, 1e9)).map(({ key }) => key);
  expect(keys).toEqual(acknowledged);
  expect(await again.append(message("after"), 1)).toMatchObject({ seq: acknowledged.length + 1 });
  await again.close();
});

test("RD11 the log file is cut back after checkpoints", async () => {
  const path = newPath();
  const store = await sqliteFrameStore(path, { walPages: 100, walBytesMax: 1_000_000 });
  for (let round = 0; round < 40; round += 1) {
    await Promise.all(Array.from({ length: 50 }, (_, i) => store.append(message(`key-${round}-${i}`, 4_000), 1)));
  }
  const { statSync } = await import("node:fs");
  expect(statSync(path).size).toBeGreaterThan(6_000_000);
  expect(statSync(`${path}-wal`).size).toBeLessThan(2_000_000);
  await store.close();
});

test("RD12 calls after closing are refused, not lost", async () => {
  const store = await sqliteFrameStore(newPath());
  await store.append(message("one"), 1);
  await store.close();
  await expect(store.append(message("two"), 2)).rejects.toMatchObject({ code: "store-closed" });
});
