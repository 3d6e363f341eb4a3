import type { RecordLine } from "../src/check/index.ts";

const MINUTE_MS = 60_000;
export const CHANNEL = "channel-of-the-record-1";
/** 2023-05-09 00:00 at the Rio Grande, UTC−5. */
const START = Date.parse("2023-05-09T05:00:00Z");

interface Extra {
  side?: "sending" | "receiving";
  role?: string;
  device?: string;
  voidedBy?: string;
  /** Said in a drill. */
  exercise?: true;
  /** How far its device had read; all there is when absent. */
  seen?: number;
}

/** A log written by hand: each word takes a minute unless told otherwise. */
export class Book {
  lines: RecordLine[] = [];
  now = START;
  #ids = 0;
  readonly channel: string;
  readonly terms: Record<string, unknown>;

  constructor(terms: Record<string, unknown> = {}, channel = CHANNEL) {
    this.channel = channel;
    this.terms = {
      block: { kind: "absolute" },
      ratePerHour: 300,
      quotaPerDay: 1_000,
      quotaDays: [],
      calendar: { timezone: "America/Matamoros", offsets: [{ from: 0, minutes: -300 }] },
      groupMax: 1_000,
      vehicleSeats: null,
      transitMeanMin: 20,
      transitSdMin: 2,
      windowBeforeMin: 5,
      windowAfterMin: 10,
      reserveShare: 0.1,
      conditionsValidMin: 1_440,
      clockSkewMaxS: 120,
      offlineMaxMin: 60,
      order: "since",
      ...terms,
    };
  }

  /** The sequence of the last line. */
  get seq(): number {
    return this.lines.at(-1)?.seq ?? 0;
  }

  /** The id that the next line will have. */
  get nextId(): string {
    return `id-${this.#ids + 1}`;
  }

  add(type: string, fields: Record<string, unknown> = {}, extra: Extra = {}): RecordLine {
    const { side = "sending", role = "duty", voidedBy, exercise, seen = this.seq } = extra;
    this.now += MINUTE_MS;
    const intent = `id-${++this.#ids}`;
    const line = {
      channel: this.channel,
      seq: this.lines.length * 2 + 1,
      receivedAt: this.now,
      device: extra.device ?? `${side}-${role}`,
      side,
      role,
      seen,
      event: { type, at: this.now, intent, ...fields, ...(exercise === true ? { exercise } : {}) },
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

  /** Both stations are open, places are known, and somebody looked at the river. */
  open(sending = "AAA", receiving = "BBB"): void {
    this.add("station.opened", { station: sending });
    this.add("station.opened", { station: receiving }, { side: "receiving" });
    const span = { asOf: this.now, validUntil: this.now + 24 * 60 * MINUTE_MS };
    this.add("places.reported", { total: 5_000, occupied: 0, reserved: 0, ...span }, { side: "receiving" });
    this.add("conditions.checked", { level: "good" });
  }

  offer(people = 1_000, changes: Record<string, unknown> = {}, extra: Extra = {}): string {
    const offer = this.nextId;
    const span = { from: this.now, to: this.now + 1_440 * MINUTE_MS };
    this.add("slots.offered", { offer, people, projected: 0, ...span, ...changes }, { side: "receiving", ...extra });
    return offer;
  }

  ready(group: string, headcount: number, changes: Record<string, unknown> = {}, extra: Extra = {}): RecordLine {
    this.add("group.opened", { group }, extra);
    return this.add(
      "group.ready",
      { ...counted(group, headcount), explained: true, voluntary: true, ...changes },
      extra,
    );
  }

  amend(group: string, version: number, headcount: number, needs: Record<string, unknown> = {}): RecordLine {
    return this.add("group.amended", { ...counted(group, headcount), version, needs });
  }

  grant(ready: RecordLine, offer: string, changes: Record<string, unknown> = {}, extra: Extra = {}): RecordLine {
    const { group, version, headcount } = ready.event;
    const span = { from: this.now, to: this.now + 15 * MINUTE_MS };
    const named = { grant: this.nextId, offer, answers: ready.event.intent };
    const body = { group, version, headcount, ...named, ...span, ...changes };
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

  /** GO given without a connection, by a device that had read up to `seq`, at `deviceTime`; it comes now. */
  releaseOffline(
    granted: RecordLine,
    acted: { seq: number; deviceTime: number; radioCode?: string },
    extra: Extra = {},
  ): RecordLine {
    return this.release(granted, { acted: { head: "0".repeat(64), ...acted } }, { seen: acted.seq, ...extra });
  }

  depart(group: unknown, headcount: unknown, extra: Extra = {}): void {
    this.add("group.departed", { group, headcount }, extra);
  }

  arrive(group: unknown, headcount: unknown, extra: Extra = {}): RecordLine {
    return this.add("group.arrived", { group, headcount }, { side: "receiving", ...extra });
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

  receive(group: string, extra: Extra = {}): RecordLine {
    return this.add("group.received", { group }, { side: "receiving", ...extra });
  }

  hold(group?: string): string {
    const intent = this.nextId;
    this.add("hold.placed", { hold: intent, ...(group === undefined ? {} : { group }) });
    return intent;
  }

  lift(hold: string, side: "sending" | "receiving"): void {
    this.add("hold.lifted", { hold, answers: hold }, { side });
  }
}

/** A group of single people. */
function counted(group: string, headcount: number): Record<string, unknown> {
  return { group, version: 1, headcount, units: { 1: headcount }, needs: {} };
}

/** A day on which everything happens that may. */
export function goodDay(): Book {
  const book = new Book();
  book.agree();
  book.open();
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
  const amended = book.amend("CCC", 2, 52);
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
    perStation: {
      AAA: { opening: 100, in: 205, out: 240, stock: 65, corrections: 0 },
      BBB: { opening: 0, in: GOOD_C1.received, out: 30, stock: GOOD_C1.received - 30, corrections: 0 },
    },
    people: {
      demand: 305,
      spontaneous: 7,
      notReady: 15,
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
