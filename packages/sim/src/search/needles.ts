import { Buffer } from "node:buffer";

/** Shorter texts are found by chance. */
export const NEEDLE_BYTES_MIN = 8;

/** What a run put into its sealed messages, or into names that only its members know. */
export interface Secrets {
  readonly canaries: readonly string[];
  readonly codes: readonly string[];
  readonly stationNames: readonly string[];
}

/** What to search for: canaries, group codes within their JSON quotes, station names of at least 8 bytes. */
export function needlesFor({ canaries, codes, stationNames }: Secrets): string[] {
  const names = stationNames.filter((name) => Buffer.byteLength(name) >= NEEDLE_BYTES_MIN);
  return [...new Set([...canaries, ...codes.map((code) => JSON.stringify(code)), ...names])];
}
