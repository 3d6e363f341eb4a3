import { createHash } from "node:crypto";
import {
  base64url,
  type CryptoPort,
  type Entropy,
  type FrameKind,
  type KeyPair,
  type Role,
  type Side,
  type VaultRow,
} from "@vado/protocol";
import { nodeCrypto as crypto } from "@vado/host";
import {
  bindTicket,
  countersign,
  issueCharter,
  issueDevice,
  issueIssuingKey,
  issueRevocation,
  issueTicketStock,
  linkOf,
  mlsCipher,
  openCharter,
  type ChannelSecrets,
  type Charter,
  type CharterTerms,
  type DeviceIdentity,
  type Issuer,
  type Joined,
  type MlsCipher,
  type MlsState,
  type Received,
  type Removal,
  type SuiteName,
} from "../src/index.ts";

/** Entropy that a test can repeat: SHA-256 in counter mode over a seed. */
export function seededEntropy(seed: string): Entropy {
  let counter = 0;
  return {
    bytes(length) {
      const out = new Uint8Array(length);
      for (let at = 0; at < length; at += 32) {
        const block = createHash("sha256").update(`${seed}/${counter++}`).digest();
        out.set(block.subarray(0, Math.min(32, length - at)), at);
      }
      return out;
    },
  };
}

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const text = (data: Uint8Array): string => new TextDecoder().decode(data);

const DAY = 86_400_000;
export const LINK = "M1";
export const OTHER_LINK = "M2";

/** A corridor of two agencies and two links, with everything needed to enrol devices, all from one seed. */
export interface Corridor {
  readonly crypto: CryptoPort;
  readonly entropy: Entropy;
  readonly charterBytes: Uint8Array;
  readonly charter: Charter;
  readonly roots: ReadonlyMap<string, KeyPair>;
  readonly terms: Omit<CharterTerms, "label">;
  issuer(side: Side, link?: string, agency?: string): Promise<Issuer>;
  channel(kind?: "ops" | "record", link?: string): ChannelSecrets;
  device(
    device: string,
    side: Side,
    options?: { role?: Role; link?: string; agency?: string },
  ): Promise<DeviceIdentity>;
  /** Another device by name with the same key: what a careless desk might certify. */
  twin(of: DeviceIdentity, device: string): Promise<DeviceIdentity>;
  /** A ticket with both signatures, bound to the device. */
  ticket(to: Pick<DeviceIdentity, "device" | "signatureKey" | "side" | "agency">, link?: string): Promise<Uint8Array>;
  looseTicket(side: Side, link?: string, agency?: string): Promise<Uint8Array>;
  /** What the device's agency's root says of it; `by`: the agency whose root signs, and which is named. */
  revoke(device: Pick<DeviceIdentity, "device" | "agency" | "signatureKey">, by?: string): Promise<Uint8Array>;
  /** The side's next device is certified by a new issuing key. */
  renewIssuer(side: Side): void;
}

export async function corridor(seed: string, suite: SuiteName = "x25519"): Promise<Corridor> {
  const entropy = seededEntropy(seed);
  const key = async (): Promise<KeyPair> => crypto.ed25519FromSeed(entropy.bytes(32));
  const roots = new Map([
    ["north", await key()],
    ["south", await key()],
    ["watch", await key()],
  ]);
  const address = (): string => base64url(entropy.bytes(24));
  const terms = {
    corridor: "test-corridor",
    agencies: [...roots].map(([agency, root]) => ({ agency, root: base64url(root.publicKey) })),
    links: [LINK, OTHER_LINK].map((link) => ({
      link,
      sending: "north",
      receiving: "south",
      ops: address(),
      record: address(),
      ...(suite === "xwing" ? { suite } : {}),
    })),
    observers: ["watch"],
    policyVersion: 1,
    minVersion: 1,
    stewards: { roles: ["supervisor" as const, "archive" as const], others: "root-signed" as const },
  };
  const charterBytes = await issueCharter(crypto, terms, roots);
  const charter = await openCharter(crypto, charterBytes);
  const holder = (side: Side): string => (side === "sending" ? "north" : "south");
  const issuers = new Map<string, Issuer>();
  const outerKey = entropy.bytes(32);
  const made: Corridor = {
    crypto,
    entropy,
    charterBytes,
    charter,
    roots,
    terms,
    async issuer(side, link = LINK, agency = holder(side)) {
      const name = `${side}/${link}/${agency}`;
      const known = issuers.get(name);
      if (known !== undefined) return known;
      const issuer = await issueIssuingKey(crypto, roots.get(agency)!, await key(), {
        charter: charter.id,
        agency,
        side,
        link,
        notBefore: 0,
        notAfter: 30 * DAY,
      });
      issuers.set(name, issuer);
      return issuer;
    },
    channel(kind = "ops", link = LINK) {
      return { channel: linkOf(charter, link)![kind], link, kind, charter: charterBytes, outerKey };
    },
    async device(device, side, options = {}) {
      const { role = "field", link = LINK, agency = holder(side) } = options;
      const signatureKey = await key();
      const issuer = await made.issuer(side, link, agency);
      const certificate = await issueDevice(crypto, issuer, {
        role,
        device,
        signatureKey: signatureKey.publicKey,
        notBefore: DAY,
        notAfter: 10 * DAY,
      });
      return { device, side, role, agency, signatureKey, certificate };
    },
    async twin(of, device) {
      const terms = {
        role: "field" as const,
        device,
        signatureKey: of.signatureKey.publicKey,
        notBefore: DAY,
        notAfter: 10 * DAY,
      };
      const certificate = await issueDevice(crypto, await made.issuer(of.side), terms);
      return { ...of, device, role: "field", certificate };
    },
    async looseTicket(side, link = LINK, agency = holder(side)) {
      const [maker, other] = [await made.issuer("sending", link), await made.issuer("receiving", link)];
      const stock = await issueTicketStock(crypto, entropy, maker, { agency, side, shift: "night", count: 1 });
      return (await countersign(crypto, charter, other, stock))[0]!;
    },
    async ticket(to, link = LINK) {
      const ticket = await made.looseTicket(to.side, link, to.agency);
      return bindTicket(crypto, await made.issuer(to.side, link, to.agency), ticket, {
        device: to.device,
        signatureKey: to.signatureKey.publicKey,
      });
    },
    async revoke({ device, agency, signatureKey }, by = agency) {
      const what = { kind: "device" as const, device, signatureKey: signatureKey.publicKey };
      return issueRevocation(crypto, roots.get(by)!, { charter: charter.id, agency: by, link: LINK, what });
    },
    renewIssuer(side) {
      issuers.delete(`${side}/${LINK}/${holder(side)}`);
    },
  };
  return made;
}

/** A device under test with its state and its vault's rows of one channel. */
export interface Device {
  readonly identity: DeviceIdentity;
  state: MlsState;
  readonly rows: Map<string, Uint8Array>;
}

export function keep(device: Device, rows: readonly VaultRow[]): void {
  for (const { key, value } of rows) {
    if (value === null) device.rows.delete(key);
    else device.rows.set(key, value);
  }
}

/** One channel of a corridor with devices that got in one after the other, all in step. */
export class Room {
  readonly world: Corridor;
  readonly secrets: ChannelSecrets;
  readonly cipher: MlsCipher;
  readonly devices: Device[] = [];
  /** Removed, with the states they had. */
  readonly out: Device[] = [];
  groupInfo: Uint8Array = new Uint8Array();

  constructor(world: Corridor, secrets: ChannelSecrets = world.channel()) {
    this.world = world;
    this.secrets = secrets;
    this.cipher = mlsCipher({ crypto: world.crypto, entropy: world.entropy });
  }

  async found(identity: DeviceIdentity): Promise<Device> {
    const joined = await this.cipher.found({ identity, channel: this.secrets });
    return this.#enter(identity, joined);
  }

  async join(identity: DeviceIdentity): Promise<Device> {
    const ticket = await this.world.ticket(identity, this.secrets.link);
    const joined = await this.cipher.join({ identity, channel: this.secrets, groupInfo: this.groupInfo, ticket });
    const results = await this.deliver("commit", joined.frame);
    for (const result of results)
      if (result.kind !== "commit") throw new Error(`join refused: ${JSON.stringify(result)}`);
    return this.#enter(identity, joined);
  }

  #enter(identity: DeviceIdentity, joined: Joined<MlsState>): Device {
    const device: Device = { identity, state: joined.state, rows: new Map() };
    keep(device, joined.rows);
    this.devices.push(device);
    this.groupInfo = joined.groupInfo;
    return device;
  }

  /** Gives a frame to all devices but `except`, and takes what they answer. */
  async deliver(kind: FrameKind, frame: Uint8Array, except?: Device): Promise<Received<MlsState>[]> {
    const results: Received<MlsState>[] = [];
    for (const device of this.devices) {
      if (device === except) continue;
      const result = await this.cipher.receive(device.state, kind, frame);
      if (result.kind === "message" || result.kind === "commit") {
        device.state = result.state;
        keep(device, result.rows);
      }
      results.push(result);
    }
    return results;
  }

  /** A steward's removal, taken by all; `null` when there is nothing to do. */
  async remove(by: Device, removal: Removal): Promise<Received<MlsState>[] | null> {
    const made = await this.cipher.remove(by.state, removal);
    if (made === null) return null;
    const results = await this.deliver("commit", made.frame, by);
    const gone = this.devices.filter((device) => device !== by).filter((_, i) => results[i]?.kind === "removed");
    for (const device of gone) this.out.push(...this.devices.splice(this.devices.indexOf(device), 1));
    by.state = made.state;
    keep(by, made.rows);
    this.groupInfo = made.groupInfo;
    return results;
  }

  device(name: string): Device {
    return this.devices.find(({ identity }) => identity.device === name)!;
  }

  async send(from: Device, words: string, padTo = 2_048): Promise<Uint8Array> {
    const sealed = await this.cipher.seal(from.state, bytes(words), padTo);
    from.state = sealed.state;
    keep(from, sealed.rows);
    return sealed.frame;
  }

  authenticators(): string[] {
    return this.devices.map((device) => this.cipher.epochAuthenticator(device.state));
  }
}

const ROLES: readonly Role[] = ["archive", "archive", "field", "duty", "field", "duty"];

/** A room with `count` devices, sides in turn, the first the founder. */
export async function roomOf(
  count: number,
  seed: string,
  kind: "ops" | "record" = "ops",
  suite: SuiteName = "x25519",
): Promise<Room> {
  const world = await corridor(seed, suite);
  const room = new Room(world, world.channel(kind));
  for (let i = 0; i < count; i++) {
    const identity = await world.device(`d${i}`, i % 2 === 0 ? "sending" : "receiving", {
      role: ROLES[i % ROLES.length]!,
    });
    await (i === 0 ? room.found(identity) : room.join(identity));
  }
  return room;
}
