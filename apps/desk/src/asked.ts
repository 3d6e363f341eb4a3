import { authenticate, type Asker, type AuthenticatorParts } from "./authenticate.ts";
import { isRefusal, refuse, type Refusal } from "./refusal.ts";

/** What a request to the desk brings: a small body, and who asks. */

const BODY_BYTES_MAX = 4 * 1024;

/** A small body; `undefined` when it is larger. */
export async function bodyOf(request: Request): Promise<Uint8Array | undefined> {
  const declared = request.headers.get("content-length");
  if (declared !== null && Number(declared) > BODY_BYTES_MAX) return undefined;
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    length += part.length;
    if (length > BODY_BYTES_MAX) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

export const decode = (body: Uint8Array): string => Buffer.from(body).toString("utf8");

/** Who asks for a change, and the text of what is asked. */
export async function askedBy(
  parts: AuthenticatorParts,
  request: Request,
): Promise<{ readonly asker: Asker; readonly text: string } | Refusal> {
  const body = await bodyOf(request);
  if (body === undefined) return refuse("too-large");
  const asker = await authenticate(parts, request, body);
  return isRefusal(asker) ? asker : { asker, text: decode(body) };
}

export const whoOf = (asker: Asker): string => (asker.kind === "officer" ? asker.officer.device : asker.kind);
