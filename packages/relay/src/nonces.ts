/**
 * Nonces seen, each remembered for at least `windowMs`. Two generations: the older is dropped whole when the younger has
 * lasted a window, so forgetting costs nothing per nonce and memory is bounded by `max`.
 */
export interface Nonces {
  /** Remembers a nonce: `used` when it was seen before, `full` when there is no room (nothing is forgotten early). */
  add(nonce: string, now: number): "new" | "used" | "full";
}

/** `now` given to `add` must never decrease; the caller sees to it. */
export function createNonces(windowMs: number, max: number): Nonces {
  let young = new Set<string>();
  let old = new Set<string>();
  let since = -Infinity;

  return {
    add(nonce, now) {
      if (now - since >= windowMs) {
        old = now - since >= 2 * windowMs ? new Set() : young;
        young = new Set();
        since = now;
      }
      if (young.has(nonce) || old.has(nonce)) return "used";
      if (young.size + old.size >= max) return "full";
      young.add(nonce);
      return "new";
    },
  };
}
