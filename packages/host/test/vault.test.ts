import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { memoryVault, sqliteVault, vaultConformance } from "@vado/host";

const folder = mkdtempSync(join(tmpdir(), "vado-vault-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;

vaultConformance(
  (rule, body) => test(`memory vault: ${rule}`, body),
  async () => ({ vault: memoryVault(), end: async () => {} }),
);

for (const survives of ["power", "process"] as const)
  vaultConformance(
    (rule, body) => test(`SQLite vault that survives the ${survives}'s end: ${rule}`, body),
    async () => {
      const path = join(folder, `vault-${files++}.db`);
      let vault = sqliteVault(path, { survives });
      return {
        vault,
        reopen: async () => {
          vault.close();
          return (vault = sqliteVault(path, { survives }));
        },
        end: async () => vault.close(),
      };
    },
  );

test("V8 a vault has one owner", () => {
  const path = join(folder, "owned.db");
  const vault = sqliteVault(path);
  expect(() => sqliteVault(path)).toThrow("in use by another process");
  vault.close();
});
