export * from "./host-error.ts";
export * from "./node-crypto.ts";
export * from "./node-entropy.ts";
export * from "./system.ts";
export * from "./paced-clock.ts";
export { SQLITE_VERSION_MIN } from "./open-database.ts";
export {
  openFrameDatabase,
  type FrameDatabase,
  type FrameDatabaseOptions,
  type TimedAppend,
} from "./frames/database.ts";
export { sqliteFrameStore, type FrameStoreOptions } from "./frames/store.ts";
export * from "./vault/memory.ts";
export * from "./vault/sqlite.ts";
export { VaultKey, SealBroken } from "./vault/vault-key.ts";
export * from "./vault/key-file.ts";
export * from "./vault/sealed-file.ts";
export * from "./relay/accounts.ts";
export * from "./relay/serve.ts";
export { vaultConformance } from "./conformance/vault.ts";
export * from "./fetch-within.ts";
export * from "./app-list.ts";
