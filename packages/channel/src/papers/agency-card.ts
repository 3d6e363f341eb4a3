import { base64url, type CryptoPort, type KeyPair } from "@vado/protocol";
import * as v from "valibot";
import { utf8 } from "../bytes.ts";
import { CARD_BYTES_MAX } from "../limits.ts";
import { checkSignature, Key, Name, parsePaper, parsePaperBytes, rawBytes, Signed, signText } from "./signed.ts";

/** What an agency hands to others before there is a charter: its name and root key, signed by that root (C40). */
const CardTerms = v.strictObject({ label: v.literal("vado/agency/1"), agency: Name, root: Key });

const RULE = "C40";

/** An agency as its card says. Whether the card is that agency's, people find out by comparing its fingerprint. */
export interface AgencyCard {
  readonly agency: string;
  /** Raw Ed25519 public key. */
  readonly root: Uint8Array;
}

/** Throws `ChannelError` ("bytes", C40) for a name that is none. */
export async function issueAgencyCard(crypto: CryptoPort, agency: string, root: KeyPair): Promise<Uint8Array> {
  const text = JSON.stringify({ label: "vado/agency/1", agency, root: base64url(root.publicKey) });
  parsePaper(CardTerms, text, RULE, "agency card");
  return utf8(JSON.stringify({ text, signature: await signText(crypto, root, text) } satisfies Signed));
}

/** Checks form and signature. Throws `ChannelError` ("bytes", C40). */
export async function openAgencyCard(crypto: CryptoPort, bytes: Uint8Array): Promise<AgencyCard> {
  const signed = parsePaperBytes(Signed, bytes, CARD_BYTES_MAX, RULE, "agency card");
  const { agency, root } = parsePaper(CardTerms, signed.text, RULE, "agency card");
  const key = rawBytes(root, RULE);
  await checkSignature(crypto, key, signed, RULE, "agency card");
  return { agency, root: key };
}
