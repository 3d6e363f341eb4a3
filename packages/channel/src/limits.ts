/** Limits of the channel, with the unit in the name. SPEC.md says which rule each belongs to. */

/** Devices in one group (C9). */
export const GROUP_DEVICES_MAX = 64;
/** Sealed frames as the relay takes them; one byte more is not even looked at (C15). */
export const MESSAGE_FRAME_BYTES_MAX = 64 * 1024;
export const COMMIT_FRAME_BYTES_MAX = 256 * 1024;
export const GROUP_INFO_BYTES_MAX = 256 * 1024;
export const ENDORSEMENT_FRAME_BYTES_MAX = 8 * 1024;
/** One plaintext; what MLS adds to it stays far below the rest of a frame (C17). */
export const PLAINTEXT_BYTES_MAX = 60 * 1024;
/** Greatest size a caller may ask plaintexts to be filled up to (C20). */
export const PAD_TO_BYTES_MAX = PLAINTEXT_BYTES_MAX;
/** How far one sender's ratchet is turned for one message (C19). */
export const FORWARD_RATCHET_STEPS_MAX = 5_000;

export const CHARTER_BYTES_MAX = 128 * 1024;
/** An issuing certificate and the device certificate it signed. */
export const CERTIFICATE_BYTES_MAX = 4 * 1024;
/** A ticket with both countersignatures, its binding, and the certificates of the three issuing keys. */
export const TICKET_BYTES_MAX = 8 * 1024;
/** Tickets used up in the life of one group; the list travels in every GroupInfo, 16 bytes each (C7). */
export const USED_TICKETS_MAX = 4_096;
/** The same under X-Wing, whose tree of 64 devices leaves less room: 226 KB and these are 242 of the 262 a GroupInfo may have. */
export const X_WING_USED_TICKETS_MAX = 1_024;
/** A revocation by a root; and the removal that carries one (C29, C27). */
export const REVOCATION_BYTES_MAX = 2 * 1024;
export const REMOVAL_BYTES_MAX = 4 * 1024;
/** Marks of who may never join again, two for each device taken out; the list travels in every GroupInfo, 8 bytes each (C31). */
export const BARRED_MAX = 8_192;
/** The same under X-Wing, in what its tree and tickets leave of a GroupInfo. */
export const X_WING_BARRED_MAX = 1_024;
export const TICKET_STOCK_MAX = 256;
/** An agency card, and a desk's request for an issuing key (C40, C42). */
export const CARD_BYTES_MAX = 2 * 1024;
/** A stock as it travels between the sides' desks (C45): its tickets and two papers of a few KiB. */
export const STOCK_BYTES_MAX = TICKET_STOCK_MAX * TICKET_BYTES_MAX + 64 * 1024;
export const AGENCIES_MAX = 16;
export const LINKS_MAX = 128;
/** An issuing key serves at most this long (channel.md, trust). */
export const ISSUING_KEY_MS_MAX = 30 * 86_400_000;
