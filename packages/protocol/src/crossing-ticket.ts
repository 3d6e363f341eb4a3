import { GROUP_PEOPLE_MAX } from "./limits.ts";
import { type EventId, base64url, fromBase64url, isGroupCode, type GroupCode } from "./ids.ts";

/**
 * The crossing ticket that a group carries (domain.md, offline): code, count, grant and a device's signature, which the far bank checks
 * with no network. It says nothing of any person. Only characters of a QR code's alphanumeric mode, so that it fits one of 45 by 45
 * with a quarter of it dirty:
 *
 * `VADO1:K7Q-4MX:57:<grant, 26>:<key, 8>:<signature, 103>`, the last three in base32 (RFC 4648 §6) without padding.
 */
export interface CrossingTicket {
  readonly group: GroupCode;
  /** People who go under the grant: 1 to `GROUP_PEOPLE_MAX`. */
  readonly headcount: number;
  readonly grant: EventId;
  /** The first `TICKET_KEY_BYTES` of the signer's public key: whose signature to try. */
  readonly key: Uint8Array;
  /** Ed25519, over `crossingTicketSigned`. */
  readonly signature: Uint8Array;
}

export const CROSSING_TICKET_LABEL = "vado/crossing/1";
export const CROSSING_TICKET_CHARS_MAX = 158;
export const TICKET_KEY_BYTES = 5;

/** CT1: no crossing ticket at all; CT2: of a version this device does not know; CT3: a field is not well-formed. */
export type CrossingTicketRule = "CT1" | "CT2" | "CT3";
export type ParsedCrossingTicket =
  | { readonly ok: true; readonly ticket: CrossingTicket }
  | { readonly ok: false; readonly rule: CrossingTicketRule; readonly detail: string };

/** What is signed: bound to the charter and the link, which the far bank knows and the ticket need not carry. */
export function crossingTicketSigned(
  place: { readonly charter: string; readonly link: string },
  { group, headcount, grant }: Pick<CrossingTicket, "group" | "headcount" | "grant">,
): string {
  const { charter, link } = place;
  return JSON.stringify({ label: CROSSING_TICKET_LABEL, charter, link, group, headcount, grant });
}

/** The text for the code. Throws `RangeError` for what `parseCrossingTicket` would refuse: a fault of the caller. */
export function crossingTicketText({ group, headcount, grant, key, signature }: CrossingTicket): string {
  const bytes = fromBase64url(grant) ?? new Uint8Array();
  const text = ["VADO1", group, headcount, base32(bytes), base32(key), base32(signature)].join(":");
  const parsed = parseCrossingTicket(text);
  if (!parsed.ok) throw new RangeError(parsed.detail);
  return text;
}

const refuse = (rule: CrossingTicketRule, detail: string): ParsedCrossingTicket => ({ ok: false, rule, detail });

/** Reads a scanned text. Never throws. One ticket has one spelling. */
export function parseCrossingTicket(text: string): ParsedCrossingTicket {
  const version = /^VADO([1-9]\d{0,3}):/.exec(text)?.[1];
  if (version === undefined) return refuse("CT1", "not a crossing ticket");
  if (version !== "1") return refuse("CT2", `a crossing ticket of version ${version}`);
  if (text.length > CROSSING_TICKET_CHARS_MAX)
    return refuse("CT3", `more than ${CROSSING_TICKET_CHARS_MAX} characters`);
  const fields = text.split(":");
  if (fields.length !== 6) return refuse("CT3", "not its six fields");
  const [, group, count, grant, key, signature] = fields as [string, string, string, string, string, string];
  if (!isGroupCode(group)) return refuse("CT3", "group: not a group code");
  const headcount = /^[1-9]\d{0,3}$/.test(count) ? Number(count) : Infinity;
  if (headcount > GROUP_PEOPLE_MAX) return refuse("CT3", `count: not 1 to ${GROUP_PEOPLE_MAX} people`);
  const bytes = {
    grant: fromBase32(grant, 16),
    key: fromBase32(key, TICKET_KEY_BYTES),
    signature: fromBase32(signature, 64),
  };
  if (bytes.grant === undefined) return refuse("CT3", "grant: not 16 bytes in base32");
  if (bytes.key === undefined) return refuse("CT3", `key: not ${TICKET_KEY_BYTES} bytes in base32`);
  if (bytes.signature === undefined) return refuse("CT3", "signature: not 64 bytes in base32");
  const ticket = { group: group as GroupCode, headcount, grant: base64url(bytes.grant) as EventId };
  return { ok: true, ticket: { ...ticket, key: bytes.key, signature: bytes.signature } };
}

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function base32(bytes: Uint8Array): string {
  let out = "";
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    for (bits += 8; bits >= 5; bits -= 5) out += BASE32.charAt((held >> (bits - 5)) & 31);
  }
  return bits === 0 ? out : out + BASE32.charAt((held << (5 - bits)) & 31);
}

/** Exactly `length` bytes; `undefined` for anything that `base32` does not write. */
function fromBase32(text: string, length: number): Uint8Array | undefined {
  if (text.length !== Math.ceil((length * 8) / 5)) return undefined;
  const out = new Uint8Array(length);
  let held = 0;
  let bits = 0;
  let at = 0;
  for (const character of text) {
    const value = BASE32.indexOf(character);
    if (value < 0) return undefined;
    held = ((held << 5) | value) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    out[at++] = (held >> bits) & 255;
  }
  return (held & ((1 << bits) - 1)) === 0 ? out : undefined;
}
