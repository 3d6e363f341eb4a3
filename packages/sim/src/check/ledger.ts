import { agreementsOf, type Terms } from "./agreements.ts";
import { grantsOf, type Grant } from "./grants.ts";
import type { Finding, RecordLine } from "./line.ts";
import { livesOf, type Life } from "./lives.ts";

/** One device's log of one link, laid out for the rules. */
export interface Ledger {
  /** Valid lines, ascending. */
  readonly valid: readonly RecordLine[];
  readonly agreements: readonly Terms[];
  readonly lives: readonly Life[];
  readonly grants: readonly Grant[];
  /** Valid releases, ascending. */
  readonly releases: readonly RecordLine[];
}

/** A rule of its own: what in a ledger breaks it. */
export type Rule = (ledger: Ledger) => Finding[];

export function ledgerOf(lines: readonly RecordLine[]): Ledger {
  const valid = lines.filter(({ voidedBy }) => voidedBy === null);
  const lives = livesOf(valid);
  return {
    valid,
    agreements: agreementsOf(valid),
    lives,
    grants: grantsOf(lives),
    releases: valid.filter(({ event }) => event.type === "group.released"),
  };
}
