import type { Entropy } from "@vado/protocol";

/** Unpredictable bytes from the browser. */
export const webEntropy: Entropy = {
  bytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
};
