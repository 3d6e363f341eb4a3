import { readFileSync } from "node:fs";
import type { GroupCipher } from "@vado/channel";
import { enrolDevice, httpTransport, type ClientConfig, type ClientPorts } from "@vado/client";
import { memoryVault, nodeCrypto } from "@vado/host";
import { eventIdFrom, type Clock, type KeyPair, type Vault } from "@vado/protocol";
import { Driver, type DrivenNode } from "../driver.ts";
import { SimNode, type NodeDevice } from "../node.ts";
import { makeRoster, type RosterDevice } from "../roster.ts";
import { parseScenario, scenarioTime, type Scenario, type ScenarioTime } from "../scenario/index.ts";
import { seededEntropy } from "../seeded.ts";
import { World } from "../world/world.ts";

/** One device of a played link, with what it was made of: another like it can be made from the same vault. */
export interface Played<S> {
  readonly config: ClientConfig;
  readonly ports: ClientPorts<S>;
  readonly client: SimNode<S>["clients"][number];
}

/** A relay that bench and devices speak to: in this process or behind HTTP. */
export interface BenchRelay {
  readonly url: string;
  fetch(request: Request): Promise<Response>;
  /** It is `now`, ms; and stays so, or runs on from there. */
  setTime(now: number, running: boolean): Promise<void>;
}

export interface LinkPlan<S> {
  readonly hours: number;
  readonly cipher: GroupCipher<S>;
  /** Opens the relay for the accounts of both agencies; `clock` is the world's. */
  readonly relay: (accounts: ReadonlyMap<string, KeyPair>, clock: Clock, time: ScenarioTime) => Promise<BenchRelay>;
  readonly vault?: (device: string) => Vault;
  /** Devices per side and role; 1 by default. */
  readonly perRole?: number;
  /** Stations that never close, so that groups can be counted from the first minute. */
  readonly alwaysOpen?: boolean;
  /** Whether a device has no network, `ms` after the start; nobody by default. */
  readonly isAway?: (device: string, ms: number) => boolean;
}

const SCENARIO = new URL("../../../../scenarios/matamoros-brownsville-2023-05.json", import.meta.url);
/** As the parameters of a link have it by default, s. */
const HEARTBEAT_S = 30;

function scenarioOf({ alwaysOpen = false }: Pick<LinkPlan<unknown>, "alwaysOpen">): Scenario {
  const scenario = parseScenario(readFileSync(SCENARIO, "utf8"));
  if (!alwaysOpen) return scenario;
  return { ...scenario, stations: scenario.stations.map((one) => ({ ...one, opens: "00:00", closes: "24:00" })) };
}

/** Plays the first hours of a sourced scenario's link, and hands over its devices by name, all in step. */
export async function playLink<S>(plan: LinkPlan<S>): Promise<{
  readonly link: string;
  readonly devices: ReadonlyMap<string, Played<S>>;
  /** From here on time runs by itself, for the devices and the relay. */
  run(): Promise<void>;
}> {
  const scenario = scenarioOf(plan);
  const time = scenarioTime(scenario);
  const { seed } = scenario;
  const roster = await makeRoster(scenario, time, nodeCrypto, {
    seed,
    heartbeatS: HEARTBEAT_S,
    perRole: plan.perRole ?? 1,
  });
  let now = time.start;
  let since: number | null = null;
  const clock = { now: () => (since === null ? now : Math.floor(now + performance.now() - since)) };
  const relay = await plan.relay(roster.accounts, clock, time);

  async function device({ post, config, account }: RosterDevice): Promise<NodeDevice<S>> {
    const entropy = seededEntropy(seed, post.device);
    const key = await nodeCrypto.ed25519FromSeed(entropy.bytes(32));
    const id = eventIdFrom(entropy.bytes(16));
    const { url } = relay;
    const way = { url, clock, crypto: nodeCrypto, entropy, fetch: (request: Request) => relay.fetch(request) };
    const owner = roster.accounts.get(account);
    if (owner === undefined) throw new Error(`no account ${account}`);
    const enrolled = { id, publicKey: key.publicKey, expiresAt: time.start + 20 * 86_400_000 };
    await enrolDevice({ ...way, account: { id: account, privateKey: owner.privateKey }, device: enrolled });
    const transport = httpTransport({ ...way, device: { id, privateKey: key.privateKey } });
    const vault = plan.vault?.(post.device) ?? memoryVault();
    return { post, config, ports: { clock, entropy, crypto: nodeCrypto, vault, cipher: plan.cipher, transport } };
  }

  const nodes: DrivenNode[] = [];
  const devices = new Map<string, Played<S>>();
  for (const { id, devices: officers } of roster.nodes) {
    const made: NodeDevice<S>[] = [];
    for (const one of officers) made.push(await device(one));
    const sim = new SimNode(made);
    await sim.load();
    for (const [i, { post, config, ports }] of made.entries())
      devices.set(post.device, { config, ports, client: sim.clients[i] as Played<S>["client"] });
    const cut = (at: number) => officers.some(({ post }) => plan.isAway?.(post.device, at - time.start) === true);
    const turn: DrivenNode["turn"] = (at, sights) =>
      sim.turn({ sights: sights.map((one) => ({ ...one, offline: one.offline || cut(at) })) });
    nodes.push({ id, posts: officers.map(({ post }) => post), turn });
  }
  const world = new World(scenario, time, seed, HEARTBEAT_S);
  const setTime = async (to: number): Promise<void> => {
    now = to;
    await relay.setTime(to, false);
  };
  const driver = new Driver({ world, nodes, seed, setTime });
  await driver.run(time.start + plan.hours * 3_600_000);
  await driver.settleOnline(now);
  const link = scenario.links[0]?.id;
  if (link === undefined) throw new Error("the scenario has no link");
  const run = async (): Promise<void> => {
    since = performance.now();
    await relay.setTime(now, true);
  };
  return { link, devices, run };
}
