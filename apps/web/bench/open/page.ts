import { mlsCipher } from "@vado/channel";
import { LinkClient, type ClientConfig } from "@vado/client";
import { TYPED_PAD_BYTES, type Body, type CryptoPort, type Role, type Side, type Vault } from "@vado/protocol";
import { foundCorridor } from "../../../../packages/sim/src/corridor/enrol.ts";
import { loadCrypto } from "../../src/platform/crypto/web-crypto.ts";
import { webEntropy } from "../../src/platform/entropy.ts";
import { openVault } from "../../src/platform/vault/idb-vault.ts";
import { peer } from "./primitives.ts";
import { memoryRelay } from "./relay.ts";

/**
 * `web.open` in the browser: a phone catches up on typed messages of the other side, with everything that belongs to it:
 * MLS, the envelope's checks, the fold, IndexedDB. Beside it, in turns, the bare WebCrypto calls.
 */
const LINK = "A-B";

export interface Lap {
  readonly ours: number;
  readonly peer: number;
}

const memoryVault = (): Vault => {
  const rows = new Map<string, Uint8Array>();
  return {
    get: async (key) => rows.get(key),
    list: async (prefix) =>
      [...rows]
        .filter(([key]) => key.startsWith(prefix))
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, value]) => ({ key, value })),
    write: async (changes) => {
      for (const { key, value } of changes)
        if (value === null) rows.delete(key);
        else rows.set(key, value);
    },
  };
};

/** Ms per message, ours and the peer's, in so many laps after one that warms up. */
async function run(laps: number, messages: number): Promise<Lap[]> {
  let now = Date.now();
  const port = await loadCrypto();
  const link = { id: LINK, sending: "agency-a", receiving: "agency-b" };
  const plan = { name: "bench", agencies: ["agency-a", "agency-b"], links: [link], start: now, days: 1 };
  const corridor = await foundCorridor(plan, port, webEntropy);
  const enrolled = corridor.links.get(LINK);
  if (enrolled === undefined) throw new Error("the corridor lacks its only link");
  const transport = memoryRelay(() => now);
  const device = async (side: Side, role: Role, vault: Vault, founding: ClientConfig["founding"] = null) => {
    const { identity, tickets } = await enrolled.enrol(`${side}.${role}`, side, role);
    const config: ClientConfig = {
      link: LINK,
      identity,
      charterId: corridor.charterId,
      channels: enrolled.channels,
      tickets,
      founding,
      timing: { heartbeatS: 30, ackIdleS: 600 },
    };
    const crypto: CryptoPort = port;
    const cipher = mlsCipher({ crypto, entropy: webEntropy });
    const client = new LinkClient(config, {
      clock: { now: () => now },
      entropy: webEntropy,
      crypto,
      vault,
      transport,
      cipher,
    });
    await client.load();
    return client;
  };
  const sending = await device("sending", "archive", memoryVault(), "founder");
  const receiving = await device("receiving", "archive", memoryVault(), "cofounder");
  const vault = await openVault(`bench-${crypto.randomUUID()}`);
  await vault.claim();
  const phone = await device("sending", "field", vault);
  for (let round = 0; round < 20 && phone.standing.provisional; round++) {
    for (const client of [sending, receiving, phone]) await client.step();
    now += 5_000;
  }
  if (phone.standing.provisional) throw new Error("the phone was not confirmed");
  const raw = await peer(TYPED_PAD_BYTES);
  const measured: Lap[] = [];
  for (let lap = 0; lap <= laps; lap++) {
    const before = receiving.head("record").seq;
    for (let i = 0; i < messages; i++) {
      now += 10;
      await receiving.submit((intent) => report(intent, now + i));
      await receiving.step();
    }
    const sent = receiving.head("record").seq - before;
    const began = performance.now();
    while (phone.head("record").seq < receiving.head("record").seq) await phone.step();
    const ours = (performance.now() - began) / sent;
    const bare = (await raw.open(messages)) / messages;
    if (lap > 0) measured.push({ ours, peer: bare });
  }
  return measured;
}

/** A typed event of the usual size. */
function report(_intent: string, asOf: number): Body {
  return { type: "places.reported", total: 3_000, occupied: 1_200, reserved: 134, asOf, validUntil: asOf + 3_600_000 };
}

Object.assign(globalThis, { run });
document.title = "ready";
