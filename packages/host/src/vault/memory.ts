import type { Vault } from "@vado/protocol";

/** A vault in memory: lives as long as the object. Values are copied in and out, as a disk would. */
export function memoryVault(): Vault {
  const rows = new Map<string, Uint8Array>();
  return {
    get: async (key) => rows.get(key)?.slice(),
    list: async (prefix) =>
      [...rows]
        .filter(([key]) => key.startsWith(prefix))
        .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
        .map(([key, value]) => ({ key, value: value.slice() })),
    write: async (changes) => {
      for (const { key, value } of changes) {
        if (value === null) rows.delete(key);
        else rows.set(key, value.slice());
      }
    },
  };
}
