import { localDay, quotaOf, termsAt } from "../agreements.ts";
import { count, type Finding } from "../line.ts";
import type { Rule } from "../ledger.ts";

const HOUR_MS = 3_600_000;

/** Rate and quota: people released in any rolling 60 minutes, and on any local calendar day. */
export const paceKept: Rule = ({ releases, agreements }) => {
  const found: Finding[] = [];
  const perDay = new Map<number, number>();
  let oldest = 0;
  let inHour = 0;
  for (const line of releases) {
    const terms = termsAt(agreements, line);
    const people = count(line, "headcount");
    inHour += people;
    for (; (releases[oldest]?.receivedAt ?? Infinity) <= line.receivedAt - HOUR_MS; oldest++) {
      const gone = releases[oldest];
      if (gone !== undefined) inHour -= count(gone, "headcount");
    }
    const day = localDay(terms, line.receivedAt);
    const today = (perDay.get(day) ?? 0) + people;
    perDay.set(day, today);
    if (terms === undefined) continue;
    if (!(inHour <= terms.ratePerHour)) {
      found.push({
        rule: "rate",
        seq: line.seq,
        detail: `${inHour} people within 60 minutes, ${terms.ratePerHour} allowed`,
      });
    }
    const quota = quotaOf(terms, day);
    if (!(today <= quota))
      found.push({ rule: "quota", seq: line.seq, detail: `${today} people on one day, ${quota} allowed` });
  }
  return found;
};
