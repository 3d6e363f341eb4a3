import type { Refusal } from "@vado/flow";
import { isGroupCode } from "@vado/protocol";

/** The screens that open over a tab; one at a time. */
export type CountWhat = "depart" | "arrive" | "return" | "disperse";

export type Sheet =
  | { readonly kind: "new"; readonly since?: number }
  /** No new group can be opened now, and why. */
  | { readonly kind: "noNew"; readonly refusal: Refusal }
  /** Counting a group: a new one under a code of its own, or one that is forming already. */
  | { readonly kind: "finish"; readonly code: string; readonly since?: number | undefined }
  | { readonly kind: "amend"; readonly code: string }
  | {
      readonly kind: "group" | "reconcile" | "withdraw" | "grant" | "defer" | "confirm" | "giveBack" | "radio";
      readonly code: string;
    }
  | {
      readonly kind: "askBack" | "refer" | "aside" | "divert" | "correct" | "overdue" | "ticket";
      readonly code: string;
    }
  | { readonly kind: "signal"; readonly code: string }
  | { readonly kind: "count"; readonly code: string; readonly what: CountWhat }
  | { readonly kind: "spontaneous" | "conditions" | "menu" | "scan" }
  | { readonly kind: "incident"; readonly code: string | null }
  | { readonly kind: "incidentOpen"; readonly incident: string }
  | { readonly kind: "lift"; readonly hold: string };

const WITH_CODE = new Set<string>(["amend", "reconcile", "signal", "group", "radio"]);
const COUNTS = new Set<string>(["depart", "arrive", "return", "disperse"]);

/** Screens that come back after a reload: those where something was half-typed, or that people are looking at. */
export function sheetFrom(text: string | null): Sheet | null {
  if (text === null) return null;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof json !== "object" || json === null || !("kind" in json)) return null;
  const { kind } = json;
  const code = "code" in json && typeof json.code === "string" && isGroupCode(json.code) ? json.code : null;
  if (kind === "spontaneous" || kind === "conditions") return { kind };
  if (code === null || typeof kind !== "string") return null;
  if (kind === "finish")
    return "since" in json && typeof json.since === "number" ? { kind, code, since: json.since } : { kind, code };
  if (kind === "count" && "what" in json && typeof json.what === "string" && COUNTS.has(json.what))
    return { kind, code, what: json.what as CountWhat };
  return WITH_CODE.has(kind) ? { kind: kind as "group", code } : null;
}
