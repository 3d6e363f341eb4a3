import { base64url, encodeBase64, sessionKey, type CryptoPort, type Entropy, type RelayDevice } from "@vado/protocol";

/** A short session of one device: its requests carry an HMAC instead of a signature. */
export interface Session {
  readonly device: string;
  readonly key: Uint8Array;
  readonly expiresAt: number;
}

/** Sessions live in memory only: after a restart a device opens a new one with its own key. */
export interface Sessions {
  find(id: string, now: number): Session | undefined;
  open(
    device: RelayDevice,
    theirKey: Uint8Array,
    now: number,
  ): Promise<{ session: string; publicKey: string; expiresAt: number }>;
}

/**
 * Why sessions: an Ed25519 verification costs more than storing the frame does. A device proves itself with its key
 * once in ten minutes, agrees on a MAC key by X25519, and signs each request with `hmac-sha256` (RFC 9421 §3.3.3).
 * Nothing that travels can be used again by who saw it: this is no bearer token.
 */
export function createSessions(crypto: CryptoPort, entropy: Entropy, perDevice: number, lifetimeMs: number): Sessions {
  const sessions = new Map<string, Session>();
  const byDevice = new Map<string, string[]>();

  function drop(id: string): void {
    const session = sessions.get(id);
    if (session === undefined) return;
    sessions.delete(id);
    const left = (byDevice.get(session.device) ?? []).filter((other) => other !== id);
    if (left.length === 0) byDevice.delete(session.device);
    else byDevice.set(session.device, left);
  }

  return {
    find(id, now) {
      const session = sessions.get(id);
      return session !== undefined && now < session.expiresAt ? session : undefined;
    },
    async open(device, theirKey, now) {
      // Insertion order is order of expiry, for all live equally long: the dead are all in front.
      for (const [id, session] of sessions) {
        if (now < session.expiresAt) break;
        drop(id);
      }
      const mine = await crypto.x25519FromSeed(entropy.bytes(32));
      const shared = await crypto.x25519Shared(mine.privateKey, theirKey);
      const id = base64url(entropy.bytes(16));
      const key = await sessionKey(crypto, shared, theirKey, mine.publicKey);
      const held = byDevice.get(device.id) ?? [];
      if (held.length >= perDevice && held[0] !== undefined) drop(held[0]);
      sessions.set(id, { device: device.id, key, expiresAt: now + lifetimeMs });
      byDevice.set(device.id, [...(byDevice.get(device.id) ?? []), id]);
      return { session: id, publicKey: encodeBase64(mine.publicKey), expiresAt: now + lifetimeMs };
    },
  };
}
