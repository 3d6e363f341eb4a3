import { isDeepStrictEqual } from "node:util";
import { orderFaults } from "./events.ts";
import type { Digest, Log } from "./evidence.ts";
import type { RecordLine, Violation } from "./line.ts";

/** What the devices of one channel have between them. */
export interface Agreed {
  /** Every line that any device has, ascending. */
  readonly lines: readonly RecordLine[];
  /** Logs that tell another story, from the channel's first event on; they are judged for themselves. */
  readonly others: readonly Log[];
  readonly violations: readonly Violation[];
}

/** Whether the devices of a channel hold one log: equal lines, in order, without a hole. */
export function agreeLogs(logs: readonly Log[]): Agreed {
  const all = new Map<number, { line: RecordLine; text: string; device: string }>();
  const violations: Violation[] = [];
  const different = new Set<Log>();
  // The longest first: it is what the others are compared with.
  for (const log of logs.toSorted((a, b) => b.lines.length - a.lines.length)) {
    const { device } = log;
    violations.push(...orderFaults(log.lines).map((finding) => ({ ...finding, device })));
    for (const [i, line] of log.lines.entries()) {
      const text = log.texts[i] as string;
      const known = all.get(line.seq);
      if (known === undefined) all.set(line.seq, { line, text, device });
      else if (known.text !== text && !isDeepStrictEqual(known.line, line)) {
        different.add(log);
        violations.push({ rule: "log.equal", device, seq: line.seq, detail: `differs from what ${known.device} has` });
      }
    }
  }
  const seqs = [...all.keys()].sort((a, b) => a - b);
  for (const log of logs) {
    const holes = holesOf(log, seqs);
    if (holes.length > 0) different.add(log);
    for (const seq of holes)
      violations.push({ rule: "log.gap", device: log.device, seq, detail: "another device has an event here" });
  }
  const lines = seqs.flatMap((seq) => all.get(seq)?.line ?? []);
  const others = [...different].filter((log) => log.lines[0]?.seq === seqs[0]);
  return { lines, others, violations };
}

/** Sequences between the first and the last of a log that it does not have. A late joiner begins later; that is no hole. */
function holesOf({ lines }: Log, seqs: readonly number[]): number[] {
  const own = new Set(lines.map(({ seq }) => seq));
  const [first, last] = [lines[0]?.seq ?? 0, lines.at(-1)?.seq ?? -1];
  return seqs.filter((seq) => seq >= first && seq <= last && !own.has(seq));
}

/** Devices that stand at the same sequence of a channel have the same state. */
export function agreeDigests(channel: string, digests: readonly Digest[], logs: readonly Log[]): Violation[] {
  const violations: Violation[] = [];
  const own = digests.filter((digest) => digest.channel === channel);
  for (const [seq, same] of Map.groupBy(own, (digest) => digest.seq)) {
    for (const { device, digest } of same) {
      if (digest !== same[0]?.digest)
        violations.push({ rule: "digest", device, seq, detail: `not the state of ${same[0]?.device}` });
    }
  }
  for (const { device, lines } of logs) {
    const last = lines.at(-1)?.seq ?? 0;
    const digest = own.find((each) => each.device === device);
    if (digest === undefined)
      violations.push({ rule: "digest", device, seq: last, detail: "there is no digest of this channel" });
    else if (digest.seq < last)
      violations.push({ rule: "digest", device, seq: last, detail: `its digest stands at ${digest.seq}` });
  }
  return violations;
}
