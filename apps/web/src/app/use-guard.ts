import type { Role } from "@vado/protocol";
import { useEffect } from "preact/hooks";
import type { DeviceRuntime } from "../device/runtime.ts";
import type { Ports } from "./routes.ts";

/** When a device locks itself: by its person's hand, after a while out of sight, and after a long while without a touch (WS6). */

const MINUTE_MS = 60_000;
/**
 * A phone in a pocket between two groups must hear HOLD, and one that lies on a table must not stay open for ever. A control room is watched more than touched.
 */
const HIDDEN_MS = { phone: 15 * MINUTE_MS, room: 60 * MINUTE_MS };
const UNTOUCHED_MS = { phone: 60 * MINUTE_MS, room: 4 * 60 * MINUTE_MS };
const LOOK_EVERY_MS = 15_000;

const placeOf = (role: Role): "phone" | "room" => (role === "field" ? "phone" : "room");

const wireOf = (device: string): BroadcastChannel => new BroadcastChannel(`vado-lock-${device}`);

/** Every other window of this browser forgets the device's key. */
export function tellLocked(device: string): void {
  const wire = wireOf(device);
  wire.postMessage("lock");
  wire.close();
}

export interface Guarded {
  readonly device: DeviceRuntime;
  readonly hasLock: boolean;
  readonly ports: Ports;
  /** Looks anew where the address leads; to the page that asks for the key, once that is forgotten. */
  readonly again: () => void;
}

/** Locks the device when it is due, in every window of this browser at once, and tells its screens how. `begin`: it has no lock yet. */
export function useGuard({ device, hasLock, ports, again }: Guarded, begin: () => void): void {
  useEffect(() => {
    const { device: name, role } = device.me;
    const wire = wireOf(name);
    const forget = (): void => {
      ports.keys.delete(name);
      again();
    };
    const lock = (): void => {
      tellLocked(name);
      forget();
    };
    wire.addEventListener("message", forget);
    device.guard.value = { has: hasLock, act: hasLock ? lock : begin };
    const stop = hasLock ? lockWhenLeft(placeOf(role), lock) : () => {};
    return () => {
      stop();
      wire.close();
    };
  }, [device, hasLock]);
}

/** Timers of a window that is out of sight run late or never, so the time is looked at again when it comes back, before anything is shown. */
function lockWhenLeft(place: "phone" | "room", lock: () => void): () => void {
  let touched = Date.now();
  let hidden: number | null = document.visibilityState === "hidden" ? touched : null;
  const isDue = (): boolean => {
    const now = Date.now();
    return now - touched >= UNTOUCHED_MS[place] || (hidden !== null && now - hidden >= HIDDEN_MS[place]);
  };
  const look = (): void => {
    if (isDue()) lock();
  };
  const touch = (): void => {
    look();
    touched = Date.now();
  };
  const turned = (): void => {
    look();
    hidden = document.visibilityState === "hidden" ? (hidden ?? Date.now()) : null;
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  const quiet = { capture: true, passive: true } as const;
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, touch, quiet);
  document.addEventListener("visibilitychange", turned);
  return () => {
    clearInterval(timer);
    for (const kind of ["pointerdown", "keydown"]) removeEventListener(kind, touch, quiet);
    document.removeEventListener("visibilitychange", turned);
  };
}
