import type { Clock } from "@vado/protocol";

interface Bucket {
  tokens: number;
  at: number;
}

/** Token buckets by key. Holds at most `max` of them: full ones carry no knowledge and go first. */
export interface Buckets {
  /** Whether a token is there, without taking it. */
  has(key: string): boolean;
  /** Takes a token; false when there is none. */
  take(key: string): boolean;
}

/** `perSecond` tokens grow back, up to `burst`. A clock that goes back grows nothing and takes nothing. */
export function createBuckets(clock: Clock, perSecond: number, burst: number, max: number): Buckets {
  const buckets = new Map<string, Bucket>();

  function fill(key: string): Bucket {
    const now = clock.now();
    let bucket = buckets.get(key);
    if (bucket === undefined) {
      if (buckets.size >= max) makeRoom(now);
      bucket = { tokens: burst, at: now };
      buckets.set(key, bucket);
      return bucket;
    }
    bucket.tokens = Math.min(burst, bucket.tokens + (Math.max(0, now - bucket.at) * perSecond) / 1000);
    bucket.at = now;
    return bucket;
  }

  function makeRoom(now: number): void {
    for (const [key, bucket] of buckets) {
      if (bucket.tokens + ((now - bucket.at) * perSecond) / 1000 >= burst) buckets.delete(key);
    }
    // All busy: the oldest goes. Its owner gains at most one burst.
    const oldest = buckets.keys().next();
    if (buckets.size >= max && !oldest.done) buckets.delete(oldest.value);
  }

  return {
    // A peek at an unknown key must not create a bucket: strangers could fill the map with names.
    has: (key) => !buckets.has(key) || fill(key).tokens >= 1,
    take(key) {
      const bucket = fill(key);
      if (bucket.tokens < 1) return false;
      bucket.tokens -= 1;
      return true;
    },
  };
}
