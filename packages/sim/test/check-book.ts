import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RecordLine } from "../src/check/index.ts";

const MINUTE_MS = 60_000;
export const CHANNEL = "channel-of-the-record-1";
/** 2023-05-09 00:00 at the Rio Grande, UTC−5. */
const START = Date.parse("2023-05-09T05:00:00Z");

interface Extra {
  side?: "sending" | "receiving";
  voidedBy?: string;
}

/** A log written by hand: each word takes a minute unless told otherwise. */
export class Book {
  lines: RecordLine[] = [];
  now = START;
  #ids = 0;
  readonly terms: Record<string, unknown>;

  constructor(terms: Record<string, unknown> = {}) {
    this.terms = {
      block: { kind: "absolute" },
      ratePerHour: 300,
      quotaPerDay: 1_000,
      quotaDays: [],
      calendar: { timezone: "America/Matamoros", offsets: [{ from: 0, minutes: -300 }] },
      ...terms,
    };
  }

  add(type: string, fields: Record<string, unknown> = {}, { side = "sending", voidedBy }: Extra = {}): RecordLine {
    this.now += MINUTE_MS;
    const intent = `id-${++this.#ids}`;
    const line = {
      channel: CHANNEL,
      seq: this.lines.length * 2 + 1,
      receivedAt: this.now,
      device: `${side}-duty`,
      side,
      role: "duty",
      event: { type, at: this.now, intent, ...fields },
      voidedBy: voidedBy ?? null,
    };
    this.lines.push(line);
    return line;
  }

  /** The agreement, signed by both. */
  agree(terms: Record<string, unknown> = {}, version = 1): void {
    const proposed = this.add("agreement.proposed", { version, terms: { ...this.terms, ...terms }, validFrom: 0 });
    const signed = { version, answers: proposed.event.intent };
    this.add("agreement.signed", signed);
    this.add("agreement.signed", signed, { side: "receiving" });
  }

  offer(people = 1_000): string {
    const offer = `offer-${this.#ids}`;
    this.add("slots.offered", { offer, people, from: this.now, to: this.now + 600 * MINUTE_MS }, { side: "receiving" });
    return offer;
  }

  ready(group: string, headcount: number): RecordLine {
    this.add("group.opened", { group });
    return this.add("group.ready", { group, version: 1, headcount });
  }

  grant(ready: RecordLine, offer: string, changes: Record<string, unknown> = {}, extra: Extra = {}): RecordLine {
    const { group, version, headcount } = ready.event;
    const grant = `grant-${this.#ids}`;
    const span = { from: this.now, to: this.now + 15 * MINUTE_MS };
    const body = { group, version, headcount, grant, offer, answers: ready.event.intent, ...span, ...changes };
    return this.add("slot.granted", body, { side: "receiving", ...extra });
  }

  confirm(granted: RecordLine): RecordLine {
    const { group, grant, headcount, from, to } = granted.event;
    return this.add("slot.confirmed", { group, grant, answers: grant, headcount, from, to });
  }

  release(granted: RecordLine, changes: Record<string, unknown> = {}, extra: Extra = {}): RecordLine {
    const { group, version, grant, headcount } = granted.event;
    return this.add("group.released", { group, version, grant, answers: grant, headcount, ...changes }, extra);
  }

  depart(group: unknown, headcount: unknown): void {
    this.add("group.departed", { group, headcount });
  }

  arrive(group: unknown, headcount: unknown): void {
    this.add("group.arrived", { group, headcount }, { side: "receiving" });
  }

  reconcile(group: string, cause: string, departed: number | null, arrived: number): RecordLine {
    const counts = { group, cause, departed, arrived };
    const proposal = this.add("count.reconciled", counts);
    return this.add("count.reconciled", { ...counts, answers: proposal.event.intent }, { side: "receiving" });
  }

  /** A whole handover, as far as the gate. */
  cross(group: string, offer: string, departed: number, arrived = departed): void {
    const granted = this.grant(this.ready(group, departed), offer);
    this.release(granted);
    this.depart(group, departed);
    this.arrive(group, arrived);
  }

  receive(group: string): void {
    this.add("group.received", { group }, { side: "receiving" });
  }

  hold(group?: string): string {
    const intent = `id-${this.#ids + 1}`;
    this.add("hold.placed", { hold: intent, ...(group === undefined ? {} : { group }) });
    return intent;
  }

  lift(hold: string, side: "sending" | "receiving"): void {
    this.add("hold.lifted", { hold, answers: hold }, { side });
  }
}

/** A day on which everything happens that may. */
export function goodDay(): Book {
  const book = new Book();
  book.agree();
  const offer = book.offer();
  const first = book.grant(book.ready("AAA", 100), offer);
  book.confirm(first);
  const hold = book.hold();
  book.release(first, {}, { voidedBy: "H8.hold" });
  book.lift(hold, "receiving");
  book.lift(hold, "sending");
  book.release(first);
  book.depart("AAA", 100);
  book.arrive("AAA", 100);
  book.receive("AAA");
  book.now += 60 * MINUTE_MS;
  book.cross("BBB", offer, 100, 98);
  const missing = book.reconcile("BBB", "missing", 100, 98);
  book.add("incident.handed-over", { incident: missing.event.intent, to: "rescue" });
  // An amendment ends a grant; the next one is for the new version.
  const ready = book.ready("CCC", 50);
  book.grant(ready, offer);
  const amended = book.add("group.amended", { group: "CCC", version: 2, headcount: 52 });
  book.release(book.grant(amended, offer));
  book.depart("CCC", 52);
  book.add("group.returned", { group: "CCC", headcount: 52 });
  book.cross("DDD", offer, 10, 12);
  book.reconcile("DDD", "joined", 10, 12);
  book.add("arrival.spontaneous", { group: "EEE", headcount: 7 }, { side: "receiving" });
  book.receive("EEE");
  // Counted out only after they were at the gate.
  book.release(book.grant(book.ready("FFF", 20), offer));
  book.arrive("FFF", 21);
  book.depart("FFF", 20);
  book.reconcile("FFF", "miscount", 20, 21);
  // Nobody let them go, and nobody counted them out.
  book.arrive("GGG", 5);
  return book;
}

export const GOOD_C1 = {
  departed: 100 + 100 + 52 + 10 + 20,
  undeclared: 5,
  spontaneous: 7,
  miscount: 1,
  received: 100 + 98 + 12 + 7 + 21,
  atGate: 5,
  inTransit: 0,
  returned: 52,
  diverted: 0,
  missing: 2,
  left: 0,
  medical: 0,
  joined: 2,
};

export function goodSummary(): Record<string, unknown> {
  return {
    groups: 5,
    grants: 6,
    holds: 1,
    voided: 1,
    digests: 1,
    violations: 0,
    conservation: true,
    perLink: { "AAA-BBB": { ...GOOD_C1, receivedPerDay: [GOOD_C1.received, 0, 0] } },
    people: {
      demand: 300,
      spontaneous: 7,
      notReady: 10,
      waiting: 56,
      inTransit: 0,
      atGate: 3,
      received: 238,
      left: 0,
      medical: 0,
      missing: 2,
      joined: 2,
    },
  };
}

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
