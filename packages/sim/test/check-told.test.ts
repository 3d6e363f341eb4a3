import { afterAll, describe, expect, test } from "vitest";
import { balanceOf } from "../src/check/balance.ts";
import { judgeEvents } from "../src/check/events.ts";
import { checkEvents, checkRecord, type RecordLine } from "../src/check/index.ts";
import { Book, goodDay } from "./check-book.ts";
import { removeFolders, writeLinks } from "./check-folder.ts";

afterAll(removeFolders);

const MINUTE_MS = 60_000;
const rulesOf = (book: Book): string[] => [...new Set(checkEvents(book.lines).map(({ rule }) => rule))].sort();
const totalsOf = (book: Book) => balanceOf(judgeEvents(book.lines).story.everybody);

function start(terms: Record<string, unknown> = {}, channel?: string): { book: Book; offer: string } {
  const book = new Book(terms, channel);
  book.agree();
  book.open();
  return { book, offer: book.offer() };
}

describe("C1: corrections", () => {
  function correct(book: Book, point: string, headcount: number, other: Record<string, unknown> = {}): void {
    const words = { group: "AAA", point, headcount, reason: "counted again" };
    const { intent } = book.add("count.corrected", words).event;
    book.add("count.corrected", { ...words, answers: intent, ...other }, { side: "receiving" });
  }
  test("both sides correct a count, at the gate and after the reception", () => {
    const { book, offer } = start();
    book.cross("AAA", offer, 10, 9);
    correct(book, "departure", 9);
    book.receive("AAA");
    expect(totalsOf(book)).toMatchObject({ departed: 9, received: 9, miscount: 0, off: 0 });
    correct(book, "arrival", 8);
    expect(totalsOf(book)).toMatchObject({ departed: 9, received: 8, miscount: -1, off: 0 });
    expect(rulesOf(book)).toEqual([]);
  });
  test("a second count is a proposal that the other side may agree to", () => {
    const { book, offer } = start();
    book.cross("AAA", offer, 10, 9);
    const { intent } = book.arrive("AAA", 10).event;
    book.add("count.corrected", {
      group: "AAA",
      point: "arrival",
      headcount: 10,
      reason: "hidden by the bus",
      answers: intent,
    });
    book.receive("AAA");
    expect(rulesOf(book)).toEqual([]);
    expect(totalsOf(book)).toMatchObject({ departed: 10, received: 10 });
  });
  test("S7: corrected to other words, or by one side", () => {
    const { book, offer } = start();
    book.cross("AAA", offer, 10, 9);
    correct(book, "departure", 9, { headcount: 8 });
    expect(rulesOf(book)).toEqual(["S7"]);
    book.lines.splice(-1);
    const proposal = book.lines.at(-1)!;
    book.add("count.corrected", { ...proposal.event, at: book.now + MINUTE_MS, answers: proposal.event.intent });
    expect(rulesOf(book)).toEqual(["S7"]);
  });
  test("a count that nobody made, and one that stands", () => {
    const { book, offer } = start();
    book.release(book.grant(book.ready("AAA", 10), offer));
    book.add("count.corrected", { group: "AAA", point: "departure", headcount: 9, reason: "?" });
    expect(rulesOf(book)).toEqual(["C1"]);
  });
  test("S7 finds counts that one side explained alone, and C1 counts that are not those", () => {
    const { book, offer } = start();
    book.cross("AAA", offer, 10, 9);
    const counts = { group: "AAA", cause: "miscount", departed: 10, arrived: 9 };
    const { intent } = book.add("count.reconciled", counts).event;
    book.add("count.reconciled", { ...counts, answers: intent });
    expect(rulesOf(book)).toEqual(["S7"]);
  });
});

test("C1: who came back may leave again, without GO, and is counted both times", () => {
  const { book, offer } = start();
  book.release(book.grant(book.ready("AAA", 10), offer));
  book.depart("AAA", 10);
  book.add("group.returned", { group: "AAA", headcount: 10, reason: "storm" });
  book.depart("AAA", 9);
  expect(totalsOf(book)).toMatchObject({ departed: 19, returned: 10, inTransit: 9, off: 0 });
  book.arrive("AAA", 9);
  book.receive("AAA");
  expect(rulesOf(book)).toEqual([]);
  expect(totalsOf(book)).toMatchObject({ departed: 19, returned: 10, received: 9, off: 0 });
});

test("C1: who arrives after all has not come back", () => {
  const { book, offer } = start();
  book.release(book.grant(book.ready("AAA", 10), offer));
  book.depart("AAA", 10);
  book.add("group.returned", { group: "AAA", headcount: 10, reason: "storm" });
  book.arrive("AAA", 10);
  expect(totalsOf(book)).toMatchObject({ departed: 10, returned: 0, atGate: 10, off: 0 });
});

describe("diversion", () => {
  /** A group that leaves for one station and is diverted to another, under that one's grant. */
  function divert(change: Record<string, unknown> = {}, planted: (other: Book) => void = () => {}) {
    const { book, offer } = start();
    book.release(book.grant(book.ready("AAA", 10), offer));
    book.depart("AAA", 10);
    const other = new Book({}, "channel-of-the-record-2");
    other.now = book.now;
    other.agree();
    other.open("AAA", "CCC");
    const granted = other.grant(other.ready("AAA", 10), other.offer());
    planted(other);
    const words = { group: "AAA", headcount: 10, station: "CCC", grant: granted.event["grant"], ...change };
    const { intent } = book.add("group.diverted", words).event;
    const agree = (how: object) =>
      book.add("group.diverted", { ...words, answers: intent, ...how }, { side: "receiving" });
    return { book, other, granted, agree };
  }
  const across = (book: Book, other: Book) =>
    checkRecord(writeLinks({ "AAA-BBB": book, "AAA-CCC": other })).violations.filter(({ detail }) =>
      /diverted to/.test(detail),
    );

  test("a proposal alone diverts nobody; with both sides the people are counted as diverted here", () => {
    const { book, agree } = divert();
    expect(totalsOf(book)).toMatchObject({ inTransit: 10, diverted: 0, off: 0 });
    agree({});
    expect(totalsOf(book)).toMatchObject({ inTransit: 0, diverted: 10, off: 0 });
    expect(rulesOf(book)).toEqual([]);
  });
  test("S7: agreed to another station than was proposed", () => {
    const { book, agree } = divert();
    agree({ station: "DDD" });
    expect(rulesOf(book)).toEqual(["S7"]);
  });
  test("C1: of other people than departed", () => {
    expect(rulesOf(divert({ headcount: 11 }).book)).toEqual(["C1"]);
  });
  test("across links: the grant is there, and the people appear on it", () => {
    const { book, other, granted, agree } = divert();
    agree({});
    other.release(granted);
    expect(across(book, other)).toEqual([]);
    expect(across(book, book)).toEqual([]);
  });
  test("C1 across links: no such grant there", () => {
    const { book, other, agree } = divert({ grant: "nothing" });
    agree({});
    expect(across(book, other)).toMatchObject([{ rule: "C1", detail: /no such grant/ }]);
  });
  test("C1 across links: the grant ended and nobody appeared", () => {
    const { book, other, agree } = divert({}, (there) => there.add("group.withdrawn", { group: "AAA" }));
    agree({});
    expect(across(book, other)).toMatchObject([{ rule: "C1", detail: /nobody appeared/ }]);
  });
});

describe("DL1: drills are a ledger of their own", () => {
  const play = { exercise: true } as const;
  function drill(): { book: Book; offer: string; granted: RecordLine } {
    const { book } = start();
    book.add("drill.started", { until: book.now + 60 * MINUTE_MS, note: "first Tuesday" });
    const offer = book.offer(100, {}, play);
    const granted = book.grant(book.ready("AAA", 10, {}, play), offer, {}, play);
    return { book, offer, granted };
  }
  test("a crossing that is played changes nothing in the real one, and is counted in none", () => {
    const { book, granted } = drill();
    book.release(granted, {}, play);
    book.depart("AAA", 10, play);
    book.arrive("AAA", 10, play);
    book.receive("AAA", play);
    const offer = book.offer();
    book.grant(book.ready("AAA", 30), offer);
    expect(rulesOf(book)).toEqual([]);
    expect(totalsOf(book)).toMatchObject({ departed: 0, received: 0 });
  });
  test("S1: real people are let go on a grant that was played", () => {
    const { book, granted } = drill();
    book.ready("AAA", 10);
    book.release(granted);
    expect(rulesOf(book)).toContain("S1");
  });
  test("S3, S4: the law holds within it", () => {
    const { book, offer } = drill();
    book.grant(book.ready("BBB", 91, {}, play), offer, {}, play);
    expect(rulesOf(book)).toEqual(["S3", "S4"]);
    expect(checkEvents(book.lines)[0]?.detail).toMatch(/^in a drill, /);
  });
  test("C1: people who were played do not balance", () => {
    const { book, granted } = drill();
    book.release(granted, {}, play);
    book.depart("AAA", 10, play);
    book.arrive("AAA", 9, play);
    book.receive("AAA", play);
    expect(rulesOf(book)).toEqual(["C1"]);
  });
  test("what is played without a drill, and what cannot be played", () => {
    const { book } = start();
    book.ready("AAA", 10, {}, play);
    expect(rulesOf(book)).toEqual(["DL1"]);
    const { book: other } = drill();
    other.add("station.closed", { station: "AAA" }, play);
    expect(rulesOf(other)).toEqual(["DL1"]);
    other.lines.pop();
    other.now += 60 * MINUTE_MS;
    other.ready("BBB", 10, {}, play);
    expect(rulesOf(other)).toEqual(["DL1"]);
  });
  test("a drill of five hours", () => {
    const { book } = start();
    book.add("drill.started", { until: book.now + 300 * MINUTE_MS, note: "long" });
    expect(rulesOf(book)).toEqual(["DL1"]);
  });
  test("a whole day without its marks of play is found out", () => {
    const { book, granted } = drill();
    book.release(granted, {}, play);
    book.depart("AAA", 10, play);
    book.hold();
    book.lines = book.lines.map((line) => ({ ...line, event: { ...line.event, exercise: undefined } }));
    book.release(granted);
    expect(rulesOf(book)).not.toEqual([]);
  });
});

describe("S7: a grant is given back by consent", () => {
  test("only when it was asked for", () => {
    for (const [asked, rules] of [
      [true, []],
      [false, ["S7"]],
    ] as const) {
      const { book, offer } = start();
      const { group, grant } = book.grant(book.ready("AAA", 10), offer).event;
      const ask = asked ? book.add("grant.revoke-asked", { group, grant }, { side: "receiving" }) : undefined;
      book.add("grant.revoke-accepted", { group, grant, answers: ask?.event.intent ?? "nothing" });
      expect(rulesOf(book)).toEqual(rules);
    }
  });
});

describe("void: the record voids nothing that keeps the law", () => {
  /** Marks that a line of each kind could bear. */
  const MARKS: Record<string, readonly string[]> = {
    "group.opened": ["H1.station", "H1.code"],
    "group.ready": ["A1", "H2.phase", "H2.families", "H2.unit", "H2.since"],
    "group.amended": ["H3.phase", "H3.version"],
    "slots.offered": ["T1", "S8.roster", "O1.id", "O2.period", "O3.places", "O4.capacity"],
    "slot.granted": ["H5.phase", "H5.answers", "H5.whole", "H5.window", "H5.period", "H5.overtaking", "H5.places"],
    "slot.confirmed": ["H7.phase", "H7.readback"],
    "group.released": ["H8.grant", "H8.version", "H8.window", "H8.hold", "H8.conditions", "H8.overdue", "H8.referral"],
    "hold.lifted": ["H16.open", "H16.once", "H16.conditions"],
    "group.received": ["H11.phase", "H11.counts"],
    "count.reconciled": ["H13.phase", "H13.counts", "H13.cause", "H13.answers"],
    "group.departed": ["W1", "H8.grant"],
    "incident.handed-over": ["I2.open"],
  };
  const { lines } = goodDay();
  const cases = lines.flatMap((line, i) =>
    line.voidedBy === null ? (MARKS[line.event.type] ?? []).map((mark) => [line.event.type, mark, i] as const) : [],
  );
  test.each(cases)("%s by %s at line %i", (_type, mark, i) => {
    const marked = lines.slice(0, i + 1).map((line, n) => (n === i ? { ...line, voidedBy: mark } : line));
    expect(checkEvents(marked)).toMatchObject([{ rule: "void", seq: lines[i]!.seq }]);
  });
  test("a release that really is void by a hold is not, and nobody can tell whether nothing was heard", () => {
    const { book, offer } = start();
    const granted = book.grant(book.ready("AAA", 10), offer);
    book.release(granted, {}, { voidedBy: "H8.fresh" });
    book.hold();
    book.release(granted, {}, { voidedBy: "H8.hold" });
    const { found, undecided } = judgeEvents(book.lines);
    expect(found).toEqual([]);
    expect(undecided.get("H8.fresh")).toBe(1);
  });
});

test("a report says what the evidence does not tell, and why", () => {
  const { undecided } = checkRecord(writeLinks({ "AAA-BBB": goodDay() }));
  const why = "signs of life are no part of the evidence";
  expect(undecided).toContainEqual({ rule: "H8.fresh", times: 5, why });
});
