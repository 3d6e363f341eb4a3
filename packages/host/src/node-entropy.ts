import { randomBytes } from "node:crypto";
import type { Entropy } from "@vado/protocol";

/** Unpredictable bytes from the operating system, through OpenSSL's generator. */
export const nodeEntropy: Entropy = {
  bytes: (length) => Uint8Array.from(randomBytes(length)),
};
