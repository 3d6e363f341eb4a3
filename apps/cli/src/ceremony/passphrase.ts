import { closeSync, readFileSync } from "node:fs";
import type { Command } from "commander";
import { HostError } from "@vado/host";
import { readFile } from "./files.ts";
import { askLine, ownTerminal, type Terminal } from "./terminal.ts";

/** Where a passphrase comes from: a terminal without echo, a file, or a file descriptor. Never an argument: others see those. */
export interface PassphraseFlags {
  readonly passphraseFile?: string;
  readonly passphraseFd?: string;
}

/** Characters of a passphrase that is chosen. */
export const PASSPHRASE_CHARS_MIN = 12;
const PASSPHRASE_BYTES_MAX = 1_024;

export const passphraseOptions = (command: Command): Command =>
  command
    .option("--passphrase-file <file>", "read the passphrase from the first line of a file that nobody else can read")
    .option("--passphrase-fd <number>", "read the passphrase from an open file descriptor");

/** The passphrase of a key that is there. */
export async function passphrase(flags: PassphraseFlags, terminal: Terminal = ownTerminal): Promise<string> {
  return given(flags) ?? ask("Passphrase: ", terminal);
}

/** A passphrase for a new key: asked for twice, and long enough. */
export async function newPassphrase(flags: PassphraseFlags, terminal: Terminal = ownTerminal): Promise<string> {
  const said = given(flags);
  const chosen = said ?? (await ask(`New passphrase, at least ${PASSPHRASE_CHARS_MIN} characters: `, terminal));
  if (Array.from(chosen).length < PASSPHRASE_CHARS_MIN)
    throw new HostError(
      "passphrase-short",
      `A passphrase has at least ${PASSPHRASE_CHARS_MIN} characters; six words drawn by dice are good.`,
    );
  if (said === null && (await ask("The same once more: ", terminal)) !== chosen)
    throw new HostError("passphrase-differs", "The two passphrases differ; nothing was written.");
  return chosen;
}

async function ask(question: string, terminal: Terminal): Promise<string> {
  if (terminal.input.isTTY !== true)
    throw new HostError(
      "passphrase-none",
      "There is no terminal to ask for the passphrase; give --passphrase-file or --passphrase-fd.",
    );
  return plain(await askLine(question, true, terminal));
}

function given({ passphraseFile, passphraseFd }: PassphraseFlags): string | null {
  if (passphraseFile !== undefined && passphraseFd !== undefined)
    throw new HostError("passphrase-twice", "Give --passphrase-file or --passphrase-fd, not both.");
  if (passphraseFile !== undefined) {
    const rule = { what: "the passphrase file", bytesMax: PASSPHRASE_BYTES_MAX, secret: true };
    return firstLine(readFile(passphraseFile, rule));
  }
  return passphraseFd === undefined ? null : firstLine(readDescriptor(passphraseFd));
}

function readDescriptor(text: string): Uint8Array {
  const fd = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  try {
    const bytes = readFileSync(fd);
    if (fd > 2) closeSync(fd);
    if (bytes.length <= PASSPHRASE_BYTES_MAX) return bytes;
  } catch (error) {
    throw new HostError("passphrase-unreadable", "There is no passphrase at the descriptor of --passphrase-fd.", error);
  }
  throw new HostError("passphrase-long", `A passphrase has at most ${PASSPHRASE_BYTES_MAX} bytes.`);
}

const firstLine = (bytes: Uint8Array): string => plain(Buffer.from(bytes).toString("utf8").split(/\r?\n/)[0] ?? "");

/** One passphrase typed on two keyboards is the same. */
const plain = (text: string): string => text.normalize("NFKC");
