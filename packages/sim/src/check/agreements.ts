import { answerOf, count, isObject, type RecordLine } from "./line.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/** What the checker needs of a link's terms; minutes and seconds as the names say. */
export interface Terms {
  readonly block: { readonly kind: string; readonly groups: number; readonly people: number };
  readonly ratePerHour: number;
  readonly quotaPerDay: number;
  readonly quotaDays: readonly string[];
  readonly offsets: readonly { readonly from: number; readonly minutes: number }[];
  readonly groupMax: number;
  readonly vehicleSeats: number;
  readonly transitMeanMin: number;
  readonly transitSdMin: number;
  readonly windowMin: readonly [before: number, after: number];
  readonly reserveShare: number;
  readonly conditionsValidMin: number;
  readonly clockSkewMaxS: number;
  readonly offlineMaxMin: number;
  readonly needsFirst: boolean;
}

interface Proposal {
  readonly intent: string;
  readonly version: number;
  readonly terms: Terms;
  readonly validFrom: number;
  readonly signed: Set<string>;
  from: number;
}

/** Every version that was proposed, and who signed it. */
export class Agreements {
  readonly #proposals = new Map<number, Proposal>();
  /** The highest version that was ever proposed. */
  highest = 0;

  propose(line: RecordLine): void {
    const version = count(line, "version");
    this.highest = Math.max(this.highest, version);
    const terms = readTerms(line.event["terms"]);
    const validFrom = count(line, "validFrom");
    const { intent } = line.event;
    this.#proposals.set(version, { intent, version, terms, validFrom, signed: new Set(), from: Infinity });
  }

  sign(line: RecordLine): void {
    const proposal = this.#proposals.get(count(line, "version"));
    if (proposal === undefined) return;
    proposal.signed.add(line.side);
    if (proposal.signed.size === 2 && proposal.from === Infinity)
      proposal.from = Math.max(proposal.validFrom, line.receivedAt);
  }

  /** The proposal that a signature names, while it is open. */
  openFor(line: RecordLine): { readonly signed: ReadonlySet<string> } | undefined {
    const proposal = this.#proposals.get(count(line, "version"));
    return proposal?.intent === answerOf(line) && proposal?.from === Infinity ? proposal : undefined;
  }

  /** The newest version in force. */
  at(time: number): Terms | undefined {
    let newest: Proposal | undefined;
    for (const one of this.#proposals.values())
      if (one.from <= time && one.version > (newest?.version ?? 0)) newest = one;
    return newest?.terms;
  }
}

/** Days since 1970 on the link's own calendar. */
export function localDay(terms: Terms | undefined, time: number): number {
  const offsets = terms?.offsets ?? [];
  const row = offsets.findLast(({ from }) => from <= time) ?? offsets[0];
  return Math.floor((time + (row?.minutes ?? 0) * MINUTE_MS) / DAY_MS);
}

/** People who may be released on a local day. */
export function quotaOf(terms: Terms, day: number): number {
  if (terms.quotaPerDay === Infinity || terms.quotaDays.length === 0) return terms.quotaPerDay;
  const weekday = new Date(day * DAY_MS).getUTCDay();
  return terms.quotaDays.includes(WEEKDAYS[weekday] ?? "") ? terms.quotaPerDay : 0;
}

function readTerms(value: unknown): Terms {
  const terms = isObject(value) ? value : {};
  const block = isObject(terms["block"]) ? terms["block"] : {};
  const calendar = isObject(terms["calendar"]) ? terms["calendar"] : {};
  const number = (name: string): number => Number(terms[name]);
  return {
    // Whatever has no block mode is absolute (S4).
    block: {
      kind: typeof block["kind"] === "string" ? block["kind"] : "absolute",
      groups: limit(block["groups"]),
      people: limit(block["people"]),
    },
    ratePerHour: limit(terms["ratePerHour"]),
    quotaPerDay: limit(terms["quotaPerDay"]),
    quotaDays: list(terms["quotaDays"]).filter((day) => typeof day === "string"),
    offsets: list(calendar["offsets"])
      .filter(isObject)
      .map((row) => ({ from: Number(row["from"]), minutes: Number(row["minutes"]) })),
    groupMax: number("groupMax"),
    vehicleSeats: limit(terms["vehicleSeats"]),
    transitMeanMin: number("transitMeanMin"),
    transitSdMin: number("transitSdMin"),
    windowMin: [number("windowBeforeMin"), number("windowAfterMin")],
    reserveShare: number("reserveShare"),
    conditionsValidMin: number("conditionsValidMin"),
    clockSkewMaxS: number("clockSkewMaxS"),
    offlineMaxMin: number("offlineMaxMin"),
    needsFirst: terms["order"] === "needs-since",
  };
}

/** No number means no limit. */
const limit = (value: unknown): number => (typeof value === "number" ? value : Infinity);
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
