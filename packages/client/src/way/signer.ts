import {
  base64url,
  contentDigest,
  createdSeconds,
  HEADER_EXPECT_COMMIT,
  HEADER_KIND,
  signatureBase,
  signatureHeaders,
  signatureParams,
  type Clock,
  type CryptoPort,
  type Entropy,
  type SignatureCover,
} from "@vado/protocol";

/** Who signs: an Ed25519 key under an id, or the MAC key of a session under the session's id. */
export type SigningKey =
  | { readonly keyId: string; readonly algorithm: "ed25519"; readonly privateKey: Uint8Array }
  | { readonly keyId: string; readonly algorithm: "hmac-sha256"; readonly mac: Uint8Array };

/** A request before it is signed. `query` is empty or begins with `?`. */
export interface PlainRequest {
  readonly method: "GET" | "PUT" | "POST";
  readonly path: string;
  readonly query: string;
  readonly body?: Uint8Array;
  readonly frame?: { readonly kind: string; readonly expectCommit: number };
}

/** Ports a signer stands on. */
export interface SignerPorts {
  readonly clock: Clock;
  readonly crypto: CryptoPort;
  readonly entropy: Entropy;
  /** Name of the relay that is asked; from the agency's papers, never from the relay. */
  readonly relayName?: string | undefined;
}

/** The headers of a signed request. `offsetMs` is what the relay's clock is ahead of this one. */
export async function signedHeaders(
  ports: SignerPorts,
  key: SigningKey,
  request: PlainRequest,
  offsetMs: number,
): Promise<Record<string, string>> {
  const { method, path, query, body, frame } = request;
  const cover: SignatureCover = frame !== undefined ? "frame" : body !== undefined ? "write" : "read";
  const headers: Record<string, string> = {};
  if (body !== undefined) headers["content-digest"] = contentDigest(await ports.crypto.sha256(body));
  if (frame !== undefined) {
    headers[HEADER_KIND] = frame.kind;
    headers[HEADER_EXPECT_COMMIT] = String(frame.expectCommit);
  }
  const params = signatureParams(cover, {
    created: createdSeconds(ports.clock.now() + offsetMs),
    nonce: base64url(ports.entropy.bytes(16)),
    algorithm: key.algorithm,
    keyId: key.keyId,
    relay: ports.relayName,
  });
  const base = signatureBase(
    cover,
    {
      method,
      path,
      query: query === "" ? "?" : query,
      contentDigest: headers["content-digest"] ?? "",
      frameKind: headers[HEADER_KIND] ?? "",
      frameExpectCommit: headers[HEADER_EXPECT_COMMIT] ?? "",
    },
    params,
  );
  const signature =
    key.algorithm === "ed25519"
      ? await ports.crypto.ed25519Sign(key.privateKey, base)
      : await ports.crypto.hmac(key.mac, base);
  const signed = signatureHeaders(params, signature);
  headers["signature-input"] = signed.input;
  headers["signature"] = signed.signature;
  return headers;
}
