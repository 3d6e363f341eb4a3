import { join } from "node:path";
import { mlsCipher, type MlsState } from "@vado/channel";
import { LinkClient, RefusedByRelay, RelayRefused, enrolDevice, httpTransport } from "@vado/client";
import { nodeCrypto, nodeEntropy, sqliteVault, type VaultOptions } from "@vado/host";
import { TransportDown, type Clock, type Log, type Vault } from "@vado/protocol";
import { logEvent, nameOf } from "./events.ts";
import { mailbox, type Mailbox } from "./mailbox.ts";
import type { DeskPost } from "./papers.ts";
import { relayOf, type KnownRelay } from "./relays.ts";

/** The desk's archive device on one link. It survives its relay, its own faults and the end of its process: the vault is all it is. */

/** A device is admitted at the relay for so long, and again when half of that is over, ms; the relay allows 30 days. */
const ADMITTED_MS = 28 * 86_400_000;
/** A relay where the link is not, and which was away, is asked again after this long, ms. */
const AGAIN_MS = 60_000;
/** Machine ms before another try after a fault or without a relay. */
const RETRY_MS = 1_000;
const RETRY_MS_MAX = 15_000;

export interface LinkDeviceOptions {
  readonly post: DeskPost;
  readonly folder: string;
  readonly sealed: Pick<VaultOptions, "key" | "sealPlain">;
  readonly clock: Clock;
  readonly relays: readonly KnownRelay[];
  readonly account: { readonly id: string; readonly privateKey: Uint8Array };
  readonly log: Log;
  /** Called when there is something to step for. */
  readonly ring: () => void;
  readonly monotonicMs: () => number;
}

/** One who joins a link that is there, as after new papers, begins from nothing: keys of the device before are none of its own. */
const vaultName = ({ link, config }: DeskPost): string =>
  config.founding === null ? `link-${link}.${config.identity.device}.db` : `link-${link}.db`;

export class LinkDevice {
  readonly post: DeskPost;
  readonly #options: LinkDeviceOptions;
  readonly #vault: Vault & { close(): void };
  #client: LinkClient<MlsState>;
  /** A mailbox of each relay, the first's at once and the others' when the link goes there. */
  #mailboxes: Map<KnownRelay, Mailbox>;
  #rang = true;
  #wakeAt = 0;
  #connected = false;
  /** When this device was last admitted at each relay. */
  readonly #admittedAt = new Map<KnownRelay, number>();
  #tries = 0;
  #retryAt = 0;
  #forked = false;
  #removed = false;

  private constructor(options: LinkDeviceOptions) {
    this.#options = options;
    this.post = options.post;
    this.#vault = sqliteVault(join(options.folder, vaultName(options.post)), options.sealed);
    ({ client: this.#client, mailboxes: this.#mailboxes } = this.#make());
  }

  static async open(options: LinkDeviceOptions): Promise<LinkDevice> {
    const device = new LinkDevice(options);
    await device.#client.load();
    return device;
  }

  #make(): { client: LinkClient<MlsState>; mailboxes: Map<KnownRelay, Mailbox> } {
    const { clock, relays, post } = this.#options;
    const mailboxes = new Map<KnownRelay, Mailbox>();
    const boxOf = (relay: KnownRelay): Mailbox => {
      const known = mailboxes.get(relay);
      if (known !== undefined) return known;
      const box = mailbox(httpTransport({ ...relay.way, device: post.api }), () => {
        // A poll of a device that was replaced rings for nobody.
        if (mailboxes === this.#mailboxes) this.ring();
      });
      mailboxes.set(relay, box);
      return box;
    };
    const named = (name: string): Mailbox | null => {
      const relay = relays.find((one) => one.name === name);
      return relay === undefined ? null : boxOf(relay);
    };
    const client = new LinkClient(post.config, {
      clock,
      entropy: nodeEntropy,
      crypto: nodeCrypto,
      vault: this.#vault,
      transport: boxOf(relays[0] as KnownRelay),
      relayNamed: named,
      cipher: mlsCipher({ crypto: nodeCrypto, entropy: nodeEntropy }),
    });
    return { client, mailboxes };
  }

  get client(): LinkClient<MlsState> {
    return this.#client;
  }
  get connected(): boolean {
    return this.#connected;
  }
  /** Whether it may act: in contact, and its log confirmed by both sides. */
  get fit(): boolean {
    const { provisional, fork, removed } = this.#client.standing;
    return this.#connected && !provisional && !removed && fork === null;
  }

  /** Something came, or was submitted: step at once. */
  ring(): void {
    this.#rang = true;
    this.#options.ring();
  }

  isDue(): boolean {
    if (this.#options.monotonicMs() < this.#retryAt) return false;
    return this.#rang || !this.#connected || this.#wakeAt <= this.#options.clock.now();
  }

  /** When to step though nothing rings: on the desk's clock, or else in machine ms from now. */
  get next(): { readonly at: number } | { readonly inMs: number } {
    if (this.#connected) return { at: this.#wakeAt };
    return { inMs: Math.max(0, this.#retryAt - this.#options.monotonicMs()) };
  }

  /** One bounded step. True when the state or what is known of it may have changed. */
  async step(): Promise<boolean> {
    this.#rang = false;
    const was = this.#connected;
    try {
      await this.#admit();
      const report = await this.#client.step();
      this.#wakeAt = report.wakeAt;
      this.#connected = report.connected;
      if (report.shutOut !== null) this.#shutOut(report.shutOut);
      if (report.connected) for (const box of this.#mailboxes.values()) box.watch();
      this.#settle(was);
      return report.received > 0 || report.appended > 0 || report.refused.length > 0 || was !== this.#connected;
    } catch (error) {
      this.#connected = false;
      if (error instanceof RelayRefused || error instanceof RefusedByRelay) this.#shutOut(error.reason);
      else if (!(error instanceof TransportDown)) await this.#begin(error);
      this.#settle(was);
      return was;
    }
  }

  /** After a fault: what is on disk is the truth. */
  async #begin(error: unknown): Promise<void> {
    logEvent(this.#options.log, "archive-stopped", { name: nameOf(error) });
    for (const box of this.#mailboxes.values()) box.stop();
    ({ client: this.#client, mailboxes: this.#mailboxes } = this.#make());
    await this.#client.load();
  }

  #settle(was: boolean): void {
    const { log, monotonicMs } = this.#options;
    this.#tries = this.#connected ? 0 : this.#tries + 1;
    if (!this.#connected)
      this.#retryAt = monotonicMs() + Math.min(RETRY_MS_MAX, RETRY_MS * 2 ** Math.min(5, this.#tries - 1));
    if (was !== this.#connected) logEvent(log, this.#connected ? "relay-reached" : "relay-lost", {});
    const { fork, removal } = this.#client.standing;
    if (removal !== null && !this.#removed) logEvent(log, "archive-removed", { reason: removal.reason });
    this.#removed = removal !== null;
    if (fork !== null && !this.#forked) logEvent(log, "fork", {});
    this.#forked = fork !== null;
  }

  /** The relay knows the device no longer, or never did: it is admitted anew at the next try. */
  #shutOut(reason: string): void {
    this.#admittedAt.clear();
    logEvent(this.#options.log, "relay-refuses", { reason });
  }

  /** At every relay that it uses, or that an order to move may take it to. Only the one where the link is must answer. */
  async #admit(): Promise<void> {
    const { relays } = this.#options;
    const here = relayOf(relays, this.#client);
    for (const relay of relays) {
      try {
        await this.#admitAt(relay);
      } catch (error) {
        if (relay === here || !(error instanceof TransportDown)) throw error;
        this.#admittedAt.set(relay, this.#options.clock.now() - ADMITTED_MS / 2 + AGAIN_MS);
      }
    }
  }

  async #admitAt(relay: KnownRelay): Promise<void> {
    const { clock, account, post } = this.#options;
    const now = clock.now();
    const before = this.#admittedAt.get(relay);
    if (before !== undefined && now < before + ADMITTED_MS / 2) return;
    const { publicKey } = await nodeCrypto.ed25519FromSeed(post.api.privateKey);
    const device = { id: post.api.id, publicKey, expiresAt: now + ADMITTED_MS };
    await enrolDevice({ ...relay.way, account, device });
    this.#admittedAt.set(relay, now);
  }

  close(): void {
    for (const box of this.#mailboxes.values()) box.stop();
    this.#vault.close();
  }
}
