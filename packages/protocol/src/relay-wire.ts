import * as v from "valibot";
import type { FrameKind } from "./ports.ts";

/**
 * The relay's wire, version 1: paths, headers, limits of syntax, JSON shapes. Both ends take them from here.
 * Bytes travel raw on the way in and as base64 in JSON on the way out.
 */

/** A channel's address is a capability: unguessable, and whoever has it and a device credential may read and append. */
export const CHANNEL_ADDRESS = /^[A-Za-z0-9_-]{22,64}$/;
/** Ids of devices, accounts and sessions at the relay; they say nothing about who it is. */
export const RELAY_ID = /^[A-Za-z0-9_-]{16,64}$/;
/** An idempotency key: chosen by the sender, unique in its channel. */
export const FRAME_KEY = /^[A-Za-z0-9_-]{16,64}$/;

export const FRAME_BYTES_MAX = 64 * 1024;
export const COMMIT_BYTES_MAX = 256 * 1024;
export const GROUP_INFO_BYTES_MAX = 256 * 1024;
export const GROUP_INFOS_MAX = 8;
export const STREAM_CHANNELS_MAX = 64;
/** A sequence number: positive, and far below where numbers lose whole values. */
export const SEQ_MAX = 2 ** 48;

export const HEADER_KIND = "vado-kind";
export const HEADER_EXPECT_COMMIT = "vado-expect-commit";

export const framePath = (channel: string, key: string): string => `/v1/channels/${channel}/frames/${key}`;
export const groupInfoPath = (channel: string): string => `/v1/channels/${channel}/groupinfo`;
export const devicePath = (id: string): string => `/v1/devices/${id}`;
export const STREAM_PATH = "/v1/stream";
export const SESSION_PATH = "/v1/session";

const seq = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(SEQ_MAX));
const millis = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
const base64 = v.pipe(v.string(), v.maxLength(400_000));
const kinds = ["commit", "message", "endorsement"] as const satisfies readonly FrameKind[];

export const FrameKindSchema = v.picklist(kinds);
/** 201 and 200 of an append. */
export const StoredSchema = v.strictObject({ seq, receivedAt: millis });
/** 409 of an append (R1). */
export const ConflictSchema = v.strictObject({ seq, lastCommitSeq: seq });
/** Every other refusal: a reason for machines, a sentence for people; `now` (ms) where the caller's clock was the fault. */
export const RefusalSchema = v.strictObject({ reason: v.string(), detail: v.string(), now: v.optional(millis) });
/** One frame of a page or of an event stream. */
export const WireFrameSchema = v.strictObject({
  channel: v.pipe(v.string(), v.regex(CHANNEL_ADDRESS)),
  seq,
  kind: FrameKindSchema,
  key: v.pipe(v.string(), v.regex(FRAME_KEY)),
  receivedAt: millis,
  bytes: base64,
});
export const FramesPageSchema = v.strictObject({ frames: v.array(WireFrameSchema) });
export const GroupInfosSchema = v.strictObject({
  groupInfos: v.pipe(v.array(v.strictObject({ commitSeq: seq, bytes: base64 })), v.maxLength(GROUP_INFOS_MAX)),
});
/** Bytes of a page of `POST /v1/channels/:channel/adopt`: a relay's own page (RL6) in base64, and eight GroupInfos. */
export const ADOPT_BYTES_MAX = 6 * 1024 * 1024;
export const adoptPath = (channel: string): string => `/v1/channels/${channel}/adopt`;
export const AdoptSchema = v.strictObject({
  frames: v.pipe(v.array(v.omit(WireFrameSchema, ["channel"])), v.maxLength(512)),
  groupInfos: GroupInfosSchema.entries.groupInfos,
  end: v.boolean(),
});
export const AdoptedSchema = v.strictObject({ seq, open: v.boolean() });
/** Body of `PUT /v1/devices/:id`, signed by the account. `publicKey` is base64 of 32 bytes. */
export const EnrolmentSchema = v.strictObject({ publicKey: v.pipe(v.string(), v.length(44)), expiresAt: millis });
/** Body of `POST /v1/session`, signed by the device: its ephemeral X25519 key. */
export const SessionRequestSchema = v.strictObject({ publicKey: v.pipe(v.string(), v.length(44)) });
/** Answer: the relay's ephemeral key, and until when (ms) the session lasts. */
export const SessionSchema = v.strictObject({
  session: v.pipe(v.string(), v.regex(RELAY_ID)),
  publicKey: v.pipe(v.string(), v.length(44)),
  expiresAt: millis,
});

/** The operator's file of admitted accounts. `publicKey` is base64 of 32 bytes. */
export const AccountsFileSchema = v.strictObject({
  accounts: v.array(
    v.strictObject({ id: v.pipe(v.string(), v.regex(RELAY_ID)), publicKey: v.pipe(v.string(), v.length(44)) }),
  ),
});

/** Parses JSON text of one of the shapes above; `undefined` when it is not exactly that. */
export function parseWire<Output>(schema: v.GenericSchema<unknown, Output>, text: string): Output | undefined {
  try {
    const parsed = v.safeParse(schema, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

/** Body of a frame request: the frame alone, or for a commit `u32 length of the commit | commit | GroupInfo` (R3). */
export function encodeFrameBody(bytes: Uint8Array, groupInfo?: Uint8Array): Uint8Array {
  if (groupInfo === undefined) return bytes;
  const body = new Uint8Array(4 + bytes.length + groupInfo.length);
  new DataView(body.buffer).setUint32(0, bytes.length);
  body.set(bytes, 4);
  body.set(groupInfo, 4 + bytes.length);
  return body;
}

/** Views into a commit's body; `undefined` when the length does not fit or a part is empty. */
export function decodeCommitBody(body: Uint8Array): { bytes: Uint8Array; groupInfo: Uint8Array } | undefined {
  if (body.length < 6) return undefined;
  const length = new DataView(body.buffer, body.byteOffset).getUint32(0);
  if (length === 0 || 4 + length >= body.length) return undefined;
  return { bytes: body.subarray(4, 4 + length), groupInfo: body.subarray(4 + length) };
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const CODES = Uint8Array.from(ALPHABET, (character) => character.charCodeAt(0));
const VALUES = new Uint8Array(128).fill(255);
CODES.forEach((code, value) => {
  VALUES[code] = value;
});

/** Standard base64 with padding (RFC 4648 §4). Written here because no port-free primitive exists in ES2024. */
export function encodeBase64(bytes: Uint8Array): string {
  const out = new Uint8Array(Math.ceil(bytes.length / 3) * 4).fill(61);
  let to = 0;
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const word =
      ((bytes[i] ?? 0) << 16) | ((left > 1 ? (bytes[i + 1] ?? 0) : 0) << 8) | (left > 2 ? (bytes[i + 2] ?? 0) : 0);
    out[to] = CODES[word >>> 18] ?? 0;
    out[to + 1] = CODES[(word >>> 12) & 63] ?? 0;
    if (left > 1) out[to + 2] = CODES[(word >>> 6) & 63] ?? 0;
    if (left > 2) out[to + 3] = CODES[word & 63] ?? 0;
    to += 4;
  }
  let text = "";
  for (let i = 0; i < out.length; i += 8192) text += String.fromCharCode(...out.subarray(i, i + 8192));
  return text;
}

/** Strict: canonical padded base64 only, else `undefined`; so one value has one spelling. */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined;
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const length = (text.length / 4) * 3 - padding;
  const out = new Uint8Array(length);
  let to = 0;
  for (let i = 0; i < text.length; i += 4) {
    let word = 0;
    for (let j = 0; j < 4; j += 1) {
      const padded = i + j >= text.length - padding;
      const code = text.charCodeAt(i + j);
      const value = padded ? 0 : code < 128 ? (VALUES[code] ?? 255) : 255;
      if (value === 255) return undefined;
      word = (word << 6) | value;
    }
    if (to < length) out[to] = (word >>> 16) & 255;
    if (to + 1 < length) out[to + 1] = (word >>> 8) & 255;
    if (to + 2 < length) out[to + 2] = word & 255;
    const unused = i + 4 === text.length && padding > 0 ? (padding === 1 ? word & 255 : word & 65_535) : 0;
    if (unused !== 0) return undefined;
    to += 3;
  }
  return out;
}
