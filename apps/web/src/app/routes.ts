import { signal, type ReadonlySignal } from "@preact/signals";
import type { CryptoPort } from "@vado/protocol";
import { openKept, openRegistry, type KeptDevice, type Registry } from "../device/registry.ts";
import { DeviceRuntime } from "../device/runtime.ts";
import type { Lock } from "../platform/lock/data-key.ts";
import { loadCrypto } from "../platform/crypto/web-crypto.ts";
import { lacking } from "../platform/needs.ts";
import { keepStorage } from "../platform/storage.ts";
import { deskPath, hashOf, wishOf } from "./place.ts";

/** What the window shows. */
export type Route =
  | { readonly kind: "opening" | "insecure" | "welcome" }
  | { readonly kind: "lacking"; readonly what: string }
  | { readonly kind: "fault"; readonly text: string }
  | { readonly kind: "enrol"; readonly token: string; readonly ports: Ports; readonly others: boolean }
  | { readonly kind: "choose"; readonly devices: readonly KeptDevice[]; readonly ports: Ports }
  | { readonly kind: "locked"; readonly kept: KeptDevice & { readonly lock: Lock }; readonly ports: Ports }
  | { readonly kind: "wiped"; readonly others: boolean }
  | { readonly kind: "device"; readonly device: DeviceRuntime; readonly hasLock: boolean; readonly ports: Ports };

export interface Ports {
  readonly crypto: CryptoPort;
  readonly registry: Registry;
  /** Data keys of devices that are unlocked in this window, by device. Only memory has them. */
  readonly keys: Map<string, CryptoKey>;
}

/** Follows the address: every change after `#` leads to a screen. */
export function followAddress(): { readonly route: ReadonlySignal<Route>; readonly again: () => void } {
  const route = signal<Route>({ kind: "opening" });
  let ports: Promise<Ports> | undefined;
  let going: Promise<void> = Promise.resolve();

  async function lead(): Promise<Route> {
    if (!globalThis.isSecureContext) return { kind: "insecure" };
    const what = lacking();
    if (what !== null) return { kind: "lacking", what };
    ports ??= loadPorts();
    return destination(await ports, route.peek());
  }

  async function go(): Promise<void> {
    const before = route.peek();
    let next: Route;
    try {
      next = await lead();
    } catch (error) {
      ports = undefined;
      next = { kind: "fault", text: error instanceof Error ? error.message : String(error) };
    }
    if (before.kind === "device" && (next.kind !== "device" || next.device !== before.device))
      await before.device.close();
    route.value = next;
  }

  const again = (): void => {
    going = going.then(go);
  };
  addEventListener("hashchange", again);
  again();
  return { route, again };
}

async function loadPorts(): Promise<Ports> {
  void keepStorage();
  const [crypto, registry] = await Promise.all([loadCrypto(), openRegistry()]);
  return { crypto, registry, keys: new Map() };
}

async function destination(ports: Ports, now: Route): Promise<Route> {
  const wish = wishOf(location.hash);
  const devices = await ports.registry.ofDesk(deskPath());
  if (wish.invite !== null) return { kind: "enrol", token: wish.invite, ports, others: devices.length > 0 };
  if (wish.device !== null) return opened(wish.device, ports, now, devices.length > 0);
  const [only] = devices;
  if (only === undefined) return { kind: "welcome" };
  if (devices.length > 1) return { kind: "choose", devices, ports };
  const { device } = only.me;
  // The address names the device, so that a second one enrolled later does not change what a bookmark opens.
  history.replaceState(null, "", hashOf({ ...wish, device }));
  return opened(device, ports, now, false);
}

async function opened(device: string, ports: Ports, now: Route, others: boolean): Promise<Route> {
  const kept = await ports.registry.get(device);
  const key = ports.keys.get(device) ?? null;
  const locked = kept !== undefined && kept.lock !== null && key === null;
  if (now.kind === "device" && now.device.me.device === device && !locked) return now;
  // The same window's other device must be let go of first.
  if (now.kind === "device") await now.device.close();
  if (kept === undefined) return { kind: "wiped", others };
  const { lock } = kept;
  if (lock !== null && key === null) return { kind: "locked", kept: { ...kept, lock }, ports };
  const runtime = await DeviceRuntime.open(await openKept(kept, key), ports.crypto, key);
  return { kind: "device", device: runtime, hasLock: lock !== null, ports };
}
