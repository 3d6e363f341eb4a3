import { balanceOf } from "./balance.ts";
import { ledgerOf, type Rule } from "./ledger.ts";
import type { Finding, RecordLine, Violation } from "./line.ts";
import { answersNameLatest, bothSidesReconcile } from "./rules/answer.ts";
import { blockKept } from "./rules/block.ts";
import { grantUsedOnce, offerNotExceeded } from "./rules/grant.ts";
import { holdsKept } from "./rules/hold.ts";
import { paceKept } from "./rules/pace.ts";
import { releaseStandsOnGrant } from "./rules/release.ts";

const RULES: readonly Rule[] = [
  releaseStandsOnGrant,
  grantUsedOnce,
  offerNotExceeded,
  blockKept,
  holdsKept,
  paceKept,
  answersNameLatest,
  bothSidesReconcile,
];

/**
 * Checks the log of one `record` channel, from its first event on, by its lines alone. `device` names whose log it is
 * in what is found.
 */
export function checkEvents(lines: readonly RecordLine[], device = ""): Violation[] {
  const found: Finding[] = orderFaults(lines);
  const ledger = ledgerOf(lines.toSorted((a, b) => a.seq - b.seq));
  for (const rule of RULES) found.push(...rule(ledger));
  const { off } = balanceOf(ledger);
  if (off !== 0) {
    found.push({
      rule: "C1",
      seq: lines.at(-1)?.seq ?? 0,
      detail: `${off} people too many on the side of the departures`,
    });
  }
  return found.map((finding) => ({ ...finding, device }));
}

/** Sequences ascend; ordering time never goes back. */
export function orderFaults(lines: readonly RecordLine[]): Finding[] {
  const found: Finding[] = [];
  for (const [i, line] of lines.entries()) {
    const before = lines[i - 1];
    if (before === undefined) continue;
    if (line.seq <= before.seq) found.push({ rule: "log.order", seq: line.seq, detail: `comes after ${before.seq}` });
    if (line.receivedAt < before.receivedAt) {
      found.push({
        rule: "log.time",
        seq: line.seq,
        detail: "its ordering time is earlier than that of the line before",
      });
    }
  }
  return found;
}
