/** Digits that people compare by eye or by voice. */

/** Six times five digits. */
const PARTS = 6;
const BYTES_A_PART = 5;

/** As people read them: in blocks of five. */
export function inFives(digits: string): string {
  return digits.replaceAll(/(\d{5})(?=\d)/g, "$1 ");
}

/** 30 digits of a SHA-256: equal where the hash is, different by chance once in 10^30. */
export function comparisonDigits(hash: Uint8Array): string {
  let code = "";
  for (let part = 0; part < PARTS; part++) {
    let n = 0;
    for (const byte of hash.subarray(part * BYTES_A_PART, (part + 1) * BYTES_A_PART)) n = n * 256 + byte;
    code += String(n % 100_000).padStart(5, "0");
  }
  return code;
}
