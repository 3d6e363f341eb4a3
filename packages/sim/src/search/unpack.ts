import { Buffer } from "node:buffer";
import { inflated } from "./inflate.ts";

/** Packed in packed in packed: deeper than anything a null cipher would do. */
const DEPTH_MAX = 3;
/** Shorter runs are words; a needle in base64 needs at least eleven characters and stands with others. */
const BASE64_RUN = /[A-Za-z0-9+/_-]{16,}={0,2}/g;
/** A run that decodes to less is an id or a hash, not a frame; a record has hundreds of thousands. */
const HEADLESS_BYTES_MIN = 64;
const HEX_RUN = /^(?:[0-9a-f]{2})+$/i;
const JSON_START = /^\s*[[{"]/;

/** The bytes themselves and everything that can be unpacked from them; `how` is the way there, empty for the bytes. */
export function* unpacked(bytes: Buffer, how = "", depth = 0): Generator<{ how: string; bytes: Buffer }> {
  yield { how, bytes };
  if (depth === DEPTH_MAX) return;
  for (const inner of inflated(bytes, depth === 0 || bytes.length >= HEADLESS_BYTES_MIN))
    yield* unpacked(inner.bytes, `${how}${inner.how}>`, depth + 1);
  for (const inner of decoded(bytes)) yield* unpacked(inner.bytes, `${how}${inner.how}>`, depth + 1);
}

/** Every run of base64 or hex, wherever it stands; in random bytes there is none of this length. */
function* decoded(bytes: Buffer): Generator<{ how: string; bytes: Buffer }> {
  const text = bytes.toString("latin1");
  for (const [run] of text.matchAll(BASE64_RUN)) yield* decodedRun(run);
  // Wrapped over several lines, as in mail; the lines were decoded one by one above, which loses what is between.
  const joined = text.replaceAll(/\s+/g, "");
  if (joined.length !== text.length && /^[A-Za-z0-9+/_-]+=*$/.test(joined)) yield* decodedRun(joined);
  // Escapes hide characters: `\/` in base64, `\u004b` in a code.
  if (text.includes("\\") && JSON_START.test(text)) yield* unescaped(bytes);
}

function* decodedRun(run: string): Generator<{ how: string; bytes: Buffer }> {
  if (HEX_RUN.test(run)) yield { how: "hex", bytes: Buffer.from(run, "hex") };
  yield { how: "base64", bytes: Buffer.from(run, "base64") };
}

function* unescaped(bytes: Buffer): Generator<{ how: string; bytes: Buffer }> {
  const texts: string[] = [];
  try {
    JSON.parse(bytes.toString("utf8"), (key, value: unknown) => {
      texts.push(JSON.stringify(key));
      if (typeof value === "string") texts.push(`"${value}"`);
      return value;
    });
  } catch {
    return;
  }
  yield { how: "json", bytes: Buffer.from(texts.join("\n")) };
}
