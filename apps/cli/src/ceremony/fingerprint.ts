import { createHash } from "node:crypto";

/** 30 digits that two people can compare by telephone: about 100 bits of a SHA-256 over `kind` and the bytes. */
export function fingerprint(kind: string, bytes: Uint8Array): string {
  const digest = createHash("sha256").update(`vado fingerprint ${kind}\n`).update(bytes).digest("hex");
  const digits = String(BigInt(`0x${digest}`) % 10n ** 30n).padStart(30, "0");
  return digits.replace(/(\d{5})(?=\d)/g, "$1 ");
}
