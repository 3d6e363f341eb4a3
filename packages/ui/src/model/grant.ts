import type { Group, LinkState, Offer } from "@vado/flow";
import { MINUTE_MS, TABLE, offerRoom, openHolds, queueAt } from "@vado/flow";
import { rateFreeFrom } from "@vado/planner";
import type { BodyOf, EventId, GroupCode, Terms } from "@vado/protocol";
import { NOBODY, asIf } from "./law.ts";
import { words, type Words } from "./words.ts";

/** What a receiving duty officer may grant a waiting group: the windows that fit the offers, or the rule that forbids all. */

type Granted = BodyOf<"slot.granted">;

export interface GrantOption {
  readonly offer: string;
  /** The release window, ms. */
  readonly from: number;
  readonly to: number;
  /** The offered period in which the people then arrive, ms. */
  readonly arriveFrom: number;
  readonly arriveTo: number;
  readonly headcount: number;
  /** People the offer takes now, and after this grant. */
  readonly room: number;
  readonly roomAfter: number;
  /** The event's body, once it has an id. */
  body(intent: EventId): Granted;
}

export type GrantAnswer =
  | {
      readonly ok: true;
      /** Earliest first, at most one per offer; never empty. */
      readonly options: readonly GrantOption[];
      /** What an officer should know before granting: a hold that stands, groups that are passed over. */
      readonly notes: readonly Words[];
    }
  | { readonly ok: false; readonly rule: string };

/** The reason that helps most, when several rules forbid a grant. */
const TELLING = [
  "A1",
  "H5.phase",
  "H5.answers",
  "H5.one",
  "H5.block",
  "H5.places",
  "H5.quota",
  "H5.rate",
  "H5.room",
  "H5.period",
];

/** What fits this group now: grant bodies for the coming offers, or the rule that stands in the way. */
export function grantFor(state: Readonly<LinkState>, group: Group, now: number): GrantAnswer {
  const terms = state.agreement?.terms;
  if (terms === undefined) return { ok: false, rule: "A1" };
  const options: GrantOption[] = [];
  const refused = new Set<string>();
  const ask = (option: GrantOption): string[] => {
    const entry = asIf<"slot.granted">(state, "receiving", now, option.body(NOBODY));
    return TABLE["slot.granted"].guards.filter((guard) => !guard.holds(state, entry)).map((guard) => guard.rule);
  };
  for (const offer of reachable(state, terms, now)) {
    const option = optionIn(state, offer, group, terms, now);
    const rules = ask(option);
    if (rules.length === 0) options.push(option);
    for (const rule of rules) refused.add(rule);
  }
  if (options.length > 0) return { ok: true, options, notes: notesOn(state, group, now) };
  // Without an offer that can be reached there is nothing to have room in.
  if (refused.size === 0) for (const rule of ask(nowhere(group, terms, now))) if (rule !== "H5.room") refused.add(rule);
  return { ok: false, rule: TELLING.find((rule) => refused.has(rule)) ?? [...refused][0] ?? "H5.period" };
}

/** Offers whose period a release from now on can still reach, earliest first. */
function reachable(state: Readonly<LinkState>, terms: Terms, now: number): Offer[] {
  return Object.values(state.offers)
    .filter((offer) => !offer.withdrawn && offer.to > now + leadMs(terms))
    .toSorted((a, b) => a.from - b.from || (a.id < b.id ? -1 : 1));
}

/** From the beginning of a release window to the arrival it is counted for. */
const leadMs = (terms: Terms): number => (terms.windowBeforeMin + terms.transitMeanMin) * MINUTE_MS;

/** The earliest window within the rate whose arrival falls into the offer, on a whole minute where there is one. */
function optionIn(state: Readonly<LinkState>, offer: Offer, group: Group, terms: Terms, now: number): GrantOption {
  const lead = leadMs(terms);
  const earliest = Math.max(rateFreeFrom(state, group.headcount, now) ?? now, offer.from - lead);
  const whole = Math.ceil(earliest / MINUTE_MS) * MINUTE_MS;
  return option(offer, group, terms, whole + lead < offer.to ? whole : Math.ceil(earliest));
}

/** For the reason why: a window from now on into an offer that is not there. */
function nowhere(group: Group, terms: Terms, now: number): GrantOption {
  const none = { id: NOBODY as string, from: 0, to: 0, people: 0, consumed: 0, withdrawn: false, seq: 0 };
  return option(none, group, terms, Math.ceil(now));
}

function option(offer: Offer, group: Group, terms: Terms, from: number): GrantOption {
  const { code, version, headcount, readyEvent } = group;
  const to = from + (terms.windowBeforeMin + terms.windowAfterMin) * MINUTE_MS;
  const room = offerRoom(offer);
  return {
    offer: offer.id,
    from,
    to,
    arriveFrom: offer.from,
    arriveTo: offer.to,
    headcount,
    room,
    roomAfter: room - headcount,
    body: (intent) => ({
      type: "slot.granted",
      group: code as GroupCode,
      version,
      answers: (readyEvent ?? NOBODY) as EventId,
      grant: intent,
      offer: offer.id as EventId,
      headcount,
      from,
      to,
    }),
  };
}

function notesOn(state: Readonly<LinkState>, group: Group, now: number): Words[] {
  const notes: Words[] = [];
  const holds = openHolds(state).filter((hold) => hold.group === null || hold.group === group.code);
  if (holds.length > 0) notes.push(words("grant.note.hold"));
  const before = queueAt(state, now).findIndex((other) => other.code === group.code);
  if (before > 0) notes.push(words("grant.note.overtakes", { groups: before }));
  return notes;
}

/** The first group of the published order that something can be granted, with what fits it. */
export function grantable(
  state: Readonly<LinkState>,
  now: number,
): { readonly group: Group; readonly answer: Extract<GrantAnswer, { ok: true }> } | null {
  for (const group of queueAt(state, now)) {
    const answer = grantFor(state, group, now);
    if (answer.ok) return { group, answer };
  }
  return null;
}
