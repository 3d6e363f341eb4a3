import { bindTicket, issueDevice } from "@vado/channel";
import { RelayRefused, enrolDevice, type RelayWay } from "@vado/client";
import { nodeCrypto, nodeEntropy } from "@vado/host";
import {
  TransportDown,
  base64url,
  hex,
  type Clock,
  type DeskPapers,
  type EnrolRequest,
  type Log,
  type Vault,
} from "@vado/protocol";
import { logEvent } from "./events.ts";
import type { InviteRow, Invites, Taken } from "./invites.ts";
import type { Officers } from "./officers.ts";
import { bytes, type DeskPost } from "./papers.ts";
import type { KnownRelay } from "./relays.ts";
import { isRefusal, refuse, type Refusal } from "./refusal.ts";
import { oneAtATime, readRows, row, type Audit } from "./store.ts";

/**
 * Admits a device: certificate, two tickets, and its key at the relay. The invite is used up and everything chosen before
 * anything is done, so that the same request, asked again after a crash or a lost answer, ends in the same device.
 */

/** A device's papers hold for so long, unless the issuing key expires before, ms. The relay admits for 30 days at most. */
const DEVICE_MS = 29 * 86_400_000;
/** A certificate begins a little before now. */
const BEFORE_MS = 5 * 60_000;

export interface EnrolmentParts {
  readonly papers: DeskPapers;
  readonly posts: readonly DeskPost[];
  readonly vault: Vault;
  readonly clock: Clock;
  /** The relay where a link is now. */
  readonly where: (link: string) => KnownRelay;
  readonly invites: Invites;
  readonly officers: Officers;
  readonly audit: Audit;
  readonly log: Log;
}

/** Link, name of a ticket, the ticket. */
type Stock = ReadonlyMap<string, ReadonlyMap<string, string>>;

export class Enrolment {
  readonly #parts: EnrolmentParts;
  /** Tickets of each link by the hash that names them: the papers may be replaced by others in another order. */
  readonly #stock: Stock;
  readonly #spent: Set<string>;
  readonly #oneAtATime = oneAtATime();

  private constructor(parts: EnrolmentParts, stock: Stock, spent: Iterable<string>) {
    this.#parts = parts;
    this.#stock = stock;
    this.#spent = new Set(spent);
  }

  static async open(parts: EnrolmentParts): Promise<Enrolment> {
    const stock = new Map<string, ReadonlyMap<string, string>>();
    for (const { link, papers } of parts.posts) {
      const named = papers.tickets.map(async (one) => [hex(await nodeCrypto.sha256(bytes(one))), one] as const);
      stock.set(link, new Map(await Promise.all(named)));
    }
    const spent = await readRows(parts.vault, "ticket/");
    return new Enrolment(
      parts,
      stock,
      spent.map(([name]) => name),
    );
  }

  #unused(link: string): string[] {
    return [...(this.#stock.get(link)?.keys() ?? [])].filter((name) => !this.#spent.has(name));
  }

  /** Devices that can still be admitted on a link. */
  left(link: string): number {
    return Math.floor(this.#unused(link).length / 2);
  }

  /** JSON of `DeviceEnrolmentSchema`, or why not. */
  enrol(request: EnrolRequest): Promise<string | Refusal> {
    return this.#oneAtATime(async () => {
      const outcome = await this.#enrol(request);
      if (typeof outcome !== "string") logEvent(this.#parts.log, "enrolment-failed", { reason: outcome.refused });
      return outcome;
    });
  }

  async #enrol(request: EnrolRequest): Promise<string | Refusal> {
    const { invites, posts, log, clock } = this.#parts;
    const found = invites.forKeys(request.token, request);
    if (isRefusal(found)) return found;
    const post = posts.find((one) => one.link === found.link);
    if (post === undefined) return refuse("link-unknown");
    const now = Math.floor(clock.now());
    if (now + BEFORE_MS >= post.notAfter) return refuse("papers-expired");
    const again = found.taken !== null;
    const invite = again ? found : await this.#reserve(request, found);
    if (isRefusal(invite)) return invite;
    const taken = invite.taken as Taken;
    if (taken.answer !== null) {
      logEvent(log, "device-enrolled", { role: invite.role, again: true });
      return taken.answer;
    }
    return this.#admit(request.token, invite, taken, post, now);
  }

  /** Uses the invite up for these keys and chooses everything. */
  async #reserve(request: EnrolRequest, invite: InviteRow): Promise<InviteRow | Refusal> {
    const { invites, officers } = this.#parts;
    const { link, side, role } = invite;
    if (officers.hasKey(request.apiKey)) return refuse("keys-taken");
    const [ops, record] = this.#unused(link);
    if (ops === undefined || record === undefined) return refuse("tickets-none");
    const taken: Taken = {
      signatureKey: request.signatureKey,
      apiKey: request.apiKey,
      device: `${link}.${side}.${role}.${hex(nodeEntropy.bytes(4))}`,
      api: base64url(nodeEntropy.bytes(16)),
      tickets: [ops, record],
      answer: null,
    };
    const rows = taken.tickets.map((name) => row(`ticket/${name}`, taken.device));
    const next = await invites.take(request.token, invite, taken, rows);
    for (const name of taken.tickets) this.#spent.add(name);
    return next;
  }

  async #admit(token: string, invite: InviteRow, taken: Taken, post: DeskPost, now: number): Promise<string | Refusal> {
    const { papers, invites, officers, audit, log } = this.#parts;
    const relay = this.#parts.where(post.link);
    const { device, api } = taken;
    const notAfter = Math.min(post.notAfter, now + DEVICE_MS);
    const refused = await this.#atRelay(taken, notAfter, relay.way);
    if (refused !== null) return refused;
    const signatureKey = bytes(taken.signatureKey);
    const certificate = await issueDevice(nodeCrypto, post.issuer, {
      role: invite.role,
      device,
      signatureKey,
      notBefore: Math.max(post.notBefore, now - BEFORE_MS),
      notAfter,
    });
    const [ops, record] = await Promise.all(taken.tickets.map((name) => this.#bound(post, name, device, signatureKey)));
    if (ops === undefined || record === undefined) return refuse("tickets-none");
    const { link, side, role } = invite;
    const answer = JSON.stringify({
      device,
      link,
      side,
      role,
      agency: papers.agency,
      stations: post.papers.stations,
      timezone: papers.timezone,
      charterId: papers.charterId,
      charter: papers.charter,
      channels: post.papers.channels,
      certificate: base64url(certificate),
      tickets: { ops, record },
      api,
      relay: relay.forDevices.replaceAll("{device}", device),
      relayName: relay.name ?? undefined,
      heartbeatS: post.papers.heartbeatS,
      clock: papers.clock,
    });
    const officer = { device, api, apiKey: taken.apiKey, link, side, role, notAfter };
    await invites.take(token, invite, { ...taken, answer }, [
      officers.row(officer),
      ...audit.rows({ at: now, did: "enrolled", by: "invite", link, role, device }),
    ]);
    officers.add(officer);
    logEvent(log, "device-enrolled", { role, again: false });
    return answer;
  }

  /** Null when the relay knows the device's key. */
  async #atRelay({ api, apiKey }: Taken, expiresAt: number, way: RelayWay): Promise<Refusal | null> {
    const { papers } = this.#parts;
    try {
      await enrolDevice({
        ...way,
        account: { id: papers.account.id, privateKey: bytes(papers.account.privateKey) },
        device: { id: api, publicKey: bytes(apiKey), expiresAt },
      });
      return null;
    } catch (error) {
      if (error instanceof RelayRefused) return refuse("relay-refuses");
      if (error instanceof TransportDown) return refuse("relay-away");
      throw error;
    }
  }

  async #bound(post: DeskPost, name: string, device: string, signatureKey: Uint8Array): Promise<string | undefined> {
    const ticket = this.#stock.get(post.link)?.get(name);
    if (ticket === undefined) return undefined;
    return base64url(await bindTicket(nodeCrypto, post.issuer, bytes(ticket), { device, signatureKey }));
  }
}
