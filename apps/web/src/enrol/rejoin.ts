import { hashOf } from "../app/place.ts";
import { onOrigin } from "../device/ports.ts";
import { openRegistry } from "../device/registry.ts";
import type { DeviceRuntime } from "../device/runtime.ts";
import { loadCrypto } from "../platform/crypto/web-crypto.ts";
import { enrol } from "./enrol.ts";

/**
 * Comes back as another device in place of one whose state was lost (R12): the desk gives an invite, new keys are made, and the new device is opened. What goes
 * wrong after the invite is told on its page, where it can be tried again. Rejects with `DeskRefused`.
 */
export async function rejoin(device: DeviceRuntime): Promise<void> {
  const token = await device.desk.rejoin();
  // Under a lock, the invite's own page asks for one: the key of the old device is none of the new one's.
  if (device.guard.value?.has === true) return location.replace(hashOf({ invite: token }));
  const [crypto, registry] = await Promise.all([loadCrypto(), openRegistry()]);
  const enrolled = await enrol({ crypto, registry }, onOrigin(device.deskPath), token, null);
  location.replace(hashOf(enrolled.ok ? { device: enrolled.device } : { invite: token }));
}
