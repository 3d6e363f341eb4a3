import { base64url, DeviceId, HashHex, LinkId, type CryptoPort, type KeyPair } from "@vado/protocol";
import * as v from "valibot";
import { utf8 } from "../bytes.ts";
import { ChannelError, type Revocation } from "../contract.ts";
import { REVOCATION_BYTES_MAX } from "../limits.ts";
import type { Charter } from "./charter.ts";
import { checkSignature, Key, Name, parsePaper, parsePaperBytes, rawBytes, Signed, signText } from "./signed.ts";

/** An agency's root takes back what was signed in its name on one link, for good: a device, or an issuing key with all it signed (C29). */
const common = { label: v.literal("vado/revocation/1"), charter: HashHex, agency: Name, link: LinkId };
export const RevocationTerms = v.union([
  v.strictObject({ ...common, device: DeviceId, signatureKey: Key }),
  v.strictObject({ ...common, issuingKey: Key }),
]);

const RULE = "C29";

/** What a root revokes; keys are raw Ed25519 public keys. */
export type RevocationOf = Pick<Revocation, "agency" | "link" | "what"> & { readonly charter: string };

/** Signed by the agency's root, offline. */
export async function issueRevocation(crypto: CryptoPort, root: KeyPair, of: RevocationOf): Promise<Uint8Array> {
  const { charter, agency, link, what } = of;
  const named =
    what.kind === "device"
      ? { device: what.device, signatureKey: base64url(what.signatureKey) }
      : { issuingKey: base64url(what.key) };
  const text = JSON.stringify({ label: "vado/revocation/1", charter, agency, link, ...named });
  parsePaper(RevocationTerms, text, RULE, "revocation");
  return utf8(JSON.stringify({ text, signature: await signText(crypto, root, text) } satisfies Signed));
}

/** Checks a revocation against the charter. Throws `ChannelError` ("bytes", C29). */
export async function openRevocation(crypto: CryptoPort, charter: Charter, bytes: Uint8Array): Promise<Revocation> {
  return openSignedRevocation(
    crypto,
    charter,
    parsePaperBytes(Signed, bytes, REVOCATION_BYTES_MAX, RULE, "revocation"),
  );
}

export async function openSignedRevocation(crypto: CryptoPort, charter: Charter, signed: Signed): Promise<Revocation> {
  const terms = parsePaper(RevocationTerms, signed.text, RULE, "revocation");
  const { agency, link } = terms;
  if (terms.charter !== charter.id) throw new ChannelError("bytes", RULE, "revocation of another charter");
  const root = charter.roots.get(agency);
  if (root === undefined) throw new ChannelError("bytes", RULE, `no root of ${agency}`);
  await checkSignature(crypto, root, signed, RULE, "revocation");
  const what: Revocation["what"] =
    "device" in terms
      ? { kind: "device", device: terms.device, signatureKey: rawBytes(terms.signatureKey, RULE) }
      : { kind: "issuing-key", key: rawBytes(terms.issuingKey, RULE) };
  return { agency, link, what };
}
