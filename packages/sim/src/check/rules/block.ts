import { termsAt, type Terms } from "../agreements.ts";
import { isOpenAt, type Grant } from "../grants.ts";
import type { Life } from "../lives.ts";
import { count, type Finding, type RecordLine } from "../line.ts";
import type { Ledger, Rule } from "../ledger.ts";

/** A group on the link, from its first step to its reception. */
interface Passage {
  readonly life: Life;
  readonly begin: number;
  readonly end: number;
}

/** S4: whoever is granted or released finds room in the block, beside all who are granted or under way. */
export const blockKept: Rule = (ledger) => {
  const found: Finding[] = [];
  const passages = passagesOf(ledger);
  const moments: { line: RecordLine; life: Life }[] = ledger.lives.flatMap((life) =>
    life.lines
      .filter(({ event }) => event.type === "slot.granted" || event.type === "group.released")
      .map((line) => ({ line, life })),
  );
  moments.sort((a, b) => a.line.seq - b.line.seq);
  // Both lists ascend, so each moment looks only at those who have begun and not ended.
  const grants = new Sweep(
    ledger.grants,
    (grant) => grant.line.seq,
    (grant, line) => isOpenAt(grant, line),
  );
  const moving = new Sweep(
    passages,
    (passage) => passage.begin,
    (passage, line) => passage.end > line.seq,
  );
  for (const { line, life } of moments) {
    const terms = termsAt(ledger.agreements, line);
    if (terms === undefined) {
      found.push({ rule: "S4", seq: line.seq, detail: "no agreement of both sides is in force" });
      continue;
    }
    const under = moving.at(line).filter((passage) => passage.life !== life);
    const onTheWay = new Set(under.map((passage) => passage.life));
    const granted = grants.at(line).filter((grant) => grant.life !== life && !onTheWay.has(grant.life));
    const says = overfull(terms, line, granted, under);
    if (says !== undefined)
      found.push({ rule: "S4", seq: line.seq, detail: `${line.event.type} of ${life.code}: ${says}` });
  }
  return found;
};

function overfull(
  { block }: Terms,
  line: RecordLine,
  granted: readonly Grant[],
  under: readonly Passage[],
): string | undefined {
  if (block.kind === "paced") return undefined;
  const groups = 1 + granted.length + under.length;
  if (block.kind !== "permissive") return groups > 1 ? `${groups} groups in an absolute block` : undefined;
  if (groups > block.groups) return `${groups} groups of ${block.groups}`;
  if (block.people === Infinity) return undefined;
  const people =
    count(line, "headcount") +
    granted.reduce((sum, grant) => sum + grant.people, 0) +
    under.reduce((sum, { life }) => sum + peopleAt(life, line.seq), 0);
  return people <= block.people ? undefined : `${people} people of ${block.people}`;
}

/** The newest count of a group under way, as the log knew it. */
function peopleAt(life: Life, seq: number): number {
  const counted = [life.arrived, life.departed].find((each) => each !== undefined && each.seq < seq);
  return counted?.people ?? (life.release === undefined ? 0 : count(life.release, "headcount"));
}

function passagesOf({ lives, valid }: Ledger): Passage[] {
  const handedOver = valid.filter(({ event }) => event.type === "incident.handed-over");
  return lives
    .map((life) => {
      const begin = Math.min(...[life.release, life.departed, life.arrived].map((each) => each?.seq ?? Infinity));
      const back = life.returned ?? life.diverted;
      let end = back?.seq ?? life.received?.seq ?? Infinity;
      // With people missing the link is taken until the search is handed over.
      if (life.reconciled?.event["cause"] === "missing") {
        const { intent } = life.reconciled.event;
        end = handedOver.find(({ event }) => event["incident"] === intent)?.seq ?? Infinity;
      }
      return { life, begin, end };
    })
    .filter(({ begin }) => begin < Infinity)
    .sort((a, b) => a.begin - b.begin);
}

/** Spans by ascending beginning, asked at ascending lines. */
class Sweep<T> {
  readonly #spans: readonly T[];
  readonly #begin: (span: T) => number;
  readonly #lasts: (span: T, line: RecordLine) => boolean;
  #next = 0;
  #live: T[] = [];

  constructor(spans: readonly T[], begin: (span: T) => number, lasts: (span: T, line: RecordLine) => boolean) {
    this.#spans = spans;
    this.#begin = begin;
    this.#lasts = lasts;
  }

  /** Those that began before the line and last beyond it. */
  at(line: RecordLine): readonly T[] {
    for (; this.#next < this.#spans.length; this.#next++) {
      const span = this.#spans[this.#next] as T;
      if (this.#begin(span) >= line.seq) break;
      this.#live.push(span);
    }
    this.#live = this.#live.filter((span) => this.#lasts(span, line));
    return this.#live;
  }
}
