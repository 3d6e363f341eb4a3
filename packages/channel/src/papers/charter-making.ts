import { hex, type CryptoPort } from "@vado/protocol";
import { utf8 } from "../bytes.ts";
import { ChannelError } from "../contract.ts";
import { CHARTER_BYTES_MAX } from "../limits.ts";
import { CarriedCharter, CharterTerms, consistent } from "./charter.ts";
import { checkSignature, parsePaper, parsePaperBytes, rawBytes } from "./signed.ts";

/** A charter on its way from root to root (C41): its terms are in order, every signature it has is good, some may be missing. */

const RULE = "C41";

export interface CharterInMaking {
  /** The id it will have: the terms do not change by signing. */
  readonly id: string;
  readonly terms: CharterTerms;
  /** Agencies that have signed, in the charter's order, and those that have not. */
  readonly signed: readonly string[];
  readonly missing: readonly string[];
}

/** Throws `ChannelError` ("bytes"; C1, C2 or C41). */
export async function readCharter(crypto: CryptoPort, bytes: Uint8Array): Promise<CharterInMaking> {
  const { text, signatures } = parsePaperBytes(CarriedCharter, bytes, CHARTER_BYTES_MAX, RULE, "charter");
  const terms = parsePaper(CharterTerms, text, RULE, "charter");
  consistent(terms);
  const order = terms.agencies.map(({ agency }) => agency);
  const signed = signatures.map(({ agency }) => agency);
  if (JSON.stringify(order.filter((agency) => signed.includes(agency))) !== JSON.stringify(signed))
    throw new ChannelError("bytes", RULE, "its signatures are not those of its agencies, each once and in their order");
  for (const { agency, signature } of signatures) {
    const root = terms.agencies.find((one) => one.agency === agency)?.root ?? "";
    await checkSignature(crypto, rawBytes(root, RULE), { text, signature }, RULE, `charter, as signed by ${agency},`);
  }
  return {
    id: hex(await crypto.sha256(utf8(text))),
    terms,
    signed,
    missing: order.filter((agency) => !signed.includes(agency)),
  };
}

/** One charter with the signatures of all copies, which must have the same text. Throws `ChannelError` ("bytes"). */
export async function joinCharters(crypto: CryptoPort, copies: readonly Uint8Array[]): Promise<Uint8Array> {
  const read = await Promise.all(copies.map((copy) => readCharter(crypto, copy)));
  const [first] = read;
  if (first === undefined || read.some(({ id }) => id !== first.id))
    throw new ChannelError("bytes", RULE, "these are copies of different charters");
  const carried = copies.map((copy) => parsePaperBytes(CarriedCharter, copy, CHARTER_BYTES_MAX, RULE, "charter"));
  const all = new Map(carried.flatMap(({ signatures }) => signatures.map((one) => [one.agency, one] as const)));
  const signatures = first.terms.agencies.flatMap(({ agency }) => all.get(agency) ?? []);
  return utf8(JSON.stringify({ text: carried[0]?.text, signatures }));
}
