import { base64url, type CryptoPort } from "@vado/protocol";
import { utf8 } from "../bytes.ts";
import { ChannelError, type Member, type Revocation } from "../contract.ts";
import type { DevicePaper } from "../papers/certificate.ts";
import type { TicketPaper } from "../papers/ticket.ts";

/**
 * Who may never join again (C31): marks of names and keys of devices that were taken out, and of what roots revoked. A mark is the
 * start of a hash: to match one by chance or on purpose only keeps oneself out. Each is of one agency, so nobody bars another's.
 */
export const MARK_BYTES = 8;
/** A mark as text: base64url. */
export const MARK_TEXT = /^[\w-]{11}$/;

async function mark(crypto: CryptoPort, kind: string, agency: string, what: string): Promise<string> {
  const hash = await crypto.sha256(utf8(`vado/barred/1\n${kind}\n${agency}\n${what}`));
  return base64url(hash.subarray(0, MARK_BYTES));
}

export const deviceMark = (crypto: CryptoPort, agency: string, device: string): Promise<string> =>
  mark(crypto, "device", agency, device);
export const keyMark = (crypto: CryptoPort, agency: string, key: Uint8Array): Promise<string> =>
  mark(crypto, "key", agency, base64url(key));
export const issuerMark = (crypto: CryptoPort, agency: string, key: Uint8Array): Promise<string> =>
  mark(crypto, "issuing-key", agency, base64url(key));

/** The two marks of a device. */
export async function marksOf(
  crypto: CryptoPort,
  { agency, device, signatureKey }: Pick<Member, "agency" | "device" | "signatureKey">,
): Promise<readonly string[]> {
  return [await deviceMark(crypto, agency, device), await keyMark(crypto, agency, signatureKey)];
}

export async function marksOfRevocation(crypto: CryptoPort, revocation: Revocation): Promise<readonly string[]> {
  const { agency, what } = revocation;
  return what.kind === "device" ? marksOf(crypto, { agency, ...what }) : [await issuerMark(crypto, agency, what.key)];
}

/** The list with what is new to it, in order. Throws `ChannelError` ("bytes", C31) when it would grow past `max`. */
export function barredWith(barred: readonly string[], marks: readonly string[], max: number): readonly string[] {
  const list = [...new Set([...barred, ...marks])];
  if (list.length > max) throw new ChannelError("bytes", "C31", "the group has barred all it can; found a new one");
  return list;
}

/** Whether a device, its key, the issuing key that certified it, or one of those that made its ticket good are barred. */
export async function isBarredFrom(
  crypto: CryptoPort,
  barred: readonly string[],
  paper: DevicePaper,
  ticket: Pick<TicketPaper, "issuers">,
): Promise<boolean> {
  if (barred.length === 0) return false;
  const issuers = [{ agency: paper.agency, key: paper.issuer }, ...ticket.issuers];
  const marks = [
    ...(await marksOf(crypto, paper)),
    ...(await Promise.all(issuers.map(({ agency, key }) => issuerMark(crypto, agency, key)))),
  ];
  return marks.some((one) => barred.includes(one));
}
