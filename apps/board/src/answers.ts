import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";

/** Answers of a public server: packed, tagged, closed to everything a page without script does not need. */

const HEADERS: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "permissions-policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
  "cross-origin-opener-policy": "same-origin",
};

export interface Said {
  readonly status?: number;
  readonly type: string;
  readonly body: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Below this a packed answer is no smaller. */
const PACK_BYTES_MIN = 600;

/** Answers a GET or HEAD: 304 when the reader has it already, packed when the reader can unpack it. */
export function answer(request: Request, { status = 200, type, body, headers = {} }: Said): Response {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const tag = `"${hash(bytes).slice(0, 22)}"`;
  const isText = typeof body === "string" && bytes.length >= PACK_BYTES_MIN;
  const all: Record<string, string> = { ...HEADERS, "content-type": type, etag: tag, ...headers };
  if (isText) all["vary"] = [all["vary"], "accept-encoding"].filter((one) => one !== undefined).join(", ");
  if (status === 200 && holds(request.headers.get("if-none-match"), tag))
    return new Response(null, { status: 304, headers: all });
  const packs = isText && /\bgzip\b/.test(request.headers.get("accept-encoding") ?? "");
  const sent = packs ? new Uint8Array(gzipSync(bytes)) : bytes;
  if (packs) all["content-encoding"] = "gzip";
  all["content-length"] = String(sent.length);
  return new Response(request.method === "HEAD" ? null : sent, { status, headers: all });
}

/** The policy of a page whose only style has this text, and which has no script at all. */
export function policyFor(style: string): string {
  const styleHash = createHash("sha256").update(style).digest("base64");
  return [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    "font-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    // The start page of a demo may show it in a frame; other sites link to it.
    "frame-ancestors 'self'",
    // No script is to come in by markup either.
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
}

function hash(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("base64url");
}

function holds(header: string | null, tag: string): boolean {
  return (header ?? "").split(",").some((one) => one.trim().replace(/^W\//, "") === tag);
}
