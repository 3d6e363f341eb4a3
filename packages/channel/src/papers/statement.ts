import { ChannelId, DeviceId, HashHex, LinkId, RELAY_NAME, Side, type CryptoPort } from "@vado/protocol";
import * as v from "valibot";
import { fromUtf8, utf8 } from "../bytes.ts";
import { ChannelError, type DeviceIdentity } from "../contract.ts";
import { CERTIFICATE_BYTES_MAX, ENDORSEMENT_FRAME_BYTES_MAX } from "../limits.ts";
import { openCertificate, type DevicePaper } from "./certificate.ts";
import type { Charter } from "./charter.ts";
import { checkSignature, parsePaper, parsePaperBytes, Signed, signText } from "./signed.ts";

/** The first commit of a channel: who founded its group, and which GroupInfo stands beside it (C8). */
export const FoundingTerms = v.strictObject({
  label: v.literal("vado/founding/1"),
  charter: HashHex,
  link: LinkId,
  channel: ChannelId,
  device: DeviceId,
  side: Side,
  groupInfo: HashHex,
});
/** A member's word that a GroupInfo describes the group as it knows it (C22). */
export const EndorsementTerms = v.strictObject({
  label: v.literal("vado/endorsement/1"),
  charter: HashHex,
  channel: ChannelId,
  device: DeviceId,
  side: Side,
  groupInfo: HashHex,
});

/** A member's word that a channel goes on at another relay (C46); two of them, one of each side, move it. */
export const HandOverTerms = v.strictObject({
  label: v.literal("vado/hand-over/1"),
  charter: HashHex,
  channel: ChannelId,
  device: DeviceId,
  side: Side,
  relay: v.pipe(v.string(), v.regex(RELAY_NAME)),
  /** Where the signer's log of the channel stood: an old word can't be said again. */
  seen: v.strictObject({ seq: v.pipe(v.number(), v.safeInteger(), v.minValue(0)), head: HashHex }),
});

const Carried = v.strictObject({
  statement: Signed,
  certificate: v.pipe(v.string(), v.maxLength(CERTIFICATE_BYTES_MAX)),
});
type Statement = typeof FoundingTerms | typeof EndorsementTerms | typeof HandOverTerms;
type Terms = v.InferInput<Statement>;

/** A statement signed by a device's own key, with its certificate. */
export async function issueStatement(crypto: CryptoPort, identity: DeviceIdentity, terms: Terms): Promise<Uint8Array> {
  const text = JSON.stringify(terms);
  const statement = { text, signature: await signText(crypto, identity.signatureKey, text) };
  return utf8(JSON.stringify({ statement, certificate: fromUtf8(identity.certificate) }));
}

/** Checks certificate, signature and that the signer is who the statement says. Throws `ChannelError` ("bytes", `rule`). */
export async function openStatement<S extends Statement>(
  crypto: CryptoPort,
  charter: Charter,
  schema: S,
  bytes: Uint8Array,
  rule: string,
): Promise<{ readonly terms: v.InferOutput<S>; readonly signer: DevicePaper }> {
  const carried = parsePaperBytes(Carried, bytes, ENDORSEMENT_FRAME_BYTES_MAX, rule, "statement");
  const terms = parsePaper(schema, carried.statement.text, rule, "statement");
  const signer = await openCertificate(crypto, charter, utf8(carried.certificate));
  if (terms.charter !== charter.id || terms.device !== signer.device || terms.side !== signer.side) {
    throw new ChannelError("bytes", rule, "the statement names another charter, device or side than its certificate");
  }
  await checkSignature(crypto, signer.signatureKey, carried.statement, rule, "statement");
  return { terms, signer };
}
