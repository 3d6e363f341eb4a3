import type { GroupCipher } from "@vado/channel";
import { issueRevocation, mlsCipher } from "@vado/channel";
import { nodeCrypto } from "@vado/host";
import type { Body, Entropy, KeyPair, Role, Side, Transport } from "@vado/protocol";
import { foundCorridor, type Corridor, type EnrolledLink } from "@vado/sim";
import { nullCipher, type NullState } from "@vado/sim";
import { seededEntropy } from "./entropy.ts";
import { LinkClient, type ClientConfig, type StepReport } from "../src/index.ts";
import { TestRelay, newSwitches, type Switches } from "./relay.ts";
import { PowerCut, fragileVault, type FragileVault } from "./vault.ts";

/** One link with its devices over a relay in memory, and time that a test moves. */

export const START = Date.UTC(2026, 0, 5, 6);
const LINK = "A-B";

/** One device with its disk, its clock and its way to the relay. */
export class Device<S> {
  readonly vault: FragileVault = fragileVault();
  readonly switches: Switches = newSwitches();
  readonly name: string;
  readonly config: ClientConfig;
  /** The device's own clock less the relay's, ms. */
  skew = 0;
  /** Its way to other relays than the first, and those whose address it does not know. */
  readonly elsewhere: Switches = newSwitches();
  readonly unknown = new Set<string>();
  /** The version of its rules; undefined for the present one. */
  version: number | undefined;
  client: LinkClient<S>;
  /** Times the power went. */
  cuts = 0;
  readonly refused: string[] = [];
  readonly #rig: Rig<S>;
  /** Where it was enrolled; null: at the rig's, whatever that is now. */
  readonly #relay: TestRelay | null;
  readonly #entropy: Entropy;

  constructor(rig: Rig<S>, config: ClientConfig, relay: TestRelay | null) {
    this.#rig = rig;
    this.#relay = relay;
    this.config = config;
    this.name = config.identity.device;
    this.#entropy = seededEntropy(rig.seed, this.name);
    this.client = this.#boot();
  }

  readonly #ways = new Map<string, Transport>();

  /** As an agency's desk tells its devices: relays that this one does not know are none to it. */
  #relayNamed(name: string): Transport | null {
    const relay = this.#rig.relays.get(name);
    if (relay === undefined || this.unknown.has(name)) return null;
    const way = this.#ways.get(name) ?? relay.transport(this.elsewhere);
    this.#ways.set(name, way);
    return way;
  }

  #boot(): LinkClient<S> {
    const rig = this.#rig;
    return new LinkClient(this.config, {
      clock: { now: () => rig.now + this.skew },
      entropy: this.#entropy,
      crypto: nodeCrypto,
      vault: this.vault,
      transport: (this.#relay ?? rig.relay).transport(this.switches),
      relayNamed: (name) => this.#relayNamed(name),
      cipher: rig.cipher,
      ...(this.version === undefined ? {} : { version: this.version }),
    });
  }

  /** A new process on the same disk. */
  async restart(): Promise<void> {
    this.client = this.#boot();
    await this.client.load();
  }

  /** A step; when the power goes in it, the device comes back and the step is lost. */
  async step(): Promise<StepReport | null> {
    return this.survive(async () => {
      const report = await this.client.step();
      this.refused.push(...report.refused.map(({ rule }) => rule));
      return report;
    });
  }

  async survive<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof PowerCut)) throw error;
      this.cuts++;
      await this.restart();
      return null;
    }
  }

  /** Submits an act that must be permitted; returns its intent. */
  async act(make: (intent: string) => Body): Promise<string> {
    const answer = await this.client.submit(make);
    if (!("intent" in answer)) throw new Error(`${this.name} was refused: ${answer.rule}`);
    return answer.intent;
  }

  /** The rule that refuses an act, or null. */
  async rule(make: (intent: string) => Body): Promise<string | null> {
    const answer = await this.client.submit(make);
    return "rule" in answer ? answer.rule : null;
  }
}

export class Rig<S> {
  now = START;
  readonly seed: string;
  readonly cipher: GroupCipher<S>;
  readonly relay: TestRelay;
  /** Other relays, by name. */
  readonly relays = new Map<string, TestRelay>();
  readonly devices: Device<S>[] = [];
  readonly enrolled: EnrolledLink;
  readonly charterId: string;
  readonly roots: ReadonlyMap<string, KeyPair>;

  constructor(
    seed: string,
    cipher: GroupCipher<S>,
    enrolled: EnrolledLink,
    { charterId, roots }: Pick<Corridor, "charterId" | "roots">,
  ) {
    this.seed = seed;
    this.cipher = cipher;
    this.enrolled = enrolled;
    this.charterId = charterId;
    this.roots = roots;
    this.relay = new TestRelay(() => this.now);
  }

  /** Enrols a device and starts it on an empty disk. */
  async add(
    side: Side,
    role: Role,
    options: { name?: string; founding?: ClientConfig["founding"]; relay?: TestRelay } = {},
  ): Promise<Device<S>> {
    const name = options.name ?? `${side}.${role}`;
    return this.start(await this.enrolled.enrol(name, side, role), options.founding ?? null, options.relay);
  }

  /** A device of an observing agency: it has the keys of `record` only. */
  async observe(name: string, agency = "watch"): Promise<Device<S>> {
    return this.start(await this.enrolled.observe(name, agency), null);
  }

  private async start(
    { identity, tickets }: Awaited<ReturnType<EnrolledLink["enrol"]>>,
    founding: ClientConfig["founding"],
    relay: TestRelay | null = null,
  ): Promise<Device<S>> {
    const { ops, record } = this.enrolled.channels;
    const channels =
      identity.role === "observer" ? { ops: { ...ops, outerKey: new Uint8Array() }, record } : { ops, record };
    const config: ClientConfig = {
      link: LINK,
      identity,
      charterId: this.charterId,
      channels,
      tickets,
      founding,
      timing: { heartbeatS: 30, ackIdleS: 600 },
    };
    const device = new Device(this, config, relay);
    await device.client.load();
    this.devices.push(device);
    return device;
  }

  /** What the root of a device's agency says of it. */
  revocation({ config: { identity } }: Device<S>): Promise<Uint8Array> {
    const { agency, device, signatureKey } = identity;
    const what = { kind: "device" as const, device, signatureKey: signatureKey.publicKey };
    const terms = { charter: this.charterId, agency, link: LINK, what };
    return issueRevocation(nodeCrypto, this.roots.get(agency) as KeyPair, terms);
  }

  /** Steps everyone in turn until nothing moves. */
  async settle(devices: readonly Device<S>[] = this.devices): Promise<void> {
    for (let round = 0; round < 300; round++) {
      let moved = false;
      for (const device of devices) {
        const { cuts } = device;
        const report = await device.step();
        moved ||= device.cuts !== cuts || (report !== null && (report.appended > 0 || report.received > 0));
      }
      if (!moved) return;
    }
    throw new Error("the devices never come to rest");
  }

  /** Lets time pass in steps of `stepMs`, everyone working after each. */
  async pass(ms: number, devices: readonly Device<S>[] = this.devices, stepMs = 10_000): Promise<void> {
    for (const end = this.now + ms; this.now < end;) {
      this.now = Math.min(end, this.now + stepMs);
      await this.settle(devices);
    }
  }

  /** The digests of everyone, one entry when they agree. */
  async digests(devices: readonly Device<S>[] = this.devices): Promise<string[]> {
    const all = await Promise.all(
      devices.map(async ({ client }) => `${await client.digest("record")} ${await client.digest("ops")}`),
    );
    return [...new Set(all)];
  }

  device(name: string): Device<S> {
    const found = this.devices.find((one) => one.name === name);
    if (found === undefined) throw new Error(`no device ${name}`);
    return found;
  }
}

async function newRig<S>(seed: string, make: (entropy: Entropy) => GroupCipher<S>, days: number): Promise<Rig<S>> {
  const links = [{ id: LINK, sending: "north", receiving: "south" }];
  const plan = { name: "test-corridor", agencies: ["north", "south"], observers: ["watch"], links, start: START, days };
  const corridor = await foundCorridor(plan, nodeCrypto, seededEntropy(seed, "ceremony"));
  return new Rig(seed, make(seededEntropy(seed, "cipher")), corridor.links.get(LINK) as EnrolledLink, corridor);
}

/** A link whose group is not encrypted: fast. `days`: how long its papers are good. */
export const nullRig = (seed: string, days = 3): Promise<Rig<NullState>> =>
  newRig(seed, () => nullCipher(nodeCrypto), days);
/** A link with MLS. */
export const mlsRig = (seed: string, days = 3) =>
  newRig(seed, (entropy) => mlsCipher({ crypto: nodeCrypto, entropy }), days);

/** Six devices as on every link, founded and joined; confirmed too unless told otherwise. */
export async function sixDevices<S>(rig: Rig<S>, confirmed = true): Promise<Rig<S>> {
  await rig.add("sending", "archive", { founding: "founder" });
  await rig.add("receiving", "archive", { founding: "cofounder" });
  for (const side of ["sending", "receiving"] as const)
    for (const role of ["field", "duty"] as const) await rig.add(side, role);
  await rig.settle();
  if (confirmed) await rig.pass(60_000);
  return rig;
}
