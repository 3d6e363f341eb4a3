import { createHash } from "node:crypto";
import type { Entropy } from "@vado/protocol";

/** Entropy that a test can repeat: SHA-256 in counter mode over its names. */
export function seededEntropy(...names: readonly string[]): Entropy {
  let counter = 0;
  return {
    bytes(length) {
      const out = new Uint8Array(length);
      for (let at = 0; at < length; at += 32) {
        const block = createHash("sha256")
          .update(JSON.stringify([...names, counter++]))
          .digest();
        out.set(block.subarray(0, Math.min(32, length - at)), at);
      }
      return out;
    },
  };
}
