import type { Received } from "../contract.ts";

const DETAIL_CHARS_MAX = 200;

/** What is ignored by every honest member alike, with the rule of SPEC.md (R9). */
export function ignored(rule: string, detail: string): Extract<Received<never>, { kind: "ignored" }> {
  return { kind: "ignored", rule, detail: detail.slice(0, DETAIL_CHARS_MAX) };
}
