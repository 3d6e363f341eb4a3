import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { RecordPage } from "@vado/client";
import { HostError } from "@vado/host";
import { RECORD_PATH, parseWire } from "@vado/protocol";
import { askDesk, type DeskFlags } from "../ask-desk.ts";

/** `vado record export`: a link's record from one's own desk into a file that strangers can verify. */

export interface ExportFlags extends DeskFlags {
  readonly link: string;
  readonly out: string;
}

/** A page is 200 entries of at most 48 KiB; papers and the rest are small. */
const PAGE_BYTES_MAX = 16 * 1024 * 1024;

/** Writes the file whole or not at all. Throws `HostError`. */
export async function exportRecord(flags: ExportFlags): Promise<void> {
  const beside = `${flags.out}.part`;
  const file = opened(beside);
  try {
    const entries = await copyPages(flags, (line) => void writeSync(file, `${JSON.stringify(line)}\n`));
    fsyncSync(file);
    closeSync(file);
    renameSync(beside, flags.out);
    process.stdout.write(
      `${entries} entries of ${flags.link}: ${flags.out}. To check it: vado record verify ${flags.out}\n`,
    );
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

async function copyPages(flags: ExportFlags, write: (line: unknown) => void): Promise<number> {
  let after = 0;
  let entries = 0;
  let begun = false;
  for (;;) {
    const query = `link=${encodeURIComponent(flags.link)}&after=${after}`;
    const text = await askDesk(flags, "GET", `${RECORD_PATH}?${query}`);
    const page = text.length > PAGE_BYTES_MAX ? undefined : parseWire(RecordPage, text);
    if (page === undefined)
      throw new HostError("desk-strange", `What answers at ${flags.desk} is no desk of this version.`);
    if (!begun) write(page.header);
    begun = true;
    const before = after;
    for (const line of page.lines) {
      write(line);
      if ("end" in line) return entries;
      if (!("bytesHash" in line)) continue;
      after = line.seq;
      entries++;
    }
    if (after === before)
      throw new HostError("desk-strange", "The desk gives no more of the record, and no end of it; ask again.");
    progress(`${entries} entries …`);
  }
}

function opened(path: string): number {
  try {
    return openSync(path, "wx", 0o600);
  } catch (error) {
    throw new HostError("file-unwritable", `${path} can't be written; is it there already?`, error);
  }
}

/** Long work shows where it is, to people only. */
export function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${text.padEnd(40)}`);
}
