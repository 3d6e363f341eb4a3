import { type CryptoPort, type Side } from "@vado/protocol";
import * as v from "valibot";
import { fromUtf8, utf8 } from "../bytes.ts";
import { ChannelError } from "../contract.ts";
import { STOCK_BYTES_MAX, TICKET_BYTES_MAX, TICKET_STOCK_MAX } from "../limits.ts";
import type { Charter } from "./charter.ts";
import { openExchangeKey, ByIssuingKey, type ExchangeKey } from "./outer-key.ts";
import { parsePaper, parsePaperBytes } from "./signed.ts";
import { checkSigners, Ticket, TicketTerms } from "./ticket.ts";

/**
 * A stock of tickets as it goes to the other side's desk and comes back (C45), with the exchange key of the desk that made it,
 * and, on the way back, the link's outer key for it if the other desk has it.
 */
const StockFile = v.strictObject({
  label: v.literal("vado/stock/1"),
  tickets: v.pipe(
    v.array(v.pipe(v.string(), v.maxLength(TICKET_BYTES_MAX))),
    v.minLength(1),
    v.maxLength(TICKET_STOCK_MAX),
  ),
  exchange: ByIssuingKey,
  outerKey: v.nullable(ByIssuingKey),
});

const RULE = "C45";

/** A stock whose every signature has been checked. */
export interface Stock {
  readonly agency: string;
  readonly side: Side;
  readonly link: string;
  readonly shift: string;
  /** Sides that have signed every ticket. */
  readonly signedBy: readonly Side[];
  readonly tickets: readonly Uint8Array[];
  readonly exchange: ExchangeKey;
  readonly papers: { readonly exchange: ByIssuingKey; readonly outerKey: ByIssuingKey | null };
}

/** The bytes that travel. */
export function packStock(
  tickets: readonly Uint8Array[],
  papers: { readonly exchange: ByIssuingKey; readonly outerKey: ByIssuingKey | null },
): Uint8Array {
  const texts = tickets.map(fromUtf8);
  return utf8(
    JSON.stringify({
      label: "vado/stock/1",
      tickets: texts,
      exchange: papers.exchange,
      outerKey: papers.outerKey,
    }),
  );
}

/** Throws `ChannelError` ("bytes"; C3, C5, C43 or C45). */
export async function openStock(crypto: CryptoPort, charter: Charter, bytes: Uint8Array): Promise<Stock> {
  const file = parsePaperBytes(StockFile, bytes, STOCK_BYTES_MAX, RULE, "stock");
  const refuse = (detail: string): never => {
    throw new ChannelError("bytes", RULE, detail);
  };
  const exchange = await openExchangeKey(crypto, charter, file.exchange);
  const tickets = file.tickets.map((text) => utf8(text));
  const seen = new Set<string>();
  const terms: v.InferOutput<typeof TicketTerms>[] = [];
  const sides: string[] = [];
  for (const ticket of tickets) {
    const parsed = parsePaperBytes(Ticket, ticket, TICKET_BYTES_MAX, "C5", "ticket");
    const of = parsePaper(TicketTerms, parsed.text, "C5", "ticket");
    if (seen.has(of.ticket)) refuse("a ticket stands twice");
    seen.add(of.ticket);
    terms.push(of);
    const signers = await checkSigners(crypto, charter, parsed);
    sides.push(
      signers
        .map(({ side }) => side)
        .toSorted()
        .join(),
    );
  }
  const [first] = terms;
  if (first === undefined) return refuse("there is no ticket in it");
  const { agency, side, link, shift } = first;
  const same = (one: typeof first): boolean =>
    one.agency === agency && one.side === side && one.link === link && one.shift === shift;
  if (!terms.every(same)) refuse("its tickets are not all for the same agency, side, link and shift");
  if (exchange.by.link !== link || exchange.by.side !== side || exchange.by.agency !== agency)
    refuse("its exchange key is not that of the desk whose tickets these are");
  const [signed = ""] = sides;
  if (sides.some((one) => one !== signed)) refuse("its tickets are not all signed by the same sides");
  const { outerKey } = file;
  const papers = { exchange: file.exchange, outerKey };
  return { agency, side, link, shift, signedBy: signed.split(",") as Side[], tickets, exchange, papers };
}
