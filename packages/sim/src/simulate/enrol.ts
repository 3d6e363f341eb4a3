import { enrolDevice } from "@vado/client";
import { nodeCrypto } from "@vado/host";
import { base64url, type Clock, type KeyPair } from "@vado/protocol";
import type { RosterDevice } from "../roster.ts";
import { seededEntropy } from "../seeded.ts";
import type { SimNetwork } from "./network.ts";

/** Admits a device at the relay by its agency's account; returns its own key there. */
export async function enrol(
  device: RosterDevice,
  network: SimNetwork,
  clock: Clock,
  accounts: ReadonlyMap<string, KeyPair>,
  seed: number,
  now: number,
) {
  const entropy = seededEntropy(seed, "api", device.post.device);
  const key = await nodeCrypto.ed25519FromSeed(entropy.bytes(32));
  const id = base64url(entropy.bytes(16));
  const { privateKey } = accounts.get(device.account) as KeyPair;
  const way = { url: "http://relay", clock, crypto: nodeCrypto, entropy, fetch: network.fetchFor("enrolment") };
  await enrolDevice({
    ...way,
    account: { id: device.account, privateKey },
    device: { id, publicKey: key.publicKey, expiresAt: now + 20 * 86_400_000 },
  });
  return { id, privateKey: key.privateKey };
}
