import { timingSafeEqual } from "node:crypto";
import { nodeCrypto } from "@vado/host";
import {
  contentDigest,
  fromBase64url,
  parseSignature,
  parseSignatureInput,
  signatureBase,
  type Clock,
  type VaultRow,
} from "@vado/protocol";
import { CREATED_WINDOW_MS, type Nonces } from "./nonces.ts";
import type { Officer, Officers } from "./officers.ts";
import { refuse, type Refusal } from "./refusal.ts";

/** Who asks: an officer's device by its signature, or a machine by the token in the papers. */
export type Asker = (
  | { readonly kind: "officer"; readonly officer: Officer }
  | { readonly kind: "operator" }
  | { readonly kind: "machine" }
) & {
  /** To be written with whatever the request changes: so it can't be played again after a restart either. */
  readonly rows: readonly VaultRow[];
};

export interface AuthenticatorParts {
  readonly clock: Clock;
  readonly officers: Officers;
  readonly nonces: Nonces;
  readonly tokens: { readonly operator: string | null; readonly machine: string | null };
  /** False when this device has asked too much. */
  readonly mayAsk: (api: string) => boolean;
}

/** `body`: as it was read; null for a request that has none. */
export async function authenticate(
  parts: AuthenticatorParts,
  request: Request,
  body: Uint8Array | null,
): Promise<Asker | Refusal> {
  const authorization = request.headers.get("authorization");
  if (authorization !== null) return byToken(parts, authorization);
  const cover = body === null ? "read" : "write";
  const input = parseSignatureInput(request.headers.get("signature-input") ?? "", cover);
  const signature = parseSignature(request.headers.get("signature") ?? "");
  // What names a relay was meant for it.
  if (input === undefined || signature?.length !== 64 || input.algorithm !== "ed25519" || input.relay !== undefined)
    return refuse("signature-missing");
  const now = parts.clock.now();
  const created = input.created * 1_000;
  if (Math.abs(now - created) > CREATED_WINDOW_MS) return { refused: "created-out-of-window", now: Math.floor(now) };
  const officer = parts.officers.find(input.keyId);
  const key = fromBase64url(officer?.apiKey ?? "");
  if (officer === undefined || key === undefined) return refuse("device-unknown");
  if (now >= officer.notAfter) return refuse("device-expired");
  if (!parts.mayAsk(officer.api)) return refuse("rate-device");
  const url = new URL(request.url);
  const base = signatureBase(
    cover,
    {
      method: request.method,
      path: url.pathname,
      query: url.search === "" ? "?" : url.search,
      contentDigest: request.headers.get("content-digest") ?? "",
    },
    input.params,
  );
  if (!(await nodeCrypto.ed25519Verify(key, base, signature))) return refuse("signature-wrong");
  if (body !== null && contentDigest(await nodeCrypto.sha256(body)) !== request.headers.get("content-digest"))
    return refuse("digest-wrong");
  const nonce = `${officer.api} ${input.nonce}`;
  const spent = parts.nonces.spend(nonce, created, now);
  if (spent !== "new") return refuse(spent === "used" ? "nonce-used" : "nonces-full");
  const rows = body === null ? [] : parts.nonces.rows(nonce, created, now);
  return { kind: "officer", officer, rows };
}

function byToken({ tokens }: AuthenticatorParts, authorization: string): Asker | Refusal {
  if (isToken(authorization, tokens.operator)) return { kind: "operator", rows: [] };
  if (isToken(authorization, tokens.machine)) return { kind: "machine", rows: [] };
  return refuse("token-wrong");
}

function isToken(authorization: string, token: string | null): boolean {
  if (token === null) return false;
  const [shown, wanted] = [Buffer.from(authorization), Buffer.from(`Bearer ${token}`)];
  return shown.length === wanted.length && timingSafeEqual(shown, wanted);
}
