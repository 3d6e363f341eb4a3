/**
 * Numbered migrations of the relay's database: number n brings `user_version` from n-1 to n. A migration that was released
 * is never changed; the next one comes after it.
 */
export const FRAME_MIGRATIONS: readonly string[] = [
  // 0001: channels, frames, GroupInfos, devices.
  `CREATE TABLE channels (id INTEGER PRIMARY KEY, address TEXT NOT NULL UNIQUE) STRICT;

   -- Rows are appended in the order they arrive, so a commit writes few pages; the two indexes carry the contract.
   CREATE TABLE frames (
     id INTEGER PRIMARY KEY,
     channel INTEGER NOT NULL REFERENCES channels (id),
     seq INTEGER NOT NULL,
     kind INTEGER NOT NULL,            -- 1 commit, 2 message, 3 endorsement
     key TEXT NOT NULL,
     received_at INTEGER NOT NULL,     -- ms
     bytes BLOB NOT NULL
   ) STRICT;
   CREATE UNIQUE INDEX frames_by_seq ON frames (channel, seq);
   CREATE UNIQUE INDEX frames_by_key ON frames (channel, key);
   CREATE INDEX commits_by_seq ON frames (channel, seq) WHERE kind = 1;

   CREATE TABLE group_infos (
     id INTEGER PRIMARY KEY,
     channel INTEGER NOT NULL REFERENCES channels (id),
     commit_seq INTEGER NOT NULL,
     bytes BLOB NOT NULL
   ) STRICT;
   CREATE UNIQUE INDEX group_infos_by_commit ON group_infos (channel, commit_seq);

   CREATE TABLE devices (
     id TEXT PRIMARY KEY,
     public_key BLOB NOT NULL,
     account TEXT NOT NULL,
     expires_at INTEGER NOT NULL       -- ms
   ) STRICT;`,
  // 0002: channels that are being brought from another relay, and are nobody's yet.
  `ALTER TABLE channels ADD COLUMN adopting INTEGER NOT NULL DEFAULT 0;`,
];

/** In the header of the file, so that no other database is taken for a relay's: "VdoR". */
export const FRAME_APPLICATION_ID = 0x56646f52;
