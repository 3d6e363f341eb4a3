import { decodeBase64, encodeBase64, parseWire, SESSION_PATH, SessionSchema, sessionKey } from "@vado/protocol";
import { refusalOf, RelayRefused, type RelayCaller } from "./caller.ts";
import type { SignerPorts, SigningKey } from "./signer.ts";

/** A device at the relay: an id that says nothing, and the key of its requests (not its MLS key). */
export interface ApiDevice {
  readonly id: string;
  /** Ed25519 seed, 32 bytes. */
  readonly privateKey: Uint8Array;
}

/** Gives the key to sign the next request with. */
export interface SessionKeys {
  current(): Promise<SigningKey>;
  /** Forgets the session: the relay does not know it (any more). */
  forget(): void;
}

/** A session is renewed this long before its end, so that a request under way does not outlive it, ms. */
const RENEW_BEFORE_MS = 30_000;

/** Opens a session with the device's own key when there is none, and renews it before it ends. */
export function createSessionKeys(ports: SignerPorts, caller: RelayCaller, device: ApiDevice): SessionKeys {
  let session: { readonly key: SigningKey; readonly until: number } | undefined;
  let opening: Promise<SigningKey> | undefined;

  async function open(): Promise<SigningKey> {
    const mine = await ports.crypto.x25519FromSeed(ports.entropy.bytes(32));
    const body = new TextEncoder().encode(JSON.stringify({ publicKey: encodeBase64(mine.publicKey) }));
    const own: SigningKey = { keyId: device.id, algorithm: "ed25519", privateKey: device.privateKey };
    const answer = await caller.call({ method: "POST", path: SESSION_PATH, query: "", body }, own);
    const opened = answer.status === 201 ? parseWire(SessionSchema, answer.text) : undefined;
    const theirs = decodeBase64(opened?.publicKey ?? "");
    if (opened === undefined || theirs?.length !== 32) {
      const { reason, detail } = refusalOf(answer);
      throw new RelayRefused(reason, detail);
    }
    const shared = await ports.crypto.x25519Shared(mine.privateKey, theirs);
    const mac = await sessionKey(ports.crypto, shared, mine.publicKey, theirs);
    const key: SigningKey = { keyId: opened.session, algorithm: "hmac-sha256", mac };
    session = { key, until: opened.expiresAt - RENEW_BEFORE_MS };
    return key;
  }

  return {
    async current() {
      if (session !== undefined && caller.now() < session.until) return session.key;
      opening ??= open().finally(() => (opening = undefined));
      return opening;
    },
    forget() {
      session = undefined;
    },
  };
}
