import { base64url, HashHex, LinkId, Side, type CryptoPort, type Entropy, type KeyPair } from "@vado/protocol";
import * as v from "valibot";
import { utf8 } from "../bytes.ts";
import { ChannelError } from "../contract.ts";
import { hkdfSha256 } from "../suite/hkdf.ts";
import { hpkeSuite } from "../suite/hpke.ts";
import { x25519Kem } from "../suite/x25519.ts";
import { openIssuingKey, type Issuer, type IssuingPaper } from "./certificate.ts";
import { linkOf, type Charter } from "./charter.ts";
import { checkSignature, Key, parsePaper, rawBytes, Signed, signText, Text } from "./signed.ts";

/**
 * How the key of the outer seal (C15) comes to the other side without anybody carrying a secret: who needs it has an exchange key
 * (C43), and who has it seals it to that (C44). Both are signed by issuing keys of the link.
 */

const ExchangeTerms = v.strictObject({
  label: v.literal("vado/exchange-key/1"),
  charter: HashHex,
  link: LinkId,
  side: Side,
  key: Key,
});
const OuterKeyTerms = v.strictObject({
  label: v.literal("vado/outer-key/1"),
  charter: HashHex,
  link: LinkId,
  /** The exchange key it is sealed to. */
  to: Key,
  /** HPKE's encapsulated key (X25519), and 32 bytes sealed with AES-256-GCM. */
  kem: Key,
  sealed: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{64}$/, "not 48 bytes in base64url")),
});

/** DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM (RFC 9180 §7). */
const hpke = (crypto: CryptoPort) =>
  hpkeSuite({ kem: x25519Kem(crypto), hkdf: hkdfSha256(crypto), kdfId: 0x0001, aeadId: 0x0002, keyBytes: 32 });

/** A text signed by an issuing key that travels with its certificate. */
export const ByIssuingKey = v.strictObject({ issuing: Signed, text: Text, signature: Signed.entries.signature });
export type ByIssuingKey = v.InferOutput<typeof ByIssuingKey>;

/** An exchange key whose certificate and signature have been checked. */
export interface ExchangeKey {
  readonly by: IssuingPaper;
  /** Raw X25519 public key. */
  readonly key: Uint8Array;
}

/** The exchange key of an issuing key's side. */
export async function issueExchangeKey(
  crypto: CryptoPort,
  issuer: Issuer,
  of: Pick<IssuingPaper, "charter" | "link" | "side">,
  publicKey: Uint8Array,
): Promise<ByIssuingKey> {
  const { charter, link, side } = of;
  const text = JSON.stringify({ label: "vado/exchange-key/1", charter, link, side, key: base64url(publicKey) });
  return { issuing: issuer.certificate, text, signature: await signText(crypto, issuer.key, text) };
}

/** Throws `ChannelError` ("bytes", C3 or C43). */
export async function openExchangeKey(crypto: CryptoPort, charter: Charter, paper: ByIssuingKey): Promise<ExchangeKey> {
  const by = await openIssuingKey(crypto, charter, paper.issuing);
  const terms = parsePaper(ExchangeTerms, paper.text, "C43", "exchange key");
  if (terms.charter !== charter.id || terms.link !== by.link || terms.side !== by.side)
    throw new ChannelError(
      "bytes",
      "C43",
      "the exchange key is for another charter, link or side than its issuing key",
    );
  await checkSignature(crypto, by.key, paper, "C43", "exchange key");
  return { by, key: rawBytes(terms.key, "C43") };
}

/** Seals a link's outer key (32 bytes) to an exchange key of that link. */
export async function sealOuterKey(
  ports: { readonly crypto: CryptoPort; readonly entropy: Entropy },
  issuer: Issuer,
  to: ExchangeKey,
  outerKey: Uint8Array,
): Promise<ByIssuingKey> {
  const { charter, link } = to.by;
  const info = contextOf(charter, link);
  const { context, kemOutput } = await hpke(ports.crypto).sender(ports.entropy, to.key, info);
  const sealed = await ports.crypto.aeadSeal(context.key, context.baseNonce, info, outerKey);
  const text = JSON.stringify({
    label: "vado/outer-key/1",
    charter,
    link,
    to: base64url(to.key),
    kem: base64url(kemOutput),
    sealed: base64url(sealed),
  });
  return { issuing: issuer.certificate, text, signature: await signText(ports.crypto, issuer.key, text) };
}

/** Opens what was sealed to one's own exchange key by a holder of a side of the link. Throws `ChannelError` ("bytes", C3 or C44). */
export async function openOuterKey(
  ports: { readonly crypto: CryptoPort },
  charter: Charter,
  link: string,
  own: KeyPair,
  paper: ByIssuingKey,
): Promise<Uint8Array> {
  const by = await openIssuingKey(ports.crypto, charter, paper.issuing);
  const terms = parsePaper(OuterKeyTerms, paper.text, "C44", "outer key");
  const refuse = (detail: string): never => {
    throw new ChannelError("bytes", "C44", detail);
  };
  if (terms.charter !== charter.id || terms.link !== link || by.link !== link)
    refuse("the outer key is for another charter or link");
  if (linkOf(charter, link)?.agency[by.side] !== by.agency) refuse("the outer key comes from who holds no side");
  if (terms.to !== base64url(own.publicKey)) refuse("the outer key is sealed to another desk");
  await checkSignature(ports.crypto, by.key, paper, "C44", "outer key");
  const info = contextOf(charter.id, link);
  const [kem, sealed] = [rawBytes(terms.kem, "C44"), rawBytes(terms.sealed, "C44")];
  let opened: Uint8Array;
  try {
    const context = await hpke(ports.crypto).recipient(own, kem, info);
    opened = await ports.crypto.aeadOpen(context.key, context.baseNonce, info, sealed);
  } catch {
    return refuse("the outer key does not open");
  }
  return opened.length === 32 ? opened : refuse("the outer key has not 32 bytes");
}

/**
 * The key of one channel's outer seal, from the link's: whoever is given the one of `record` alone, as an observer, learns nothing of `ops`.
 */
export async function channelOuterKey(
  crypto: CryptoPort,
  linkKey: Uint8Array,
  kind: "ops" | "record",
): Promise<Uint8Array> {
  return crypto.hmac(linkKey, utf8(`vado/outer-key/1/${kind}`));
}

const contextOf = (charter: string, link: string): Uint8Array => utf8(`vado/outer-key/1\n${charter}\n${link}`);
