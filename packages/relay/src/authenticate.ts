import {
  parseContentDigest,
  parseSignature,
  parseSignatureInput,
  signatureBase,
  HEADER_EXPECT_COMMIT,
  HEADER_KIND,
  type Clock,
  type CryptoPort,
  type RelayDevice,
  type SignatureCover,
} from "@vado/protocol";
import { isRefusal, refuse, type Refusal } from "./refusal.ts";
import type { Accounts, Devices } from "./devices.ts";
import type { Nonces } from "./nonces.ts";
import type { Buckets } from "./rate.ts";
import type { Sessions } from "./sessions.ts";
import type { RelayLimits } from "./limits.ts";

/** Who may speak: proves a request's signature, its time, its nonce, and that the key is enrolled. */
export interface Authenticator {
  /**
   * Checks everything a signature covers but the body, in the order rate (a peek at `rate`), signature, membership; takes
   * the rate's token last, so that forged requests in a device's name cost it nothing. The caller then reads the body and
   * calls `digestHolds`: no body of a stranger is ever read.
   */
  device(request: Request, cover: SignatureCover, rate: Buckets): Promise<RelayDevice | Refusal>;
  /** The same for a request signed by an account. */
  account(request: Request, rate: Buckets): Promise<{ readonly account: string } | Refusal>;
  /** Whether the body is the one whose digest was signed. */
  digestHolds(request: Request, body: Uint8Array): Promise<boolean>;
  /** The relay's time, ms; never goes back, so that a nonce can't become fresh again. */
  now(): number;
}

export interface AuthenticatorParts {
  readonly clock: Clock;
  readonly crypto: CryptoPort;
  readonly devices: Devices;
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly nonces: Nonces;
  readonly limits: RelayLimits;
  /** This relay's name; undefined: it has none. */
  readonly name: string | undefined;
}

export function createAuthenticator(parts: AuthenticatorParts): Authenticator {
  const { clock, crypto, devices, accounts, sessions, nonces, limits, name } = parts;
  let latest = 0;
  const now = (): number => (latest = Math.max(latest, clock.now()));

  /** Parses, and checks the time; what is left is the key. */
  function claim(request: Request, cover: SignatureCover) {
    const input = request.headers.get("signature-input");
    const header = request.headers.get("signature");
    if (input === null || header === null) return refuse("signature-missing");
    const parameters = parseSignatureInput(input, cover);
    const signature = parseSignature(header);
    if (parameters === undefined || signature === undefined) return refuse("signature-missing");
    // Whoever overhears a request, another relay too, can't use it here.
    if (parameters.relay !== name) return refuse("relay-other");
    return { parameters, signature };
  }

  function timely(created: number): Refusal | undefined {
    const time = now();
    if (Math.abs(time - created * 1000) <= limits.createdWindowMs) return undefined;
    return { refused: "created-out-of-window", now: time };
  }

  function base(request: Request, cover: SignatureCover, params: string): Uint8Array {
    const { path, query } = splitUrl(request.url);
    const { headers } = request;
    return signatureBase(
      cover,
      {
        method: request.method,
        path,
        query,
        contentDigest: cover === "read" ? "" : (headers.get("content-digest") ?? ""),
        frameKind: cover === "frame" ? (headers.get(HEADER_KIND) ?? "") : "",
        frameExpectCommit: cover === "frame" ? (headers.get(HEADER_EXPECT_COMMIT) ?? "") : "",
      },
      params,
    );
  }

  /** Only a verified request may use up memory for its nonce. */
  function spend(keyId: string, nonce: string): Refusal | undefined {
    const outcome = nonces.add(`${keyId} ${nonce}`, now());
    if (outcome === "used") return refuse("nonce-used");
    return outcome === "full" ? refuse("nonces-full") : undefined;
  }

  async function verified(
    request: Request,
    cover: SignatureCover,
    claimed: Exclude<ReturnType<typeof claim>, Refusal>,
    key: { readonly publicKey: Uint8Array } | { readonly mac: Uint8Array },
  ): Promise<Refusal | undefined> {
    const { parameters, signature } = claimed;
    const bytes = base(request, cover, parameters.params);
    const right =
      "mac" in key
        ? same(await crypto.hmac(key.mac, bytes), signature)
        : signature.length === 64 && (await crypto.ed25519Verify(key.publicKey, bytes, signature));
    return right ? spend(parameters.keyId, parameters.nonce) : refuse("signature-wrong");
  }

  return {
    now,
    async device(request, cover, rate) {
      const claimed = claim(request, cover);
      if (isRefusal(claimed)) return claimed;
      const { created, algorithm, keyId } = claimed.parameters;
      const late = timely(created);
      if (late !== undefined) return late;
      const session = algorithm === "hmac-sha256" ? sessions.find(keyId, now()) : undefined;
      if (algorithm === "hmac-sha256" && session === undefined) return refuse("session-unknown");
      const id = session?.device ?? keyId;
      if (!rate.has(id)) return refuse("rate-device");
      const device = await devices.find(id, now());
      if (isRefusal(device)) return device;
      const wrong = await verified(request, cover, claimed, session === undefined ? device : { mac: session.key });
      if (wrong !== undefined) return wrong;
      return rate.take(id) ? device : refuse("rate-device");
    },
    async account(request, rate) {
      const claimed = claim(request, "write");
      if (isRefusal(claimed)) return claimed;
      const { created, algorithm, keyId } = claimed.parameters;
      const late = timely(created);
      if (late !== undefined) return late;
      const publicKey = accounts(keyId);
      if (publicKey === undefined) return refuse("account-unknown");
      if (!rate.has(keyId)) return refuse("rate-account");
      if (algorithm !== "ed25519") return refuse("signature-wrong");
      const wrong = await verified(request, "write", claimed, { publicKey });
      if (wrong !== undefined) return wrong;
      return rate.take(keyId) ? { account: keyId } : refuse("rate-account");
    },
    async digestHolds(request, body) {
      const signed = parseContentDigest(request.headers.get("content-digest") ?? "");
      return signed !== undefined && same(await crypto.sha256(body), signed);
    },
  };
}

/** Path and query of a URL exactly as they stand in it: the signature is over what was sent, not over a rewriting. */
export function splitUrl(url: string): { path: string; query: string } {
  const start = url.indexOf("/", url.indexOf("//") + 2);
  if (start < 0) return { path: "/", query: "?" };
  const hash = url.indexOf("#", start);
  const end = hash < 0 ? url.length : hash;
  const mark = url.indexOf("?", start);
  return mark < 0 || mark > end
    ? { path: url.slice(start, end), query: "?" }
    : { path: url.slice(start, mark), query: url.slice(mark, end) };
}

/** Compares in a time that does not depend on where two MACs differ. */
function same(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i += 1) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}
