import type { CryptoPort } from "./ports.ts";
import { decodeBase64, encodeBase64 } from "./relay-wire.ts";

/**
 * How a device signs a request to the relay: a small fixed profile of RFC 9421 (HTTP Message Signatures) and RFC 9530
 * (Content-Digest). One label, a fixed list of components per kind of request, a fixed order of parameters; so both
 * sides build one string and nothing needs a general parser of structured fields.
 * Signing and verifying themselves are done by the caller with its `CryptoPort`.
 */

/** What a signature covers: a request without body, one with a body, or a frame with its two headers. */
export type SignatureCover = "read" | "write" | "frame";

/** `ed25519`: the device's or account's own key. `hmac-sha256`: the key of a short session opened with the former. */
export type SignatureAlgorithm = "ed25519" | "hmac-sha256";

/** The parameters of a signature (RFC 9421 §2.3). */
export interface SignatureParameters {
  /** Seconds since 1970. */
  readonly created: number;
  /** Used once: 22 characters of base64url, 16 random bytes. */
  readonly nonce: string;
  readonly algorithm: SignatureAlgorithm;
  /** The id of a device, an account or a session. */
  readonly keyId: string;
  /** Name of the relay it is meant for; none: for a relay without a name, or for a desk. */
  readonly relay?: string | undefined;
}

/** What an operator may call a relay: as a host is called. A name is no address, so that proxies in front change nothing. */
export const RELAY_NAME = /^[a-z0-9][a-z0-9.-]{0,62}$/;

/** The parts of a request that can be covered. `query` begins with `?`, and is `?` alone when there is none (§2.2.7). */
export interface SignableRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly contentDigest?: string;
  readonly frameKind?: string;
  readonly frameExpectCommit?: string;
}

/** In every runtime, but in no ECMAScript library; the text is ASCII, so one character is one byte. */
declare const TextEncoder: new () => { encode(text: string): Uint8Array };
const encoder = new TextEncoder();

/** Accepted signatures carry this, with `:` and the relay's name where it has one; a signature for another purpose can't be confused with it. */
const TAG = "vado-relay-1";

const COVERED: Readonly<Record<SignatureCover, string>> = {
  read: `("@method" "@path" "@query")`,
  write: `("@method" "@path" "@query" "content-digest")`,
  frame: `("@method" "@path" "@query" "content-digest" "vado-kind" "vado-expect-commit")`,
};

const PARAMETERS =
  /^;created=(\d{1,12});nonce="([A-Za-z0-9_-]{22})";alg="(ed25519|hmac-sha256)";keyid="([A-Za-z0-9_-]{16,64})";tag="vado-relay-1(?::([a-z0-9][a-z0-9.-]{0,62}))?"$/;

/** The value of `@signature-params`: also what follows the label in `Signature-Input`. */
export function signatureParams(cover: SignatureCover, parameters: SignatureParameters): string {
  const { created, nonce, algorithm, keyId, relay } = parameters;
  const tag = relay === undefined ? TAG : `${TAG}:${relay}`;
  return `${COVERED[cover]};created=${created};nonce="${nonce}";alg="${algorithm}";keyid="${keyId}";tag="${tag}"`;
}

/** Reads a `Signature-Input` header; `undefined` when it is not exactly this profile with this cover. */
export function parseSignatureInput(
  header: string,
  cover: SignatureCover,
): (SignatureParameters & { readonly params: string }) | undefined {
  const list = COVERED[cover];
  if (header.length > 512 || !header.startsWith("vado=") || !header.startsWith(list, 5)) return undefined;
  const match = PARAMETERS.exec(header.slice(5 + list.length));
  if (!match) return undefined;
  const [, created, nonce, algorithm, keyId, relay] = match as unknown as [
    string,
    string,
    string,
    SignatureAlgorithm,
    string,
    string | undefined,
  ];
  return { created: Number(created), nonce, algorithm, keyId, relay, params: header.slice(5) };
}

/** Reads a `Signature` header; `undefined` unless it is `vado=:<base64 of 32 or 64 bytes>:`. */
export function parseSignature(header: string): Uint8Array | undefined {
  if (header.length > 100 || !header.startsWith("vado=:") || !header.endsWith(":")) return undefined;
  return decodeBase64(header.slice(6, -1));
}

/** The two header values of a signed request. */
export function signatureHeaders(params: string, signature: Uint8Array): { input: string; signature: string } {
  return { input: `vado=${params}`, signature: `vado=:${encodeBase64(signature)}:` };
}

/** The `Content-Digest` header of a body with this SHA-256 (RFC 9530 §2). */
export function contentDigest(sha256: Uint8Array): string {
  return `sha-256=:${encodeBase64(sha256)}:`;
}

/** The digest in a `Content-Digest` header; `undefined` unless it is one SHA-256 and nothing else. */
export function parseContentDigest(header: string): Uint8Array | undefined {
  if (header.length !== 54 || !header.startsWith("sha-256=:") || !header.endsWith(":")) return undefined;
  const digest = decodeBase64(header.slice(9, -1));
  return digest?.length === 32 ? digest : undefined;
}

/** The bytes that are signed (RFC 9421 §2.5). The parts of an HTTP request are ASCII. */
export function signatureBase(cover: SignatureCover, request: SignableRequest, params: string): Uint8Array {
  let text = `"@method": ${request.method}\n"@path": ${request.path}\n"@query": ${request.query}\n`;
  if (cover !== "read") text += `"content-digest": ${request.contentDigest ?? ""}\n`;
  if (cover === "frame") {
    text += `"vado-kind": ${request.frameKind ?? ""}\n"vado-expect-commit": ${request.frameExpectCommit ?? ""}\n`;
  }
  return encoder.encode(`${text}"@signature-params": ${params}`);
}

/** `created` is whole seconds, so an honest clock may seem up to a second older than it is. */
export function createdSeconds(now: number): number {
  return Math.floor(now / 1000);
}

/** The MAC key of a session: bound to both ephemeral keys, so a key agreed with one pair is good for no other. */
export async function sessionKey(
  crypto: CryptoPort,
  shared: Uint8Array,
  devicePublicKey: Uint8Array,
  relayPublicKey: Uint8Array,
): Promise<Uint8Array> {
  const label = encoder.encode("vado relay session v1");
  const context = new Uint8Array(label.length + 64);
  context.set(label, 0);
  context.set(devicePublicKey, label.length);
  context.set(relayPublicKey, label.length + 32);
  return crypto.hmac(shared, context);
}
