import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

/** The built app, served as a desk serves it: nothing inline, nothing from elsewhere. */

const DIST = fileURLToPath(new URL("../../dist/", import.meta.url));
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
  ".webmanifest": "application/manifest+json",
};
export const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types vado",
].join("; ");

/** `path` relative to the desk's prefix, without a slash before it. */
export async function file(path: string): Promise<Response> {
  const name = normalize(path === "" ? "index.html" : path);
  const type = TYPES[extname(name)];
  if (name.startsWith("..") || type === undefined) return new Response("not found", { status: 404 });
  try {
    const headers = { "content-type": type, "content-security-policy": POLICY, "cache-control": "no-cache" };
    return new Response(new Uint8Array(await readFile(join(DIST, name))), { headers });
  } catch {
    return new Response("not found", { status: 404 });
  }
}
