import { mlsCipher, type MlsState } from "@vado/channel";
import { httpTransport, type ClientPorts } from "@vado/client";
import type { CryptoPort, Transport } from "@vado/protocol";
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
  /** Addresses of other relays by name, as the desk told them; a link may move to one (client K130). */
  readonly relays: Map<string, string>;
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
  const ground = { fetch: way.fetch, clock, crypto, entropy: webEntropy };
  const transportTo = (address: string, relayName: string | undefined): Transport =>
    httpTransport({
      ...ground,
      url: onOrigin(address).replace(/\/$/, ""),
      relayName,
      device: { id: enrolment.api, privateKey: apiSeed },
    });
  const transport = transportTo(enrolment.relay, enrolment.relayName);
  const relays = new Map<string, string>();
  const ways = new Map<string, Transport>();
  const relayNamed = (name: string): Transport | null => {
    const address = relays.get(name);
    if (address === undefined) return name === enrolment.relayName ? transport : null;
    const known = ways.get(name) ?? transportTo(address, name);
    ways.set(name, known);
    return known;
  };
  const cipher = mlsCipher({ crypto, entropy: webEntropy });
  const ports = { clock, entropy: webEntropy, crypto, vault, transport, relayNamed, cipher };
  return { clock, way, vault, ports, relays };
}

/** An address from the desk: absolute, or a path on this origin. */
export const onOrigin = (address: string): string => new URL(address, location.origin).href;
