import { describe, expect, test } from "vitest";
import { balanceOf } from "../src/check/balance.ts";
import { checkEvents } from "../src/check/index.ts";
import { ledgerOf } from "../src/check/ledger.ts";
import { Book, goodDay } from "./check-book.ts";

const MINUTE_MS = 60_000;
const rulesOf = (book: Book): string[] => [...new Set(checkEvents(book.lines).map(({ rule }) => rule))];

/** A link with an agreement and an offer, ready for one planted fault. */
function start(terms: Record<string, unknown> = {}): { book: Book; offer: string } {
  const book = new Book(terms);
  book.agree();
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
        book.release(ready, { grant: "later" });
        book.grant(ready, offer, { grant: "later" });
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
        Object.assign(book.release(granted), { role: "field", device: "phone" });
      },
    ],
    [
      "by a field officer from whom GO was taken back",
      (book, offer) => {
        const granted = book.grant(book.ready("AAA", 10), offer);
        book.add("roster.delegated", { device: "phone", until: book.now + 60 * MINUTE_MS });
        book.add("roster.undelegated", { device: "phone" });
        Object.assign(book.release(granted), { role: "field", device: "phone" });
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
      (book, offer) => book.release(book.grant(book.ready("AAA", 10), offer, { from: book.now + 10 * MINUTE_MS })),
    ],
    [
      "after an amendment",
      (book, offer) => {
        const granted = book.grant(book.ready("AAA", 10), offer);
        book.add("group.amended", { group: "AAA", version: 2, headcount: 9 });
        book.release(granted);
      },
    ],
    [
      "after the grant was given back",
      (book, offer) => {
        const granted = book.grant(book.ready("AAA", 10), offer);
        book.add("grant.revoke-accepted", { group: "AAA", grant: granted.event["grant"] });
        book.release(granted);
      },
    ],
    [
      "on a grant of its own side",
      (book, offer) => book.release(book.grant(book.ready("AAA", 10), offer, {}, { side: "sending" })),
    ],
  ];
  test.each(cases)("%s", (_name, plant) => {
    const { book, offer } = start();
    plant(book, offer);
    expect(rulesOf(book)).toContain("S1");
  });
});

describe("S2 finds", () => {
  test("a grant used twice", () => {
    const { book, offer } = start();
    const granted = book.grant(book.ready("AAA", 10), offer);
    book.release(granted);
    book.release(granted);
    expect(rulesOf(book)).toEqual(["S2"]);
  });
  test("a second open grant", () => {
    const { book, offer } = start();
    const ready = book.ready("AAA", 10);
    book.grant(ready, offer);
    book.grant(ready, offer);
    expect(rulesOf(book)).toEqual(["S2"]);
  });
  test("no fault in a new grant after the first has lapsed", () => {
    const { book, offer } = start();
    const ready = book.ready("AAA", 10);
    book.grant(ready, offer);
    book.now += 20 * MINUTE_MS;
    book.grant(ready, offer);
    expect(rulesOf(book)).toEqual([]);
  });
});

describe("S3 finds", () => {
  test("more people granted than offered", () => {
    const { book } = start({ block: { kind: "paced" } });
    const offer = book.offer(100);
    book.grant(book.ready("AAA", 60), offer);
    book.grant(book.ready("BBB", 41), offer);
    expect(rulesOf(book)).toEqual(["S3"]);
  });
  test("a grant in a withdrawn offer, and in none", () => {
    const { book, offer } = start({ block: { kind: "paced" } });
    book.add("slots.withdrawn", { offer }, { side: "receiving" });
    book.grant(book.ready("AAA", 60), offer);
    book.grant(book.ready("BBB", 60), "none");
    expect(checkEvents(book.lines).map(({ rule }) => rule)).toEqual(["S3", "S3"]);
  });
  test("no fault where a lapsed grant gave its people back", () => {
    const { book } = start();
    const offer = book.offer(100);
    book.grant(book.ready("AAA", 60), offer);
    book.now += 20 * MINUTE_MS;
    book.grant(book.ready("BBB", 100), offer);
    expect(rulesOf(book)).toEqual([]);
  });
});

test("S3: a grant that lapsed is not consumed by the group's next one", () => {
  const { book } = start();
  const offer = book.offer(25);
  const ready = book.ready("AAA", 10);
  book.grant(ready, offer);
  book.now += 20 * MINUTE_MS;
  book.release(book.grant(ready, offer));
  book.depart("AAA", 10);
  book.arrive("AAA", 10);
  book.receive("AAA");
  book.grant(book.ready("BBB", 15), offer);
  expect(rulesOf(book)).toEqual([]);
  book.now += 20 * MINUTE_MS;
  book.grant(book.ready("CCC", 16), offer);
  expect(rulesOf(book)).toEqual(["S3"]);
});

describe("S4 finds", () => {
  test("two groups in an absolute block", () => {
    const { book, offer } = start();
    book.cross("AAA", offer, 10);
    book.cross("BBB", offer, 10);
    expect(checkEvents(book.lines).map(({ rule }) => rule)).toEqual(["S4", "S4"]);
  });
  test("a second grant beside an open one", () => {
    const { book, offer } = start();
    book.grant(book.ready("AAA", 10), offer);
    book.grant(book.ready("BBB", 10), offer);
    expect(rulesOf(book)).toEqual(["S4"]);
  });
  test("a group let go while people are missing", () => {
    const { book, offer } = start();
    book.cross("AAA", offer, 10, 9);
    book.reconcile("AAA", "missing", 10, 9);
    book.cross("BBB", offer, 10);
    expect(rulesOf(book)).toEqual(["S4"]);
  });
  test.each([
    [{ kind: "permissive", groups: 2 }, 2],
    [{ kind: "permissive", people: 25 }, 2],
    [{ kind: "paced" }, 3],
  ])("%j has room for %i groups of ten", (block, room) => {
    const { book, offer } = start({ block });
    for (const group of ["AAA", "BBB", "CCC"].slice(0, room)) book.cross(group, offer, 10);
    expect(rulesOf(book)).toEqual([]);
    if (room === 3) return;
    book.cross("DDD", offer, 10);
    expect(rulesOf(book)).toEqual(["S4"]);
  });
  test("a movement before both sides signed", () => {
    const book = new Book();
    book.add("agreement.proposed", { version: 1, terms: book.terms, validFrom: 0 });
    book.cross("AAA", book.offer(), 10);
    expect(rulesOf(book)).toEqual(["S4"]);
  });
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
  test("a lift that names no hold, or an ended one", () => {
    const { book } = start();
    book.lift("nothing", "sending");
    const hold = book.hold();
    book.lift(hold, "sending");
    book.lift(hold, "receiving");
    book.lift(hold, "sending");
    expect(checkEvents(book.lines).map(({ rule }) => rule)).toEqual(["S6", "S6"]);
  });
});

describe("pace", () => {
  function crossAll(terms: Record<string, unknown>, gaps: number[]): string[] {
    const { book, offer } = start(terms);
    for (const [i, gap] of gaps.entries()) {
      book.now += gap * MINUTE_MS;
      book.cross(`G${i}`, offer, 100);
      book.receive(`G${i}`);
    }
    return rulesOf(book);
  }
  test("a rate is kept in every rolling hour", () => {
    // Each crossing takes seven minutes, so the third follows the first by 60.
    expect(crossAll({ ratePerHour: 200 }, [0, 23, 23])).toEqual([]);
    expect(crossAll({ ratePerHour: 200 }, [0, 23, 22])).toEqual(["rate"]);
  });
  test("a quota is kept on every local day", () => {
    // The day begins at 05:00 UTC; the first crossing is late on it.
    expect(crossAll({ quotaPerDay: 100 }, [1_300, 200])).toEqual([]);
    expect(crossAll({ quotaPerDay: 100 }, [1_300, 20])).toEqual(["quota"]);
  });
  test("outside the quota days nobody is released", () => {
    // 2023-05-09 was a Tuesday.
    expect(crossAll({ quotaDays: ["tue"] }, [0])).toEqual([]);
    expect(crossAll({ quotaDays: ["mon", "wed"] }, [0])).toEqual(["quota"]);
  });
  test("a newer agreement binds from its second signature", () => {
    const { book, offer } = start();
    book.cross("AAA", offer, 100);
    book.receive("AAA");
    book.agree({ ratePerHour: 150 }, 2);
    book.cross("BBB", offer, 100);
    expect(rulesOf(book)).toEqual(["rate"]);
  });
});

describe("S9 finds an answer", () => {
  test("to the version before", () => {
    const { book, offer } = start();
    const ready = book.ready("AAA", 10);
    book.add("group.amended", { group: "AAA", version: 2, headcount: 10 });
    book.grant(ready, offer, { version: 2 });
    expect(rulesOf(book)).toEqual(["S9"]);
  });
  test.each(["group.deferred", "group.declined"])("%s that names another event", (type) => {
    const { book } = start();
    book.ready("AAA", 10);
    book.add(type, { group: "AAA", version: 1, answers: "other" }, { side: "receiving" });
    expect(rulesOf(book)).toEqual(["S9"]);
  });
  test("that reads back another window", () => {
    const { book, offer } = start();
    const granted = book.grant(book.ready("AAA", 10), offer);
    book.confirm({ ...granted, event: { ...granted.event, to: 1 } });
    expect(rulesOf(book)).toEqual(["S9"]);
  });
});

test("S7 finds counts that one side explained alone", () => {
  const { book, offer } = start();
  book.cross("AAA", offer, 10, 9);
  const counts = { group: "AAA", cause: "miscount", departed: 10, arrived: 9 };
  const proposal = book.add("count.reconciled", counts);
  book.add("count.reconciled", { ...counts, answers: proposal.event.intent });
  expect(rulesOf(book)).toEqual(["S7"]);
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
  expect(rulesOf(book)).toEqual(["C1"]);
});

test("C1: a word of people coming back, of whom nobody knows, counts nobody", () => {
  const { book } = start();
  book.add("group.returned", { group: "AAA", headcount: 8 });
  book.add("arrival.spontaneous", { group: "AAA", headcount: 10 }, { side: "receiving" });
  book.receive("AAA");
  expect(rulesOf(book)).toEqual([]);
  expect(balanceOf(ledgerOf(book.lines))).toMatchObject({ spontaneous: 10, received: 10, returned: 0 });
});

test("log.order and log.time find lines out of order", () => {
  const { book, offer } = start();
  book.cross("AAA", offer, 10);
  const [a, b, ...rest] = book.lines;
  expect(checkEvents([b!, a!, ...rest]).map(({ rule }) => rule)).toEqual(["log.order", "log.time"]);
});
