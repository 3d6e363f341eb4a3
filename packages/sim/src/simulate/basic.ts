import { mlsCipher, type GroupCipher } from "@vado/channel";
import { DEFAULT_LIMITS, createRelay, memoryFrameStore } from "@vado/relay";
import { enrolDevice, httpTransport, memoryVault, nodeCrypto, silentLog } from "@vado/host";
import { readFileSync } from "node:fs";
import { Driver, type DrivenNode } from "../driver.ts";
import { SimNode } from "../node.ts";
import { nullCipher } from "../null-cipher.ts";
import { makeRoster } from "../roster.ts";
import { parseScenario, scenarioTime } from "../scenario/index.ts";
import { seededEntropy } from "../seeded.ts";
import { World } from "../world/world.ts";
import { balanceOf } from "@vado/flow";

const file = process.argv[2] as string;
const mls = process.argv[3] === "mls";
const hours = Number(process.argv[4] ?? 24);
const scenario = parseScenario(readFileSync(file, "utf8"));
const time = scenarioTime(scenario);
const seed = scenario.seed;
const hb = Number(process.argv[5] ?? 30);
const roster = await makeRoster(scenario, time, nodeCrypto, { seed, heartbeatS: hb });
let now = time.start;
const clock = { now: () => now };
const limits = Object.fromEntries(Object.entries(DEFAULT_LIMITS).filter(([k]) => /PerSecond|Burst/.test(k)).map(([k]) => [k, 1e9]));
const relay = createRelay({ store: memoryFrameStore(), clock, crypto: nodeCrypto, entropy: seededEntropy(seed, "relay"), log: silentLog, sleep: async () => {}, accounts: (id) => roster.accounts.get(id)?.publicKey, limits });
const world = new World(scenario, time, seed, hb);
const nodes: (DrivenNode & { sim: SimNode<unknown> })[] = [];
for (const node of roster.nodes) {
  const devices = [];
  for (const one of node.devices) {
    const entropy = seededEntropy(seed, one.post.device);
    const key = await nodeCrypto.ed25519FromSeed(entropy.bytes(32));
    const id = `d${nodes.length}-${devices.length}-aaaaaaaaaaaaaaaaaaaa`;
    const way = { url: "http://relay", clock, crypto: nodeCrypto, entropy, fetch: (r: Request) => relay.fetch(r) };
    await enrolDevice({ ...way, account: { id: one.account, privateKey: roster.accounts.get(one.account)!.privateKey }, device: { id, publicKey: key.publicKey, expiresAt: time.start + 20 * 86400000 } });
    const cipher = (mls ? mlsCipher({ crypto: nodeCrypto, entropy }) : nullCipher(nodeCrypto)) as GroupCipher<unknown>;
    devices.push({ post: one.post, config: one.config, ports: { clock, entropy, crypto: nodeCrypto, vault: memoryVault(), cipher, transport: httpTransport({ ...way, device: { id, privateKey: key.privateKey } }) } });
  }
  const sim = new SimNode(devices);
  await sim.load();
  nodes.push({ id: node.id, posts: node.devices.map((d) => d.post), sim, turn: (_now, sights) => sim.turn({ sights }) });
}
const t0 = Date.now();
const driver = new Driver({ world, nodes, seed, setTime: async (t) => { now = t; }, onInstant: (t) => { if (t % 3600000 === 0) { const s = nodes[0]!.sim.clients[0]!.state; console.log(new Date(t).toISOString(), "received", s.totals.received, "groups", s.totals.groups, "grants", s.totals.grants, "voided", s.voided, JSON.stringify(s.alarms), "turns", driver.turns, (Date.now() - t0) / 1000); } } });
await driver.run(time.start + hours * 3600000);
for (const n of nodes) for (const c of n.sim.clients) console.log(n.id, (await c.digest("record")).slice(0, 12), (await c.digest("ops")).slice(0, 12), c.head("record").seq, JSON.stringify(c.standing), c.outbox.length);
console.log(balanceOf(nodes[0]!.sim.clients[0]!.state as never), world.halls.get("BRO")?.look(), (Date.now() - t0) / 1000);
const voids: Record<string, number> = {};
for (const r of await nodes[0]!.sim.clients[0]!.log("record")) { const v = r.voidedBy ?? (r.refused ? "R" + r.refused : null); if (v) voids[v] = (voids[v] ?? 0) + 1; }
console.log(voids);
