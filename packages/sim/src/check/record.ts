import { agreeDigests, agreeLogs } from "./agree.ts";
import { checkEvents } from "./events.ts";
import { readEvidence } from "./evidence.ts";
import { ledgerOf } from "./ledger.ts";
import type { RecordLine, Violation } from "./line.ts";
import { checkSummary, type LinkRecord } from "./summary.ts";

const KEPT_MAX = 100;

export interface CheckOptions {
  /** How many violations the report carries at most. */
  readonly keep?: number;
}

export interface CheckReport {
  readonly ok: boolean;
  /** Devices whose logs were read. */
  readonly devices: number;
  /** Distinct events in them. */
  readonly events: number;
  /** The first of what was found. */
  readonly violations: readonly Violation[];
}

/**
 * Checks what `vado replay --out` left in a folder, with arithmetic of its own: that all devices hold one log, that the
 * log breaks no rule, and that the summary says what the log says. Throws `EvidenceError` when it cannot be read.
 */
export function checkRecord(dir: string, options: CheckOptions = {}): CheckReport {
  const { devices, channels, logs, digests, summary, unreadable } = readEvidence(dir);
  const violations: Violation[] = [...unreadable];
  const records: LinkRecord[] = [];
  const chat: RecordLine[] = [];
  let events = 0;
  for (const { channel, kind, link } of channels) {
    const own = logs.get(channel) ?? [];
    const { lines, others, violations: unequal } = agreeLogs(own);
    violations.push(...unequal, ...agreeDigests(channel, digests, own));
    events += lines.length;
    if (kind !== "record") {
      chat.push(...lines);
      continue;
    }
    violations.push(...checkEvents(lines, own[0]?.device));
    for (const log of others) violations.push(...checkEvents(log.lines, log.device));
    records.push({ link, lines, ledger: ledgerOf(lines) });
  }
  violations.push(...checkSummary(summary, records, chat));
  const kept = violations.slice(0, options.keep ?? KEPT_MAX);
  return { ok: violations.length === 0, devices: devices.length, events, violations: kept };
}

/** The same judgement of the logs that devices of one `record` channel have now: by device, each in its order. */
export function checkDevices(logs: ReadonlyMap<string, readonly RecordLine[]>): Violation[] {
  const own = [...logs].map(([device, lines]) => ({
    device,
    lines: [...lines],
    texts: lines.map((line) => JSON.stringify(line)),
  }));
  const { lines, others, violations } = agreeLogs(own);
  return [
    ...violations,
    ...checkEvents(lines, own[0]?.device),
    ...others.flatMap((log) => checkEvents(log.lines, log.device)),
  ];
}
