import { dirname, join } from "node:path";
import { isSealedText, openSealedText, passphraseFrom, sealFile, vaultKeyFrom, type VaultKey } from "@vado/host";
import { DESK_PAPERS_BYTES_MAX } from "@vado/protocol";
import type { Command } from "commander";
import { readFile, replaceSecret } from "./files.ts";

/** A desk's papers after its first start: sealed by the desk's key. */

/** Sealed papers are a third longer. */
const SEALED_PAPERS_BYTES_MAX = Math.ceil(DESK_PAPERS_BYTES_MAX * 1.4);

export interface PapersFlags {
  readonly papers: string;
  readonly key?: string;
  readonly passphrase?: boolean;
}

/** The options that `openDeskPapers` reads beside `--papers`. */
export function withDeskKey(command: Command): Command {
  return command
    .option("--key <file>", "the key the desk sealed its papers with (default: desk.key beside them)")
    .option("--passphrase", "the key is under a passphrase: the first line of standard input");
}

/** The papers as text, and how to write them back: sealed, if they were. Throws `HostError`. */
export function openDeskPapers(flags: PapersFlags): { readonly text: string; replace(text: string): void } {
  const { papers } = flags;
  const rule = { what: "the desk's papers", bytesMax: SEALED_PAPERS_BYTES_MAX, secret: true };
  const text = Buffer.from(readFile(papers, rule)).toString("utf8");
  if (!isSealedText(text)) return { text, replace: (renewed) => replaceSecret(papers, Buffer.from(renewed)) };
  const key = deskKey(flags);
  return {
    text: openSealedText(papers, "papers", text, key),
    replace: (renewed) => sealFile(papers, "papers", renewed, key),
  };
}

function deskKey({ papers, key, passphrase }: PapersFlags): VaultKey {
  const file = key ?? join(dirname(papers), "desk.key");
  const source = { file, make: false, credentials: process.env["CREDENTIALS_DIRECTORY"] };
  return vaultKeyFrom(passphrase === true ? { ...source, passphrase: passphraseFrom(process.stdin) } : source);
}
