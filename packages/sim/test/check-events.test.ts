import { describe, expect, test } from "vitest";
import { balanceOf } from "../src/check/balance.ts";
import { judgeEvents } from "../src/check/events.ts";
import { checkEvents } from "../src/check/index.ts";
import { Book, goodDay } from "./check-book.ts";

const MINUTE_MS = 60_000;
const rulesOf = (book: Book): string[] => [...new Set(checkEvents(book.lines).map(({ rule }) => rule))].sort();

/** A link with an agreement and an offer, ready for one planted fault. */
function start(terms: Record<string, unknown> = {}): { book: Book; offer: string } {
  const book = new Book(terms);
  book.agree();
  book.open();
  return { book, offer: book.offer() };
}

test("a day by the rules has no violation", () => {
  expect(checkEvents(goodDay().lines)).toEqual([]);
});

test("void events are no events", () => {
  const { book, offer } = start();
  const granted = book.grant(book.ready("AAA", 10), offer);
  book.release(granted, { grant: "nonsense" }, { voidedBy: "H8.grant" });
  expect(rulesOf(book)).toEqual([]);
});

describe("S1 finds a release", () => {
  const cases: [string, (book: Book, offer: string) => void][] = [
    ["without a grant", (book) => book.release(book.ready("AAA", 10), { grant: "none" })],
    [
      "on a void grant",
      (book, offer) => book.release(book.grant(book.ready("AAA", 10), offer, {}, { voidedBy: "H5.room" })),
    ],
    [
      "on a later grant",
      (book, offer) => {
        const ready = book.ready("AAA", 10);
        book.release(ready, { grant: "id-13" });
        book.grant(ready, offer);
      },
    ],
    [
      "of another group",
      (book, offer) => {
        const granted = book.grant(book.ready("AAA", 10), offer);
        book.add("group.withdrawn", { group: "AAA" });
        book.ready("BBB", 10);
        book.release(granted, { group: "BBB" });
      },
    ],
    [
      "by a field officer without GO in hand",
      (book, offer) => {
        const granted = book.grant(book.ready("AAA", 10), offer);
        book.add("roster.delegated", { device: "another-phone", until: book.now + 60 * MINUTE_MS });
        book.release(granted, {}, { role: "field", device: "phone" });
      },
    ],
    [
      "by a field officer from whom GO was taken back",
      (book, offer) => {
        const granted = book.grant(book.ready("AAA", 10), offer);
        book.add("roster.delegated", { device: "phone", until: book.now + 60 * MINUTE_MS });
        book.add("roster.undelegated", { device: "phone" });
        book.release(granted, {}, { role: "field", device: "phone" });
      },
    ],
    ["of another version", (book, offer) => book.release(book.grant(book.ready("AAA", 10), offer), { version: 2 })],
    ["of more people", (book, offer) => book.release(book.grant(book.ready("AAA", 10), offer), { headcount: 11 })],
    [
      "after the window",
      (book, offer) => {
        const granted = book.grant(book.ready("AAA", 10), offer);
        book.now += 15 * MINUTE_MS;
        book.release(granted);
      },
    ],
    [
      "before the window",
      (book, offer) => {
        const from = book.now + 10 * MINUTE_MS;
        book.release(book.grant(book.ready("AAA", 10), offer, { from, to: from + 15 * MINUTE_MS }));
      },
    ],
    [
      "after an amendment",
      (book, offer) => {
        const granted = book.grant(book.ready("AAA", 10), offer);
        book.amend("AAA", 2, 9);
        book.release(granted);
      },
    ],
    [
      "after the grant was given back",
      (book, offer) => {
        const granted = book.grant(book.ready("AAA", 10), offer);
        const { group, grant } = granted.event;
        const asked = book.add("grant.revoke-asked", { group, grant }, { side: "receiving" });
        book.add("grant.revoke-accepted", { group, grant, answers: asked.event.intent });
        book.release(granted);
      },
    ],
    [
      "by an observer",
      (book, offer) => book.release(book.grant(book.ready("AAA", 10), offer), {}, { role: "observer" }),
    ],
  ];
  test.each(cases)("%s", (_name, plant) => {
    const { book, offer } = start();
    plant(book, offer);
    expect(rulesOf(book)).toContain("S1");
  });
  test("and a grant for a part of the group, of another length, or of its own side", () => {
    const wrong: [Record<string, unknown>, string[]][] = [
      [{ headcount: 9 }, ["S1"]],
      [{ to: Date.parse("2023-05-09T06:00:00Z") }, ["S1"]],
    ];
    for (const [change, rules] of wrong) {
      const { book, offer } = start();
      book.grant(book.ready("AAA", 10), offer, change);
      expect(rulesOf(book)).toEqual(rules);
    }
    const { book, offer } = start();
    book.grant(book.ready("AAA", 10), offer, {}, { side: "sending" });
    expect(rulesOf(book)).toEqual(["W1"]);
  });
});

describe("S2 finds", () => {
  test("a grant used twice", () => {
    const { book, offer } = start();
    const granted = book.grant(book.ready("AAA", 10), offer);
    book.release(granted);
    book.release(granted);
    expect(rulesOf(book)).toContain("S2");
  });
  test("a second open grant", () => {
    const { book, offer } = start();
    const ready = book.ready("AAA", 10);
    book.grant(ready, offer);
    book.grant(ready, offer);
    expect(rulesOf(book)).toEqual(["S2", "S4"]);
  });
  test("a new grant while a device that may still give GO cannot know that the first has lapsed", () => {
    for (const [seen, rules] of [
      [3, ["S2", "S4"]],
      [undefined, []],
    ] as const) {
      const { book, offer } = start();
      const ready = book.ready("AAA", 10);
      book.grant(ready, offer);
      book.now += 20 * MINUTE_MS;
      book.grant(ready, offer);
      book.add("conditions.checked", { level: "good" }, seen === undefined ? {} : { seen });
      expect(rulesOf(book)).toEqual(rules);
    }
  });
  test("a group that has set out and gets a grant", () => {
    const { book, offer } = start();
    const ready = book.ready("AAA", 10);
    book.release(book.grant(ready, offer));
    book.grant(ready, offer);
    expect(rulesOf(book)).toEqual(["S2", "S4"]);
  });
});

test("A1 finds a movement before both sides signed", () => {
  const book = new Book();
  book.add("agreement.proposed", { version: 1, terms: book.terms, validFrom: 0 });
  book.open();
  book.cross("AAA", book.offer(), 10);
  expect(rulesOf(book)).toContain("A1");
});

describe("S6 finds", () => {
  test("a release under a hold that one side has lifted", () => {
    const { book, offer } = start();
    const granted = book.grant(book.ready("AAA", 10), offer);
    book.lift(book.hold(), "receiving");
    book.release(granted);
    expect(rulesOf(book)).toEqual(["S6"]);
  });
  test("a release under the group's own hold, and not another's", () => {
    for (const [held, rules] of [
      ["AAA", ["S6"]],
      ["BBB", []],
    ] as const) {
      const { book, offer } = start();
      const granted = book.grant(book.ready("AAA", 10), offer);
      book.hold(held);
      book.release(granted);
      expect(rulesOf(book)).toEqual(rules);
    }
  });
  test("a lift that names no hold, an ended one, or is a side's second", () => {
    const { book } = start();
    book.lift("nothing", "sending");
    const hold = book.hold();
    book.lift(hold, "sending");
    book.lift(hold, "sending");
    book.lift(hold, "receiving");
    book.lift(hold, "sending");
    expect(checkEvents(book.lines).map(({ rule }) => rule)).toEqual(["S6", "S6", "S6"]);
  });
  test("a release to a station that is closed", () => {
    const { book, offer } = start();
    const granted = book.grant(book.ready("AAA", 10), offer);
    book.add("station.closed", { station: "BBB" }, { side: "receiving" });
    book.release(granted);
    expect(rulesOf(book)).toEqual(["S6"]);
  });
});

describe("S9 finds an answer", () => {
  test("to the version before", () => {
    const { book, offer } = start();
    const ready = book.ready("AAA", 10);
    book.amend("AAA", 2, 10);
    book.grant(ready, offer, { version: 2 });
    expect(rulesOf(book)).toEqual(["S9"]);
  });
  test.each(["group.deferred", "group.declined"])("%s that names another event", (type) => {
    const { book } = start();
    const asked = book.ready("AAA", 10);
    const answer = { group: "AAA", version: 1, nextUpdateAt: book.now + 20 * MINUTE_MS };
    book.add(type, { ...answer, answers: asked.event.intent }, { side: "receiving" });
    expect(rulesOf(book)).toEqual([]);
    book.lines.pop();
    book.add(type, { ...answer, answers: "other" }, { side: "receiving" });
    expect(rulesOf(book)).toEqual(["S9"]);
  });
  test("that reads back another window", () => {
    const { book, offer } = start();
    const granted = book.grant(book.ready("AAA", 10), offer);
    book.confirm({ ...granted, event: { ...granted.event, to: 1 } });
    expect(rulesOf(book)).toEqual(["S9"]);
  });
});

test.each([
  ["missing", 10, 9, []],
  ["missing", 10, 8, ["C1"]],
  ["missing", null, 9, ["C1"]],
  ["joined", 10, 9, ["C1"]],
  ["miscount", 10, 9, []],
] as const)("C1 asks whether %s explains %s and %i", (cause, departed, arrived, rules) => {
  const { book, offer } = start();
  book.cross("AAA", offer, 10, 9);
  book.reconcile("AAA", cause, departed, arrived);
  expect(rulesOf(book)).toEqual(rules);
});

test("C1 finds people received who do not add up", () => {
  const { book, offer } = start();
  book.cross("AAA", offer, 10, 9);
  book.receive("AAA");
  expect(checkEvents(book.lines).map(({ detail }) => detail)).toContain(
    "1 people too many on the side of the departures",
  );
});

test("C1: a word of people coming back, of whom nobody knows, counts nobody", () => {
  const { book } = start();
  book.add("group.returned", { group: "AAA", headcount: 8 });
  book.add("arrival.spontaneous", { group: "AAA", headcount: 10 }, { side: "receiving" });
  book.receive("AAA");
  expect(rulesOf(book)).toEqual([]);
  const { story } = judgeEvents(book.lines);
  expect(balanceOf(story.everybody)).toMatchObject({ spontaneous: 10, received: 10, returned: 0 });
});

test("log.order and log.time find lines out of order", () => {
  const { book, offer } = start();
  book.cross("AAA", offer, 10);
  const [a, b, ...rest] = book.lines;
  expect(checkEvents([b!, a!, ...rest]).map(({ rule }) => rule)).toEqual(["log.order", "log.time"]);
});
