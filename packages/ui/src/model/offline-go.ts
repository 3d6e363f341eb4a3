import type { Grant } from "@vado/flow";
import type { BodyOf } from "@vado/protocol";
import type { Device } from "./device.ts";
import { releaseOf } from "./law.ts";

/** GO of a device that has no connection (OF1 to OF4): by its own fresh log, or unlocked by the six digits of the grant. */

export type OfflineGo =
  /** Everything this device knows allows it; `make` says it from where the device then stands. */
  | { readonly kind: "ready"; readonly make: () => BodyOf<"group.released"> }
  /** Only the sign of life is missing: the receiving side reads the radio code. */
  | { readonly kind: "radio" }
  /** The code that was typed is not this grant's. */
  | { readonly kind: "wrongCode" }
  | { readonly kind: "refused"; readonly rule: string };

/** Digits of a radio code. */
export const RADIO_DIGITS = 6;

/** What stands between this grant and GO on a device without a connection; `code`: the digits typed so far. */
export function offlineGo(device: Device, grant: Grant, code: string): OfflineGo {
  const make = () => {
    const acted = device.acted(code.length === RADIO_DIGITS ? code : undefined);
    return acted === null ? releaseOf(grant) : { ...releaseOf(grant), acted };
  };
  const refusal = device.may(make());
  if (refusal === null) return { kind: "ready", make };
  if (refusal.rule === "H8.fresh") return { kind: "radio" };
  return refusal.rule === "H8.radio" ? { kind: "wrongCode" } : { kind: "refused", rule: refusal.rule };
}

/** Digits as they are read aloud and written: `482 913`. */
export const spacedDigits = (code: string): string => code.replace(/^(\d{3})(?=\d)/, "$1 ");
