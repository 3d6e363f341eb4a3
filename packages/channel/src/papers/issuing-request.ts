import { base64url, HashHex, LinkId, Side, type CryptoPort, type KeyPair } from "@vado/protocol";
import * as v from "valibot";
import { utf8 } from "../bytes.ts";
import { CARD_BYTES_MAX } from "../limits.ts";
import { checkSignature, Key, Name, parsePaper, parsePaperBytes, rawBytes, Signed, signText } from "./signed.ts";

/** What a desk asks its agency's root to sign: a new issuing key for one side of one link, signed by that key (C42). */
const RequestTerms = v.strictObject({
  label: v.literal("vado/issuing-request/1"),
  charter: HashHex,
  agency: Name,
  side: Side,
  link: LinkId,
  key: Key,
});

const RULE = "C42";

export interface IssuingRequest {
  /** Id of the charter. */
  readonly charter: string;
  readonly agency: string;
  readonly side: Side;
  readonly link: string;
  /** Raw Ed25519 public key. */
  readonly key: Uint8Array;
}

/** Throws `ChannelError` ("bytes", C42) for names that are none. */
export async function issueIssuingRequest(
  crypto: CryptoPort,
  key: KeyPair,
  terms: Omit<IssuingRequest, "key">,
): Promise<Uint8Array> {
  const { charter, agency, side, link } = terms;
  const text = JSON.stringify({
    label: "vado/issuing-request/1",
    charter,
    agency,
    side,
    link,
    key: base64url(key.publicKey),
  });
  parsePaper(RequestTerms, text, RULE, "request");
  return utf8(JSON.stringify({ text, signature: await signText(crypto, key, text) } satisfies Signed));
}

/** Checks form and signature, not whether the charter gives the agency that side. Throws `ChannelError` ("bytes", C42). */
export async function openIssuingRequest(crypto: CryptoPort, bytes: Uint8Array): Promise<IssuingRequest> {
  const signed = parsePaperBytes(Signed, bytes, CARD_BYTES_MAX, RULE, "request");
  const { charter, agency, side, link, key: text } = parsePaper(RequestTerms, signed.text, RULE, "request");
  const key = rawBytes(text, RULE);
  await checkSignature(crypto, key, signed, RULE, "request");
  return { charter, agency, side, link, key };
}
