import { base64url, fromBase64url, type CryptoPort, type KeyPair } from "@vado/protocol";
import * as v from "valibot";
import { fromUtf8, utf8 } from "../bytes.ts";
import { ChannelError } from "../contract.ts";

/**
 * Signed papers (C1). A paper is a JSON text; its UTF-8 bytes are what is signed, and they travel as they are inside the
 * JSON that carries text and signature, so nobody ever has to encode anything again to check it.
 */
export const Signature = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{86}$/, "not a signature: 64 bytes in base64url"));
export const Key = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/, "not a key: 32 bytes in base64url"));
export const Name = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/, "not a name: up to 64 plain characters"),
);
export const Millis = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
export const Text = v.pipe(v.string(), v.maxLength(65_536));

/** A text with one signature, as it travels. */
export const Signed = v.strictObject({ text: Text, signature: Signature });
export type Signed = v.InferOutput<typeof Signed>;

/**
 * Parses JSON strictly: known fields only, no field twice, nothing but what `JSON.stringify` would write, so that two
 * readers cannot see two things in one text. Throws `ChannelError` ("bytes", `rule`) with the path of the fault.
 */
export function parsePaper<S extends v.GenericSchema>(
  schema: S,
  text: string,
  rule: string,
  what: string,
): v.InferOutput<S> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new ChannelError("bytes", rule, `${what} is not JSON`);
  }
  const parsed = v.safeParse(schema, json, { abortEarly: true });
  if (!parsed.success) {
    const issue = parsed.issues[0];
    throw new ChannelError("bytes", rule, `${what}: ${v.getDotPath(issue) ?? "text"}: ${issue.message.slice(0, 160)}`);
  }
  if (JSON.stringify(json) !== text)
    throw new ChannelError("bytes", rule, `${what} is not written plainly (spaces, escapes or a field twice)`);
  return parsed.output;
}

/** The same for bytes, which must be UTF-8 and at most `bytesMax` long. */
export function parsePaperBytes<S extends v.GenericSchema>(
  schema: S,
  bytes: Uint8Array,
  bytesMax: number,
  rule: string,
  what: string,
): v.InferOutput<S> {
  if (bytes.length > bytesMax)
    throw new ChannelError("bytes", rule, `${what} has ${bytes.length} bytes, more than ${bytesMax}`);
  let text: string;
  try {
    text = fromUtf8(bytes);
  } catch {
    throw new ChannelError("bytes", rule, `${what} is not UTF-8`);
  }
  return parsePaper(schema, text, rule, what);
}

/** Bytes of a key or signature the schema has already seen to be base64url of the right length. */
export function rawBytes(text: string, rule: string): Uint8Array {
  const bytes = fromBase64url(text);
  if (bytes === undefined) throw new ChannelError("bytes", rule, "base64url with bits left over");
  return bytes;
}

export async function signText(crypto: CryptoPort, key: KeyPair, text: string): Promise<string> {
  return base64url(await crypto.ed25519Sign(key.privateKey, utf8(text)));
}

/** Throws `ChannelError` ("bytes", `rule`) when the signature under the text is not by `publicKey`. */
export async function checkSignature(
  crypto: CryptoPort,
  publicKey: Uint8Array,
  signed: Signed,
  rule: string,
  what: string,
): Promise<void> {
  const valid = await crypto.ed25519Verify(publicKey, utf8(signed.text), rawBytes(signed.signature, rule));
  if (!valid) throw new ChannelError("bytes", rule, `${what} is not signed by the key it should be signed by`);
}
