import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RecordLine } from "../src/check/index.ts";
import { CHANNEL, type Book, goodDay, goodSummary } from "./check-book.ts";

/** Folders as `vado replay --out` leaves them, written by hand. */

export interface Folder {
  logs: Record<string, readonly RecordLine[]>;
  digests: Record<string, string>;
  summary: Record<string, unknown>;
}

/** The folder of a run with two devices. */
export function goodFolder(): Folder {
  const { lines } = goodDay();
  const digest = `${CHANNEL} ${lines.at(-1)!.seq} ${"a".repeat(64)}\n`;
  return {
    logs: { one: lines, two: lines.slice(0, -2) },
    digests: { one: digest, two: digest },
    summary: goodSummary(),
  };
}

const written: string[] = [];

/** Removes what `write` and `emptyFolder` made. */
export function removeFolders(): void {
  for (const dir of written.splice(0)) rmSync(dir, { recursive: true });
}

export function emptyFolder(): string {
  const dir = mkdtempSync(join(tmpdir(), "vado-check-"));
  written.push(dir);
  return dir;
}

export function write({ logs, digests, summary }: Folder): string {
  const dir = emptyFolder();
  writeFileSync(join(dir, "channels.json"), JSON.stringify([{ channel: CHANNEL, kind: "record", link: "AAA-BBB" }]));
  writeFileSync(join(dir, "summary.json"), JSON.stringify(summary));
  for (const [id, lines] of Object.entries(logs)) {
    writeFileSync(join(dir, `device-${id}.jsonl`), lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  }
  for (const [id, text] of Object.entries(digests)) writeFileSync(join(dir, `device-${id}.digest`), text);
  return dir;
}

/** A folder with the logs of several links, each of one device, and a summary that says nothing. */
export function writeLinks(books: Record<string, Book>): string {
  const dir = emptyFolder();
  const rows = Object.entries(books).map(([link, { channel }]) => ({ channel, kind: "record", link }));
  writeFileSync(join(dir, "channels.json"), JSON.stringify(rows));
  writeFileSync(join(dir, "summary.json"), "{}");
  for (const [link, { lines }] of Object.entries(books))
    writeFileSync(join(dir, `device-${link}.jsonl`), lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  return dir;
}
