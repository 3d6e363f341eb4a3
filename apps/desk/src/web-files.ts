import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { HostError, readAppList } from "@vado/host";
import { APP_LIST } from "@vado/protocol";

/**
 * The built app, read once: only what the build lists can be asked for, so there is no path to escape from, and only as it was
 * built: a file with another hash stops the desk before it serves anything.
 */

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
const FREE = /^(manifest\.webmanifest|sw\.js|app-list\.json|favicon\.ico|icon[\w-]*\.(svg|png))$/;
/** Names made by the build end in a hash of the contents. */
const HASHED = /-[\w-]{8}\.\w+$/;

type Coding = "br" | "gzip" | "identity";

export interface WebFile {
  /** Whether it is for everybody, or for browsers that came through the door. */
  readonly free: boolean;
  answer(request: Request): Promise<Response>;
}

/** The app as a desk serves it. */
export interface WebApp {
  /** By path without a leading slash; the app's page is `index.html`. */
  readonly files: ReadonlyMap<string, WebFile>;
  readonly version: string;
  /** 30 digits over all files. */
  readonly fingerprint: string;
  /** Sources of `script-src` for the page's import map, its one inline script. */
  readonly inline: readonly string[];
}

/** Throws `HostError` when there is no built app, or when it is not the one that was built. */
export async function readWebApp(folder: string): Promise<WebApp> {
  const { version, files: listed, fingerprint } = await readAppList(folder);
  const files = new Map<string, WebFile>();
  for (const name of [...listed.map(({ path }) => path), APP_LIST]) {
    if (TYPES[extname(name)] === undefined) continue;
    const free = FREE.test(name);
    files.set(name, webFile(join(folder, name), free, cachingOf(name, free)));
  }
  if (!files.has("index.html"))
    throw new HostError(
      "app-missing",
      `The app in ${folder} has no page; build it anew, or name its folder with --web.`,
    );
  return { files, version, fingerprint, inline: inlineSources(readFileSync(join(folder, "index.html"), "utf8")) };
}

function cachingOf(name: string, free: boolean): string {
  if (name.startsWith("assets/") && HASHED.test(name)) return "private, max-age=31536000, immutable";
  return free ? "no-cache" : "private, no-cache";
}

/** Hashes of scripts that stand in a page itself. */
function inlineSources(html: string): string[] {
  const texts = [...html.matchAll(/<script type="importmap">([^<]*)<\/script>/g)].map(([, text = ""]) => text);
  return texts.map((text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`);
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
