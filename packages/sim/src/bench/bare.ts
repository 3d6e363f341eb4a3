import { DatabaseSync } from "node:sqlite";
import { openFrameDatabase } from "@vado/host";
import { timed, type Lap } from "./rounds.ts";

/**
 * The peer of `relay.append`: the least a durable append can be on this disk. A file laid out by the relay's own store
 * (same table, same indexes), the same pragmas, one prepared INSERT a frame and one COMMIT a batch, synchronously in
 * this thread. It checks no key, keeps no head in step, answers nobody and waits for nobody.
 */
export interface BareStore {
  /** Appends the frames in transactions of `batch`. */
  append(frames: readonly BareFrame[], batch: number): Promise<Lap>;
  close(): void;
}

export interface BareFrame {
  /** From 0. */
  readonly channel: number;
  readonly key: string;
  readonly bytes: Uint8Array;
}

const MESSAGE = 2;

export function bareStore(path: string, channels: readonly string[]): BareStore {
  openFrameDatabase(path).close();
  const database = new DatabaseSync(path);
  // As the relay's store opens it.
  database.exec(`
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA wal_autocheckpoint = 4000;
    PRAGMA journal_size_limit = 67108864;
    PRAGMA trusted_schema = OFF;
    PRAGMA cell_size_check = ON;
  `);
  const addChannel = database.prepare("INSERT INTO channels (address) VALUES (?)");
  const heads = channels.map((address) => ({ id: Number(addChannel.run(address).lastInsertRowid), seq: 0 }));
  const begin = database.prepare("BEGIN IMMEDIATE");
  const insert = database.prepare(
    "INSERT INTO frames (channel, seq, kind, key, received_at, bytes) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const commit = database.prepare("COMMIT");

  function transaction(frames: readonly BareFrame[]): void {
    const now = Date.now();
    begin.run();
    for (const { channel, key, bytes } of frames) {
      const head = heads[channel];
      if (head === undefined) throw new RangeError(`no channel ${channel}`);
      head.seq += 1;
      insert.run(head.id, head.seq, MESSAGE, key, now, bytes);
    }
    commit.run();
  }

  return {
    append: (frames, batch) =>
      timed(frames.length, () => {
        for (let at = 0; at < frames.length; at += batch) transaction(frames.slice(at, at + batch));
      }),
    close: () => database.close(),
  };
}
