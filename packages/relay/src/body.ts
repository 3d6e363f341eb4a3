import { refuse, type Refusal } from "./refusal.ts";

/** A body of at most `max` bytes; one that declares more is refused before a byte is read, one that lies while reading. */
export async function readBody(request: Request, max: number): Promise<Uint8Array | Refusal> {
  const declared = request.headers.get("content-length");
  if (declared !== null) {
    if (!/^\d{1,12}$/.test(declared) || Number(declared) > max) return refuse("too-large");
    const body = new Uint8Array(await request.arrayBuffer());
    return body.length > max ? refuse("too-large") : body;
  }
  if (request.body === null) return new Uint8Array(0);
  const reader = request.body.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > max) {
      await reader.cancel();
      return refuse("too-large");
    }
    parts.push(value);
  }
  return join(parts, length);
}

/** Whether a body is declared to be larger than `max` bytes. */
export function declaredTooLarge(request: Request, max: number): boolean {
  const declared = request.headers.get("content-length");
  return declared !== null && Number(declared) > max;
}

function join(parts: readonly Uint8Array[], length: number): Uint8Array {
  if (parts.length === 1 && parts[0] !== undefined) return parts[0];
  const body = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    body.set(part, at);
    at += part.length;
  }
  return body;
}
