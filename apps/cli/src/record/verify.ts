import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { openAgencyCard } from "@vado/channel";
import { RecordUnusable, RecordVerifier, type RecordReport } from "@vado/client";
import { HostError, nodeCrypto } from "@vado/host";
import { readKind, withPaper } from "../ceremony/kinds.ts";
import { progress } from "./export.ts";

/** `vado record verify`: a record's file, and another's of the same link if there is one, by the agencies' cards alone. */

export interface VerifyFlags {
  readonly agency: readonly string[];
  readonly json?: boolean;
}

/** A fault in any file, or two files that tell two stories. */
const EXIT_FALSE = 1;
const SHOW_EVERY = 5_000;

export async function verifyRecords(files: readonly string[], flags: VerifyFlags): Promise<void> {
  const roots = new Map<string, Uint8Array>();
  for (const path of flags.agency) {
    const { bytes } = readKind(path, "vado/agency/1");
    const card = await withPaper(path, () => openAgencyCard(nodeCrypto, bytes));
    roots.set(card.agency, card.root);
  }
  const read = [];
  for (const file of files) read.push(await verifyFile(file, roots));
  const differ = firstDifference(read);
  const good = differ === null && read.every(({ report }) => report.faults.length === 0 && report.complete);
  const reports = read.map(({ file, report }) => ({ file, ...report }));
  process.stdout.write(flags.json === true ? `${JSON.stringify({ good, differ, reports })}\n` : text(read, differ));
  if (!good) process.exitCode = EXIT_FALSE;
}

interface Read {
  readonly file: string;
  readonly report: RecordReport;
  /** What each entry is, by its sequence: to compare with another file. */
  readonly entries: ReadonlyMap<number, string>;
}

async function verifyFile(file: string, roots: ReadonlyMap<string, Uint8Array>): Promise<Read> {
  const entries = new Map<number, string>();
  let verifier: RecordVerifier | null = null;
  let lines = 0;
  const input = createReadStream(file);
  const failed = new Promise<never>((_, reject) =>
    input.once("error", (error) =>
      reject(new HostError("file-unreadable", `The record ${file} can't be read; is the name right?`, error)),
    ),
  );
  failed.catch(() => undefined);
  try {
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      if (verifier === null) verifier = await RecordVerifier.open(nodeCrypto, line, roots);
      else await verifier.line(line);
      const seq = /^\{"seq":(\d{1,15}),/.exec(line)?.[1];
      if (seq !== undefined) entries.set(Number(seq), line);
      if (++lines % SHOW_EVERY === 0) progress(`${file}: ${lines} lines …`);
    }
  } catch (error) {
    if (error instanceof RecordUnusable)
      throw new HostError("record-unusable", `${file} can't be judged: ${error.message}.`);
    if (input.errored !== null) await failed;
    throw error;
  }
  if (verifier === null) throw new HostError("record-unusable", `${file} is empty; it is no record.`);
  return { file, report: verifier.report(), entries };
}

/** The first entry that two files of one record have differently; null where all that they share is the same. */
function firstDifference([first, ...others]: readonly Read[]): { readonly seq: number; readonly file: string } | null {
  if (first === undefined) return null;
  for (const other of others) {
    if (other.report.charterId !== first.report.charterId || other.report.link !== first.report.link)
      return { seq: 0, file: other.file };
    const seqs = [...other.entries.keys()].toSorted((a, b) => a - b);
    const seq = seqs.find((one) => first.entries.has(one) && first.entries.get(one) !== other.entries.get(one));
    if (seq !== undefined) return { seq, file: other.file };
  }
  return null;
}

function text(read: readonly Read[], differ: ReturnType<typeof firstDifference>): string {
  const lines = read.flatMap(({ file, report }) => reportLines(file, report));
  if (read.length > 1) {
    const [first] = read;
    lines.push(
      differ === null
        ? "The files agree on every entry that they share."
        : `FALSE  ${differ.file} and ${first?.file} tell two stories, first at entry ${differ.seq}.`,
    );
  }
  return `${lines.join("\n")}\n`;
}

function reportLines(file: string, report: RecordReport): string[] {
  const { link, from, to, events, silent, devices, vouched, faults, complete, charterId } = report;
  const lines = [
    `${file}: record of ${link}, charter ${charterId.slice(0, 16)}…`,
    `  entries ${from + 1} to ${to}: ${events} signed events of ${Object.keys(devices).length} devices, ${silent} without a text`,
  ];
  for (const side of ["sending", "receiving"] as const) {
    const by = vouched[side];
    lines.push(
      by === null
        ? `  ${side} side: no signed head bears it out`
        : `  ${side} side: borne out up to entry ${by.seq} by ${by.by}, ${new Date(by.at).toISOString()}`,
    );
  }
  for (const { rule, seq, detail } of faults) lines.push(`  FALSE  ${rule}  at entry ${seq}: ${detail}`);
  if (!complete) lines.push("  FALSE  the file was cut: it does not say where the log stood");
  else if (faults.length === 0) lines.push("  Good: every signature, chain and head verifies.");
  return lines;
}
