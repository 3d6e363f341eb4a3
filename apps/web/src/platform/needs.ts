/** What a browser must have; the first that is missing, as a word for people, or null. */
export function lacking(): string | null {
  const needs: readonly (readonly [string, boolean])[] = [
    ["WebCrypto", typeof crypto !== "undefined" && typeof crypto.subtle === "object"],
    ["IndexedDB", typeof indexedDB !== "undefined"],
    ["Web Locks", "locks" in navigator],
    ["BroadcastChannel", typeof BroadcastChannel === "function"],
    ["AbortSignal.any", "any" in AbortSignal],
  ];
  return needs.find(([, there]) => !there)?.[0] ?? null;
}
