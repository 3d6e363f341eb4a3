import type { Pattern } from "./patterns.ts";

const SLOTS_LOG2 = 20;
const SHIFT = 32 - SLOTS_LOG2;
/** Knuth's multiplicative hash. */
const SPREAD = 0x9e3779b1;

/**
 * Finds many patterns in one pass. Each position asks a bitmap of 128 KiB whether any pattern begins with the four
 * bytes there; few do, and only those are compared. The bitmap stays in the cache, which the tables of an automaton
 * for thousands of patterns would not.
 */
export class Matcher {
  readonly #bits = new Uint32Array(1 << (SLOTS_LOG2 - 5));
  readonly #byBeginning = new Map<number, Pattern[]>();
  /** Bytes of the longest pattern. */
  readonly longest: number;

  constructor(patterns: readonly Pattern[]) {
    let longest = 0;
    for (const pattern of patterns) {
      longest = Math.max(longest, pattern.bytes.length);
      const beginning = pattern.bytes.readInt32BE(0);
      const slot = Math.imul(beginning, SPREAD) >>> SHIFT;
      this.#bits[slot >>> 5] = (this.#bits[slot >>> 5] ?? 0) | (1 << (slot & 31));
      const same = this.#byBeginning.get(beginning);
      if (same === undefined) this.#byBeginning.set(beginning, [pattern]);
      else same.push(pattern);
    }
    this.longest = longest;
  }

  /** Calls back for each occurrence. */
  scan(bytes: Uint8Array, found: (pattern: Pattern) => void): void {
    const bits = this.#bits;
    let word = 0;
    for (let i = 0; i < bytes.length; i++) {
      word = (word << 8) | (bytes[i] as number);
      const slot = Math.imul(word, SPREAD) >>> SHIFT;
      if (((bits[slot >>> 5] as number) & (1 << (slot & 31))) === 0 || i < 3) continue;
      for (const pattern of this.#byBeginning.get(word) ?? []) {
        if (standsAt(bytes, i - 3, pattern.bytes)) found(pattern);
      }
    }
  }
}

function standsAt(bytes: Uint8Array, start: number, pattern: Uint8Array): boolean {
  if (start + pattern.length > bytes.length) return false;
  for (let i = 4; i < pattern.length; i++) if (bytes[start + i] !== pattern[i]) return false;
  return true;
}
