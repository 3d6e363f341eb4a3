import { decide } from "@vado/flow";
import { signal } from "@preact/signals";
import type { Body, DeskDevice, StationChain, EventId } from "@vado/protocol";
import type { Device, How, LogEntry, Me, Receipt, Snapshot, TicketCheck, Undone, WaitingAct } from "../../src/index.ts";
import { CHANNEL_BUSINESS } from "../../src/index.ts";
import { expectedState } from "../../src/phone/expected.ts";
import { MIN, type Officer, type Story } from "./story.ts";

/** A device without keys or network: its log is a story, and what it does is folded by the same law. */

export interface FakeOptions {
  /** What the device knows of itself, where it is not all well. */
  readonly snapshot?: Partial<Snapshot>;
  /** How long an act takes to the relay, ms; null: it stays in the outbox. */
  readonly relayMs?: number | null;
  /** The clock runs, and both desks are heard. */
  readonly live?: boolean;
  readonly undone?: readonly Undone[];
}

export const STATIONS = {
  sending: { id: "MAT", name: "Matamoros" },
  receiving: { id: "BRO", name: "Brownsville" },
} as const;

export class FakeDevice implements Device {
  readonly me: Me;
  readonly snapshot;
  readonly clock;
  readonly undone;
  readonly desk: Device["desk"];
  /** Everything that was done here, for tests. */
  readonly done: Body[] = [];
  /** Those of them that were said in a drill. */
  readonly played: Body[] = [];
  /** Devices that were taken out here. */
  readonly takenOut: string[] = [];
  readonly #story: Story;
  readonly #officer: Officer;
  readonly #options: FakeOptions;

  constructor(story: Story, officer: Officer, options: FakeOptions = {}) {
    this.#story = story;
    this.#officer = officer;
    this.#options = options;
    this.me = {
      device: officer.device,
      link: story.state.link,
      side: officer.side,
      role: officer.role,
      agency: officer.side === "sending" ? "INM" : "CBP",
      stations: STATIONS,
      timezone: "America/Matamoros",
    };
    this.clock = signal(story.time);
    this.undone = signal<readonly Undone[]>(options.undone ?? []);
    this.snapshot = signal<Snapshot>({
      rev: 1,
      state: story.state,
      outbox: [],
      joined: true,
      anchored: true,
      provisional: false,
      connected: true,
      fork: null,
      settling: null,
      asOf: story.time,
      readSeq: { record: Math.max(0, story.record.length - 2), ops: story.ops.length },
      elsewhere: false,
      ...options.snapshot,
    });
    this.desk = {
      invite: async (role) => ({
        url: `https://desk.example/${officer.side}/enter/k3Zt9Qm2Vw8Xb4Rf6Hj1Lp#${role}`,
        expiresAt: this.clock.value + 30 * MIN,
      }),
      chain: async () => this.#chain(),
      team: async () => ({ devices: this.#team(), left: officer.side === "sending" ? 14 : 2 }),
      takeOut: async (device) => {
        this.takenOut.push(device);
      },
    };
    if (options.live === true) setInterval(() => this.#beat(), 1_000);
  }

  /** Its station as a desk knows it: 3000 places, of which 2140 are taken; on the sending side without a limit. */
  #chain(): StationChain {
    const { side, link, stations } = this.me;
    const other = side === "sending" ? "receiving" : "sending";
    const state = this.#story.state;
    const people = { unregistered: 240, registered: 1_900, intakePerHour: 130, outflowPerHour: 105 };
    return {
      station: { station: stations[side].id as never, total: side === "sending" ? null : 3_000, open: true, ...people },
      links: [
        {
          link: link as never,
          side,
          neighbour: stations[other].id as never,
          terms: state.agreement?.terms ?? null,
          waiting: 420,
          cameLastDay: 2_800,
        },
      ],
    };
  }

  /** The side's devices as a desk lists them, and one that has not come into the link yet. */
  #team(): DeskDevice[] {
    const { side, link } = { side: this.me.side, link: this.me.link as DeskDevice["link"] };
    const inside = Object.entries(this.#story.state.devices).filter(([, one]) => one.side === side);
    const listed = inside.map(([device, one]) => ({ device, role: one.role as DeskDevice["role"], heardAt: one.time }));
    const expected = { device: `${link}.${side}.field.4c1e09aa`, role: "field" as const, heardAt: null };
    return [...listed, expected].map((one) => ({
      ...one,
      link,
      side,
      standing: this.takenOut.includes(one.device) ? "out" : one.heardAt === null ? "expected" : "member",
      signatureKey: null,
    }));
  }

  dismiss(intent: string): void {
    this.undone.value = this.undone.value.filter((one) => one.intent !== intent);
  }

  /** As a real device: asked with an id of its own, which nothing names yet. */
  may(body: Body, how: How = {}) {
    return this.#ask(body, "", how);
  }

  acted(radioCode?: string) {
    const code = radioCode === undefined ? {} : { radioCode };
    return { deviceTime: this.clock.value, seq: this.#story.state.seq, head: "0".repeat(64), ...code };
  }

  /** Of the right form, signed by nobody. */
  async ticketFor(code: string) {
    const group = this.#story.state.groups[code];
    if (group?.grant == null) return { rule: "K77.grant", says: "no grant" };
    return { ticket: ["VADO1", code, group.headcount, "A".repeat(26), "A".repeat(8), "A".repeat(103)].join(":") };
  }

  async checkTicket(text: string): Promise<TicketCheck> {
    const group = this.#story.state.groups[text.split(":")[1] ?? ""];
    if (!text.startsWith("VADO1:")) return { kind: "unreadable" };
    if (group === undefined) return { kind: "differs", what: "group" };
    if (group.arrivedAt !== null) return { kind: "arrived", at: group.arrivedAt };
    return { kind: "good", group: group.code, released: group.releasedAt !== null };
  }

  #ask(body: Body, intent: string, how: How) {
    const { connected, fork, provisional } = this.snapshot.value;
    const { device, side, role } = this.#officer;
    const entry = { device, side, role, intent, at: this.clock.value, ...how, body };
    const knows = { time: this.clock.value, connected, fork: fork !== null, provisional };
    return decide(expectedState(this.snapshot.value, this.me), entry, knows);
  }

  async act(make: Parameters<Device["act"]>[0], how: How = {}) {
    const intent = this.#story.nextId();
    const body = make(intent);
    const refusal = this.#ask(body, intent, how);
    if (refusal !== null) return refusal;
    this.done.push(body);
    if (how.exercise === true) this.played.push(body);
    const waiting: WaitingAct = { intent, at: this.clock.value, ...how, body };
    this.#change({ outbox: [...this.snapshot.value.outbox, waiting] });
    const { relayMs = 250 } = this.#options;
    if (relayMs !== null) setTimeout(() => this.#ordered(waiting), relayMs);
    return { intent };
  }

  async log(query: Parameters<Device["log"]>[0]) {
    const { record, ops } = this.#story;
    const all = query.kind === "record" ? record : ops;
    const wanted = query.types === undefined ? null : new Set<string>(query.types);
    const entries: LogEntry[] = [];
    const readSeq = this.snapshot.value.readSeq[query.kind];
    let at = query.before === undefined ? all.length - 1 : all.findLastIndex(({ seq }) => seq < (query.before ?? 0));
    for (; at >= 0 && entries.length < query.limit; at--) {
      const entry = all[at] as LogEntry;
      if (entry.exercise !== query.exercise) continue;
      if (wanted === null ? CHANNEL_BUSINESS.has(entry.body.type) : !wanted.has(entry.body.type)) continue;
      const receipt: Receipt = entry.seq <= readSeq ? "read" : "relay";
      entries.push({ ...entry, receipt });
    }
    return { entries, more: at >= 0 };
  }

  async channelCode() {
    return "482950137766204185923340718265";
  }

  async appFacts() {
    return { version: "0.1.0", fingerprint: "570318264490027716385094423161" };
  }

  /** The other side, or another officer of this one, says something. */
  hears(who: Officer, body: Body): void {
    this.#story.say(who, body);
    this.#change({});
  }

  #ordered(act: WaitingAct): void {
    this.#story.say(this.#officer, act.body, act.intent as EventId, act.exercise);
    this.#change({ outbox: this.snapshot.value.outbox.filter((one) => one.intent !== act.intent) });
    setTimeout(() => {
      const { record, ops } = this.#story;
      this.#change({ readSeq: { record: record.length, ops: ops.length } });
    }, 400);
  }

  #beat(): void {
    this.#story.wait(1 / 60);
    this.clock.value = this.#story.time;
    this.#change({});
  }

  #change(change: Partial<Snapshot>): void {
    const before = this.snapshot.value;
    this.snapshot.value = { ...before, ...change, rev: before.rev + 1, asOf: this.#story.time };
  }
}
