import type { RecordLine } from "./line.ts";

/** What the devices of a link say of themselves by speaking: which side, which role, and how far they have read. */

interface Voice {
  readonly side: string;
  readonly role: string;
  readonly lines: readonly { readonly seq: number; readonly seen: number | undefined }[];
  /** How many of its lines have been heard. */
  heard: number;
}

interface Said {
  readonly seq: number;
  readonly device: string;
  readonly until: number;
}

/** Those who may give GO, or might; field officers only where it is delegated. */
const DUTY = new Set(["duty", "supervisor"]);

export class Known {
  readonly #voices = new Map<string, Voice>();
  readonly #shifts: Said[] = [];
  readonly #delegations: Said[] = [];

  constructor(lines: readonly RecordLine[]) {
    for (const [device, own] of Map.groupBy(lines, (line) => line.device)) {
      const { side, role } = own[0] as RecordLine;
      this.#voices.set(device, { side, role, lines: own.map(({ seq, seen }) => ({ seq, seen })), heard: 0 });
    }
  }

  hear(line: RecordLine): void {
    const voice = this.#voices.get(line.device);
    if (voice !== undefined) voice.heard++;
  }

  /** Of a device that has spoken in the evidence; acknowledgements are left out of it, so others may have. */
  voice(device: string): { readonly side: string; readonly role: string } | undefined {
    const voice = this.#voices.get(device);
    return voice === undefined || voice.heard === 0 ? undefined : voice;
  }

  /** The most that a device is known to have read before its line at `seq`. */
  readBefore(device: string, seq: number): number {
    let most = 0;
    for (const line of this.#voices.get(device)?.lines ?? []) {
      if (line.seq >= seq) break;
      most = Math.max(most, line.seen ?? 0);
    }
    return most;
  }

  /** Whether a device that may give GO under a grant of `time` cannot have read of what happened at `seq`: its next line tells. */
  someoneUnaware(seq: number, time: number): boolean {
    for (const [device, { side, role, lines, heard }] of this.#voices) {
      if (side !== "sending" || (lines[0]?.seq ?? Infinity) >= seq) continue;
      const next = lines[heard];
      if (next?.seen === undefined || next.seen >= seq) continue;
      if (DUTY.has(role) || (role === "field" && (this.delegatedUntil(device, seq - 1) ?? -Infinity) >= time))
        return true;
    }
    return false;
  }

  shift(device: string, seq: number, until: number): void {
    this.#shifts.push({ seq, device, until });
  }
  delegate(device: string, seq: number, until: number): void {
    this.#delegations.push({ seq, device, until });
  }
  /** Until when its shift lasts, as said up to `seq`; a device that was never on the roster is not bound by it. */
  shiftUntil(device: string, seq = Infinity): number {
    return lastOf(this.#shifts, device, seq) ?? Infinity;
  }
  /** Until when GO is in the hands of a field device, as said up to `seq`. */
  delegatedUntil(device: string, seq = Infinity): number | undefined {
    return lastOf(this.#delegations, device, seq);
  }
}

function lastOf(said: readonly Said[], device: string, seq: number): number | undefined {
  return said.findLast((one) => one.device === device && one.seq <= seq)?.until;
}
