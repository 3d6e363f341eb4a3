import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { HostError } from "@vado/host";

/** Files of a ceremony: read with a limit, written whole or not at all, never over another. */

export interface ReadRule {
  /** What the file should be, for sentences: `the charter`. */
  readonly what: string;
  readonly bytesMax: number;
  /** Others of this machine must not be able to read it. */
  readonly secret?: boolean;
}

/** Throws `HostError` with one sentence. */
export function readFile(path: string, { what, bytesMax, secret = false }: ReadRule): Uint8Array {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    throw new HostError("file-unreadable", `${capital(what)} ${path} can't be read; is the name right?`, error);
  }
  try {
    const { mode, size } = fstatSync(file);
    if (secret && (mode & 0o077) !== 0)
      throw new HostError("file-open", `Others can read ${what} ${path}; make it your own with chmod 600.`);
    if (size > bytesMax)
      throw new HostError("file-large", `${path} is too large to be ${what}: ${size} bytes, ${bytesMax} at most.`);
    return new Uint8Array(readFileSync(file));
  } catch (error) {
    if (error instanceof HostError) throw error;
    throw new HostError("file-unreadable", `${capital(what)} ${path} can't be read; it is no plain file.`, error);
  } finally {
    closeSync(file);
  }
}

/** Writes a new file, and its folder if there is none. A file that is there is never written over. Throws `HostError`. */
export function writeNew(path: string, bytes: Uint8Array, { secret = false } = {}): void {
  try {
    mkdirSync(dirname(path), { recursive: true, ...(secret ? { mode: 0o700 } : {}) });
    put(path, bytes, "wx", secret ? 0o600 : 0o644);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST")
      throw new HostError("file-there", `${path} is there already; name another file, or move that one away first.`);
    throw new HostError("file-unwritable", `${path} can't be written.`, error);
  }
}

/** Replaces a secret file of one's own: after a crash the old or the new one is there, whole. */
export function replaceSecret(path: string, bytes: Uint8Array): void {
  const beside = `${path}.${randomBytes(6).toString("hex")}.new`;
  try {
    put(beside, bytes, "wx", 0o600);
    renameSync(beside, path);
  } catch (error) {
    throw new HostError("file-unwritable", `${path} can't be written.`, error);
  }
}

/** A folder of one's own that must be new. */
export function newFolder(path: string): void {
  if (existsSync(path))
    throw new HostError("folder-there", `${path} is there already; name another, or move it away first.`);
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new HostError("folder-unusable", `The folder ${path} can't be made.`, error);
  }
}

function put(path: string, bytes: Uint8Array, flag: "wx", mode: number): void {
  const file = openSync(path, flag, mode);
  try {
    writeSync(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
