import { isObject, text, count, type RecordLine } from "./line.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/** What the checker needs of a link's terms. */
export interface Terms {
  readonly version: number;
  /** The second signature, and the time from which they bind. */
  readonly seq: number;
  readonly from: number;
  readonly block: { readonly kind: string; readonly groups: number; readonly people: number };
  readonly ratePerHour: number;
  readonly quotaPerDay: number;
  readonly quotaDays: readonly string[];
  readonly offsets: readonly { readonly from: number; readonly minutes: number }[];
}

/** Every agreement that both sides signed; `lines` are the valid ones. */
export function agreementsOf(lines: readonly RecordLine[]): Terms[] {
  const agreements: Terms[] = [];
  const signatures = lines.filter(({ event }) => event.type === "agreement.signed");
  for (const proposal of lines) {
    if (proposal.event.type !== "agreement.proposed") continue;
    const signed = signatures.filter(
      (line) => text(line, "answers") === proposal.event.intent && line.seq > proposal.seq,
    );
    const firsts = ["sending", "receiving"].map((side) => signed.find((line) => line.side === side));
    const last = firsts[0] !== undefined && firsts[1] !== undefined ? firsts.flatMap((line) => line ?? []) : [];
    if (last.length < 2) continue;
    const seq = Math.max(...last.map((line) => line.seq));
    const from = Math.max(count(proposal, "validFrom"), ...last.map((line) => line.receivedAt));
    agreements.push({ ...readTerms(proposal.event["terms"]), version: count(proposal, "version"), seq, from });
  }
  return agreements;
}

/** The newest version in force at a place of the log. */
export function termsAt(agreements: readonly Terms[], { seq, receivedAt }: RecordLine): Terms | undefined {
  let newest: Terms | undefined;
  for (const terms of agreements) {
    if (terms.seq < seq && terms.from <= receivedAt && terms.version >= (newest?.version ?? 0)) newest = terms;
  }
  return newest;
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

function readTerms(value: unknown): Omit<Terms, "version" | "seq" | "from"> {
  const terms = isObject(value) ? value : {};
  const block = isObject(terms["block"]) ? terms["block"] : {};
  const calendar = isObject(terms["calendar"]) ? terms["calendar"] : {};
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
  };
}

const limit = (value: unknown): number => (typeof value === "number" ? value : Infinity);
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
