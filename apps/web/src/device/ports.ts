import { mlsCipher, type MlsState } from "@vado/channel";
import { httpTransport, type ClientPorts } from "@vado/client";
import type { CryptoPort } from "@vado/protocol";
import { machineClock, pacedClock, type DeviceClock } from "../platform/clock.ts";
import { webEntropy } from "../platform/entropy.ts";
import { hastyWay, type HastyWay } from "../platform/fetch-port.ts";
import { openVault, type DeviceVault } from "../platform/vault/idb-vault.ts";
import { openSealedVault } from "../platform/vault/sealed-vault.ts";
import type { EnrolledDevice } from "./enrolled.ts";

/** What one device stands on in this window. */
export interface DeviceGround {
  readonly clock: DeviceClock;
  readonly way: HastyWay;
  readonly vault: DeviceVault;
  readonly ports: ClientPorts<MlsState>;
}

/** `key`: the data key of a device that has a lock. */
export async function groundOf(
  enrolled: EnrolledDevice,
  crypto: CryptoPort,
  key: CryptoKey | null,
): Promise<DeviceGround> {
  const { enrolment, apiSeed } = enrolled;
  const clock = enrolment.clock === null ? machineClock : pacedClock(onOrigin(enrolment.clock));
  const way = hastyWay();
  const vault = await (key === null ? openVault(enrolment.device) : openSealedVault(enrolment.device, key));
  const transport = httpTransport({
    url: onOrigin(enrolment.relay).replace(/\/$/, ""),
    fetch: way.fetch,
    clock,
    crypto,
    entropy: webEntropy,
    relayName: enrolment.relayName,
    device: { id: enrolment.api, privateKey: apiSeed },
  });
  const cipher = mlsCipher({ crypto, entropy: webEntropy });
  return { clock, way, vault, ports: { clock, entropy: webEntropy, crypto, vault, transport, cipher } };
}

/** An address from the desk: absolute, or a path on this origin. */
export const onOrigin = (address: string): string => new URL(address, location.origin).href;
