import type { MlsState } from "@vado/channel";
import { LinkClient, RefusedByRelay, type ClientConfig, type StepReport } from "@vado/client";
import type { Refusal } from "@vado/flow";
import type { Body, CryptoPort, EventId } from "@vado/protocol";
import type { Acted, Device, DeviceGuard, How, Me, Snapshot, TicketCheck, Undone } from "@vado/ui";
import { signal } from "@preact/signals";
import { appFacts } from "../platform/app-facts.ts";
import { VaultLost } from "../platform/vault/idb-vault.ts";
import { deskOf, type DeskCalls } from "./desk-calls.ts";
import { digestTeller } from "./digests.ts";
import { configOf, meOf, type EnrolledDevice } from "./enrolled.ts";
import { entriesOf } from "./entries.ts";
import { backOffMs, pause } from "./pause.ts";
import { groundOf, onOrigin, type DeviceGround } from "./ports.ts";
import { seatOf, type Seat } from "./seat.ts";

/** Whether this device still has its place: held, taken out of the link's group, or known to the relay no longer. */
export type Place = "held" | "removed" | "lost" | "shut-out" | "outdated";

/** One request that waits for all channels at most this long, ms. */
const PULL_WAIT_MS_MAX = 20_000;
/** A device that has not joined asks again after this, ms. */
const JOIN_EVERY_MS = 1_000;
/** Steps that found nothing to do are at least this far apart, ms. */
const IDLE_MS_MIN = 100;
const CLOCK_EVERY_MS = 1_000;
/** Reasons of the relay that asking again does not mend. */
const SHUT_OUT: ReadonlySet<string> = new Set(["device-unknown", "device-expired"]);

/** What the device itself refuses, beside the rules of the law. */
const ELSEWHERE: Refusal = { rule: "S8.elsewhere", says: "another window of this browser holds the device" };
const NOT_KEPT: Refusal = { rule: "S8.notKept", says: "this browser could not keep the act on the device" };
const UNREADABLE: Refusal = { rule: "E3", says: "a field of the act has a form that nobody could read" };

/** One device in this window: steps its client while it holds the seat, and shows it to the screens. */
export class DeviceRuntime implements Device {
  readonly me: Me;
  /** Address of the demo that this device plays in; null for one that serves. */
  readonly demo: string | null;
  readonly snapshot = signal<Snapshot>(undefined as never);
  readonly clock = signal(0);
  readonly undone = signal<readonly Undone[]>([]);
  readonly desk: DeskCalls;
  /** Path of its desk on this origin. */
  readonly deskPath: string;
  /** How its screens lock it; set by whoever shows it. */
  readonly guard = signal<DeviceGuard | null>(null);
  readonly place = signal<Place>("held");
  /** An error nobody expected, in words, until it is dismissed. The device goes on. */
  readonly trouble = signal<string | null>(null);

  readonly #config: ClientConfig;
  readonly #ground: DeviceGround;
  readonly #tellDigests: ReturnType<typeof digestTeller>;
  readonly #seat: Seat;
  readonly #pause = pause();
  readonly #ticking: ReturnType<typeof setInterval>;
  #client: LinkClient<MlsState>;
  #sitting = false;
  #loop: Promise<void> = Promise.resolve();
  #viewing: Promise<void> = Promise.resolve();
  /** Whether there is news that no look has begun for. */
  #unseen = false;
  #shown = "";
  /** What waiting windows were told of last. */
  #told = "";
  #healing: Promise<void> | null = null;
  /** Whether the disk holds an act that the client in memory has not read. */
  #behind = false;

  /** Shows the device as it was when it was last open, at once; joins, reads and sends from then on. */
  static async open(enrolled: EnrolledDevice, crypto: CryptoPort, key: CryptoKey | null): Promise<DeviceRuntime> {
    const ground = await groundOf(enrolled, crypto, key);
    const runtime = new DeviceRuntime(enrolled, await configOf(crypto, enrolled), ground, crypto);
    await runtime.#viewing;
    await runtime.#seat.settled;
    runtime.#publish();
    return runtime;
  }

  private constructor(enrolled: EnrolledDevice, config: ClientConfig, ground: DeviceGround, crypto: CryptoPort) {
    this.me = meOf(enrolled);
    this.#config = config;
    this.#ground = ground;
    this.#client = new LinkClient(config, ground.ports);
    this.desk = deskOf(enrolled, crypto, ground.clock);
    this.deskPath = enrolled.desk;
    const { enrolment } = enrolled;
    const clock = enrolment.clock === null ? null : onOrigin(enrolment.clock);
    this.demo = clock === null ? null : new URL("./", clock).href;
    this.#tellDigests = digestTeller(enrolment, clock);
    // Before the seat is asked for: a client that sits must not be exchanged for one that was read from the vault meanwhile.
    this.#viewing = ground.clock.ready.then(() => this.#reload());
    this.#seat = seatOf(enrolment.device, {
      sit: () => this.#sit(),
      rise: () => this.#rise(),
      news: () => this.#view(),
    });
    this.#ticking = setInterval(() => this.#tick(), CLOCK_EVERY_MS);
    ground.clock.onChange(() => this.hurry());
    addEventListener("online", this.hurry);
    document.addEventListener("visibilitychange", this.hurry);
  }

  dismiss(intent: string): void {
    if (!this.#sitting) return;
    this.#client.dismiss(intent).then(
      () => this.#publish(),
      (error: unknown) => this.#say(error),
    );
    this.#publish();
  }

  may(body: Body, how: How = {}): Refusal | null {
    return this.#mayDo(() => this.#client.may(() => body, how)) as Refusal | null;
  }

  ticketFor(group: string): ReturnType<Device["ticketFor"]> {
    return this.#client.ticketFor(group);
  }

  checkTicket(text: string): Promise<TicketCheck> {
    return this.#client.checkTicket(text);
  }

  acted(radioCode?: string): Acted | null {
    return this.#client.acted(radioCode);
  }

  async act(make: (intent: EventId) => Body, how: How = {}): Promise<{ readonly intent: string } | Refusal> {
    if (!this.#sitting) return ELSEWHERE;
    try {
      if (this.#client.stopped) await this.#heal();
      const client = this.#client;
      const answer = await client.submit((intent) => make(intent as EventId), how);
      if ("intent" in answer) {
        // Kept on disk by a client that has been replaced meanwhile: the present one is to read it there.
        this.#behind ||= client !== this.#client;
        this.#publish();
        this.hurry();
      }
      return answer;
    } catch (error) {
      if (error instanceof RangeError) return UNREADABLE;
      this.#say(error);
      return NOT_KEPT;
    }
  }

  log(query: Parameters<Device["log"]>[0]): ReturnType<Device["log"]> {
    return entriesOf(this.#client, this.me.side, query);
  }

  channelCode(): Promise<string | null> {
    return this.#client.channelCode();
  }

  async appFacts(): ReturnType<Device["appFacts"]> {
    return appFacts();
  }

  forgetTrouble(): void {
    this.trouble.value = null;
  }

  /** Takes the device from the window that holds it. */
  takeOver(): void {
    this.#seat.take();
  }

  /** Looks at once whether there is something to send or to read. */
  readonly hurry = (): void => {
    this.#ground.way.hurry();
    this.#pause.wake();
  };

  /** Ends this window's part; what waits stays in the vault. */
  async close(): Promise<void> {
    clearInterval(this.#ticking);
    removeEventListener("online", this.hurry);
    document.removeEventListener("visibilitychange", this.hurry);
    await this.#seat.leave();
    this.#ground.clock.stop();
    this.#ground.vault.close();
  }

  #mayDo(ask: () => Refusal | null): Refusal | null {
    if (!this.#sitting) return ELSEWHERE;
    try {
      return ask();
    } catch (error) {
      if (error instanceof RangeError) return UNREADABLE;
      throw error;
    }
  }

  /** The vault is the truth: a client in memory is made anew from it. */
  async #reload(): Promise<void> {
    this.#behind = false;
    const client = new LinkClient(this.#config, this.#ground.ports);
    await client.load();
    this.#client = client;
    this.#publish();
  }

  /** After a failure memory and disk may differ, and the disk is right. Once at a time: an act that waits must not meet an old client. */
  #heal(): Promise<void> {
    this.#healing ??= this.#reload().finally(() => {
      this.#healing = null;
    });
    return this.#healing;
  }

  async #sit(): Promise<void> {
    try {
      await this.#viewing;
      await this.#ground.vault.claim();
      await this.#reload();
      this.#sitting = true;
      this.#loop = this.#run();
    } catch (error) {
      this.#say(error);
    }
    this.#publish();
  }

  async #rise(): Promise<void> {
    this.#sitting = false;
    this.hurry();
    await this.#loop;
    this.#publish();
    this.#seat.tell();
  }

  /** Shows what the window that holds the device has written; news that come meanwhile are one more look. */
  #view(): void {
    if (this.#sitting || this.#unseen) return;
    this.#unseen = true;
    this.#viewing = this.#viewing.then(async () => {
      this.#unseen = false;
      // Read while another writes, it may be half old; then it says so, or the next news mends it.
      if (!this.#sitting) await this.#reload().catch(() => undefined);
    });
  }

  async #run(): Promise<void> {
    let failures = 0;
    let waitMs = 0;
    while (this.#sitting) {
      this.#ground.way.calm();
      if (this.#behind) await this.#heal().catch((error: unknown) => this.#say(error));
      if (this.#client.unknownRelay !== null) await this.#findRelays();
      const report = await this.#step(waitMs);
      if (!this.#sitting) return;
      this.#publish();
      await this.#tellDigests(this.#client);
      failures = report?.connected === true ? 0 : failures + 1;
      waitMs = failures > 0 ? 0 : this.#waitMs(report as StepReport);
      if (this.#ground.way.hurried()) waitMs = 0;
      else if (failures > 0) await this.#pause.rest(backOffMs(failures));
      else if (!this.#client.standing.joined) await this.#pause.rest(JOIN_EVERY_MS);
      else if (waitMs < IDLE_MS_MIN) await this.#pause.rest(IDLE_MS_MIN);
    }
  }

  /** The link has gone on at a relay that this device does not know: its desk does. Without an answer it is asked again with the next step. */
  async #findRelays(): Promise<void> {
    const found = await this.desk.relays().catch(() => []);
    for (const { name, address } of found) this.#ground.relays.set(name, address);
  }

  #waitMs(report: StepReport): number {
    return Math.min(PULL_WAIT_MS_MAX, Math.max(0, Math.round(this.#ground.clock.realMsUntil(report.wakeAt))));
  }

  /** Null when it came to nothing; then it is tried again after a while. */
  async #step(waitMs: number): Promise<StepReport | null> {
    try {
      const report = await this.#client.step(waitMs);
      const { removal, pausedFor } = this.#client.standing;
      if (removal !== null) this.place.value = removal.reason === "lost" ? "lost" : "removed";
      else if (pausedFor !== null) this.place.value = "outdated";
      else if (report.shutOut !== null) this.#shutOut(report.shutOut);
      else if (report.connected) this.place.value = "held";
      return report;
    } catch (error) {
      if (error instanceof RefusedByRelay && SHUT_OUT.has(error.reason)) this.#shutOut(error.reason);
      else if (!isVaultLost(error)) this.#say(error);
      if (this.#client.stopped) await this.#heal().catch((again: unknown) => this.#say(again));
      return null;
    }
  }

  #shutOut(reason: string): void {
    if (SHUT_OUT.has(reason)) this.place.value = "shut-out";
    else this.trouble.value = reason;
  }

  #say(error: unknown): void {
    this.trouble.value = error instanceof Error ? error.message : String(error);
  }

  #tick(): void {
    const { now } = this.#client;
    if (now !== this.clock.value) this.clock.value = now;
    if (this.#mark() !== this.#shown) this.#publish();
    if (!this.#sitting || this.#told === this.#shown) return;
    this.#told = this.#shown;
    this.#seat.tell();
  }

  /** What changes whenever something is to be shown anew. */
  #mark(): string {
    const { standing, outbox } = this.#client;
    return JSON.stringify([this.#client.head("record").seq, this.#client.head("ops").seq, standing, outbox.length]);
  }

  #publish(): void {
    const client = this.#client;
    const { joined, anchored, provisional, connected, fork, settling } = client.standing;
    this.#shown = this.#mark();
    this.snapshot.value = {
      rev: (this.snapshot.peek()?.rev ?? 0) + 1,
      state: client.state,
      outbox: client.outbox,
      joined,
      anchored,
      provisional,
      connected: connected && this.#sitting,
      fork,
      settling,
      asOf: client.asOf,
      readSeq: client.readSeq,
      elsewhere: !this.#sitting,
    };
    if (this.undone.peek() !== client.undone) this.undone.value = client.undone;
    this.clock.value = client.now;
  }
}

/** The client wraps what its vault threw. */
function isVaultLost(error: unknown): boolean {
  return error instanceof VaultLost || (error instanceof Error && error.cause instanceof VaultLost);
}
