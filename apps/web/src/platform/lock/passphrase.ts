import { argon2idAsync } from "@noble/hashes/argon2.js";
import { randomBytes, type Lock } from "./data-key.ts";

/** Argon2id over a passphrase. Loaded only where somebody types one. */

/** Characters; what is guessed at 32 MiB a guess should not be a word. */
export const PASSPHRASE_CHARACTERS_MIN = 10;
const SALT_BYTES = 16;
/** OWASP's least is 19 MiB and 2 passes; this takes a phone two to three seconds. */
const MEMORY_KIB = 32_768;
const PASSES = 2;

export type PassphraseTerms = Omit<Extract<Lock, { kind: "passphrase" }>, "wrapped">;

export const newTerms = (): PassphraseTerms => ({
  kind: "passphrase",
  salt: randomBytes(SALT_BYTES),
  memory: MEMORY_KIB,
  passes: PASSES,
});

/** 32 bytes. `onProgress`: 0 to 1. */
export async function stretched(
  passphrase: string,
  { salt, memory, passes }: PassphraseTerms,
  onProgress: (done: number) => void = () => {},
): Promise<Uint8Array<ArrayBuffer>> {
  const typed = new TextEncoder().encode(passphrase.normalize("NFC"));
  const options = { t: passes, m: memory, p: 1, dkLen: 32, onProgress };
  return new Uint8Array(await argon2idAsync(typed, salt, options));
}
