import { readFileSync } from "node:fs";
import type { GroupCipher } from "@vado/channel";
import { enrolDevice, httpTransport } from "@vado/client";
import { memoryVault, nodeCrypto, silentLog } from "@vado/host";
import { createRelay, memoryFrameStore, type RelayLimits } from "@vado/relay";
import { eventIdFrom } from "@vado/protocol";
import { Driver, type DrivenNode } from "../driver.ts";
import { SimNode, type NodeDevice } from "../node.ts";
import { nullCipher, type NullState } from "../null-cipher.ts";
import { makeRoster, type RosterDevice } from "../roster.ts";
import { parseScenario, scenarioTime } from "../scenario/index.ts";
import { seededEntropy } from "../seeded.ts";
import { World } from "../world/world.ts";

/** A day as one of its devices has it: the signed texts of `record` as opened, in order, and the state they led to. */
export interface Day {
  readonly link: string;
  readonly rows: Awaited<ReturnType<SimNode<NullState>["clients"][number]["log"]>>;
  readonly state: SimNode<NullState>["clients"][number]["state"];
}

const SCENARIO = new URL("../../../../scenarios/matamoros-brownsville-2023-05.json", import.meta.url);
/** As the parameters of a link have it by default, s. */
const HEARTBEAT_S = 30;
/** The relay's rates are about real time; here a day takes seconds. */
const UNHURRIED: Partial<RelayLimits> = {
  deviceFramesPerSecond: 1e9,
  deviceFramesBurst: 1e9,
  channelFramesPerSecond: 1e9,
  channelFramesBurst: 1e9,
  deviceReadsPerSecond: 1e9,
  deviceReadsBurst: 1e9,
  accountEnrolmentsPerSecond: 1e9,
  accountEnrolmentsBurst: 1e9,
  lookupsPerSecond: 1e9,
  lookupsBurst: 1e9,
};

/** Plays the first hours of a sourced scenario in this process, without encryption, and hands over one archive's log. */
export async function playDay(hours: number): Promise<Day> {
  const scenario = parseScenario(readFileSync(SCENARIO, "utf8"));
  const time = scenarioTime(scenario);
  const { seed } = scenario;
  const roster = await makeRoster(scenario, time, nodeCrypto, { seed, heartbeatS: HEARTBEAT_S });
  let now = time.start;
  const clock = { now: () => now };
  const relay = createRelay({
    store: memoryFrameStore(),
    clock,
    crypto: nodeCrypto,
    entropy: seededEntropy(seed, "relay"),
    log: silentLog,
    sleep: async () => {},
    accounts: (id) => roster.accounts.get(id)?.publicKey,
    limits: UNHURRIED,
  });
  const cipher: GroupCipher<NullState> = nullCipher(nodeCrypto);

  async function device({ post, config, account }: RosterDevice): Promise<NodeDevice<NullState>> {
    const entropy = seededEntropy(seed, post.device);
    const key = await nodeCrypto.ed25519FromSeed(entropy.bytes(32));
    const id = eventIdFrom(entropy.bytes(16));
    const way = {
      url: "http://relay",
      clock,
      crypto: nodeCrypto,
      entropy,
      fetch: (request: Request) => relay.fetch(request),
    };
    const owner = roster.accounts.get(account);
    if (owner === undefined) throw new Error(`no account ${account}`);
    const enrolled = { id, publicKey: key.publicKey, expiresAt: time.start + 20 * 86_400_000 };
    await enrolDevice({ ...way, account: { id: account, privateKey: owner.privateKey }, device: enrolled });
    const transport = httpTransport({ ...way, device: { id, privateKey: key.privateKey } });
    return { post, config, ports: { clock, entropy, crypto: nodeCrypto, vault: memoryVault(), cipher, transport } };
  }

  const nodes: (DrivenNode & { readonly sim: SimNode<NullState> })[] = [];
  for (const { id, devices } of roster.nodes) {
    const made: NodeDevice<NullState>[] = [];
    for (const one of devices) made.push(await device(one));
    const sim = new SimNode(made);
    await sim.load();
    nodes.push({ id, posts: devices.map(({ post }) => post), sim, turn: (_now, sights) => sim.turn({ sights }) });
  }
  const world = new World(scenario, time, seed, HEARTBEAT_S);
  const driver = new Driver({ world, nodes, seed, setTime: async (to) => void (now = to) });
  await driver.run(time.start + hours * 3_600_000);
  await driver.settleOnline(now);
  // The first node is the first station's desk, and its first device the archive that founded the channel.
  const archive = nodes[0]?.sim.clients[0];
  const link = scenario.links[0]?.id;
  if (archive === undefined || link === undefined) throw new Error("the scenario has no link");
  return { link, rows: await archive.log("record"), state: archive.state };
}
