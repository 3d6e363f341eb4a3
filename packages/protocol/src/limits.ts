/** Limits of everything on the wire, with the unit in the name. Tested at the limit and one past it. */

/** domain.md, parameters: largest group. */
export const GROUP_PEOPLE_MAX = 1_200;
/** domain.md, parameters: largest family unit. */
export const UNIT_PEOPLE_MAX = 30;
/** domain.md, parameters: a reason given for an act. */
export const REASON_CHARS_MAX = 280;
/** domain.md, parameters: a chat text. */
export const CHAT_CHARS_MAX = 2_000;
/** People one station can report; the continental worst case of domain.md is a million a day over a thousand stations. */
export const PLACES_MAX = 1_000_000;
/** Seats, groups in a block, people in a slot. */
export const SLOT_PEOPLE_MAX = 100_000;
/** A day, ms: no window, period or validity of one event is longer than a week. */
export const DAY_MS = 86_400_000;
export const SPAN_MS_MAX = 7 * DAY_MS;
/** UTF-8 bytes of one envelope inside the encryption; the relay takes frames up to 64 KiB. */
export const ENVELOPE_BYTES_MAX = 48 * 1024;
/** Typed events are padded to one size so that GO and HOLD look alike (channel.md, metadata). */
export const TYPED_PAD_BYTES = 2_048;
/** Chat is padded to the first of these that fits. */
export const CHAT_PAD_BYTES = [2_048, 4_096, 8_192] as const;
/** A digest of state is cut into parts of at most this many characters. */
export const DIGEST_PART_CHARS_MAX = 24_000;
export const DIGEST_PARTS_MAX = 256;
/** Channels one heartbeat speaks of: `record` and `ops` of its link. */
export const HEADS_MAX = 4;
