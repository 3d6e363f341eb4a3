import { mlsCipher, type GroupCipher } from "@vado/channel";
import { httpTransport } from "@vado/client";
import { nodeCrypto } from "@vado/host";
import type { Clock, Side, Transport, Vault } from "@vado/protocol";
import { Driver, Restless, type DrivenNode } from "../driver.ts";
import { SimNode, type NodeDevice } from "../node.ts";
import { nullCipher } from "../null-cipher.ts";
import type { OfficerPost, Turn } from "../officers/context.ts";
import { makeRoster, type RosterDevice, type RosterNode } from "../roster.ts";
import type { PeopleBalance, linkFigures, stationFigures } from "../replay/summary.ts";
import { scenarioTime, type Scenario } from "../scenario/index.ts";
import { seededEntropy, stream, whole } from "../seeded.ts";
import { World } from "../world/world.ts";
import { Chance, ROUGH, type Faults } from "./chance.ts";
import { Crashed, RelayDisk, simVault } from "./disk.ts";
import { enrol } from "./enrol.ts";
import { groundOf } from "./ground.ts";
import { judgeRun, type Finding } from "./judge.ts";
import { SimNetwork } from "./network.ts";
import { HoldHider, plantedLaw, type Plant } from "./plant.ts";
import { remembering } from "./remembering.ts";
import { tries } from "./tries.ts";
import { TRAFFIC_HOURS, trafficScenario } from "./traffic.ts";

/** The whole system in one process under one seed: real flow, channel, client, relay; a network that loses, disks that fail. */

export interface SimOptions {
  readonly seed: number;
  /** Real MLS, or the null cipher that is a hundred times faster. */
  readonly mls?: boolean;
  readonly faults?: Faults;
  readonly plant?: Plant;
  readonly scenario?: Scenario;
  readonly hours?: number;
  /** `HEARTBEAT_S`; 30 by default. */
  readonly heartbeatS?: number;
  /** Which posts have no network at a minute since the beginning; beside the faults. */
  readonly offline?: (post: OfficerPost, minute: number) => boolean;
  /** When devices are switched on, ms since 1970; the beginning of the scenario by default. */
  readonly from?: number;
}

export interface SimResult {
  readonly seed: number;
  /** What the checkers found; nothing, if all is well. */
  readonly findings: readonly Finding[];
  /** State digests of all devices by channel, to compare runs. */
  readonly digests: Readonly<Record<string, string>>;
  readonly received: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly frames: number;
  /** How often each thing was said in the record, by type; what was void with its rule. */
  readonly said: Readonly<Record<string, number>>;
  /** The same figures as a replay's. */
  readonly people: PeopleBalance;
  readonly stations: ReturnType<typeof stationFigures>;
  readonly links: ReturnType<typeof linkFigures>;
}

/** After the faults have stopped everything must come to rest: half a virtual hour. */
const CALM_MS = 30 * 60_000;
const MINUTE_MS = 60_000;

/** An answer a device was given: what it was told is stored must be there in the end. */
export interface Acknowledged {
  readonly channel: string;
  readonly key: string;
  readonly seq: number;
}

export async function simulate(options: SimOptions): Promise<SimResult> {
  const { seed } = options;
  const scenario = options.scenario ?? trafficScenario(seed);
  const run = await Run.make(scenario, options);
  await run.go((options.hours ?? TRAFFIC_HOURS) * 3_600_000);
  return run.result();
}

interface Slot {
  readonly roster: RosterNode;
  readonly vaults: readonly Vault[];
  readonly apis: readonly { readonly id: string; readonly privateKey: Uint8Array }[];
  readonly skewMs: { value: number };
  sim: SimNode<unknown> | null;
  life: number;
}

class Run {
  readonly #options: SimOptions;
  readonly #scenario: Scenario;
  readonly #world: World;
  readonly #chance: Chance;
  readonly #disk: RelayDisk;
  readonly #network: SimNetwork;
  readonly #hider = new HoldHider();
  readonly #crypto = remembering(nodeCrypto);
  readonly #slots: Slot[];
  readonly #channels: readonly { readonly channel: string; readonly kind: string; readonly link: string }[];
  readonly acknowledged: Acknowledged[] = [];
  #now: number;
  #driver: Driver | null = null;
  #restless: string | null = null;

  private constructor(
    scenario: Scenario,
    options: SimOptions,
    parts: {
      world: World;
      chance: Chance;
      disk: RelayDisk;
      network: SimNetwork;
      slots: Slot[];
      channels: readonly { readonly channel: string; readonly kind: string; readonly link: string }[];
      clock: { now: number };
    },
  ) {
    this.#scenario = scenario;
    this.#options = options;
    this.#world = parts.world;
    this.#chance = parts.chance;
    this.#disk = parts.disk;
    this.#network = parts.network;
    this.#slots = parts.slots;
    this.#channels = parts.channels;
    this.#now = parts.world.now;
    Object.defineProperty(parts.clock, "now", { get: () => this.#now });
  }

  static async make(scenario: Scenario, options: SimOptions): Promise<Run> {
    const { seed, plant } = options;
    const time = scenarioTime(scenario);
    const draw = stream(seed, "run");
    const { heartbeatS = 30 } = options;
    const perRole = options.scenario === undefined || draw() < 0.25 ? 2 : 1;
    const roster = await makeRoster(scenario, time, nodeCrypto, { seed, heartbeatS, perRole });
    const world = new World(scenario, time, seed, heartbeatS);
    world.advance(options.from ?? time.start);
    const chance = new Chance(seed, options.faults ?? ROUGH);
    const disk = new RelayDisk(chance, plant === "fan-out-before-durable");
    const held = { now: world.now };
    const clock: Clock = { now: () => held.now };
    const network = new SimNetwork(chance, disk, {
      clock,
      crypto: nodeCrypto,
      entropy: seededEntropy(seed, "relay"),
      accounts: roster.accounts,
    });
    const slots: Slot[] = [];
    chance.stopped = true;
    for (const node of roster.nodes) {
      const apis = [];
      for (const device of node.devices)
        apis.push(await enrol(device, network, clock, roster.accounts, seed, world.now));
      // Most clocks are a little off; now and then one is off by minutes, and may authorise nothing.
      const skew = draw() < 0.05 ? whole(draw, -600_000, 600_000) : whole(draw, -20_000, 20_000);
      const vaults = node.devices.map(({ post }) => simVault(chance, post.device));
      slots.push({
        roster: node,
        vaults,
        apis,
        skewMs: { value: options.faults === undefined ? skew : 0 },
        sim: null,
        life: 0,
      });
    }
    chance.stopped = false;
    const channels = [...roster.corridor.links].flatMap(([link, { channels: both }]) =>
      Object.values(both).map(({ channel, kind }) => ({ channel, kind, link })),
    );
    return new Run(scenario, options, { world, chance, disk, network, slots, channels, clock: held });
  }

  async go(forMs: number): Promise<void> {
    const start = this.#world.now;
    const nodes = this.#slots.map((slot): DrivenNode => ({
      id: slot.roster.id,
      posts: slot.roster.devices.map(({ post }) => post),
      turn: (_now, sights) => this.#turn(slot, sights),
    }));
    let minute = 0;
    this.#driver = new Driver({
      world: this.#world,
      nodes,
      seed: this.#options.seed,
      setTime: async (now) => {
        this.#now = now;
        for (; minute < Math.floor((now - start) / MINUTE_MS); minute++) {
          this.#weather(start + minute * MINUTE_MS);
          this.#cutOff(minute + 1);
        }
        if (now - start >= forMs) this.#chance.stopped = true;
      },
    });
    try {
      await this.#driver.run(start + forMs + CALM_MS);
      await this.#driver.settleOnline(this.#now);
    } catch (error) {
      if (!(error instanceof Restless)) throw error;
      this.#restless = error.message;
    }
  }

  readonly #ground = groundOf(
    (code) => this.#world.partyOf(code),
    (side) => this.#officers(side),
  );

  /** The duty officers of a side, as far as their phones are on. */
  #officers(side: Side) {
    return this.#slots
      .filter(({ roster }) => roster.devices[0]?.post.side === side && roster.devices[0].post.role === "duty")
      .flatMap(({ sim }) => sim?.clients ?? []);
  }

  /** Some people turn round on their way, or go back from the bank. */
  #changeOfMind(): void {
    for (const party of this.#world.parties) {
      const { key, where, code, ready, since, at } = party;
      if (code === null || (where === "bank" && !ready) || (where !== "bank" && where !== "moving")) continue;
      if (this.#chance.strikes(where === "moving" ? "turnBack" : "stayHere", key))
        this.#world.regroup(code, since ?? at);
    }
  }

  /** Networks that come and go, clocks that jump, people who think again. */
  #weather(now: number): void {
    if (this.#options.scenario === undefined) this.#changeOfMind();
    for (const slot of this.#slots) {
      const { id } = slot.roster;
      if (this.#network.unreachable.has(id)) {
        if (this.#chance.draw(`back ${id}`) < 0.2) this.#network.unreachable.delete(id);
      } else if (this.#chance.strikes("outage", id) || (givesGo(slot) && this.#chance.strikes("deadSpot", id)))
        this.#network.unreachable.add(id);
      if (this.#chance.strikes("outage", `clock ${id}`))
        slot.skewMs.value += whole(() => this.#chance.draw(`jump ${id} ${now}`), -90_000, 90_000);
    }
  }

  /** Takes the network from whom the run says, and gives it back after. */
  #cutOff(minute: number): void {
    const { offline } = this.#options;
    if (offline === undefined) return;
    for (const { roster } of this.#slots)
      if (roster.devices.some(({ post }) => offline(post, minute))) this.#network.unreachable.add(roster.id);
      else this.#network.unreachable.delete(roster.id);
  }

  async #turn(slot: Slot, sights: Parameters<DrivenNode["turn"]>[1]) {
    try {
      slot.sim ??= await this.#boot(slot);
      const report = await slot.sim.turn({ sights });
      // A node is woken by the world's clock, and asks by its own.
      return { ...report, wakeAt: report.wakeAt - slot.skewMs.value };
    } catch (error) {
      if (!(error instanceof Crashed)) throw error;
      slot.sim = null;
      return null;
    }
  }

  async #boot(slot: Slot): Promise<SimNode<unknown>> {
    const { seed, mls, plant } = this.#options;
    const life = slot.life++;
    const devices = slot.roster.devices.map((device, i): NodeDevice<unknown> => {
      const entropy = seededEntropy(seed, device.post.device, "life", life);
      const cipher = (
        mls === true ? mlsCipher({ crypto: this.#crypto, entropy }) : nullCipher(this.#crypto)
      ) as GroupCipher<unknown>;
      const clock = { now: () => this.#now + slot.skewMs.value };
      const fetch = this.#network.fetchFor(slot.roster.id);
      const transport = httpTransport({
        url: "http://relay",
        clock,
        crypto: this.#crypto,
        entropy,
        device: slot.apis[i] as Slot["apis"][number],
        fetch,
      });
      const ports = {
        clock,
        entropy,
        crypto: this.#crypto,
        vault: slot.vaults[i] as Vault,
        cipher,
        transport: this.#watched(transport, device.post.side),
        ...plantedLaw(plant),
      };
      const also = this.#options.scenario === undefined ? (turn: Turn) => tries(turn, this.#ground) : undefined;
      return { post: device.post, config: device.config, ports, also };
    });
    const sim = new SimNode(devices);
    await sim.load();
    return sim;
  }

  /** Remembers what was acknowledged; shows a planted relay's view to its victim. */
  #watched(transport: Transport, side: Side): Transport {
    const victim = this.#options.plant === "hidden-hold" && side === "receiving";
    return {
      groupInfos: (channel) => transport.groupInfos(channel),
      append: async (frame) => {
        const answer = await transport.append(frame);
        if (answer.kind === "stored")
          this.acknowledged.push({ channel: frame.channel, key: frame.key, seq: answer.seq });
        return answer;
      },
      pull: async (cursors, waitMs) => {
        if (!victim) return transport.pull(cursors, waitMs);
        const asked = cursors.map(({ channel, after }) => ({ channel, after: this.#hider.asked(channel, after) }));
        return this.#hider.shown(await transport.pull(asked, waitMs));
      },
    };
  }

  async result(): Promise<SimResult> {
    const clients = [];
    for (const slot of this.#slots) {
      slot.sim ??= await this.#boot(slot);
      for (const [i, client] of slot.sim.clients.entries())
        clients.push({ post: (slot.roster.devices[i] as RosterDevice).post, client });
    }
    const verdict = await judgeRun({
      world: this.#world,
      scenario: this.#scenario,
      clients,
      channels: this.#channels,
      frames: (channel) => this.#disk.frames(channel),
      acknowledged: this.acknowledged,
    });
    const findings =
      this.#restless === null ? verdict.findings : [{ rule: "liveness", detail: this.#restless }, ...verdict.findings];
    return { seed: this.#options.seed, ...verdict, findings, faults: { ...this.#chance.counts } };
  }
}

/** Whether a sending duty officer holds this phone. */
function givesGo({ roster }: Slot): boolean {
  const post = roster.devices[0]?.post;
  return post?.side === "sending" && post.role === "duty";
}
