import { base64url, DeviceId, EventId, HashHex, LinkId, Side, type CryptoPort, type Entropy } from "@vado/protocol";
import * as v from "valibot";
import { utf8 } from "../bytes.ts";
import { ChannelError } from "../contract.ts";
import { TICKET_BYTES_MAX, TICKET_STOCK_MAX } from "../limits.ts";
import { IssuingTerms, openIssuingKey, type DevicePaper, type Issuer, type IssuingPaper } from "./certificate.ts";
import { linkOf, type Charter } from "./charter.ts";
import { checkSignature, Key, Name, parsePaper, parsePaperBytes, Signature, Signed, signText, Text } from "./signed.ts";

/** One admission, good for any device of one agency on one side of one link (C5). */
export const TicketTerms = v.strictObject({
  label: v.literal("vado/ticket/1"),
  charter: HashHex,
  link: LinkId,
  side: Side,
  agency: Name,
  /** The agency's own name of the shift the stock was made for. */
  shift: Name,
  ticket: EventId,
});
/** Whom the ticket was given to (C6). */
const BindingTerms = v.strictObject({
  label: v.literal("vado/ticket-binding/1"),
  charter: HashHex,
  ticket: EventId,
  device: DeviceId,
  signatureKey: Key,
});
const ByIssuer = v.strictObject({ issuing: Signed, signature: Signature });
export const Ticket = v.strictObject({
  text: Text,
  signatures: v.pipe(v.array(ByIssuer), v.minLength(1), v.maxLength(2)),
});
const Bound = v.strictObject({
  ticket: Ticket,
  binding: v.strictObject({ issuing: Signed, text: Text, signature: Signature }),
});
export type Ticket = v.InferOutput<typeof Ticket>;

/** A ticket whose every signature has been checked. */
export interface TicketPaper {
  /** 22 characters of base64url. */
  readonly id: string;
  readonly shift: string;
  /** The issuing keys whose signatures make it good. */
  readonly issuers: readonly Pick<IssuingPaper, "agency" | "key">[];
}

/** Makes a stock for a shift, signed by the maker's issuing key; the other side countersigns before it can be used. */
export async function issueTicketStock(
  crypto: CryptoPort,
  entropy: Entropy,
  issuer: Issuer,
  terms: { readonly agency: string; readonly side: Side; readonly shift: string; readonly count: number },
): Promise<readonly Uint8Array[]> {
  if (!(terms.count >= 1 && terms.count <= TICKET_STOCK_MAX))
    throw new ChannelError("caller", "C5", `a stock has 1 to ${TICKET_STOCK_MAX} tickets`);
  const { charter, link } = parsePaper(IssuingTerms, issuer.certificate.text, "C3", "issuing key");
  const { agency, side, shift } = terms;
  const stock: Uint8Array[] = [];
  for (let i = 0; i < terms.count; i++) {
    const text = JSON.stringify({
      label: "vado/ticket/1",
      charter,
      link,
      side,
      agency,
      shift,
      ticket: base64url(entropy.bytes(16)),
    });
    parsePaper(TicketTerms, text, "C5", "ticket");
    stock.push(
      carried({
        text,
        signatures: [{ issuing: issuer.certificate, signature: await signText(crypto, issuer.key, text) }],
      }),
    );
  }
  return stock;
}

/** The other side's signature under each ticket of a stock, after checking what is signed. Throws `ChannelError` (C5). */
export async function countersign(
  crypto: CryptoPort,
  charter: Charter,
  issuer: Issuer,
  stock: readonly Uint8Array[],
): Promise<readonly Uint8Array[]> {
  const signed: Uint8Array[] = [];
  for (const bytes of stock) {
    const ticket = parsePaperBytes(Ticket, bytes, TICKET_BYTES_MAX, "C5", "ticket");
    const both = { issuing: issuer.certificate, signature: await signText(crypto, issuer.key, ticket.text) };
    const whole = { text: ticket.text, signatures: [...ticket.signatures, both] };
    await checkBothSides(crypto, charter, whole);
    signed.push(carried(whole));
  }
  return signed;
}

/** Gives one ticket to one device, by the issuing key of the ticket's own agency and side. */
export async function bindTicket(
  crypto: CryptoPort,
  issuer: Issuer,
  ticket: Uint8Array,
  to: { readonly device: string; readonly signatureKey: Uint8Array },
): Promise<Uint8Array> {
  const parsed = parsePaperBytes(Ticket, ticket, TICKET_BYTES_MAX, "C5", "ticket");
  const { charter, ticket: id } = parsePaper(TicketTerms, parsed.text, "C5", "ticket");
  const text = JSON.stringify({
    label: "vado/ticket-binding/1",
    charter,
    ticket: id,
    device: to.device,
    signatureKey: base64url(to.signatureKey),
  });
  parsePaper(BindingTerms, text, "C6", "ticket binding");
  const binding = { issuing: issuer.certificate, text, signature: await signText(crypto, issuer.key, text) };
  return utf8(JSON.stringify({ ticket: parsed, binding }));
}

/** Checks a bound ticket for the device that shows it. Throws `ChannelError` ("bytes", C5 or C6). */
export async function openTicket(
  crypto: CryptoPort,
  charter: Charter,
  device: DevicePaper,
  bytes: Uint8Array,
): Promise<TicketPaper> {
  const { ticket, binding } = parsePaperBytes(Bound, bytes, TICKET_BYTES_MAX, "C6", "bound ticket");
  const terms = parsePaper(TicketTerms, ticket.text, "C5", "ticket");
  const to = parsePaper(BindingTerms, binding.text, "C6", "ticket binding");
  const refuse = (rule: "C5" | "C6", detail: string): never => {
    throw new ChannelError("bytes", rule, detail);
  };
  if (terms.link !== device.link || terms.side !== device.side || terms.agency !== device.agency) {
    refuse("C5", "the ticket is for another link, side or agency");
  }
  if (to.charter !== charter.id || to.ticket !== terms.ticket) refuse("C6", "the binding is of another ticket");
  if (to.device !== device.device || to.signatureKey !== base64url(device.signatureKey))
    refuse("C6", "the ticket is bound to another device or key");
  const signers = await checkBothSides(crypto, charter, ticket);
  const binder = await openIssuingKey(crypto, charter, binding.issuing);
  if (binder.link !== terms.link || binder.side !== terms.side || binder.agency !== terms.agency)
    refuse("C6", "bound by another issuing key");
  await checkSignature(crypto, binder.key, binding, "C6", "ticket binding");
  return { id: terms.ticket, shift: terms.shift, issuers: [...signers, binder] };
}

/** Two signatures by issuing keys of the two agencies that hold the link's two sides: sides count, not agencies. */
async function checkBothSides(crypto: CryptoPort, charter: Charter, ticket: Ticket): Promise<IssuingPaper[]> {
  const signers = await checkSigners(crypto, charter, ticket);
  if (new Set(signers.map(({ side }) => side)).size !== 2)
    throw new ChannelError("bytes", "C5", "the ticket is not signed by both sides");
  return signers;
}

/** The issuing keys of the link's sides that signed a ticket, one at least. Throws `ChannelError` ("bytes", C3 or C5). */
export async function checkSigners(crypto: CryptoPort, charter: Charter, ticket: Ticket): Promise<IssuingPaper[]> {
  const terms = parsePaper(TicketTerms, ticket.text, "C5", "ticket");
  if (terms.charter !== charter.id) throw new ChannelError("bytes", "C5", "ticket of another charter");
  const signers: IssuingPaper[] = [];
  for (const { issuing, signature } of ticket.signatures) {
    const key = await openIssuingKey(crypto, charter, issuing);
    const holder = linkOf(charter, terms.link)?.agency[key.side];
    if (key.link !== terms.link || key.agency !== holder)
      throw new ChannelError("bytes", "C5", "signed for another link, or by an observer");
    await checkSignature(crypto, key.key, { text: ticket.text, signature }, "C5", "ticket");
    signers.push(key);
  }
  return signers;
}

function carried(ticket: Ticket): Uint8Array {
  return utf8(JSON.stringify(ticket));
}
