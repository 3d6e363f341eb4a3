import type { DatabaseSync } from "node:sqlite";
import type {
  AdoptPage,
  Adopted,
  Frame,
  FrameAppend,
  FrameKind,
  RelayDevice,
  StoreAnswer,
  StoredGroupInfo,
} from "@vado/protocol";
import { FRAME_APPLICATION_ID, FRAME_MIGRATIONS } from "../migrations/frames.ts";
import { databaseError, openDatabase } from "../open-database.ts";

/** An append with the relay's time, ms. */
export interface TimedAppend extends FrameAppend {
  readonly receivedAt: number;
}

/** Tuning; the defaults are measured ones. */
export interface FrameDatabaseOptions {
  readonly walPages?: number;
  readonly walBytesMax?: number;
  /** A bound on the database, pages of 4 KiB; at it, appends fail as on a full disk. */
  readonly pagesMax?: number;
}

/** The relay's database, synchronous: runs in a worker thread, or in the simulator's. */
export interface FrameDatabase {
  /** One transaction for all: when it returns, every stored frame is on the disk. Throws for all when that failed. */
  appendAll(frames: readonly TimedAppend[]): StoreAnswer[];
  read(channel: string, after: number, limit: number, maxBytes: number): Frame[];
  head(channel: string): { seq: number; lastCommitSeq: number };
  groupInfos(channel: string, limit: number): StoredGroupInfo[];
  adopt(channel: string, page: AdoptPage): Adopted;
  forget(before: number, limit: number): number;
  putDevice(device: RelayDevice): void;
  device(id: string): RelayDevice | undefined;
  close(): void;
}

interface Head {
  readonly id: number;
  seq: number;
  lastCommitSeq: number;
  receivedAt: number;
}

const KINDS: readonly FrameKind[] = ["commit", "message", "endorsement"];
const NAME = "relay database";

/** Opens the database at `path` (`:memory:` for tests). Throws `HostError`. */
export function openFrameDatabase(path: string, options: FrameDatabaseOptions = {}): FrameDatabase {
  const database = openDatabase(path, {
    name: NAME,
    applicationId: FRAME_APPLICATION_ID,
    migrations: FRAME_MIGRATIONS,
    walPages: options.walPages ?? 4_000,
    walBytesMax: options.walBytesMax ?? 64 * 1024 * 1024,
    ...(options.pagesMax === undefined ? {} : { pagesMax: options.pagesMax }),
  });
  const sql = statements(database);
  /** The last row that `forget` has looked at. */
  let forgottenTo = 0;
  // This is the only connection, so what was read once stays true; a rollback forgets it all.
  const heads = new Map<string, Head>();

  function loadHead(channel: string): Head | undefined {
    const known = heads.get(channel);
    if (known !== undefined) return known;
    const row = sql.channel.get(channel);
    const id = row?.["id"];
    if (id === undefined || row?.["adopting"] === 1) return undefined;
    const last = sql.last.get(id);
    const lastCommitSeq = Number(sql.lastCommit.get(id)?.["seq"] ?? 0);
    return remember(channel, {
      id: Number(id),
      seq: Number(last?.["seq"] ?? 0),
      lastCommitSeq,
      receivedAt: Number(last?.["received_at"] ?? 0),
    });
  }

  function remember(channel: string, head: Head): Head {
    if (heads.size >= 10_000) heads.clear();
    heads.set(channel, head);
    return head;
  }

  function appendOne(frame: TimedAppend): StoreAnswer {
    const head = loadHead(frame.channel);
    if (head === undefined && sql.channel.get(frame.channel) !== undefined)
      return { kind: "conflict", seq: 0, lastCommitSeq: 0 };
    if (head === undefined || frame.expectCommit !== head.lastCommitSeq) {
      // The key decides before the commit does: a repeated request gets its old answer, whatever came since (R2).
      const before = head && sql.byKey.get(head.id, frame.key);
      if (before !== undefined) return repeated(before);
      if (frame.expectCommit !== 0 || head !== undefined) {
        return { kind: "conflict", seq: head?.seq ?? 0, lastCommitSeq: head?.lastCommitSeq ?? 0 };
      }
    }
    const at = head ?? remember(frame.channel, newChannel(frame.channel));
    const seq = at.seq + 1;
    const receivedAt = Math.max(frame.receivedAt, at.receivedAt);
    const kind = KINDS.indexOf(frame.kind) + 1;
    const { changes } = sql.insert.run(at.id, seq, kind, frame.key, receivedAt, frame.bytes);
    if (changes === 0) return repeated(sql.byKey.get(at.id, frame.key) ?? {});
    at.seq = seq;
    at.receivedAt = receivedAt;
    if (frame.kind === "commit") {
      at.lastCommitSeq = seq;
      if (frame.groupInfo !== undefined) sql.insertGroupInfo.run(at.id, seq, frame.groupInfo);
    }
    return { kind: "stored", seq, receivedAt, repeated: false };
  }

  function newChannel(address: string): Head {
    const id = Number(sql.insertChannel.run(address).lastInsertRowid);
    return { id, seq: 0, lastCommitSeq: 0, receivedAt: 0 };
  }

  function adoptPage(address: string, { frames, groupInfos, end }: AdoptPage): Adopted {
    const row = sql.channel.get(address);
    const known = row === undefined ? undefined : Number(row["id"]);
    if (row?.["adopting"] === 0) return { seq: loadHead(address)?.seq ?? 0, open: true };
    if (known === undefined && frames.length === 0) return { seq: 0, open: false };
    const id = known ?? Number(sql.insertChannel.run(address).lastInsertRowid);
    let seq = Number(sql.last.get(id)?.["seq"] ?? 0);
    for (const frame of frames) {
      if (frame.seq !== seq + 1) continue;
      seq = frame.seq;
      sql.insert.run(id, seq, KINDS.indexOf(frame.kind) + 1, frame.key, frame.receivedAt, frame.bytes);
    }
    if (end) for (const { commitSeq, bytes } of groupInfos) sql.insertGroupInfo.run(id, commitSeq, bytes);
    sql.setAdopting.run(end ? 0 : 1, id);
    return { seq, open: end };
  }

  /** All or nothing, and on the disk when it returns. */
  function transaction<T>(work: () => T): T {
    try {
      sql.begin.run();
      const result = work();
      sql.commit.run();
      return result;
    } catch (error) {
      heads.clear();
      if (database.isTransaction) database.exec("ROLLBACK");
      throw databaseError(error, path, NAME);
    }
  }

  return {
    appendAll: (frames) => transaction(() => frames.map(appendOne)),
    read(channel, after, limit, maxBytes) {
      const head = loadHead(channel);
      const found: Frame[] = [];
      if (head === undefined || after >= head.seq) return found;
      let bytes = 0;
      for (const row of sql.read.iterate(head.id, after, limit)) {
        const frame = frameOf(channel, row);
        bytes += frame.bytes.length;
        if (bytes > maxBytes && found.length > 0) break;
        found.push(frame);
      }
      return found;
    },
    head(channel) {
      const head = loadHead(channel);
      return { seq: head?.seq ?? 0, lastCommitSeq: head?.lastCommitSeq ?? 0 };
    },
    groupInfos(channel, limit) {
      const head = loadHead(channel);
      if (head === undefined) return [];
      return sql.groupInfos
        .all(head.id, limit)
        .map((row) => ({ commitSeq: Number(row["commit_seq"]), bytes: bytesOf(row["bytes"]) }));
    },
    adopt: (channel, page) => transaction(() => adoptPage(channel, page)),
    forget(before, limit) {
      const rows = sql.oldest.all(forgottenTo, limit).filter((row) => Number(row["received_at"]) < before);
      const last = rows.at(-1)?.["id"];
      if (last === undefined) return 0;
      transaction(() => sql.empty.run(forgottenTo, last, before));
      forgottenTo = Number(last);
      return rows.length;
    },
    putDevice(device) {
      transaction(() => sql.putDevice.run(device.id, device.publicKey, device.account, device.expiresAt));
    },
    device(id) {
      const row = sql.device.get(id);
      if (row === undefined) return undefined;
      return {
        id,
        publicKey: bytesOf(row["public_key"]),
        account: String(row["account"]),
        expiresAt: Number(row["expires_at"]),
      };
    },
    close: () => database.close(),
  };
}

type Row = Readonly<Record<string, unknown>>;

const repeated = (row: Row): StoreAnswer => ({
  kind: "stored",
  seq: Number(row["seq"]),
  receivedAt: Number(row["received_at"]),
  repeated: true,
});

function frameOf(channel: string, row: Row): Frame {
  const kind = KINDS[Number(row["kind"]) - 1] ?? "message";
  return {
    channel,
    seq: Number(row["seq"]),
    kind,
    key: String(row["key"]),
    receivedAt: Number(row["received_at"]),
    bytes: bytesOf(row["bytes"]),
  };
}

function bytesOf(value: unknown): Uint8Array {
  if (!(value instanceof Uint8Array)) throw new Error("a column that must hold bytes does not");
  return value;
}

function statements(database: DatabaseSync) {
  return {
    begin: database.prepare("BEGIN IMMEDIATE"),
    commit: database.prepare("COMMIT"),
    channel: database.prepare("SELECT id, adopting FROM channels WHERE address = ?"),
    insertChannel: database.prepare("INSERT INTO channels (address) VALUES (?)"),
    setAdopting: database.prepare("UPDATE channels SET adopting = ? WHERE id = ?"),
    last: database.prepare("SELECT seq, received_at FROM frames WHERE channel = ? ORDER BY seq DESC LIMIT 1"),
    lastCommit: database.prepare("SELECT seq FROM frames WHERE channel = ? AND kind = 1 ORDER BY seq DESC LIMIT 1"),
    byKey: database.prepare("SELECT seq, received_at FROM frames WHERE channel = ? AND key = ?"),
    insert: database.prepare(
      "INSERT INTO frames (channel, seq, kind, key, received_at, bytes) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (channel, key) DO NOTHING",
    ),
    insertGroupInfo: database.prepare("INSERT INTO group_infos (channel, commit_seq, bytes) VALUES (?, ?, ?)"),
    read: database.prepare(
      "SELECT seq, kind, key, received_at, bytes FROM frames WHERE channel = ? AND seq > ? ORDER BY seq LIMIT ?",
    ),
    groupInfos: database.prepare(
      "SELECT commit_seq, bytes FROM group_infos WHERE channel = ? ORDER BY commit_seq DESC LIMIT ?",
    ),
    oldest: database.prepare("SELECT id, received_at FROM frames WHERE id > ? ORDER BY id LIMIT ?"),
    empty: database.prepare(
      "UPDATE frames SET bytes = x'' WHERE id > ? AND id <= ? AND kind = 2 AND received_at < ? AND length(bytes) > 0",
    ),
    putDevice: database.prepare(
      `INSERT INTO devices (id, public_key, account, expires_at) VALUES (?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET public_key = excluded.public_key, account = excluded.account, expires_at = excluded.expires_at`,
    ),
    device: database.prepare("SELECT public_key, account, expires_at FROM devices WHERE id = ?"),
  };
}
