import { checkDiversions } from "./across.ts";
import { agreeDigests, agreeLogs } from "./agree.ts";
import { checkEvents, judgeEvents } from "./events.ts";
import { readEvidence } from "./evidence.ts";
import type { RecordLine, Violation } from "./line.ts";
import { checkStations } from "./stations.ts";
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
  /** How many violations were found; the first of them are in `violations`. */
  readonly found: number;
  readonly violations: readonly Violation[];
  /** What the evidence does not tell. */
  readonly undecided: readonly Undecided[];
}

/** How often a rule, by its mark in the record, could be judged neither kept nor broken. */
export interface Undecided {
  readonly rule: string;
  readonly times: number;
  readonly why: string;
}

const UNTOLD: Readonly<Record<string, string>> = {
  "H8.fresh": "signs of life are no part of the evidence",
  "H8.order": "acknowledgements are no part of the evidence, and may have told that the device knew more",
  "H21.station": "the record of the link that the people were diverted to is not in this folder",
  "R1.device": "a device that only acknowledged is not in the evidence",
  "R3.side": "a device that only acknowledged is not in the evidence",
  "O5.open": "what is said of an offer long over may find it forgotten",
};
const UNACKNOWLEDGED = "acknowledgements are no part of the evidence, so a grant that ended may or may not be closed";

/**
 * Checks what `vado replay --out` left in a folder, with arithmetic of its own: that all devices hold one log, that every line is
 * valid or void as the law has it, and that the summary says what the logs say. Throws `EvidenceError` when it cannot be read.
 */
export function checkRecord(dir: string, options: CheckOptions = {}): CheckReport {
  const { devices, channels, logs, digests, summary, unreadable } = readEvidence(dir);
  const violations: Violation[] = [...unreadable];
  const records: LinkRecord[] = [];
  const chat: RecordLine[] = [];
  const undecided = new Map<string, number>();
  const leaveOpen = (mark: string, times = 1): void => void undecided.set(mark, (undecided.get(mark) ?? 0) + times);
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
    const judged = judgeEvents(lines);
    violations.push(...judged.found.map((finding) => ({ ...finding, device: own[0]?.device ?? "" })));
    for (const [mark, times] of judged.undecided) leaveOpen(mark, times);
    for (const log of others) violations.push(...checkEvents(log.lines, log.device));
    records.push({ link, lines, story: judged.story });
  }
  violations.push(...checkDiversions(records, leaveOpen));
  violations.push(...checkSummary(summary, records, chat), ...checkStations(summary, records));
  const kept = violations.slice(0, options.keep ?? KEPT_MAX);
  return {
    ok: violations.length === 0,
    devices: devices.length,
    events,
    found: violations.length,
    violations: kept,
    undecided: [...undecided]
      .map(([rule, times]) => ({ rule, times, why: UNTOLD[rule] ?? UNACKNOWLEDGED }))
      .sort((a, b) => (a.rule < b.rule ? -1 : 1)),
  };
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
