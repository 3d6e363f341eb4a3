import type { CountWhat } from "../../phone/sheets.ts";

/** An act that is being prepared: which dialog is open, and about what. */
export type Act =
  | { readonly kind: "grant"; readonly code: string }
  | { readonly kind: "answer"; readonly code: string; readonly with: "defer" | "decline" }
  | { readonly kind: "confirm"; readonly code: string }
  | { readonly kind: "release"; readonly code: string }
  | { readonly kind: "reconcile"; readonly code: string }
  | { readonly kind: "revoke"; readonly code: string }
  | {
      readonly kind: "giveBack" | "withdraw" | "refer" | "aside" | "divert" | "correct" | "overdue";
      readonly code: string;
    }
  | { readonly kind: "count"; readonly code: string; readonly what: CountWhat }
  | { readonly kind: "station" }
  | { readonly kind: "offer" }
  | { readonly kind: "drill" }
  | { readonly kind: "resume" }
  | { readonly kind: "conditions" }
  | { readonly kind: "incident"; readonly code: string | null }
  | { readonly kind: "incidentNote"; readonly incident: string; readonly with: "update" | "handOver" | "close" }
  | { readonly kind: "proposal"; readonly version: number }
  | { readonly kind: "propose" }
  | { readonly kind: "delegate" | "takeOut"; readonly device: string }
  | { readonly kind: "invite" }
  | { readonly kind: "code" }
  | { readonly kind: "settle" }
  | { readonly kind: "keys" }
  | { readonly kind: "display" }
  | { readonly kind: "mine" }
  | { readonly kind: "handover" }
  | { readonly kind: "entry"; readonly seq: number };
