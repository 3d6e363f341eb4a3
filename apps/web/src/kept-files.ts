/** A window asks its service worker what it keeps: the SHA-256 of every file, and of the worker itself; answered on the port that comes along. */
export const SAY_FILES = "vado-say-files";

/** A file as the browser has it. */
export interface KeptFile {
  readonly path: string;
  /** Lower-case hex. */
  readonly sha256: string;
}
