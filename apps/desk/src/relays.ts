import { enrolDevice, type LinkClient, type RelayWay } from "@vado/client";
import { TransportDown, type Clock, type DeskPapers } from "@vado/protocol";
import type { Officer, Officers } from "./officers.ts";
import { bytes } from "./papers.ts";

/** The relays that a desk knows: the one it was founded with, and those a link may move to (client K130, docs/another-relay.md). */

export interface KnownRelay {
  /** Null: the first has no name, and no link can be moved back to it. */
  readonly name: string | null;
  readonly way: RelayWay;
  /** Where devices reach it; `{device}` stands for the device's name. */
  readonly forDevices: string;
}

/** First the one of the papers, then the others. `ground`: what every way to a relay stands on. */
export function knownRelays(
  { relay, relays }: DeskPapers,
  ground: Omit<RelayWay, "url" | "relayName">,
): readonly KnownRelay[] {
  return [relay, ...relays].map(({ url, name, forDevices }) => ({
    name: name ?? null,
    way: { ...ground, url, relayName: name },
    forDevices,
  }));
}

/** Where a link's record is now. */
export function relayOf(relays: readonly KnownRelay[], client: Pick<LinkClient<unknown>, "relay">): KnownRelay {
  return relays.find(({ name }) => name !== null && name === client.relay) ?? (relays[0] as KnownRelay);
}

/** A relay that was away is asked again after this long, ms. */
const AGAIN_MS = 60_000;

/** Sees to it that every officer's device is admitted at the other relays too, before a link goes there. */
export class Admissions {
  readonly #relays: readonly KnownRelay[];
  readonly #parts: { readonly papers: DeskPapers; readonly officers: Officers; readonly clock: Clock };
  readonly #told = new Set<string>();
  readonly #askAt = new Map<KnownRelay, number>();

  constructor(
    relays: readonly KnownRelay[],
    parts: { readonly papers: DeskPapers; readonly officers: Officers; readonly clock: Clock },
  ) {
    this.#relays = relays;
    this.#parts = parts;
  }

  /** After steps. A relay that refuses or is away is left for a while; what it lacks is told it then. */
  async keepUp(): Promise<void> {
    const { officers, clock } = this.#parts;
    if (this.#relays.length < 2) return;
    for (const relay of this.#relays) {
      if (clock.now() < (this.#askAt.get(relay) ?? 0)) continue;
      const served = officers
        .all()
        .filter((officer) => officer.out !== true && !this.#told.has(this.#mark(relay, officer)));
      for (const officer of served) if (!(await this.#admit(relay, officer))) break;
    }
  }

  #mark = ({ way }: KnownRelay, { api }: Officer): string => `${way.url} ${api}`;

  async #admit(relay: KnownRelay, officer: Officer): Promise<boolean> {
    const { papers, clock } = this.#parts;
    const account = { id: papers.account.id, privateKey: bytes(papers.account.privateKey) };
    const device = { id: officer.api, publicKey: bytes(officer.apiKey), expiresAt: officer.notAfter };
    try {
      await enrolDevice({ ...relay.way, account, device });
      this.#told.add(this.#mark(relay, officer));
      return true;
    } catch (error) {
      if (!(error instanceof TransportDown)) throw error;
      this.#askAt.set(relay, clock.now() + AGAIN_MS);
      return false;
    }
  }
}
