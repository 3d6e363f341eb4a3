import * as v from "valibot";
import { Body } from "./events/index.ts";
import { Time } from "./events/common.ts";
import { ChannelId, DeviceId, EventId, HashHex, Side } from "./ids.ts";
import { ENVELOPE_BYTES_MAX } from "./limits.ts";

/**
 * Envelope v1: what is sealed for a channel. UTF-8 JSON, strict; the bytes as sent are the record and are never re-encoded.
 *
 * The signature is over `signedText`: the envelope's own text without its signature, so that a stranger can check it
 * with the file and the roots' public keys alone.
 */
export const ENVELOPE_VERSION = 1;
export const ENVELOPE_LABEL = "vado/envelope/1";

export const Envelope = v.strictObject({
  v: v.literal(ENVELOPE_VERSION),
  label: v.literal(ENVELOPE_LABEL),
  /** SHA-256 of the charter's bytes, hex. */
  charter: HashHex,
  channel: ChannelId,
  side: Side,
  device: DeviceId,
  /** 1, 2, 3 … per device and channel. */
  deviceSeq: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  /** Hash of this device's previous envelope as ordered in the log, hex; 64 zeros for the first. */
  prev: HashHex,
  /** How far the sender had read this channel's log. */
  seen: v.strictObject({ seq: v.pipe(v.number(), v.safeInteger(), v.minValue(0)), head: HashHex }),
  /** The event's id; the same in every retry, so that a retry never acts twice (R6). */
  intent: EventId,
  /** The device's own time of the act, ms. */
  at: Time,
  /** Set on what is said in a drill; it never touches the real state (CAP `Exercise`). */
  exercise: v.optional(v.literal(true)),
  body: Body,
});
export type Envelope = v.InferOutput<typeof Envelope>;

export const NO_PREV = "0".repeat(64);

/** The text whose UTF-8 bytes are signed and then carried. */
export function envelopeText(envelope: Envelope): string {
  return JSON.stringify(envelope);
}

/** The sealed text: the signed text with `,"signature":"…"` before its last brace. */
export function withSignature(text: string, signature: string): string {
  return `${text.slice(0, -1)},"signature":"${signature}"}`;
}

const SIGNATURE_TAIL = /^,"signature":"([A-Za-z0-9_-]{86})"\}$/;
/** Characters of the tail: `,"signature":"` + 86 + `"}`. */
const TAIL_CHARS = 14 + 86 + 2;

/** What parsing an envelope gives: the envelope with the exact text that was signed, or why it is refused. */
export type ParsedEnvelope =
  | { readonly ok: true; readonly envelope: Envelope; readonly signedText: string; readonly signature: string }
  | { readonly ok: false; readonly rule: EnvelopeRule; readonly detail: string };

/** Rules of SPEC.md for bytes that a member sealed. */
export type EnvelopeRule = "E1" | "E2" | "E3";

/** Bytes of a text in UTF-8; counted only where the number of characters does not decide. */
function utf8Length(text: string): number {
  if (text.length * 3 <= ENVELOPE_BYTES_MAX || text.length > ENVELOPE_BYTES_MAX) return text.length;
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    bytes += code < 0x80 ? 1 : code < 0x8_00 ? 2 : code < 0x1_00_00 ? 3 : 4;
  }
  return bytes;
}

/**
 * Parses the text of an opened message. Never throws. E1: size, E2: not signed JSON of this form, E3: an unknown or
 * malformed field; `detail` names the path.
 */
export function parseEnvelope(text: string): ParsedEnvelope {
  if (utf8Length(text) > ENVELOPE_BYTES_MAX)
    return { ok: false, rule: "E1", detail: `longer than ${ENVELOPE_BYTES_MAX} bytes` };
  const cut = text.length - TAIL_CHARS;
  const tail = cut > 0 ? SIGNATURE_TAIL.exec(text.slice(cut)) : null;
  if (!tail) return { ok: false, rule: "E2", detail: "no signature at the end" };
  const signedText = `${text.slice(0, cut)}}`;
  let json: unknown;
  try {
    json = JSON.parse(signedText);
  } catch {
    return { ok: false, rule: "E2", detail: "not JSON" };
  }
  const parsed = v.safeParse(Envelope, json, { abortEarly: true });
  if (!parsed.success) {
    const issue = parsed.issues[0];
    return { ok: false, rule: "E3", detail: `${v.getDotPath(issue) ?? "envelope"}: ${issue.message.slice(0, 160)}` };
  }
  // One event has one spelling: a field twice, or other spaces, would let two readers of one record see two events.
  if (JSON.stringify(json) !== signedText) return { ok: false, rule: "E2", detail: "not as JSON.stringify writes it" };
  return { ok: true, envelope: parsed.output, signedText, signature: tail[1] as string };
}
