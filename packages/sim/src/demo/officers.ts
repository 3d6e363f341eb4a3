import { mlsCipher } from "@vado/channel";
import { enrolDevice, httpTransport, type Law, type LinkClient } from "@vado/client";
import { decide, fold } from "@vado/flow";
import { fetchWithin, nodeCrypto, nodeEntropy, sqliteVault } from "@vado/host";
import type { Clock, Side } from "@vado/protocol";
import { join } from "node:path";
import { SimNode, type NodeReport } from "../node.ts";
import type { Act, Sights } from "../world/types.ts";
import type { OfficerPapers, OfficerRole } from "./papers.ts";

/** The simulated officers of a demo: real devices in this process, with their own disks, over HTTP like any phone. */

/** What stands in a device's log, told as it is folded. */
export interface FoldedLine {
  readonly device: string;
  readonly seq: number;
  readonly receivedAt: number;
  readonly by: { readonly device: string; readonly side: string; readonly role: string; readonly seen: number };
  readonly event: Readonly<Record<string, unknown>>;
  readonly voidedBy: string | null;
}

export interface OfficerGround {
  readonly url: string;
  readonly folder: string;
  readonly clock: Clock;
  readonly onFolded: (line: FoldedLine) => void;
}

export class Officer {
  readonly side: Side;
  readonly role: OfficerRole;
  readonly device: string;
  readonly client: LinkClient<unknown>;
  readonly #node: SimNode<unknown>;
  readonly #vault: ReturnType<typeof sqliteVault>;
  readonly #clock: Clock;
  /** When the officer or the device wants a turn, ms. */
  wakeAt = 0;
  /** Something arrived, or something is to be seen. */
  dirty = true;
  /** Acts, or looks on while a person does. */
  acting = true;
  /** The network of this phone is cut. */
  offline = false;

  constructor({ post, config, api }: OfficerPapers, { url, folder, clock, onFolded }: OfficerGround) {
    this.side = post.side;
    this.role = post.role;
    this.device = post.device;
    this.#clock = clock;
    this.#vault = sqliteVault(join(folder, `${post.device}.db`), { survives: "process" });
    const ports = { clock, entropy: nodeEntropy, crypto: nodeCrypto };
    const transport = httpTransport({ ...ports, url, fetch: fetchWithin(), device: api });
    const law = tellingLaw(post.device, onFolded);
    this.#node = new SimNode<unknown>([
      {
        post,
        config,
        ports: { ...ports, vault: this.#vault, transport, cipher: mlsCipher(ports) as never, law },
      },
    ]);
    this.client = this.#node.clients[0] as LinkClient<unknown>;
  }

  load(): Promise<void> {
    return this.#node.load();
  }

  /** One look at device and world; returns what was done in the world. */
  async turn(sights: Sights): Promise<readonly Act[]> {
    this.dirty = false;
    const offline = sights.offline || this.offline;
    const report: NodeReport = await this.#node.turn({ sights: [{ ...sights, offline }], acting: this.acting });
    this.wakeAt = Math.max(this.#clock.now() + 1, Math.ceil(report.wakeAt));
    return report.acts;
  }

  /** A frame was stored; the device needs a turn unless it has it already. */
  onStored(channel: string, seq: number): void {
    for (const kind of ["ops", "record"] as const) {
      const head = this.client.head(kind);
      if (head.channel === channel && head.seq < seq) this.dirty = true;
    }
  }

  close(): void {
    this.#vault.close();
  }
}

/** The law as everybody has it, that tells what it folds. */
function tellingLaw(device: string, onFolded: (line: FoldedLine) => void): Law {
  return {
    decide,
    fold(state, entry) {
      const verdict = fold(state, entry);
      const { seq, time: receivedAt, body, at, intent, exercise } = entry;
      const by = { device: entry.device, side: entry.side, role: entry.role, seen: entry.seen };
      const event = { ...body, at, intent, ...(exercise === true ? { exercise } : {}) };
      onFolded({ device, seq, receivedAt, by, event, voidedBy: verdict.voidedBy });
      return verdict;
    },
  };
}

/** Admits an officer's device at the relay with its agency's account. */
export async function enrolOfficer(papers: OfficerPapers, url: string, clock: Clock): Promise<void> {
  const { account, api, expiresAt } = papers;
  await enrolDevice({
    url,
    fetch: fetchWithin(),
    clock,
    crypto: nodeCrypto,
    entropy: nodeEntropy,
    account,
    device: { id: api.id, publicKey: api.publicKey, expiresAt },
  });
}
