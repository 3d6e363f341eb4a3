import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  CROSSING_TICKET_CHARS_MAX,
  CROSSING_TICKET_LABEL,
  GROUP_PEOPLE_MAX,
  TICKET_KEY_BYTES,
  crossingTicketSigned,
  crossingTicketText,
  eventIdFrom,
  groupCodeFrom,
  parseCrossingTicket,
  type CrossingTicket,
} from "../src/index.ts";

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const tickets: fc.Arbitrary<CrossingTicket> = fc.record({
  group: bytes(8).map(groupCodeFrom),
  headcount: fc.integer({ min: 1, max: GROUP_PEOPLE_MAX }),
  grant: bytes(16).map(eventIdFrom),
  key: bytes(TICKET_KEY_BYTES),
  signature: bytes(64),
});
const texts = tickets.map(crossingTicketText);
const ruleOf = (text: string) => {
  const parsed = parseCrossingTicket(text);
  return parsed.ok ? null : parsed.rule;
};
const SAMPLE = crossingTicketText({
  group: groupCodeFrom(new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8])),
  headcount: 57,
  grant: eventIdFrom(new Uint8Array(16)),
  key: new Uint8Array(TICKET_KEY_BYTES),
  signature: new Uint8Array(64),
});

describe("crossing tickets (SPEC: CT)", () => {
  it("CT3 what is built is read again, in at most 158 characters of a QR code's alphanumeric mode", () => {
    fc.assert(
      fc.property(tickets, (ticket) => {
        const text = crossingTicketText(ticket);
        expect(parseCrossingTicket(text)).toEqual({ ok: true, ticket });
        expect(text).toMatch(/^[0-9A-Z $%*+\-./:]+$/);
        expect(text.length).toBeLessThanOrEqual(CROSSING_TICKET_CHARS_MAX);
      }),
    );
  });

  it("CT1, CT2 another text, and a ticket of another version, are told apart", () => {
    for (const text of [
      "",
      "VADO",
      "VADO:1",
      "vado1:",
      " VADO1:",
      "https://example.org/",
      SAMPLE.slice(1),
      "VADO0:",
      "VADO01:",
    ])
      expect(ruleOf(text), text).toBe("CT1");
    expect(ruleOf(SAMPLE.replace("VADO1", "VADO2"))).toBe("CT2");
    expect(ruleOf(`VADO9999:${"X".repeat(1_000)}`)).toBe("CT2");
  });

  it("CT3 the detail names the field; counts are accepted at their limits and refused one past them", () => {
    const count = (text: string) => ruleOf(SAMPLE.replace(":57:", `:${text}:`));
    expect(["1", "1200"].map(count)).toEqual([null, null]);
    for (const text of ["0", "1201", "057", "", "5.7", "-5", "99999"]) expect(count(text), text).toBe("CT3");
    const fields = SAMPLE.split(":");
    for (const [at, name] of ["group", "count", "grant", "key", "signature"].entries())
      expect(parseCrossingTicket(fields.with(at + 1, "A!").join(":"))).toMatchObject({
        rule: "CT3",
        detail: expect.stringMatching(`^${name}:`) as string,
      });
    expect(ruleOf(`${SAMPLE}:`)).toBe("CT3");
    expect(ruleOf(fields.slice(0, 5).join(":"))).toBe("CT3");
    expect(ruleOf(SAMPLE + "A".repeat(10_000))).toBe("CT3");
  });

  it("CT3 one ticket has one spelling: whatever is read, building writes again to the character", () => {
    const broken = fc
      .tuple(texts, fc.array(fc.tuple(fc.nat(170), fc.string({ unit: "grapheme", maxLength: 2 })), { maxLength: 3 }))
      .map(([text, edits]) => edits.reduce((out, [at, put]) => out.slice(0, at) + put + out.slice(at + 1), text));
    const near = fc
      .tuple(texts, fc.nat(157), fc.constantFrom(..."ABCDEFGHIJKLMNOPQRSTUVWXYZ234567:-0189".split("")))
      .map(([text, at, put]) => text.slice(0, at) + put + text.slice(at + 1));
    let read = 0;
    fc.assert(
      fc.property(fc.oneof(near, broken, fc.string({ unit: "binary" })), (text) => {
        const parsed = parseCrossingTicket(text);
        if (!parsed.ok) return;
        read++;
        expect(crossingTicketText(parsed.ticket)).toBe(text);
      }),
      { numRuns: 1_500 },
    );
    expect(read).toBeGreaterThan(100);
  });

  it("CT3 building what could not be read is the caller's fault", () => {
    const good: CrossingTicket = (parseCrossingTicket(SAMPLE) as { ticket: CrossingTicket }).ticket;
    for (const wrong of [
      { headcount: 0 },
      { headcount: 1.5 },
      { headcount: GROUP_PEOPLE_MAX + 1 },
      { group: "K7Q-4MY" },
      { grant: "short" },
      { key: new Uint8Array(4) },
      { signature: new Uint8Array(63) },
    ])
      expect(() => crossingTicketText({ ...good, ...wrong } as CrossingTicket)).toThrow(RangeError);
  });

  it("CT4 what is signed differs with every part of it, and begins with a label of its own", () => {
    const place = fc.record({
      charter: fc.constantFrom("a".repeat(64), "b".repeat(64)),
      link: fc.constantFrom("A-B", "A-C"),
    });
    const few = fc.record({
      group: fc.constantFrom(...[1, 2].map((n) => groupCodeFrom(new Uint8Array(8).fill(n)))),
      headcount: fc.integer({ min: 1, max: 12 }),
      grant: fc.constantFrom(...[1, 2].map((n) => eventIdFrom(new Uint8Array(16).fill(n)))),
    });
    fc.assert(
      fc.property(place, few, place, few, (p, a, q, b) => {
        const same = JSON.stringify([p, a]) === JSON.stringify([q, b]);
        expect(crossingTicketSigned(p, a) === crossingTicketSigned(q, b)).toBe(same);
        expect(crossingTicketSigned(p, a).startsWith(`{"label":"${CROSSING_TICKET_LABEL}",`)).toBe(true);
      }),
    );
  });
});
