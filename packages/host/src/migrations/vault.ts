/** Numbered migrations of a device's vault; see `frames.ts` for the rule. */
export const VAULT_MIGRATIONS: readonly string[] = [
  // 0001: ordered keys. Values may be large, so rows stay out of the key's tree.
  `CREATE TABLE rows (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, value BLOB NOT NULL) STRICT;`,
  // 0002: who seals the rows, and what they are together. Empty: they are not sealed.
  `CREATE TABLE seal (id INTEGER PRIMARY KEY CHECK (id = 1), vault BLOB NOT NULL, tally BLOB NOT NULL) STRICT;`,
];

/** "VdoV". */
export const VAULT_APPLICATION_ID = 0x56646f56;
