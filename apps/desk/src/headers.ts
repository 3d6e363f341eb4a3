import { PAGE_STYLE_SOURCE } from "./pages.ts";

/** What every answer of a desk says to browsers. */

const COMMON: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "x-frame-options": "DENY",
  // A phone shows tickets to its camera, stays awake on duty, and vibrates.
  "permissions-policy": "camera=(self), screen-wake-lock=(self), geolocation=(), microphone=(), payment=(), usb=()",
};

/**
 * Policies of the app and of the desk's own pages. `relays`: as devices reach them (absolute, or a path on this origin); `inline`: hashes of
 * what stands in the app's page as a script, its import map.
 */
export function policies(
  relays: readonly string[],
  inline: readonly string[],
): { readonly app: string; readonly page: string } {
  const elsewhere = relays.filter((relay) => /^https?:\/\//.test(relay)).map((relay) => new URL(relay).origin);
  const closed = ["default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"];
  const app = [
    ...closed,
    ["script-src 'self'", ...inline].join(" "),
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    ["connect-src 'self'", ...new Set(elsewhere)].join(" "),
    "manifest-src 'self'",
    "worker-src 'self'",
    // The app's one policy gives its service worker's address; nothing else becomes script.
    "require-trusted-types-for 'script'",
    "trusted-types vado",
  ];
  return { app: app.join("; "), page: [...closed, `style-src ${PAGE_STYLE_SOURCE}`].join("; ") };
}

/** Adds them; what the answer says itself stands. */
export function guarded(response: Response, policy: string): Response {
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(COMMON)) headers.set(name, value);
  if (!headers.has("content-security-policy")) headers.set("content-security-policy", policy);
  return new Response(response.body, { status: response.status, headers });
}
