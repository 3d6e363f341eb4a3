import type { Member } from "@vado/channel";
import type { CryptoPort, Envelope } from "@vado/protocol";
import { NO_PREV, OPS_TYPES, fromBase64url, parseEnvelope } from "@vado/protocol";
import type { ChainEnd, ChannelKind } from "./types.ts";

/** What every member checks of an opened message before its event counts: the same for all, from the log alone. */

export type Verified =
  | { readonly ok: true; readonly envelope: Envelope; readonly signedText: string; readonly signature: string }
  /** `signed`: what its sender truly signed, though it has no place here. */
  | { readonly ok: false; readonly rule: string; readonly detail: string; readonly signed: Envelope | null };

/** Where an opened message stands. */
export interface Place {
  readonly kind: ChannelKind;
  readonly channel: string;
  readonly charterId: string;
  readonly seq: number;
  readonly chain: ChainEnd | undefined;
}

const refuse = (rule: string, detail: string, signed: Envelope | null = null): Verified => ({
  ok: false,
  rule,
  detail,
  signed,
});

/** E1–E9 of SPEC.md, in this order. */
export async function verifyMessage(crypto: CryptoPort, text: string, sender: Member, place: Place): Promise<Verified> {
  const parsed = parseEnvelope(text);
  if (!parsed.ok) return refuse(parsed.rule, parsed.detail);
  const { envelope, signedText, signature } = parsed;
  if (envelope.channel !== place.channel || envelope.charter !== place.charterId)
    return refuse("E4", "sealed for another channel or charter");
  if (envelope.device !== sender.device || envelope.side !== sender.side)
    return refuse("E5", "names another device or side than its credential");
  const bytes = fromBase64url(signature);
  if (
    bytes === undefined ||
    !(await crypto.ed25519Verify(sender.signatureKey, new TextEncoder().encode(signedText), bytes))
  )
    return refuse("E6", "the signature does not verify");
  const expected = (place.chain?.deviceSeq ?? 0) + 1;
  if (envelope.deviceSeq !== expected || envelope.prev !== (place.chain?.prev ?? NO_PREV))
    return refuse("E7", `not the next of its device's chain, ${expected}`, envelope);
  if (envelope.seen.seq >= place.seq) return refuse("E8", "claims to have seen what comes after it", envelope);
  if (OPS_TYPES.has(envelope.body.type) !== (place.kind === "ops"))
    return refuse("E9", "this event belongs to the other channel");
  return { ok: true, envelope, signedText, signature };
}
