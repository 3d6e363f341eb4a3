/** A token bucket: so many at once, and so many more a second. Time is the machine's and only goes forward. */
export function bucket(perSecond: number, burst: number, monotonicMs: () => number): () => boolean {
  let tokens = burst;
  let at = monotonicMs();
  return () => {
    const now = monotonicMs();
    tokens = Math.min(burst, tokens + ((now - at) * perSecond) / 1_000);
    at = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
