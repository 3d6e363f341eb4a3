import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { isObject, parseLine, type RecordLine, type Violation } from "./line.ts";

/** A folder that cannot be read as evidence of a run; one sentence with the path of the fault. */
export class EvidenceError extends Error {
  override readonly name = "EvidenceError";
}

/** One device's log of one channel, in the order of its file. */
export interface Log {
  readonly device: string;
  readonly lines: RecordLine[];
  /** The text of each line as it stood in the file. */
  readonly texts: string[];
}

export interface Digest {
  readonly device: string;
  readonly channel: string;
  readonly seq: number;
  readonly digest: string;
}

export interface Channel {
  readonly channel: string;
  readonly kind: string;
  readonly link: string;
}

/** What a run left in its folder. */
export interface Evidence {
  readonly devices: readonly string[];
  readonly channels: readonly Channel[];
  /** By channel. */
  readonly logs: ReadonlyMap<string, Log[]>;
  readonly digests: readonly Digest[];
  readonly summary: Readonly<Record<string, unknown>>;
  /** Lines that are none. */
  readonly unreadable: readonly Violation[];
}

/** Reads a folder that `vado replay --out` wrote. */
export function readEvidence(dir: string): Evidence {
  const devices = namesIn(dir)
    .map((name) => /^device-(.+)\.jsonl$/.exec(name)?.[1])
    .filter((id) => id !== undefined)
    .sort();
  if (devices.length === 0) throw new EvidenceError(`${dir}: no file device-<id>.jsonl is here`);
  const summary = readJson(join(dir, "summary.json"));
  if (!isObject(summary)) throw new EvidenceError(`${join(dir, "summary.json")}: not an object`);
  const channels = readChannels(join(dir, "channels.json"));
  const logs = new Map<string, Log[]>(channels.map(({ channel }) => [channel, []]));
  const unreadable: Violation[] = [];
  for (const device of devices) readLog(dir, device, logs, unreadable);
  const digests = devices.flatMap((device) => readDigests(dir, device, unreadable));
  return { devices, channels, logs, digests, summary, unreadable };
}

function namesIn(dir: string): string[] {
  const folder = statSync(dir, { throwIfNoEntry: false });
  if (folder === undefined) throw new EvidenceError(`${dir}: there is no such folder`);
  if (!folder.isDirectory()) throw new EvidenceError(`${dir}: not a folder`);
  try {
    return readdirSync(dir);
  } catch {
    throw new EvidenceError(`${dir}: cannot be read`);
  }
}

function readLog(dir: string, device: string, logs: Map<string, Log[]>, unreadable: Violation[]): void {
  const own = new Map<string, Log>();
  for (const [i, text] of linesOf(join(dir, `device-${device}.jsonl`))) {
    const line = parseLine(text);
    if (typeof line === "string" || !logs.has(line.channel)) {
      const detail = typeof line === "string" ? line : `channel ${line.channel} is not in channels.json`;
      unreadable.push({ rule: "form", device, seq: 0, detail: `line ${i + 1}: ${detail}` });
      continue;
    }
    let log = own.get(line.channel);
    if (log === undefined) {
      log = { device, lines: [], texts: [] };
      own.set(line.channel, log);
      logs.get(line.channel)?.push(log);
    }
    log.lines.push(line);
    log.texts.push(text);
  }
}

function readDigests(dir: string, device: string, unreadable: Violation[]): Digest[] {
  const path = join(dir, `device-${device}.digest`);
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) {
    unreadable.push({ rule: "form", device, seq: 0, detail: "there is no digest of this device" });
    return [];
  }
  return linesOf(path).flatMap(([i, text]) => {
    const [channel = "", seq = "", digest = "", ...more] = text.trim().split(/\s+/);
    if (digest !== "" && more.length === 0 && /^\d+$/.test(seq)) return [{ device, channel, seq: Number(seq), digest }];
    unreadable.push({ rule: "form", device, seq: 0, detail: `digest line ${i + 1}: not "channel seq digest"` });
    return [];
  });
}

function readChannels(path: string): Channel[] {
  const value = readJson(path);
  const rows = Array.isArray(value) ? value.filter(isObject) : [];
  if (rows.length === 0) throw new EvidenceError(`${path}: not a list of channels`);
  return rows.map(({ channel, kind, link }) => ({ channel: String(channel), kind: String(kind), link: String(link) }));
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new EvidenceError(`${path}: ${error instanceof SyntaxError ? "not JSON" : "cannot be read"}`);
  }
}

/** The lines of a file that have something in them, with their index. */
function linesOf(path: string): [number, string][] {
  let all: string;
  try {
    all = readFileSync(path, "utf8");
  } catch {
    throw new EvidenceError(`${path}: cannot be read`);
  }
  return [...all.split("\n").entries()].filter(([, text]) => text.trim() !== "");
}
