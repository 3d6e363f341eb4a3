import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { HostError } from "@vado/host";

/** The built app, read once: only what is in this list can be asked for, so there is no path to escape from. */

/** Files of the built app, and bytes of one. */
const FILES_MAX = 500;
const FILE_BYTES_MAX = 16 * 1024 * 1024;

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
  ".wasm": "application/wasm",
  ".mp3": "audio/mpeg",
  ".ogg": "audio/ogg",
  ".wav": "audio/wav",
};
/** What is smaller afterwards. */
const PACKED = new Set([".html", ".js", ".css", ".json", ".webmanifest", ".svg", ".wasm"]);
/** At the root and free for everybody: what a browser asks for without cookies, or before it has one. */
const FREE = /^(manifest\.webmanifest|sw\.js|favicon\.ico|icon[\w-]*\.(svg|png))$/;
/** Names made by the build end in a hash of the contents. */
const HASHED = /-[\w-]{8}\.\w+$/;

type Coding = "br" | "gzip" | "identity";

export interface WebFile {
  /** Whether it is for everybody, or for browsers that came through the door. */
  readonly free: boolean;
  answer(request: Request): Promise<Response>;
}

/** By path without a leading slash; the app's page is `index.html`. Throws `HostError` when there is no built app. */
export function readWebFiles(folder: string): ReadonlyMap<string, WebFile> {
  const files = new Map<string, WebFile>();
  for (const name of names(folder)) {
    if (FREE.test(name)) files.set(name, webFile(join(folder, name), true, "no-cache"));
    else if (name === "index.html") files.set(name, webFile(join(folder, name), false, "private, no-cache"));
  }
  if (!files.has("index.html"))
    throw new HostError("app-missing", `There is no built app in ${folder}; build it, or name its folder with --web.`);
  for (const name of names(join(folder, "assets"))) {
    const caching = HASHED.test(name) ? "private, max-age=31536000, immutable" : "private, no-cache";
    if (TYPES[extname(name)] !== undefined)
      files.set(`assets/${name}`, webFile(join(folder, "assets", name), false, caching));
  }
  if (files.size > FILES_MAX)
    throw new HostError("app-large", `The app in ${folder} has more than ${FILES_MAX} files.`);
  return files;
}

function names(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
      .map((entry) => entry.name);
  } catch {
    return [];
  }
}

function webFile(path: string, free: boolean, caching: string): WebFile {
  const bytes = readFileSync(path);
  if (bytes.length > FILE_BYTES_MAX) throw new HostError("app-large", `${path} is too large to be served.`);
  const kind = extname(path);
  const hash = createHash("sha256").update(bytes).digest("base64url").slice(0, 22);
  const packed = new Map<Coding, Promise<Buffer>>();
  const inCoding = (coding: Coding): Promise<Buffer> => {
    const made = packed.get(coding) ?? pack(bytes, coding);
    packed.set(coding, made);
    return made;
  };
  return {
    free,
    async answer(request) {
      const coding = PACKED.has(kind) ? codingFor(request) : "identity";
      const etag = `"${hash}-${coding}"`;
      const headers: Record<string, string> = {
        "content-type": TYPES[kind] ?? "application/octet-stream",
        "cache-control": caching,
        vary: "accept-encoding, cookie",
        etag,
      };
      if (knows(request, etag)) return new Response(null, { status: 304, headers });
      if (coding !== "identity") headers["content-encoding"] = coding;
      const body = await inCoding(coding);
      headers["content-length"] = String(body.length);
      return new Response(request.method === "HEAD" ? null : (body as Uint8Array<ArrayBuffer>), { headers });
    },
  };
}

function pack(bytes: Buffer, coding: Coding): Promise<Buffer> {
  if (coding === "br") return promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } });
  if (coding === "gzip") return promisify(gzip)(bytes, { level: 9 });
  return Promise.resolve(bytes);
}

function codingFor(request: Request): Coding {
  const accepted = (request.headers.get("accept-encoding") ?? "").split(",").map((one) => one.trim());
  if (accepted.includes("br")) return "br";
  return accepted.includes("gzip") ? "gzip" : "identity";
}

function knows(request: Request, etag: string): boolean {
  const known = (request.headers.get("if-none-match") ?? "").split(",").map((one) => one.trim().replace(/^W\//, ""));
  return known.includes(etag);
}
