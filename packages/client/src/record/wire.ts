import { ChannelId, DeviceId, HashHex, LinkId } from "@vado/protocol";
import * as v from "valibot";

/**
 * A link's record for a stranger to verify (docs/record.md): JSON Lines. First a header, then certificates and entries, a certificate before the first word of its
 * device, at last where the log stood. Nothing in it is secret to who may read `record`; ciphertext is not in it, its hashes are.
 */
export const RECORD_LABEL = "vado/record/1";

const Seq = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const Bytes = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]*$/), v.maxLength(256 * 1024));
/** Where a log stands: the head after its entry `seq` (R8). */
const Stand = v.strictObject({ seq: Seq, head: HashHex });
export type Stand = v.InferOutput<typeof Stand>;

export const RecordHeader = v.strictObject({
  record: v.literal(RECORD_LABEL),
  link: LinkId,
  /** Address of the link's `record`. */
  channel: ChannelId,
  /** The charter with all its signatures, base64url. */
  charter: Bytes,
  /** Where the file begins: nothing before, for one who founded the link; else the first head of one who came later. */
  from: Stand,
});
export type RecordHeader = v.InferOutput<typeof RecordHeader>;

/** A device's certificate with its issuing certificate, as its credential carried it. */
export const RecordCertificate = v.strictObject({ device: DeviceId, certificate: Bytes });
export type RecordCertificate = v.InferOutput<typeof RecordCertificate>;

/** One entry of the log. `text`: as its device signed it; absent of commits, endorsements and what members refused. */
export const RecordEntry = v.strictObject({
  seq: Seq,
  receivedAt: Seq,
  /** SHA-256 of the frame's bytes at the relay. */
  bytesHash: HashHex,
  text: v.optional(v.pipe(v.string(), v.maxLength(64 * 1024))),
  signature: v.optional(v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{86}$/))),
});
export type RecordEntry = v.InferOutput<typeof RecordEntry>;

export const RecordEnd = v.strictObject({ end: Stand });

/** Any line but the first. */
export const RecordLine = v.union([RecordEntry, RecordCertificate, RecordEnd]);
export type RecordLine = v.InferOutput<typeof RecordLine>;

/** A page of a record as a desk gives it: `lines` begin after `after`; an `end` among them says that there is no more. */
export const RecordPage = v.strictObject({ header: RecordHeader, lines: v.array(RecordLine) });
export type RecordPage = v.InferOutput<typeof RecordPage>;
