import { localDay, type Terms } from "../agreements.ts";
import type { Grant } from "../grant.ts";
import { isGranted, isReferred, type Group } from "../group.ts";
import { actedOf, answerOf, count, text, type Acted, type RecordLine } from "../line.ts";
import { MINUTE_MS, type Hold, type Story } from "../story.ts";
import { agreed, ask, looksFine, ofGroup, type Answer, type Ask, type Asks } from "./ask.ts";
import { blockFor } from "./room.ts";

/** Row 8, GO: given with a connection it is asked where it stands in the log, given without one where it was given. */

/** Asked of GO with a connection alone. */
const online = (
  mark: string,
  breaks: string,
  says: string,
  answer: (s: Story, l: RecordLine, t: Terms) => Answer,
): Ask =>
  ask(mark, breaks, says, (story, line) => {
    if (actedOf(line) !== undefined) return true;
    return story.terms === undefined ? false : answer(story, line, story.terms);
  });

/** The grant that a GO names, if it could be used there; `undefined` where the evidence does not tell when it ended. */
function usable(story: Story, line: RecordLine): { readonly grant?: Grant; readonly stood: Answer } {
  const grant = story.grants.get(text(line, "grant"));
  if (grant === undefined || grant.group !== text(line, "group") || grant.usedSeq !== null) return { stood: false };
  const acted = actedOf(line);
  if (acted === undefined) {
    const stood = grant.end === null && story.groups.get(grant.group)?.grant === grant.id;
    return { grant, stood };
  }
  return { grant, stood: stoodAt(story, grant, acted) };
}

function stoodAt(story: Story, grant: Grant, { seq }: Acted): Answer {
  const { end } = grant;
  if (grant.seq > seq || (end !== null && seq >= end.last)) return false;
  if (end === null || end.why === "departed") return true;
  // A grant that is closed has given its slot and block to others.
  const kept = story.keeps(grant);
  if (kept === "no") return false;
  return kept === "yes" && seq < end.first ? true : undefined;
}

/** Asks something of the grant; broken like the grant itself where there is none to be used. */
const ofGrant = (mark: string, says: string, answer: (grant: Grant, line: RecordLine, story: Story) => Answer): Ask =>
  ask(mark, "S1", says, (story, line) => {
    const { grant, stood } = usable(story, line);
    if (grant === undefined || stood === false) return false;
    const kept = answer(grant, line, story);
    return kept === true ? stood : kept;
  });

function isHeld(story: Story, code: string, acted: Acted | undefined): boolean {
  const stands = ({ seq, endSeq }: Hold): boolean =>
    acted === undefined ? endSeq === null : seq <= acted.seq && (endSeq === null || endSeq > acted.seq);
  return [...story.holds.values()].some((hold) => (hold.group ?? code) === code && stands(hold));
}

/** DR2: on its way for longer than it should, or with people missing whose search is not handed over. */
function isOverdue({ time }: Story, terms: Terms, { phase, departedAt, released }: Group): boolean {
  if (phase === "received") return true;
  const since = phase === "inTransit" || phase === "released" ? (departedAt ?? released?.time) : undefined;
  return (
    since !== undefined && time > since + (terms.transitMeanMin + Math.max(10, 3 * terms.transitSdMin)) * MINUTE_MS
  );
}

/** Six digits of a grant: FNV-1a, 32 bits, of its name. */
function digitsOf(grant: string): string {
  let hash = 0x811c9dc5;
  for (const character of grant) hash = Math.imul(hash ^ character.charCodeAt(0), 16_777_619) >>> 0;
  return String(hash % 1_000_000).padStart(6, "0");
}

const DELEGATED = ask("H8.delegated", "S1", "GO was not in the hands of this device", ({ known, time }, line) => {
  const acted = actedOf(line);
  if (line.role !== "field") return line.role === "duty" || line.role === "supervisor";
  const until = known.delegatedUntil(line.device, acted?.seq);
  return until !== undefined && until >= (acted?.time ?? time);
});

const RELEASE: readonly Ask[] = [
  agreed,
  DELEGATED,
  ask("H8.offline", "S1", "given offline, it came too late", ({ time, terms }, line) => {
    const acted = actedOf(line);
    if (acted === undefined) return true;
    if (terms === undefined) return false;
    return time - acted.time <= terms.offlineMaxMin * MINUTE_MS && acted.time <= time + terms.clockSkewMaxS * 1_000;
  }),
  ask("H8.order", "S1", "its device had said that it knew more", ({ known }, line) => {
    const acted = actedOf(line);
    if (acted === undefined) return true;
    if (line.seen === undefined) return undefined;
    // Acknowledgements, which are no part of the evidence, may have told of more.
    return line.seen === acted.seq && known.readBefore(line.device, line.seq) <= acted.seq ? undefined : false;
  }),
  ofGroup("H8.phase", "S1", "the group was not granted, or let go before", (group, line) => {
    return actedOf(line) === undefined ? isGranted(group) : group.released === null;
  }),
  ask("S2", "S2", "the grant was used before", ({ grants }, line) => {
    return (grants.get(text(line, "grant"))?.usedSeq ?? null) === null;
  }),
  ask("H8.grant", "S1", "the grant is used, over, or another's", (story, line) => {
    return answerOf(line) === text(line, "grant") ? usable(story, line).stood : false;
  }),
  ofGrant("H8.version", "the group changed after the grant", ({ version, group }, line, story) => {
    if (version !== count(line, "version")) return false;
    return actedOf(line) !== undefined || story.groups.get(group)?.version === version;
  }),
  ofGrant("H8.count", "more people than granted", ({ people }, line) => count(line, "headcount") <= people),
  ofGrant("H8.window", "outside the window of the grant", ({ from, to }, line, { time }) => {
    const at = actedOf(line)?.time ?? time;
    return at >= from && at <= to;
  }),
  ask("H8.station", "S6", "the receiving station was closed", ({ stations, openings }, line) => {
    const acted = actedOf(line);
    if (acted === undefined) return stations.receiving.open;
    return openings.findLast(({ seq }) => seq <= acted.seq)?.open === true;
  }),
  ofGroup("H8.referral", "H7", "children travel alone, and nobody was told", (group, line, story) => {
    const acted = actedOf(line);
    if (acted === undefined) return isReferred(group);
    const { grant, stood } = usable(story, line);
    // Without a grant to go on, it is the grant that is asked for.
    if (grant === undefined || stood === false) return true;
    // What the same device said before GO, it knew.
    const knew = grant.referrals.some(({ seq, device }) => seq <= acted.seq || device === line.device);
    return knew ? stood : false;
  }),
  ask("H8.hold", "S6", "released under a hold", (story, line) => !isHeld(story, text(line, "group"), actedOf(line))),
  ask("H8.conditions", "S10", "nobody looked lately, or it was not safe", (story, line) => {
    const acted = actedOf(line);
    if (acted === undefined) return looksFine(story);
    const look = story.looks.findLast(({ seq }) => seq <= acted.seq);
    const validMs = (story.terms?.conditionsValidMin ?? 0) * MINUTE_MS;
    return look !== undefined && look.level !== "stop" && acted.time - look.time <= validMs;
  }),
  online("H8.block", "S4", "the block has no room", (story, line) => {
    return blockFor(story, count(line, "headcount"), text(line, "grant"));
  }),
  online("H8.overdue", "S4", "somebody is overdue or missing", (story, _line, terms) => {
    const missing = [...story.incidents.values()].some(({ kind, handedOver }) => kind === "missing" && !handedOver);
    return !missing && ![...story.moving].some((group) => isOverdue(story, terms, group));
  }),
  online("H8.rate", "rate", "the rate per hour is used up", (story, line, { ratePerHour }) => {
    return story.goneInHour(story.time) + count(line, "headcount") <= ratePerHour;
  }),
  online("H8.quota", "quota", "the day's quota is used up", (story, line, terms) => {
    return count(line, "headcount") <= story.quotaLeft(terms, localDay(terms, story.time));
  }),
  ask("H8.radio", "S8", "the radio code is not this grant's", (_story, line) => {
    const code = actedOf(line)?.radioCode;
    return code === undefined || code === digitsOf(text(line, "grant"));
  }),
  // Signs of life are no part of the evidence.
  ask("H8.fresh", "S8", "nothing was heard from the other side", (_story, line) => {
    return actedOf(line)?.radioCode === undefined ? undefined : true;
  }),
];

export const RELEASE_ASKS: Readonly<Record<string, Asks>> = {
  "group.released": { side: "sending", roles: "field duty supervisor", binding: true, asks: RELEASE },
};
