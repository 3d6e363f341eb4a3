import { describe, expect, test } from "vitest";
import { checkEvents } from "../src/check/index.ts";
import { Book } from "./check-book.ts";

/** What there is room for: in an offer, in the block, in an hour, on a day. */

const MINUTE_MS = 60_000;
const rulesOf = (book: Book): string[] => [...new Set(checkEvents(book.lines).map(({ rule }) => rule))].sort();

/** A link with an agreement and an offer, ready for one planted fault. */
function start(terms: Record<string, unknown> = {}): { book: Book; offer: string } {
  const book = new Book(terms);
  book.agree();
  book.open();
  return { book, offer: book.offer() };
}

describe("S3 finds", () => {
  test("more people granted than offered", () => {
    const { book } = start({ block: { kind: "paced" } });
    const offer = book.offer(100);
    book.grant(book.ready("AAA", 60), offer);
    book.grant(book.ready("BBB", 41), offer);
    expect(rulesOf(book)).toEqual(["S3"]);
  });
  test("a grant in a withdrawn offer, in none, and in one of another time", () => {
    const { book, offer } = start({ block: { kind: "paced" } });
    book.add("slots.withdrawn", { offer }, { side: "receiving" });
    book.grant(book.ready("AAA", 60), offer);
    book.grant(book.ready("BBB", 60), "none");
    const later = book.offer(100, { from: book.now + 60 * MINUTE_MS });
    book.grant(book.ready("CCC", 60), later);
    expect(checkEvents(book.lines).map(({ rule }) => rule)).toEqual(["S3", "S3", "S3"]);
  });
  test("more people offered than the places leave free, unless a supervisor says why", () => {
    const { book } = start();
    book.offer(4_500);
    book.offer(4_501, { override: "a second hall" }, { role: "supervisor" });
    expect(rulesOf(book)).toEqual([]);
    book.offer(4_000, { projected: 501 });
    expect(rulesOf(book)).toEqual(["S3"]);
    const { book: other } = start();
    other.offer(4_501, { override: "a second hall" });
    expect(rulesOf(other)).toEqual(["S3"]);
  });
  test("a grant on places that are full, and one on places that are stale", () => {
    for (const [change, rules] of [
      [{ occupied: 5_000 }, ["S3"]],
      [{ validUntil: 0 }, ["S3", "S8"]],
      [{ occupied: 4_999 }, []],
    ] as const) {
      const { book, offer } = start();
      const places = { total: 5_000, occupied: 0, reserved: 0, asOf: book.now, validUntil: book.now + 60 * MINUTE_MS };
      book.add("places.reported", { ...places, ...change }, { side: "receiving" });
      book.grant(book.ready("AAA", 60), offer);
      expect(rulesOf(book)).toEqual(rules);
    }
  });
  test("no fault where a lapsed grant gave its people back", () => {
    const { book } = start();
    const offer = book.offer(100);
    book.grant(book.ready("AAA", 60), offer);
    book.now += 80 * MINUTE_MS;
    book.grant(book.ready("BBB", 100), offer);
    expect(rulesOf(book)).toEqual([]);
  });
  test("a grant in the place of one that was asked back, not given, and lapsed", () => {
    const { book } = start();
    const offer = book.offer(100);
    const { group, grant } = book.grant(book.ready("AAA", 60), offer).event;
    book.add("grant.revoke-asked", { group, grant }, { side: "receiving" });
    book.now += 80 * MINUTE_MS;
    book.grant(book.ready("BBB", 100), offer);
    expect(rulesOf(book)).toEqual(["S3"]);
  });
});

test("S3: a grant that lapsed is not consumed by the group's next one", () => {
  const { book } = start();
  const offer = book.offer(25);
  const ready = book.ready("AAA", 10);
  book.grant(ready, offer);
  book.now += 80 * MINUTE_MS;
  book.release(book.grant(ready, offer));
  book.depart("AAA", 10);
  book.arrive("AAA", 10);
  book.receive("AAA");
  book.grant(book.ready("BBB", 15), offer);
  expect(rulesOf(book)).toEqual([]);
  book.now += 80 * MINUTE_MS;
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
  test("a group let go while another is overdue", () => {
    for (const [minutes, rules] of [
      [20, []],
      [30, ["S4"]],
    ] as const) {
      const { book, offer } = start({ block: { kind: "paced" } });
      book.release(book.grant(book.ready("AAA", 10), offer));
      book.depart("AAA", 10);
      book.now += minutes * MINUTE_MS;
      book.release(book.grant(book.ready("BBB", 10), offer));
      expect(rulesOf(book)).toEqual(rules);
    }
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
});

describe("pace", () => {
  function crossAll(terms: Record<string, unknown>, gaps: number[]): string[] {
    const { book } = start(terms);
    for (const [i, gap] of gaps.entries()) {
      book.now += gap * MINUTE_MS;
      const group = "ABC".charAt(i).repeat(3);
      book.open();
      book.cross(group, book.offer(), 100);
      book.receive(group);
    }
    return rulesOf(book);
  }
  test("a rate is kept in every rolling hour, both ends included", () => {
    // Each crossing takes twelve minutes, so the third follows the first by 61.
    expect(crossAll({ ratePerHour: 200 }, [0, 20, 17])).toEqual([]);
    expect(crossAll({ ratePerHour: 200 }, [0, 20, 16])).toEqual(["rate"]);
  });
  test("a quota is kept on every local day", () => {
    // The day begins at 05:00 UTC; the first crossing is late on it.
    expect(crossAll({ quotaPerDay: 100 }, [1_300, 130])).toEqual([]);
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
