import type { Vault } from "@vado/protocol";
import { memoryVault } from "@vado/host";

/** The power went at this write. */
export class PowerCut extends Error {
  override readonly name = "PowerCut";
}

/** A vault whose power goes at a chosen write: before anything of it is durable, or when all of it is. */
export interface FragileVault extends Vault {
  writes: number;
  /** The write at which it happens, counted from 1 and from now on; 0: never. */
  cutAt: number;
  cut: "before" | "after";
}

export function fragileVault(): FragileVault {
  const disk = memoryVault();
  const vault: FragileVault = {
    writes: 0,
    cutAt: 0,
    cut: "before",
    get: (key) => disk.get(key),
    list: (prefix) => disk.list(prefix),
    write: async (rows) => {
      vault.writes++;
      const now = vault.cutAt > 0 && --vault.cutAt === 0;
      if (now && vault.cut === "before") throw new PowerCut("before the write");
      await disk.write(rows);
      if (now) throw new PowerCut("after the write");
    },
  };
  return vault;
}
