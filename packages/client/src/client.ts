import type { Member, OwnReason } from "@vado/channel";
import { type LinkState, type Refusal, canonicalText, natureOf } from "@vado/flow";
import type { Body } from "@vado/protocol";
import { TransportDown, otherSide } from "@vado/protocol";
import { actedNow, ask, type Acted } from "./ask.ts";
import { channelCode } from "./code.ts";
import { assertWhole, commitBatch, newCore, orderingNow, type Core } from "./core.ts";
import { checkTicket, ticketFor, type TicketCheck } from "./crossing.ts";
import { duty, endorseIfDue, nextDuty } from "./duties.ts";
import { hashHex } from "./heads.ts";
import { pullPage } from "./inbox.ts";
import { ensureJoined } from "./join.ts";
import { copyIfDue, isMoving, orderMove, sayMove, unknownRelay } from "./moving.ts";
import { recordPage } from "./record/export.ts";
import type { RecordPage } from "./record/wire.ts";
import { removalOf } from "./leave.ts";
import { logBefore, wholeLog } from "./log.ts";
import { enqueue, flush, type Flushed, type How } from "./outbox.ts";
import { everyone, heardAt, orderRemoval, orderRevocation, removeIfDue, type Ordered } from "./removals.ts";
import { restore } from "./restore.ts";
import { standingOf, type Standing } from "./standing.ts";
import {
  type ChannelKind,
  type ClientConfig,
  type ClientPorts,
  type LogRow,
  type OutboxItem,
  type Receipt,
  type StepReport,
  type UndoneAct,
} from "./types.ts";
import { KINDS } from "./types.ts";
import { stateAfterSaid } from "./said.ts";
import { forgetUndone } from "./undone.ts";
import { RelayRefused } from "./way/caller.ts";

/** Rounds of pull and flush one step may take; more is left to the next step. */
const ROUNDS_MAX = 64;
/** While more is to be read, nothing is sent: what is sealed names all that was seen. */
const NOTHING_SENT: Flushed = { appended: 0, refused: [], progress: false };
const NOBODY_REMOVED = { progress: false, refused: null } as const;
/** A device that was removed, or is too old, has nothing to do; who drives it may ask now and then, ms. */
const REST_MS = 3_600_000;
/** How long a device waits before it tries an unreachable relay again, ms. */
export const RETRY_DELAY_MS = 15_000;

/** One device on one link: its two channels, its state, its outbox. */
export class LinkClient<S> {
  readonly #core: Core<S>;
  /** The end of the latest step. */
  #last: Promise<unknown> = Promise.resolve();
  #said: { readonly mark: string; readonly state: Readonly<LinkState> } | null = null;

  constructor(config: ClientConfig, ports: ClientPorts<S>) {
    this.#core = newCore(config, ports);
  }

  /** Restores the device from its vault; a fresh vault gives a device that has not joined yet. */
  load(): Promise<void> {
    return restore(this.#core);
  }

  /**
   * Asks for an act: the same guards as everyone's fold, and what only this device knows. A permitted act is in the outbox,
   * durably, when this resolves; facts, statements and a GO given offline (`acted`) wait there while the relay is away.
   */
  async submit(make: (intent: string) => Body, how: How = {}): Promise<{ readonly intent: string } | Refusal> {
    const core = this.#core;
    assertWhole(core);
    const { intent, body, refusal } = ask(core, make, how);
    if (refusal !== null) return refusal;
    await enqueue(core, body, intent, how);
    return { intent };
  }

  /** What `submit` would answer now, and nothing is done: null, or the rule that refuses. */
  may(make: (intent: string) => Body, how: How = {}): Refusal | null {
    return ask(this.#core, make, how).refusal;
  }

  /**
   * Where this device stands now, for a GO given without a connection (`acted`); null before it has joined. Taken when the act is
   * made, within `submit`: one that has read on since is refused (H8.order).
   */
  acted(radioCode?: string): Acted | null {
    return actedNow(this.#core, radioCode);
  }

  /**
   * Bounded work: join, pull, open, fold, send. `waitMs`: how long the first pull may wait for something to arrive.
   * Steps never overlap: one that is asked for while another is under way begins when that has ended.
   */
  step(waitMs = 0): Promise<StepReport> {
    const step = this.#last.then(() => this.#step(waitMs));
    this.#last = step.catch(() => undefined);
    return step;
  }

  async #step(waitMs: number): Promise<StepReport> {
    const core = this.#core;
    assertWhole(core);
    const over = { appended: 0, received: 0, refused: [], shutOut: null, connected: core.connected };
    if (removalOf(core) !== null || core.pausedFor !== null)
      return { ...over, wakeAt: core.ports.clock.now() + REST_MS };
    const report = { appended: 0, received: 0, refused: [] as { body: Body; rule: string }[] };
    let shutOut: string | null = null;
    try {
      for (let round = 0; round < ROUNDS_MAX; round++) {
        const joined = await ensureJoined(core);
        const pulled = await pullPage(core, round === 0 ? waitMs : 0);
        core.connected = true;
        if (removalOf(core) !== null) {
          report.received += pulled.frames;
          break;
        }
        const removed = pulled.more ? NOBODY_REMOVED : await removeIfDue(core);
        const endorsed = !pulled.more && (await endorseIfDue(core));
        const moved = !pulled.more && ((await sayMove(core)) || (await copyIfDue(core)));
        const flushed = pulled.more ? NOTHING_SENT : await flush(core, await duty(core));
        report.received += pulled.frames;
        report.appended +=
          flushed.appended + Number(endorsed) + Number(moved) + Number(joined) + Number(removed.progress);
        report.refused.push(...flushed.refused);
        if (removed.refused !== null) throw removed.refused;
        if (!pulled.more && !flushed.progress && !joined && !endorsed && !moved && !removed.progress) break;
      }
    } catch (error) {
      if (!(error instanceof TransportDown)) throw error;
      if (error instanceof RelayRefused) shutOut = error.reason;
      core.connected = false;
      await commitBatch(core);
    }
    const now = core.ports.clock.now();
    // While a message of this device is said to be stored and is not seen, it can do no duty: there is no hurry to ask again.
    const waits = KINDS.some((kind) => core.sessions[kind].flying !== null && core.sessions[kind].told !== null);
    const soonest = now + (waits ? RETRY_DELAY_MS : 0);
    const wakeAt = core.connected ? Math.max(soonest, nextDuty(core) - core.offset) : now + RETRY_DELAY_MS;
    return { ...report, wakeAt, connected: core.connected, shutOut };
  }

  /** The folded state. Nobody but this client changes it. */
  get state(): Readonly<LinkState> {
    return this.#core.state;
  }

  /**
   * The state as it will be once what waits here is in the log: facts, statements, and GO given offline. The log has the last word: a
   * GO among them may still be void, and is told in `undone` then.
   */
  get said(): Readonly<LinkState> {
    const core = this.#core;
    const mark = `${core.state.seq} ${core.outbox.map(({ n }) => n).join(" ")}`;
    if (this.#said?.mark !== mark) this.#said = { mark, state: stateAfterSaid(core, null) };
    return this.#said.state;
  }

  /** The ticket that a group carries over, to be shown as a QR code; or why this device signs none. Nothing is sent or kept. */
  ticketFor(group: string): Promise<{ readonly ticket: string } | Refusal> {
    return ticketFor(this.#core, this.said, group);
  }

  /** What a scanned text is worth, by what is on this device alone. Nothing is sent or kept; it never throws for what is scanned. */
  checkTicket(text: string): Promise<TicketCheck> {
    return checkTicket(this.#core, this.said, text);
  }

  /** Takes a root's revocation on a steward's device: it is carried out in both channels, by whichever steward's commit comes first. */
  revoke(revocation: Uint8Array): Promise<Ordered> {
    assertWhole(this.#core);
    return orderRevocation(this.#core, revocation);
  }

  /** On a steward's device: takes out a device of its own agency and side, in both channels. */
  remove(device: string, reason: OwnReason = "agency"): Promise<Ordered> {
    assertWhole(this.#core);
    return orderRemoval(this.#core, device, reason);
  }

  /** On an archive's, duty or supervisor's device: says for its side that the link goes on at another relay; it does once the other side says the same. */
  moveTo(relay: string): Promise<{ readonly ordered: string } | Refusal> {
    return orderMove(this.#core, relay);
  }

  /** The relay where `record` is now, by name; null where this device was enrolled. */
  get relay(): string | null {
    return this.#core.sessions.record.meta.relay ?? null;
  }

  /** Whether this device was ordered to move the link, or a channel of it has moved and is not known to be whole at the new relay yet. */
  get moving(): boolean {
    return isMoving(this.#core);
  }

  /** A relay that the link went to and whose address this device does not know; null: none. */
  get unknownRelay(): string | null {
    return unknownRelay(this.#core);
  }

  /** Devices of the own side that are ordered out and not out yet. */
  get ordered(): readonly string[] {
    return [...this.#core.orders.values()].flatMap((order) => (order.reason === "revoked" ? [] : order.devices));
  }

  /** Who is in either channel, with when they were last heard in `record` (ordering time, ms). */
  get members(): readonly (Member & { readonly heardAt: number })[] {
    return everyone(this.#core).map((one) => ({ ...one, heardAt: heardAt(this.#core, one.device) }));
  }

  /** Whether a device of this name was taken out, or revoked before it came. False while this device is in no channel itself. */
  async isOut(agency: string, device: string): Promise<boolean> {
    const { sessions, ports } = this.#core;
    const ciphers = [sessions.record.cipher, sessions.ops.cipher].filter((cipher) => cipher !== null);
    return (await Promise.all(ciphers.map((cipher) => ports.cipher.isBarred(cipher, agency, device)))).includes(true);
  }

  /** The device's estimate of the ordering time now, ms. */
  get now(): number {
    return orderingNow(this.#core);
  }

  /** Acts that are not yet in the log. */
  get outbox(): readonly OutboxItem[] {
    return this.#core.outbox;
  }

  /** Whether a failure stopped this device (K22): nothing is done until another is loaded from the same vault. */
  get stopped(): boolean {
    return this.#core.broken !== null;
  }

  /** Acts of this device that were not done after all, oldest first; kept until `dismiss`. */
  get undone(): readonly UndoneAct[] {
    return this.#core.undone;
  }

  /** Forgets an act that was not done: its person knows. */
  async dismiss(intent: string): Promise<void> {
    assertWhole(this.#core);
    await forgetUndone(this.#core, intent);
  }

  get standing(): Standing {
    return standingOf(this.#core);
  }

  /** Where a channel stands on this device. */
  head(kind: ChannelKind): {
    readonly channel: string;
    readonly seq: number;
    readonly head: string | null;
    readonly epochAuthenticator: string | null;
  } {
    const { meta, secrets } = this.#core.sessions[kind];
    return {
      channel: secrets.channel,
      seq: meta.headSeq,
      head: meta.head,
      epochAuthenticator: meta.authenticators.at(-1)?.value ?? null,
    };
  }

  /** SHA-256, hex, of the canonical state of a channel at its last sequence. */
  async digest(kind: ChannelKind): Promise<string> {
    const { meta } = this.#core.sessions[kind];
    const state =
      kind === "record" ? { chains: meta.chains, flow: this.#core.state } : { chains: meta.chains, head: meta.head };
    return hashHex(this.#core.ports.crypto, canonicalText({ seq: meta.headSeq, ...state }));
  }

  /** Ordering time of the last entry taken from `record`, ms; 0 before the first. */
  get asOf(): number {
    return this.#core.sessions.record.meta.receivedAt;
  }

  /** How far the other side has shown that it has read each channel, as a sequence. */
  get readSeq(): Readonly<Record<ChannelKind, number>> {
    const { sessions, config } = this.#core;
    const other = otherSide(config.identity.side);
    return { record: sessions.record.meta.readBy[other], ops: sessions.ops.meta.readBy[other] };
  }

  /** 30 digits, equal on every device that is in the same epoch of both channels; null before this device joined. */
  async channelCode(): Promise<string | null> {
    const [ops, record] = [this.head("ops").epochAuthenticator, this.head("record").epochAuthenticator];
    return ops === null || record === null ? null : channelCode(this.#core.ports.crypto, ops, record);
  }

  /** The log as this device opened it, ascending. */
  log(kind: ChannelKind): Promise<LogRow[]> {
    return wholeLog(this.#core.ports.vault, kind);
  }

  /** Up to `limit` entries before `before` (or the newest), newest first; reads no more of the log than that takes. */
  logPage(kind: ChannelKind, before: number | undefined, limit: number): Promise<LogRow[]> {
    const { vault } = this.#core.ports;
    const { joinedSeq, headSeq } = this.#core.sessions[kind].meta;
    return logBefore(vault, kind, { first: joinedSeq ?? 1, before: Math.min(before ?? Infinity, headSeq + 1), limit });
  }

  /** A page of the record with all that proves it, from the entry after `after` on, for `RecordVerifier`; null before this device has joined. */
  recordPage(after: number): Promise<RecordPage | null> {
    return recordPage(this.#core, after);
  }

  /** On this phone, at the relay, or read by the other side. */
  receipt(kind: ChannelKind, item: { readonly intent: string; readonly seq: number | null }): Receipt {
    if (item.seq === null || this.outbox.some((one) => one.intent === item.intent)) return "device";
    return this.readSeq[kind] >= item.seq ? "read" : "relay";
  }

  /** Whether an act of this type is a fact, a statement or an authorisation. */
  static natureOf = natureOf;
}
