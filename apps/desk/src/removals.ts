import { openCharter, openRevocation } from "@vado/channel";
import { enrolDevice } from "@vado/client";
import { nodeCrypto } from "@vado/host";
import {
  TransportDown,
  base64url,
  type Clock,
  type DeskDevice,
  type DeskPapers,
  type Log,
  type Vault,
  type VaultRow,
} from "@vado/protocol";
import { whoOf } from "./asked.ts";
import type { Asker } from "./authenticate.ts";
import { logEvent } from "./events.ts";
import type { LinkDevice } from "./link-device.ts";
import { mayInvite } from "./may-invite.ts";
import type { Officer, Officers } from "./officers.ts";
import { bytes } from "./papers.ts";
import type { KnownRelay } from "./relays.ts";
import { isRefusal, refuse, type Refusal } from "./refusal.ts";
import type { Audit } from "./store.ts";

/**
 * Devices that are to go. An officer's device that is ordered out loses the desk's API at once, durably; its removal from the link's
 * groups follows, and again whenever it should turn up in one. Who was taken out by whomever else loses the API as soon as the log says so.
 */

/** What is left to a removed device at the relay: time to read in the log that it is out, ms. */
const RELAY_LEFT_MS = 10 * 60_000;
/** The relay is asked again after this long when it was away, ms. */
const RELAY_AGAIN_MS = 60_000;

export interface RemovalParts {
  readonly papers: DeskPapers;
  readonly devices: readonly LinkDevice[];
  readonly officers: Officers;
  readonly audit: Audit;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly relays: readonly KnownRelay[];
  readonly log: Log;
}

export class Removals {
  readonly #parts: RemovalParts;
  #askRelayAt = 0;

  constructor(parts: RemovalParts) {
    this.#parts = parts;
  }

  /** Everyone of the own side in the links' records, and this desk's officers who are not there yet or no more. */
  list(): DeskDevice[] {
    const { devices, officers } = this.#parts;
    return devices.flatMap(({ post, client }) => {
      const inside = client.members.filter((one) => one.side === post.side && one.agency === this.#parts.papers.agency);
      const known = new Set(inside.map(({ device }) => device));
      const others = officers.all().filter(({ link, device }) => link === post.link && !known.has(device));
      const about = { link: post.link, side: post.side };
      return [
        ...inside.map(({ device, role, heardAt, signatureKey }) => ({
          ...about,
          device,
          role: role as DeskDevice["role"],
          standing: "member" as const,
          heardAt: Number.isFinite(heardAt) ? Math.floor(heardAt) : null,
          signatureKey: base64url(signatureKey),
        })),
        ...others.map(({ device, role, out }) => ({
          ...about,
          device,
          role,
          standing: out === true ? ("out" as const) : ("expected" as const),
          heardAt: null,
          signatureKey: null,
        })),
      ];
    });
  }

  /** A device of an officer of this desk: never above the asker's own role, and never the asker's own device. */
  async order(asker: Asker, device: string): Promise<Refusal | null> {
    const { officers, audit, clock, vault, log } = this.#parts;
    const officer = officers.byDevice(device);
    if (officer === undefined) return refuse("device-none");
    const refused = mayInvite(asker, officer);
    if (refused !== null) return refused.refused === "role-unfit" ? refuse("role-may-not") : refused;
    if (asker.kind === "officer" && asker.officer.device === device) return refuse("role-may-not");
    const { link, role } = officer;
    const noted = audit.rows({ at: Math.floor(clock.now()), did: "removed", by: whoOf(asker), link, role, device });
    await vault.write([...asker.rows, ...noted, officers.outRow(officer)]);
    officers.drop(officer);
    logEvent(log, "device-removed", { by: asker.kind === "officer" ? "officer" : "operator" });
    this.#ringAll();
    // One that is not in the link yet is taken out when it comes (`keepUp`).
    const said = await this.#parts.devices.find(({ post }) => post.link === link)?.client.remove(device);
    return said !== undefined && "rule" in said && said.rule === "K80.steward" ? refuse("not-steward") : null;
  }

  /** The asking device itself goes, and another may come in its place: `rows` note both, in one transaction with what `write` adds. */
  async replace<T extends object>(
    officer: Officer,
    write: (rows: readonly VaultRow[]) => Promise<T | Refusal>,
  ): Promise<T | Refusal> {
    const { officers, audit, clock, log, devices } = this.#parts;
    const { link, role, device } = officer;
    const noted = audit.rows({ at: Math.floor(clock.now()), did: "replaced", by: device, link, role, device });
    const written = await write([...noted, officers.outRow(officer)]);
    if (isRefusal(written)) return written;
    officers.drop(officer);
    logEvent(log, "device-removed", { by: "itself" });
    this.#ringAll();
    await devices.find(({ post }) => post.link === link)?.client.remove(device);
    return written;
  }

  /** A revocation by a root, of any agency of the charter: carried out on the links of this desk that it is for. */
  async revoke(asker: Asker, revocation: Uint8Array): Promise<Refusal | null> {
    const { papers, devices, audit, clock, vault, log } = this.#parts;
    if (asker.kind === "machine") return refuse("role-may-not");
    if (asker.kind === "officer" && asker.officer.role !== "duty" && asker.officer.role !== "supervisor")
      return refuse("role-may-not");
    const charter = await openCharter(nodeCrypto, bytes(papers.charter));
    const paper = await openRevocation(nodeCrypto, charter, revocation).catch(() => null);
    if (paper === null) return refuse("revocation-bad");
    const on = devices.find(({ post }) => post.link === paper.link);
    if (on === undefined) return refuse("link-unknown");
    const said = await on.client.revoke(revocation);
    if (!("ordered" in said)) return refuse(said.rule === "K80.steward" ? "not-steward" : "revocation-bad");
    const device = paper.what.kind === "device" ? paper.what.device : null;
    const at = Math.floor(clock.now());
    const noted = audit.rows({ at, did: "revoked", by: whoOf(asker), link: paper.link, role: null, device });
    await vault.write([...asker.rows, ...noted]);
    logEvent(log, "revocation-taken", { of: paper.what.kind });
    this.#ringAll();
    return null;
  }

  /** After steps of the links' devices: what is ordered is done, and what others did is taken note of. */
  async keepUp(): Promise<void> {
    const { devices, officers } = this.#parts;
    for (const device of devices) {
      const inside = new Set(device.client.members.map((one) => one.device));
      for (const officer of officers.all().filter(({ link }) => link === device.post.link)) {
        if (officer.out !== true) await this.#takeNote(device, officer);
        else if (inside.has(officer.device)) await this.#carryOut(device, officer);
      }
    }
    await this.#tellRelay();
  }

  async #carryOut(device: LinkDevice, officer: Officer): Promise<void> {
    if (device.client.ordered.includes(officer.device)) return;
    const said = await device.client.remove(officer.device);
    if ("ordered" in said) device.ring();
  }

  async #takeNote({ client }: LinkDevice, officer: Officer): Promise<void> {
    const { papers, officers, audit, clock, vault, log } = this.#parts;
    if (!(await client.isOut(papers.agency, officer.device))) return;
    const { link, role, device } = officer;
    const noted = audit.rows({ at: Math.floor(clock.now()), did: "removed", by: "link", link, role, device });
    await vault.write([...noted, officers.outRow(officer)]);
    officers.drop(officer);
    logEvent(log, "device-removed", { by: "link" });
  }

  /** The relay serves the devices that are out no longer than they need to hear of it. */
  async #tellRelay(): Promise<void> {
    const { papers, officers, clock, relays, vault } = this.#parts;
    const now = clock.now();
    const untold = officers.all().filter(({ out, relayTold }) => out === true && relayTold !== true);
    if (untold.length === 0 || now < this.#askRelayAt) return;
    const account = { id: papers.account.id, privateKey: bytes(papers.account.privateKey) };
    for (const officer of untold) {
      try {
        const device = { id: officer.api, publicKey: bytes(officer.apiKey), expiresAt: now + RELAY_LEFT_MS };
        for (const { way } of relays) await enrolDevice({ ...way, account, device });
      } catch (error) {
        if (!(error instanceof TransportDown)) throw error;
        this.#askRelayAt = now + RELAY_AGAIN_MS;
        return;
      }
      await vault.write([officers.toldRow(officer)]);
      officers.told(officer);
    }
  }

  #ringAll(): void {
    for (const device of this.#parts.devices) device.ring();
  }
}
