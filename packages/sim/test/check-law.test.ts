import { describe, expect, test } from "vitest";
import { balanceOf } from "../src/check/balance.ts";
import { judgeEvents } from "../src/check/events.ts";
import { checkEvents } from "../src/check/index.ts";
import { Book } from "./check-book.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const rulesOf = (book: Book): string[] => [...new Set(checkEvents(book.lines).map(({ rule }) => rule))].sort();
const totalsOf = (book: Book) => balanceOf(judgeEvents(book.lines).story.everybody);

function start(terms: Record<string, unknown> = {}): { book: Book; offer: string } {
  const book = new Book(terms);
  book.agree();
  book.open();
  return { book, offer: book.offer() };
}

/** A granted group whose officer loses the connection, and what the phone knew of it. */
function granted(change: (book: Book) => void = () => {}) {
  const { book, offer } = start();
  const grant = book.grant(book.ready("AAA", 10), offer);
  change(book);
  return { book, offer, grant, acted: { seq: book.seq, deviceTime: book.now + MINUTE_MS } };
}

describe("GO without a connection is judged where it was given", () => {
  test("a hold, a lapse and a closed station that nobody there could know of do not void it", () => {
    const { book, grant, acted } = granted();
    book.hold();
    book.add("station.closed", { station: "BBB" }, { side: "receiving" });
    book.now += 30 * MINUTE_MS;
    book.add("conditions.checked", { level: "stop" }, { side: "receiving" });
    book.releaseOffline(grant, acted, { device: "phone", role: "supervisor" });
    expect(rulesOf(book)).toEqual([]);
  });
  test.each<[string, string[], (book: Book) => void]>([
    ["S6: a hold that it knew", ["S6"], (book) => book.hold()],
    ["S10: conditions that it knew", ["S10", "S6"], (book) => book.add("conditions.checked", { level: "stop" })],
    ["S1: an amendment that it knew", ["S1"], (book) => book.amend("AAA", 2, 10)],
    [
      "S6: a closed station that it knew",
      ["S6"],
      (book) => {
        book.add("station.closed", { station: "BBB" }, { side: "receiving" });
      },
    ],
    ["S1: a window that was over", ["S1"], (book) => void (book.now += 20 * MINUTE_MS)],
  ])("%s", (_name, rules, change) => {
    const { book, grant, acted } = granted(change);
    book.releaseOffline(grant, acted);
    expect(rulesOf(book)).toEqual(rules);
  });
  test("S1: it comes later than OFFLINE_MAX", () => {
    for (const [minutes, rules] of [
      [60, []],
      [61, ["S1"]],
    ] as const) {
      const { book, grant, acted } = granted();
      book.now += minutes * MINUTE_MS;
      book.releaseOffline(grant, acted, { device: "phone", role: "supervisor" });
      expect(rulesOf(book)).toEqual(rules);
    }
  });
  test("S1: its device said before that it knew more", () => {
    const { book, grant, acted } = granted();
    book.hold();
    book.add("conditions.checked", { level: "good" });
    book.releaseOffline(grant, acted);
    expect(rulesOf(book)).toEqual(["S1"]);
  });
  test("S8: the radio code is another grant's", () => {
    const { book, grant, acted } = granted();
    book.releaseOffline(grant, { ...acted, radioCode: "000000" });
    expect(rulesOf(book)).toEqual(["S8"]);
  });
  test("S8.fresh is left open, unless the radio code stands for it", () => {
    const { book, grant, acted } = granted();
    book.releaseOffline(grant, acted);
    expect(judgeEvents(book.lines).undecided.get("H8.fresh")).toBe(1);
  });
  test("S4: its place was given away while it could still be on its way", () => {
    const { book, offer, grant, acted } = granted();
    book.now += 20 * MINUTE_MS;
    book.grant(book.ready("BBB", 10), offer);
    book.releaseOffline(grant, acted, { role: "supervisor", device: "phone" });
    expect(rulesOf(book)).toEqual([]);
    // The phone had spoken before, so it was known that it might give GO.
    const known = granted((one) =>
      one.add("conditions.checked", { level: "good" }, { role: "supervisor", device: "phone" }),
    );
    known.book.now += 20 * MINUTE_MS;
    known.book.grant(known.book.ready("BBB", 10), known.offer);
    known.book.releaseOffline(known.grant, known.acted, { role: "supervisor", device: "phone" });
    expect(rulesOf(known.book)).toEqual(["S4"]);
  });
  test("a departure told before it counts nobody twice", () => {
    const { book, grant, acted } = granted();
    book.depart("AAA", 10);
    book.releaseOffline(grant, acted, { device: "phone", role: "supervisor" });
    book.arrive("AAA", 10);
    book.receive("AAA");
    expect(rulesOf(book)).toEqual([]);
    expect(totalsOf(book)).toMatchObject({ departed: 10, received: 10, off: 0 });
  });
});

describe("S8, S10", () => {
  test("S8: an authorisation by a clock that is off, or after the shift", () => {
    const { book, offer } = start();
    book.grant(book.ready("AAA", 10), offer, { at: book.now - 3 * MINUTE_MS });
    expect(rulesOf(book)).toEqual(["S8"]);
    const { book: late, offer: other } = start();
    late.add("roster.on", { device: "receiving-duty", until: late.now + 2 * MINUTE_MS }, { side: "receiving" });
    late.grant(late.ready("AAA", 10), other);
    expect(rulesOf(late)).toEqual(["S8"]);
  });
  test("S10: a worse look holds the link by itself, and a lift needs a look that allows it", () => {
    const { book, offer } = start();
    const grant = book.grant(book.ready("AAA", 10), offer);
    const { intent } = book.add("conditions.checked", { level: "caution" }).event;
    book.release(grant);
    expect(rulesOf(book)).toEqual(["S6"]);
    book.lines.pop();
    book.lift(intent, "sending");
    book.lift(intent, "receiving");
    book.release(grant);
    expect(rulesOf(book)).toEqual([]);
    const { book: stopped } = start();
    const stop = stopped.add("conditions.checked", { level: "stop" }).event.intent;
    stopped.lift(stop, "sending");
    expect(rulesOf(stopped)).toEqual(["S10"]);
  });
  test("S10: nobody looked lately", () => {
    const { book, offer } = start({ conditionsValidMin: 4 });
    book.release(book.grant(book.ready("AAA", 10), offer));
    expect(rulesOf(book)).toEqual(["S10"]);
  });
});

describe("H1 to H7", () => {
  test("H1: people who arrived are refused", () => {
    for (const type of ["group.arrived", "arrival.spontaneous"]) {
      const { book } = start();
      book.add(type, { group: "AAA", headcount: 4 }, { side: "receiving", voidedBy: "H8.grant" });
      expect(rulesOf(book)).toEqual(["H1"]);
    }
  });
  test.each<[string, Record<string, unknown>]>([
    ["units that do not add up", { units: { 2: 4 } }],
    ["a need of more people than there are", { needs: { infants: 11 } }],
    ["more people than the agreement allows", { headcount: 1_001, units: { 1: 1_001 } }],
  ])("H2: %s", (_name, change) => {
    const { book } = start();
    book.ready("AAA", 10, change);
    expect(rulesOf(book)).toEqual(["H2"]);
  });
  test("H2: a family larger than a vehicle, unless a supervisor lets it go", () => {
    for (const [rule, rules] of [
      ["H2.unit", []],
      ["H2.needs", ["H2", "V1"]],
    ] as const) {
      const { book } = start({ vehicleSeats: 5 });
      const { event } = book.add("group.opened", { group: "AAA" });
      const override = { rule, answers: event.intent, reason: "two cars" };
      book.add("supervisor.overrode", override, { role: "supervisor" });
      book.ready("AAA", 6, { units: { 6: 1 } });
      book.lines.splice(-2, 1);
      expect(rulesOf(book)).toEqual(rules);
    }
  });
  test("V1: an override of nobody", () => {
    const { book } = start();
    book.add("supervisor.overrode", { rule: "H2.unit", answers: "nobody", reason: "?" }, { role: "supervisor" });
    expect(rulesOf(book)).toEqual(["V1"]);
  });
  test("H3: a waiting time from the future", () => {
    const { book } = start();
    book.ready("AAA", 10, { since: book.now + HOUR_MS });
    expect(rulesOf(book)).toEqual(["H3"]);
  });
  test("H5: a group on its way is taken out of the queue", () => {
    const { book, offer } = start();
    book.release(book.grant(book.ready("AAA", 10), offer));
    book.add("group.withdrawn", { group: "AAA" });
    expect(rulesOf(book)).toContain("H5");
  });
  test("H7: children travel alone, and nobody was told", () => {
    for (const [referred, rules] of [
      [false, ["H7"]],
      [true, []],
    ] as const) {
      const { book, offer } = start();
      const ready = book.ready("AAA", 10, { needs: { unaccompaniedChildren: 2 } });
      if (referred) book.add("group.referred", { group: "AAA", to: "children's office" });
      book.release(book.grant(ready, offer));
      expect(rulesOf(book)).toEqual(rules);
    }
  });
  test("H7: a referral by another device after GO was given without a connection", () => {
    for (const [device, rules] of [
      ["sending-field", ["H7"]],
      ["phone", []],
    ] as const) {
      const { book, offer } = start();
      const grant = book.grant(book.ready("AAA", 10, { needs: { unaccompaniedChildren: 2 } }), offer);
      const acted = { seq: book.seq, deviceTime: book.now + MINUTE_MS };
      book.add("group.referred", { group: "AAA", to: "children's office" }, { device, seen: book.seq, role: "field" });
      book.add("group.referred", { group: "AAA", to: "their family" }, { device: "sending-field", role: "field" });
      book.releaseOffline(grant, acted, { role: "supervisor", device: "phone" });
      expect(rulesOf(book)).toEqual(rules);
    }
  });
  test("H7: more children alone than were referred", () => {
    const { book, offer } = start();
    book.ready("AAA", 10, { needs: { unaccompaniedChildren: 1 } });
    book.add("group.referred", { group: "AAA", to: "children's office" });
    book.release(book.grant(book.amend("AAA", 2, 10, { unaccompaniedChildren: 2 }), offer));
    expect(rulesOf(book)).toEqual(["H7"]);
  });
  test("L1: no word is promised within a day", () => {
    const { book } = start();
    const answers = book.ready("AAA", 10).event.intent;
    const promise = { group: "AAA", version: 1, answers, nextUpdateAt: book.now + 25 * HOUR_MS };
    book.add("group.deferred", promise, { side: "receiving" });
    expect(rulesOf(book)).toEqual(["L1"]);
  });
});

describe("H4: overtaking", () => {
  /** One group waits while others, who came later, are granted. */
  function overtake(times: number, before: (book: Book, last: string) => void = () => {}): Book {
    const { book, offer } = start({ block: { kind: "paced" } });
    book.ready("AAA", 10);
    const codes = ["BBB", "CCC", "DDD", "EEE"].slice(0, times);
    for (const code of codes) {
      const asked = book.ready(code, 10);
      if (code === codes.at(-1)) before(book, asked.event.intent);
      book.grant(asked, offer);
    }
    return book;
  }
  test("three times and no more, unless a supervisor sets that aside", () => {
    expect(rulesOf(overtake(3))).toEqual([]);
    expect(rulesOf(overtake(4))).toEqual(["H4"]);
    const override = (book: Book, answers: string) =>
      book.add("supervisor.overrode", { rule: "H5.overtaking", answers, reason: "fever" }, { role: "supervisor" });
    expect(rulesOf(overtake(4, override))).toEqual([]);
  });
  test("nobody who has waited for a day; who is held or declined is passed by", () => {
    for (const [wait, rules] of [
      [23 * HOUR_MS, []],
      [25 * HOUR_MS, ["H4"]],
    ] as const) {
      const { book, offer } = start({ block: { kind: "paced" } });
      book.ready("AAA", 10, { since: book.now - wait });
      book.grant(book.ready("BBB", 10), offer);
      expect(rulesOf(book)).toEqual(rules);
    }
    expect(rulesOf(overtake(4, (book) => book.hold("AAA")))).toEqual([]);
  });
  test("needs go first only where the agreement says so", () => {
    for (const [order, rules] of [
      ["since", ["H4"]],
      ["needs-since", []],
    ] as const) {
      const { book, offer } = start({ block: { kind: "paced" }, order });
      book.ready("AAA", 10, { since: book.now - 25 * HOUR_MS });
      book.grant(book.ready("BBB", 10, { needs: { urgentMedical: 1 } }), offer);
      expect(rulesOf(book)).toEqual(rules);
    }
  });
});
