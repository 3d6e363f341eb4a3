import type { LinkState } from "./state.ts";

/**
 * The canonical text of a state: JSON with keys sorted, so that equal states have equal bytes whatever order their
 * parts were made in. Its SHA-256 is the digest of the channel at (sequence, ordering time of that sequence).
 */
export function stateText(state: LinkState): string {
  return canonicalText(state);
}

/** A state from its own text. The caller has checked the text's hash against a signed digest. */
export function stateFromText(text: string): LinkState {
  return JSON.parse(text) as LinkState;
}

/** JSON with sorted keys and no white space. */
export function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const record = value as Record<string, unknown>;
  return `{${Object.keys(record)
    .filter((key) => record[key] !== undefined)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonicalText(record[key])}`)
    .join(",")}}`;
}
