import * as v from "valibot";
import { ChannelId, DeviceId, EventId, GroupCode, HashHex } from "../ids.ts";
import { CHAT_CHARS_MAX, DIGEST_PARTS_MAX, DIGEST_PART_CHARS_MAX, GROUP_PEOPLE_MAX, HEADS_MAX } from "../limits.ts";
import { Reason, Time, span } from "./common.ts";

/** Events about the channel itself, its people and its witnesses. */

const Seq = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** Where a channel's log stands for the one who says it: `head = H(head, seq, receivedAt, H(bytes))` (channel.md R8). */
export const Head = v.strictObject({
  channel: ChannelId,
  seq: Seq,
  head: HashHex,
  epochAuthenticator: v.pipe(v.string(), v.regex(/^[0-9a-f]{32,128}$/)),
});
export type Head = v.InferOutput<typeof Head>;

/** An archive's sign of life for its side, over both channels of the link. */
export const Heartbeat = v.strictObject({
  type: v.literal("heartbeat"),
  heads: v.pipe(v.array(Head), v.minLength(1), v.maxLength(HEADS_MAX)),
});
/** Another device's acknowledgement; what it has seen stands in the envelope and here. */
export const Acknowledged = v.strictObject({
  type: v.literal("ack"),
  heads: v.pipe(v.array(Head), v.minLength(1), v.maxLength(HEADS_MAX)),
});

/** A part of the member-signed digest for a late joiner: the state of `record` at a sequence, cut into parts. */
export const DigestPublished = v.strictObject({
  type: v.literal("digest.published"),
  /** The joiner it is for. */
  device: DeviceId,
  seq: Seq,
  head: HashHex,
  /** SHA-256 of the whole state text. */
  state: HashHex,
  part: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(DIGEST_PARTS_MAX - 1)),
  parts: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(DIGEST_PARTS_MAX)),
  text: v.pipe(v.string(), v.maxLength(DIGEST_PART_CHARS_MAX)),
});

/** Chat, beside the typed lane; never changes state. `group` threads it. */
export const MessageSent = v.strictObject({
  type: v.literal("message.sent"),
  text: v.pipe(v.string(), v.minLength(1), v.maxLength(CHAT_CHARS_MAX)),
  group: v.optional(GroupCode),
});

/** A device's role on a shift, as its own side says. */
export const RosterOn = v.strictObject({ type: v.literal("roster.on"), device: DeviceId, until: Time });
export const RosterOff = v.strictObject({ type: v.literal("roster.off"), device: DeviceId, reason: Reason });
/** The duty officer lets a named field device give GO, revocably (domain.md, parameters: 12 h). */
export const RosterDelegated = v.strictObject({ type: v.literal("roster.delegated"), device: DeviceId, until: Time });
export const RosterUndelegated = v.strictObject({ type: v.literal("roster.undelegated"), device: DeviceId });

/** An independent count at a point in a time span (IOM flow-monitoring shape). */
export const Observation = v.strictObject({
  type: v.literal("observation"),
  ...span,
  point: Reason,
  people: v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(GROUP_PEOPLE_MAX * 100)),
  note: v.optional(Reason),
});
/** An observer's concern: alerts both sides and holds nothing. */
export const ConcernRaised = v.strictObject({
  type: v.literal("concern.raised"),
  reason: Reason,
  answers: v.optional(EventId),
});

/**
 * A duty officer's word that a fork alarm is settled: the control rooms have compared the channel code by voice. It frees a device only once the
 * other side has said it too and both sides' heartbeats match that device's own log (client K100).
 */
export const ForkSettled = v.strictObject({ type: v.literal("fork.settled"), reason: Reason });

export const channelEvents = [
  Heartbeat,
  Acknowledged,
  DigestPublished,
  MessageSent,
  RosterOn,
  RosterOff,
  RosterDelegated,
  RosterUndelegated,
  Observation,
  ConcernRaised,
  ForkSettled,
] as const;
