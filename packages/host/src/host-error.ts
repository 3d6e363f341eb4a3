/**
 * What the ground under Vado can't do: one clear sentence for the person at the terminal, who can mend it. Commands print
 * the sentence and end with `exitCode`; anything else that is thrown is a bug.
 */
export class HostError extends Error {
  override readonly name = "HostError";
  /** Exit code of a command that ends with this error. */
  readonly exitCode = 2;
  /** For programs: `database-newer`, `disk-full`, `port-taken`, … */
  readonly code: string;

  constructor(code: string, sentence: string, cause?: unknown) {
    super(sentence, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
