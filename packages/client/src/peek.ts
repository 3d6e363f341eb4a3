import type { Member } from "@vado/channel";
import type { BodyOf, BodyType, CryptoPort } from "@vado/protocol";
import { fromBase64url, parseEnvelope } from "@vado/protocol";

/** The body of an opened message if it is an envelope of this type signed by its sender; a joiner cannot check more yet. */
export async function openedBody<T extends BodyType>(
  crypto: CryptoPort,
  sender: Member,
  text: string,
  type: T,
): Promise<BodyOf<T> | null> {
  if (!text.includes(`"type":"${type}"`)) return null;
  const parsed = parseEnvelope(text);
  if (!parsed.ok || parsed.envelope.body.type !== type || parsed.envelope.device !== sender.device) return null;
  const signature = fromBase64url(parsed.signature);
  const signed =
    signature !== undefined &&
    (await crypto.ed25519Verify(sender.signatureKey, new TextEncoder().encode(parsed.signedText), signature));
  return signed ? (parsed.envelope.body as BodyOf<T>) : null;
}
