import { closeSync, fstatSync, fsyncSync, openSync, renameSync, writeSync } from "node:fs";
import { HostError } from "../host-error.ts";
import { SealBroken, type VaultKey } from "./vault-key.ts";

/** A small file of secrets, sealed whole: one line that begins with this. */
const MARK = "vado-sealed-v1 ";
const SALT = new Uint8Array();

export const isSealedText = (text: string): boolean => text.startsWith(MARK);

/** Opens what `sealFile` wrote. `name` says what it is, "papers". Throws `HostError`. */
export function openSealedText(path: string, name: string, text: string, key: VaultKey): string {
  try {
    const sealed = Buffer.from(text.slice(MARK.length).trim(), "base64url");
    return Buffer.from(key.derive("file", SALT).open(name, sealed)).toString("utf8");
  } catch (error) {
    if (!(error instanceof SealBroken)) throw error;
    throw new HostError("file-key-wrong", `The ${name} ${path} are sealed with another key, or were changed.`);
  }
}

/** Puts the sealed text in the place of the file, all of it or nothing; then the old bytes are overwritten, as far as the disk does so. */
export function sealFile(path: string, name: string, text: string, key: VaultKey): void {
  const sealed = `${MARK}${Buffer.from(key.derive("file", SALT).seal(name, Buffer.from(text))).toString("base64url")}\n`;
  const next = `${path}.sealing`;
  try {
    const old = openSync(path, "r+", 0o600);
    try {
      write(openSync(next, "w", 0o600), sealed);
      renameSync(next, path);
      // A copy the operator linked to is the operator's.
      if (fstatSync(old).nlink === 0) writeSync(old, new Uint8Array(Buffer.byteLength(text)), 0);
      fsyncSync(old);
    } finally {
      closeSync(old);
    }
  } catch (error) {
    throw new HostError("file-unsealable", `The ${name} ${path} can't be sealed in their place.`, error);
  }
}

function write(file: number, text: string): void {
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
