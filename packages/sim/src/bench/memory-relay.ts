import { nodeCrypto, silentLog } from "@vado/host";
import { createRelay, memoryFrameStore, type RelayLimits } from "@vado/relay";
import type { LinkPlan } from "./link.ts";
import { seededEntropy } from "../seeded.ts";

/** The relay's rates are about real time; here a day takes seconds. */
export const UNHURRIED: Partial<RelayLimits> = {
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
  noncesMax: 1e8,
};

/** A relay in this process that keeps everything in memory. */
export const memoryRelay: LinkPlan<unknown>["relay"] = async (accounts, clock) => {
  const relay = createRelay({
    store: memoryFrameStore(),
    clock,
    crypto: nodeCrypto,
    entropy: seededEntropy(1, "relay"),
    log: silentLog,
    sleep: async () => {},
    accounts: (id) => accounts.get(id)?.publicKey,
    limits: UNHURRIED,
  });
  return { url: "http://relay", fetch: (request) => relay.fetch(request), setTime: async () => {} };
};
