import { createHash } from "node:crypto";
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
const POLICY = [
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
    const bytes = new Uint8Array(await readFile(join(DIST, name)));
    const policy = extname(name) === ".html" ? policyOf(new TextDecoder().decode(bytes)) : POLICY;
    const headers = { "content-type": type, "content-security-policy": policy, "cache-control": "no-cache" };
    return new Response(bytes, { headers });
  } catch {
    return new Response("not found", { status: 404 });
  }
}

/** The page's import map is its one inline script, and is named by its hash. */
function policyOf(html: string): string {
  const map = /<script type="importmap">([^<]*)<\/script>/.exec(html)?.[1] ?? "";
  const hash = createHash("sha256").update(map).digest("base64");
  return POLICY.replace("script-src 'self'", `script-src 'self' 'sha256-${hash}'`);
}
