import * as v from "valibot";

/**
 * Identifiers. A group's code is read aloud over a radio, so it has a check character and no letter that can be
 * taken for another; everything else is random bytes in base64url.
 */

/** 8 digits and 21 consonants: no vowels, hence no words; 29 is prime, so the check finds every single error and swap. */
export const CODE_ALPHABET = "23456789BCDFGHJKLMNPQRSTVWXYZ";
const CODE_PATTERN = new RegExp(`^[${CODE_ALPHABET}]{3}-[${CODE_ALPHABET}]{3}$`);

/** The check character of five code characters: weighted sum modulo 29, weights 2 to 6. */
export function codeCheck(five: string): string {
  let sum = 0;
  for (let i = 0; i < 5; i++) sum += (i + 2) * CODE_ALPHABET.indexOf(five.charAt(i));
  return CODE_ALPHABET.charAt((29 - (sum % 29)) % 29);
}

/** Whether a text like `K7Q-4MX` is a group code with the right check character. */
export function isGroupCode(text: string): boolean {
  if (!CODE_PATTERN.test(text)) return false;
  const plain = text.slice(0, 3) + text.slice(4);
  return codeCheck(plain.slice(0, 5)) === plain.charAt(5);
}

/** Makes a code from random bytes (at least 8). Two codes differ in at least two characters; `decide` keeps open ones further apart. */
export function groupCodeFrom(random: Uint8Array): GroupCode {
  let n = 0n;
  for (const byte of random.subarray(0, 8)) n = (n << 8n) | BigInt(byte);
  let five = "";
  for (let i = 0; i < 5; i++) {
    five += CODE_ALPHABET.charAt(Number(n % 29n));
    n /= 29n;
  }
  const six = five + codeCheck(five);
  return `${six.slice(0, 3)}-${six.slice(3)}` as GroupCode;
}

/** In how many of the six characters two codes differ. */
export function codeDistance(a: string, b: string): number {
  let differing = 0;
  for (let i = 0; i < 7; i++) if (a[i] !== b[i]) differing++;
  return differing;
}

export const GroupCode = v.pipe(
  v.string(),
  v.check(isGroupCode, "not a group code: six characters like K7Q-4MX with a right check character"),
  v.brand("GroupCode"),
);
export type GroupCode = v.InferOutput<typeof GroupCode>;

/** Sixteen random bytes as base64url: 22 characters. Names an event (the envelope's `intent`) and what it made: offer, grant, hold, incident. */
export const EventId = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9_-]{22}$/, "not an event id: 22 characters of base64url"),
  v.brand("EventId"),
);
export type EventId = v.InferOutput<typeof EventId>;

const B64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** base64url without padding. */
export function base64url(bytes: Uint8Array): string {
  let out = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const [a, b, c] = [bytes[i] as number, bytes[i + 1], bytes[i + 2]];
    out += B64.charAt(a >> 2) + B64.charAt(((a & 3) << 4) | ((b ?? 0) >> 4));
    if (b !== undefined) out += B64.charAt(((b & 15) << 2) | ((c ?? 0) >> 6));
    if (c !== undefined) out += B64.charAt(c & 63);
  }
  return out;
}

const B64_VALUE = new Int16Array(128).fill(-1);
for (let i = 0; i < 64; i++) B64_VALUE[B64.charCodeAt(i)] = i;

/** Bytes of base64url text without padding; `undefined` when it is not canonical base64url. */
export function fromBase64url(text: string): Uint8Array | undefined {
  if (text.length % 4 === 1) return undefined;
  const out = new Uint8Array(Math.floor((text.length * 3) / 4));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const value = code < 128 ? (B64_VALUE[code] as number) : -1;
    if (value < 0) return undefined;
    held = (held << 6) | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out[at++] = (held >> bits) & 255;
      held &= (1 << bits) - 1;
    }
  }
  return held === 0 ? out : undefined;
}

/** Lower-case hexadecimal. */
export function hex(bytes: Uint8Array): string {
  let out = "";
  for (const byte of bytes) out += (byte < 16 ? "0" : "") + byte.toString(16);
  return out;
}

/** An event id from 16 random bytes. */
export function eventIdFrom(random: Uint8Array): EventId {
  return base64url(random.subarray(0, 16)) as EventId;
}

/** A device within a link; printable, no spaces. Never tells who holds it. */
export const DeviceId = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9._:-]{1,64}$/, "not a device id"),
  // It is a key of plain objects in the state of a link: `__proto__` or `constructor` would reach what all of them share.
  v.check((id) => !(id in Object.prototype), "not a device id: a word of the language"),
  v.brand("DeviceId"),
);
export type DeviceId = v.InferOutput<typeof DeviceId>;

/** A channel's opaque address at the relay. */
export const ChannelId = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9_-]{22,64}$/, "not a channel address"),
  v.brand("ChannelId"),
);
export type ChannelId = v.InferOutput<typeof ChannelId>;

export const LinkId = v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{1,32}$/, "not a link id"), v.brand("LinkId"));
export type LinkId = v.InferOutput<typeof LinkId>;

export const StationId = v.pipe(
  v.string(),
  v.regex(/^[A-Z0-9]{3}$/, "not a station id: three capital letters or digits"),
  v.brand("StationId"),
);
export type StationId = v.InferOutput<typeof StationId>;

/** Lower-case hex of a SHA-256. */
export const HashHex = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, "not a SHA-256 in lower-case hex"));

/** The two sides of a link. */
export const Side = v.picklist(["sending", "receiving"]);
export type Side = v.InferOutput<typeof Side>;
export function otherSide(side: Side): Side {
  return side === "sending" ? "receiving" : "sending";
}

/** domain.md, roles. */
export const Role = v.picklist([
  "field",
  "duty",
  "supervisor",
  "planner",
  "archive",
  "observer",
  "publisher",
  "bridge",
]);
export type Role = v.InferOutput<typeof Role>;

/**
 * The six digits of a grant that its receiving side reads over the radio when the line is down: that side speaks, so it is
 * there and still means it. No secret to those who hold the log; screens of the sending side do not show it. FNV-1a of the id.
 */
export function radioCode(grant: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < grant.length; i++) hash = Math.imul(hash ^ grant.charCodeAt(i), 0x01000193) >>> 0;
  return String(hash % 1_000_000).padStart(6, "0");
}
