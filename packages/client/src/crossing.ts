import { phaseAt, type Grant, type Group, type LinkState, type Refusal } from "@vado/flow";
import {
  TICKET_KEY_BYTES,
  crossingTicketSigned,
  crossingTicketText,
  fromBase64url,
  parseCrossingTicket,
  type CrossingTicket,
  type CrossingTicketRule,
} from "@vado/protocol";
import { orderingNow, type Core } from "./core.ts";

/** Crossing tickets: signed by a device of the sending side, checked by any other device of the link with what is on its disk. */

/** What the far bank learns of a ticket. Whatever it is, people who arrived are received (H1). */
export type TicketCheck =
  /** As this device's log has it. `released`: GO is in that log; one that was given offline may still be on its way. */
  | { readonly kind: "good"; readonly group: string; readonly headcount: number; readonly released: boolean }
  | { readonly kind: "unreadable"; readonly rule: CrossingTicketRule; readonly detail: string }
  /** No officer's device of the sending side that is in the channel signed it for this link. */
  | { readonly kind: "unknown-signature" }
  /** What the log has instead; null: nothing. */
  | {
      readonly kind: "differs";
      readonly what: "group" | "grant" | "headcount";
      readonly ticket: string | number;
      readonly log: string | number | null;
    }
  /** The grant ended before a GO that this device knows of, or the group went another way. */
  | { readonly kind: "ended"; readonly why: NonNullable<Grant["ended"]>["why"] | Group["phase"] }
  /** Counted at this gate already; the device's time of that, ms. */
  | { readonly kind: "arrived"; readonly at: number };

const TICKET_RULES = {
  side: { rule: "K77.side", says: "crossing tickets are signed by officers of the sending side" },
  grant: { rule: "K77.grant", says: "the group is not confirmed, let go or on its way under a grant of this log" },
} as const;
const SIGNERS: readonly string[] = ["field", "duty", "supervisor"];

/** The ticket of a group that is confirmed, let go or on its way in `state`, or why there is none. */
export async function ticketFor<S>(
  core: Core<S>,
  state: Readonly<LinkState>,
  code: string,
): Promise<{ readonly ticket: string } | Refusal> {
  const { identity, charterId: charter, link } = core.config;
  if (identity.side !== "sending" || !SIGNERS.includes(identity.role)) return TICKET_RULES.side;
  const group = Object.hasOwn(state.groups, code) ? state.groups[code] : undefined;
  const grant = group?.grant == null ? undefined : state.grants[group.grant];
  if (group === undefined || grant === undefined || fromBase64url(grant.id) === undefined) return TICKET_RULES.grant;
  const phase = phaseAt(state, group, orderingNow(core));
  const goes = phase === "confirmed" || (group.authorised && (phase === "released" || phase === "inTransit"));
  if (!goes) return TICKET_RULES.grant;
  const says = { group: group.code, headcount: group.released ?? grant.headcount, grant: grant.id } as CrossingTicket;
  const { publicKey, privateKey } = identity.signatureKey;
  const signed = new TextEncoder().encode(crossingTicketSigned({ charter, link }, says));
  const signature = await core.ports.crypto.ed25519Sign(privateKey, signed);
  return { ticket: crossingTicketText({ ...says, key: publicKey.slice(0, TICKET_KEY_BYTES), signature }) };
}

/** Checks a scanned text by this device's own disk: who is in the channel, and what its log says in `state`. Never throws for what is scanned. */
export async function checkTicket<S>(core: Core<S>, state: Readonly<LinkState>, text: string): Promise<TicketCheck> {
  const parsed = parseCrossingTicket(text);
  if (!parsed.ok) return { kind: "unreadable", rule: parsed.rule, detail: parsed.detail };
  if (!(await isSigned(core, parsed.ticket))) return { kind: "unknown-signature" };
  return compare(state, parsed.ticket, orderingNow(core));
}

async function isSigned<S>(core: Core<S>, ticket: CrossingTicket): Promise<boolean> {
  const { cipher } = core.sessions.record;
  if (cipher === null) return false;
  const { charterId: charter, link } = core.config;
  const signed = new TextEncoder().encode(crossingTicketSigned({ charter, link }, ticket));
  for (const { side, role, signatureKey } of core.ports.cipher.members(cipher)) {
    if (side !== "sending" || !SIGNERS.includes(role) || !ticket.key.every((byte, i) => byte === signatureKey[i]))
      continue;
    if (await core.ports.crypto.ed25519Verify(signatureKey, signed, ticket.signature)) return true;
  }
  return false;
}

function compare(state: Readonly<LinkState>, ticket: CrossingTicket, now: number): TicketCheck {
  const group = state.groups[ticket.group];
  if (group === undefined) return { kind: "differs", what: "group", ticket: ticket.group, log: null };
  if (group.arrivedAt !== null) return { kind: "arrived", at: group.arrivedAt };
  const grant = state.grants[ticket.grant];
  if (grant?.group !== group.code) return { kind: "differs", what: "grant", ticket: ticket.grant, log: group.grant };
  const released = grant.usedSeq !== null;
  if (released && group.grant !== grant.id)
    return { kind: "differs", what: "grant", ticket: grant.id, log: group.grant };
  if (released && (group.phase === "returned" || group.phase === "diverted"))
    return { kind: "ended", why: group.phase };
  if (!released && (grant.ended !== null || now > grant.to))
    return { kind: "ended", why: grant.ended?.why ?? "lapsed" };
  // Fewer may be let go than were granted; the log knows how many once it has GO.
  const most = (released ? group.released : null) ?? grant.headcount;
  const fits = released ? ticket.headcount === most : ticket.headcount <= most;
  if (!fits) return { kind: "differs", what: "headcount", ticket: ticket.headcount, log: most };
  return { kind: "good", group: group.code, headcount: ticket.headcount, released };
}
