import type { FrameStore, RelayDevice } from "@vado/protocol";
import type { Buckets } from "./rate.ts";
import { refuse, type Refusal } from "./refusal.ts";

/** The operator's list: an account's public key by its id, `undefined` when it is not admitted (any more). */
export type Accounts = (id: string) => Uint8Array | undefined;

/** Known devices, in front of the store. */
export interface Devices {
  /** The device if it is enrolled, not expired and its account still admitted. `now` in ms. */
  find(id: string, now: number): Promise<RelayDevice | Refusal>;
  /** Enrols or renews a device once the account's signature is verified. */
  put(device: RelayDevice): Promise<"new" | "renewed" | Refusal>;
}

export function createDevices(store: FrameStore, accounts: Accounts, lookups: Buckets, cachedMax: number): Devices {
  const cache = new Map<string, RelayDevice>();

  function remember(device: RelayDevice): void {
    cache.delete(device.id);
    if (cache.size >= cachedMax) {
      const oldest = cache.keys().next();
      if (!oldest.done) cache.delete(oldest.value);
    }
    cache.set(device.id, device);
  }

  return {
    async find(id, now) {
      let device = cache.get(id);
      if (device === undefined) {
        if (!lookups.take("all")) return refuse("rate-lookup");
        device = await store.device(id);
        if (device === undefined) return refuse("device-unknown");
        remember(device);
      }
      if (accounts(device.account) === undefined) return refuse("account-unknown");
      return now >= device.expiresAt ? refuse("device-expired") : device;
    },
    async put(device) {
      const before = cache.get(device.id) ?? (await store.device(device.id));
      if (before !== undefined && before.account !== device.account) return refuse("device-taken");
      await store.putDevice(device);
      remember(device);
      return before === undefined ? "new" : "renewed";
    },
  };
}
