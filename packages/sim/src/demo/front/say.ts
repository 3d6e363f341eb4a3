import { createHash } from "node:crypto";
import type { OutgoingHttpHeaders, ServerResponse } from "node:http";

/** Answers of the front itself: JSON for programs, and a sentence for people in every refusal. */

export function sayJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: OutgoingHttpHeaders = {},
): void {
  if (response.headersSent) return;
  response.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "cache-control": "no-store",
    ...headers,
  });
  response.end(JSON.stringify(value));
}

/** A refusal in the form of `DeskRefusalSchema`. */
export function say(
  response: ServerResponse,
  status: number,
  reason: string,
  detail: string,
  headers: OutgoingHttpHeaders = {},
): void {
  sayJson(response, status, { reason, detail }, headers);
}

const PAGE_STYLE = "body{font:1.1rem/1.5 system-ui;max-width:34rem;margin:4rem auto;padding:0 1rem}";
const PAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(PAGE_STYLE).digest("base64")}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** A page of a few sentences, where there is nothing else to show. */
export function sayPage(response: ServerResponse, status: number, sentences: readonly string[]): void {
  if (response.headersSent) return;
  response.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "content-security-policy": PAGE_POLICY,
  });
  const text = sentences.map((sentence) => `<p>${sentence}</p>`).join("");
  response.end(
    `<!doctype html><html lang="es"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
      `<title>Vado</title><style>${PAGE_STYLE}</style>` +
      `<h1>Vado</h1>${text}</html>`,
  );
}
