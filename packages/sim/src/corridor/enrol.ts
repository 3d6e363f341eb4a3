import type { ChannelSecrets, DeviceIdentity, Issuer } from "@vado/channel";
import {
  bindTicket,
  countersign,
  issueCharter,
  issueDevice,
  issueIssuingKey,
  issueTicketStock,
  linkOf,
  openCharter,
} from "@vado/channel";
import type { CryptoPort, Entropy, KeyPair, Role, Side } from "@vado/protocol";
import { DAY_MS, base64url } from "@vado/protocol";
import type { ChannelKind } from "@vado/client";

/** The ceremony before the first day: roots, charter, issuing keys, device papers and tickets, all from one seed. */

export interface EnrolledDevice {
  readonly identity: DeviceIdentity;
  readonly tickets: Readonly<Record<ChannelKind, Uint8Array>>;
}

export interface Corridor {
  readonly charterId: string;
  readonly charter: Uint8Array;
  readonly links: ReadonlyMap<string, EnrolledLink>;
  readonly accounts: ReadonlyMap<string, KeyPair>;
  /** Each agency's root, for revocations in trials; in earnest roots are offline and never together. */
  readonly roots: ReadonlyMap<string, KeyPair>;
}

export interface EnrolledLink {
  readonly channels: Readonly<Record<ChannelKind, ChannelSecrets>>;
  /** What each side's desk admits devices with. */
  readonly issuers: Readonly<Record<Side, Issuer>>;
  enrol(device: string, side: Side, role: Role): Promise<EnrolledDevice>;
  /** A device of an observing agency, certified by that agency and admitted to `record` by both sides. */
  observe(device: string, agency: string): Promise<EnrolledDevice>;
  /** Countersigned tickets of a side, not yet bound to a device; at most 256. */
  stock(side: Side, count: number): Promise<readonly Uint8Array[]>;
}

export interface CorridorPlan {
  readonly name: string;
  readonly agencies: readonly string[];
  readonly links: readonly {
    readonly id: string;
    readonly sending: string;
    readonly receiving: string;
    /** The post-quantum suite for the link's channels; absent: the usual one. */
    readonly suite?: "xwing";
  }[];
  /** Agencies that observe only, besides `agencies`. */
  readonly observers?: readonly string[];
  readonly start: number;
  readonly days: number;
}

export async function foundCorridor(plan: CorridorPlan, crypto: CryptoPort, entropy: Entropy): Promise<Corridor> {
  const key = async () => crypto.ed25519FromSeed(entropy.bytes(32));
  const roots = new Map<string, KeyPair>();
  const accounts = new Map<string, KeyPair>();
  const observers = plan.observers ?? [];
  for (const agency of [...plan.agencies, ...observers]) {
    roots.set(agency, await key());
    accounts.set(agency, await key());
  }
  const charterBytes = await issueCharter(
    crypto,
    {
      corridor: plan.name,
      agencies: [...roots].map(([agency, root]) => ({ agency, root: base64url(root.publicKey) })),
      links: plan.links.map(({ id, sending, receiving, suite }) => ({
        link: id,
        sending,
        receiving,
        ops: base64url(entropy.bytes(24)),
        record: base64url(entropy.bytes(24)),
        ...(suite === undefined ? {} : { suite }),
      })),
      observers: [...observers],
      policyVersion: 1,
      minVersion: 1,
      stewards: { roles: ["supervisor", "archive"], others: "root-signed" },
    },
    roots,
  );
  const charter = await openCharter(crypto, charterBytes);
  const outerKey = entropy.bytes(32);
  const notBefore = plan.start - DAY_MS;
  const links = new Map<string, EnrolledLink>();
  for (const { id, sending, receiving } of plan.links) {
    const agencies = { sending, receiving };
    const issuer = async (side: Side, agency = agencies[side]): Promise<Issuer> => {
      const terms = {
        charter: charter.id,
        agency,
        side,
        link: id,
        notBefore,
        notAfter: notBefore + 30 * DAY_MS,
      };
      return issueIssuingKey(crypto, roots.get(agency) as KeyPair, await key(), terms);
    };
    const issuers = { sending: await issuer("sending"), receiving: await issuer("receiving") };
    const address = linkOf(charter, id) as { ops: string; record: string };
    const secrets = (kind: ChannelKind): ChannelSecrets => ({
      channel: address[kind],
      link: id,
      kind,
      charter: charterBytes,
      outerKey,
    });
    const stock = async (side: Side, count: number, agency = agencies[side]) => {
      const terms = { agency, side, shift: "first", count };
      const other = side === "sending" ? issuers.receiving : issuers.sending;
      return countersign(crypto, charter, other, await issueTicketStock(crypto, entropy, issuers[side], terms));
    };
    const ticket = async (side: Side, device: string, signatureKey: Uint8Array) => {
      const [signed] = await stock(side, 1);
      return bindTicket(crypto, issuers[side], signed as Uint8Array, { device, signatureKey });
    };
    const notAfter = notBefore + Math.min(30, plan.days + 4) * DAY_MS;
    links.set(id, {
      channels: { ops: secrets("ops"), record: secrets("record") },
      issuers,
      stock,
      async enrol(device, side, role) {
        const signatureKey = await key();
        const certificate = await issueDevice(crypto, issuers[side], {
          role,
          device,
          signatureKey: signatureKey.publicKey,
          notBefore,
          notAfter,
        });
        const identity: DeviceIdentity = { device, side, role, agency: agencies[side], signatureKey, certificate };
        const { publicKey } = signatureKey;
        return {
          identity,
          tickets: { ops: await ticket(side, device, publicKey), record: await ticket(side, device, publicKey) },
        };
      },
      async observe(device, agency) {
        // A side is only where its papers are filed; nothing that an observer says counts for one.
        const side = "receiving";
        const own = await issuer(side, agency);
        const signatureKey = await key();
        const { publicKey } = signatureKey;
        const terms = { role: "observer", device, signatureKey: publicKey, notBefore, notAfter } as const;
        const certificate = await issueDevice(crypto, own, terms);
        const [signed] = await stock(side, 1, agency);
        const record = await bindTicket(crypto, own, signed as Uint8Array, { device, signatureKey: publicKey });
        const identity: DeviceIdentity = { device, side, role: "observer", agency, signatureKey, certificate };
        return { identity, tickets: { ops: new Uint8Array(), record } };
      },
    });
  }
  return { charterId: charter.id, charter: charterBytes, links, accounts, roots };
}
