import { Agent, request as ask, type IncomingMessage, type ServerResponse } from "node:http";
import { TLSSocket } from "node:tls";
import { say } from "./say.ts";

/** Hands a request on to a child and its answer back, as they come: long polls stay open, what is called off is called off. */

/** Bytes of a request's body: a frame with its GroupInfo, and room. */
export const BODY_BYTES_MAX = 1024 * 1024;

const agent = new Agent({ keepAlive: true, maxSockets: 512, keepAliveMsecs: 10_000 });

/** Between one hop and the next these have their own meaning (RFC 9110 §7.6.1). */
const HOP_HEADERS = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

export interface Target {
  /** `http://127.0.0.1:7210`; null while the child is away. */
  readonly url: string | null;
  /** Path and query as the child knows them. */
  readonly path: string;
  /** For the sentence when it is away. */
  readonly name: string;
}

export function forward(incoming: IncomingMessage, outgoing: ServerResponse, { url, path, name }: Target): void {
  if (url === null) return away(outgoing, name);
  if (Number(incoming.headers["content-length"] ?? 0) > BODY_BYTES_MAX) return tooLarge(incoming, outgoing);
  const outward = ask(new URL(path, url), {
    agent,
    method: incoming.method,
    headers: {
      ...withoutHops(incoming.headers),
      host: incoming.headers.host ?? "",
      // The only thing a child cannot know by itself; what a browser claims of it counts for nothing.
      "x-forwarded-proto": incoming.socket instanceof TLSSocket ? "https" : "http",
    },
  });
  let bytes = 0;
  incoming.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= BODY_BYTES_MAX) return;
    outward.destroy();
    tooLarge(incoming, outgoing);
  });
  incoming.pipe(outward);
  outgoing.on("close", () => outward.destroy());
  outward.on("response", (answer) => {
    if (outgoing.headersSent) return answer.resume();
    outgoing.writeHead(answer.statusCode ?? 502, withoutHops(answer.headers));
    outgoing.flushHeaders();
    answer.pipe(outgoing);
    answer.on("error", () => outgoing.destroy());
    return answer;
  });
  outward.on("error", () => {
    if (outgoing.headersSent) outgoing.destroy();
    else away(outgoing, name);
  });
}

function withoutHops(headers: IncomingMessage["headers"]): Record<string, string | string[]> {
  const named = new Set((headers.connection ?? "").split(",").map((name) => name.trim().toLowerCase()));
  const kept: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined && !HOP_HEADERS.has(name) && !named.has(name)) kept[name] = value;
  return kept;
}

function away(outgoing: ServerResponse, name: string): void {
  say(outgoing, 503, "away", `The ${name} is not running right now.`, { "retry-after": "1" });
}

function tooLarge(incoming: IncomingMessage, outgoing: ServerResponse): void {
  incoming.unpipe();
  incoming.resume();
  if (!outgoing.headersSent)
    say(outgoing, 413, "too-large", `A request has at most ${BODY_BYTES_MAX} bytes.`, { connection: "close" });
}
