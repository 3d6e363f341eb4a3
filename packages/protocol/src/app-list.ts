import * as v from "valibot";
import { comparisonDigits } from "./comparison.ts";
import type { CryptoPort } from "./ports.ts";

/** The list of the web app's files, which the build writes beside them, and the fingerprint of it. */

/** Name of the list in a built folder. */
export const APP_LIST = "app-list.json";
const APP_FILES_MAX = 500;

const AppFileSchema = v.strictObject({
  /** Relative to the app's page, `/` between folders; no `..` and no leading slash. */
  path: v.pipe(v.string(), v.regex(/^(?:[\w-][\w.-]*\/)*[\w-][\w.-]*$/), v.maxLength(200)),
  /** SHA-256 of the bytes, lower-case hex. */
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
});
export type AppFile = v.InferOutput<typeof AppFileSchema>;

/** What `app-list.json` holds: everything a phone or control room may load, and its service worker. */
export const AppListSchema = v.strictObject({
  v: v.literal(1),
  version: v.pipe(v.string(), v.regex(/^\d{1,5}\.\d{1,5}\.\d{1,5}$/)),
  files: v.pipe(v.array(AppFileSchema), v.minLength(1), v.maxLength(APP_FILES_MAX)),
});
export type AppList = v.InferOutput<typeof AppListSchema>;

/**
 * 30 digits over the SHA-256 of one line for each file, sorted by path in the order of bytes: the file's SHA-256, two spaces,
 * its path. That is what `sha256sum` prints, so that anybody can compute it without code of ours.
 */
export async function appFingerprint(crypto: Pick<CryptoPort, "sha256">, files: readonly AppFile[]): Promise<string> {
  const lines = files.map(({ path, sha256 }) => ({ path, line: `${sha256}  ${path}\n` }));
  lines.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return comparisonDigits(await crypto.sha256(new TextEncoder().encode(lines.map(({ line }) => line).join(""))));
}
