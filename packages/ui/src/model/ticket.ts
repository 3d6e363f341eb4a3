import { isGroupCode } from "@vado/protocol";
import type { TicketCheck } from "./device.ts";
import { words, type Words } from "./words.ts";

/** A ticket at the far bank, in words that give no figure away: the count stays blind [10]. */

/** The group's code on a ticket, or typed by hand; null when there is none. */
export function codeOnTicket(text: string): string | null {
  const plain = text.trim().toUpperCase();
  const field = plain.startsWith("VADO") ? (plain.split(":")[1] ?? "") : plain;
  const code = /^[A-Z0-9]{6}$/.test(field) ? `${field.slice(0, 3)}-${field.slice(3)}` : field;
  return isGroupCode(code) ? code : null;
}

export interface TicketWords {
  readonly tone: "good" | "warn" | "note";
  readonly title: Words;
  readonly says: Words;
}

/** What the officer at the gate is told of a check. */
export function ticketWords(check: TicketCheck): TicketWords {
  switch (check.kind) {
    case "good":
      return {
        tone: "good",
        title: words("law.ticket.good"),
        says: words(check.released ? "law.ticket.goodSays" : "law.ticket.goodOffline"),
      };
    case "arrived":
      return {
        tone: "note",
        title: words("law.ticket.arrived", { time: { at: check.at } }),
        says: words("law.ticket.arrivedSays"),
      };
    case "differs":
      return { tone: "warn", title: words(`law.ticket.differs.${check.what}`), says: words("law.ticket.differsSays") };
    case "ended":
      return { tone: "warn", title: words("law.ticket.ended"), says: words("law.ticket.differsSays") };
    case "unknown-signature":
      return { tone: "warn", title: words("law.ticket.unknown"), says: words("law.ticket.differsSays") };
    case "unreadable":
      return { tone: "note", title: words("law.ticket.unreadable"), says: words("law.ticket.unreadableSays") };
  }
}
