import { Buffer } from "node:buffer";
import { NEEDLE_BYTES_MIN } from "./needles.ts";

/** One form in which a needle may stand in bytes. */
export interface Pattern {
  readonly needle: string;
  /** `raw`, `json`, `base64`, `base64url`, `hex` or `HEX`. */
  readonly form: string;
  readonly bytes: Buffer;
}

/** All forms of a needle. Throws `RangeError` for one that is too short to mean anything. */
export function patternsOf(needle: string): Pattern[] {
  const raw = Buffer.from(needle);
  if (raw.length < NEEDLE_BYTES_MIN) throw new RangeError(`"${needle}" is shorter than ${NEEDLE_BYTES_MIN} bytes`);
  const forms = new Map<string, string>();
  // The first name of a form wins: most base64 reads the same in both alphabets.
  const put = (form: string, bytes: Buffer): void => {
    const key = bytes.toString("latin1");
    if (!forms.has(key)) forms.set(key, form);
  };
  put("raw", raw);
  // A text inside a JSON text inside another one.
  put("json", Buffer.from(JSON.stringify(needle).slice(1, -1)));
  for (const form of ["base64", "base64url"] as const) {
    for (const before of [0, 1, 2]) put(form, Buffer.from(base64Middle(raw, before, form)));
  }
  put("hex", Buffer.from(raw.toString("hex")));
  put("HEX", Buffer.from(raw.toString("hex").toUpperCase()));
  return [...forms].map(([key, form]) => ({ needle, form, bytes: Buffer.from(key, "latin1") }));
}

/** The characters that base64 has for the needle whatever stands around it, when so many bytes (mod 3) stand before. */
function base64Middle(raw: Buffer, before: number, alphabet: "base64" | "base64url"): string {
  const text = Buffer.concat([Buffer.alloc(before), raw]).toString(alphabet);
  return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + raw.length) * 8) / 6));
}
