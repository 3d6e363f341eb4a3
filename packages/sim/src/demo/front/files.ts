import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, resolve, sep } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { say } from "./say.ts";

/** The built web app's files for the start page: small, kept in memory, packed once. */

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".webmanifest": "application/manifest+json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
};
/** What a packer makes smaller. */
const PACKED = new Set([".html", ".js", ".css", ".json", ".webmanifest", ".svg", ".txt"]);
/** One page's scripts, styles and connections are its own origin's; its one inline script is the import map, by its hash. */
function policyOf(html: string): string {
  const maps = [...html.matchAll(/<script type="importmap">([^<]*)<\/script>/g)].map(([, text = ""]) => text);
  const hashes = maps.map((text) => ` 'sha256-${createHash("sha256").update(text).digest("base64")}'`);
  return [
    "default-src 'none'",
    `script-src 'self'${hashes.join("")}`,
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
}

interface Kept {
  readonly plain: Buffer;
  readonly packed: Buffer | null;
  readonly tag: string;
}

const pack = promisify(gzip);

export class Files {
  readonly #root: string;
  readonly #kept = new Map<string, Promise<Kept | null>>();

  constructor(root: string) {
    this.#root = resolve(root);
  }

  /** Answers with a file, `/` with the start page; 404 for what is not there. */
  async serve(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    if (request.method !== "GET" && request.method !== "HEAD")
      return say(response, 405, "method", "Files can only be read.", { allow: "GET, HEAD" });
    const name = path === "/" ? "/demo.html" : path;
    const file = await this.#file(name);
    if (file === null)
      return path === "/"
        ? say(response, 503, "no-web", "The web app is not built yet; npm start builds it.")
        : say(response, 404, "not-found", "There is nothing under this address.");
    const type = extname(name);
    const headers: Record<string, string> = {
      "content-type": TYPES[type] ?? "application/octet-stream",
      // Names of built files change with what is in them.
      "cache-control": name.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
      etag: file.tag,
      "x-content-type-options": "nosniff",
      "referrer-policy": "same-origin",
      ...(type === ".html" ? { "content-security-policy": policyOf(file.plain.toString("utf8")) } : {}),
      ...(file.packed === null ? {} : { vary: "accept-encoding" }),
    };
    if (request.headers["if-none-match"] === file.tag) {
      response.writeHead(304, headers).end();
      return;
    }
    const packed = /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? "")) ? file.packed : null;
    const body = packed ?? file.plain;
    if (packed !== null) headers["content-encoding"] = "gzip";
    response.writeHead(200, { ...headers, "content-length": body.length });
    response.end(request.method === "HEAD" ? undefined : body);
  }

  #file(name: string): Promise<Kept | null> {
    const kept = this.#kept.get(name) ?? this.#read(name);
    this.#kept.set(name, kept);
    // What is not there may be built later.
    void kept.then((file) => file === null && this.#kept.delete(name));
    return kept;
  }

  async #read(name: string): Promise<Kept | null> {
    const path = resolve(this.#root, `.${name}`);
    if (!path.startsWith(this.#root + sep) || name.includes("\0")) return null;
    try {
      const plain = await readFile(path);
      const packed = PACKED.has(extname(name)) ? await pack(plain) : null;
      return { plain, packed, tag: `"${createHash("sha256").update(plain).digest("base64url").slice(0, 22)}"` };
    } catch {
      return null;
    }
  }
}
