import { radioCode, type Terms } from "@vado/protocol";
import type { Of, Past } from "./past.ts";
import { MIN, isDeparture } from "./past.ts";
import type { Whereabouts } from "./people.ts";
import { unreferred } from "./waiting.ts";

/** What every valid GO stands on: with a connection in its place in the log, without one where it was given. */

export type Wrong = (rule: string, says: string) => void;
type Go = Of<"group.released">;

export function released(past: Past, people: Whereabouts, entry: Go, alarms: readonly string[], wrong: Wrong): void {
  const { body } = entry;
  const acted = body.acted;
  const time = acted?.deviceTime ?? entry.time;
  const knew = acted === undefined ? past : past.upTo(acted.seq);
  const grants = knew.byId(body.grant, "slot.granted");
  const grant = grants[0];
  if (grant === undefined || grants.length !== 1) return wrong("S1", `stands on ${grants.length} grants`);
  token(past, knew, grant, entry, time, wrong);
  const hold = knew.holdsOn(body.group)[0];
  if (hold?.by === "hold.placed") wrong("S6", "a hold stands");
  if (hold?.by === "conditions.checked") wrong("S10", "the hold of a worse look stands");
  if (unreferred(knew, body.group)) wrong("H7", "children alone were not referred");
  if (!knew.stationOpen("receiving")) wrong("S3", "the receiving station is closed");
  const terms = past.terms(entry.time);
  if (terms === null) return wrong("S8", "no terms that both sides signed");
  const looked = knew.looks().at(-1);
  if (looked === undefined || looked.level === "stop" || time - looked.at > terms.conditionsValidMin * MIN)
    wrong("S10", "the conditions were not looked at, or forbid it");
  const radio = acted?.radioCode;
  if (radio !== undefined && radio !== radioCode(body.grant)) wrong("S8", "another radio code");
  if (radio === undefined && time - knew.aliveAt("receiving") > terms.logFreshS * 1_000)
    wrong("S8", "the other side was not heard");
  if (knew.shiftUntil(entry.device) < time) wrong("S8", "the shift of its device is over");
  if (acted === undefined) room(past, people, entry, terms, wrong);
  else offline(past, people, entry, { acted, terms, grantSeq: grant.seq, alarms, wrong });
}

/** S1, S2, S9: the one grant that it uses up. */
function token(past: Past, knew: Past, grant: Of<"slot.granted">, entry: Go, time: number, wrong: Wrong): void {
  const { body } = entry;
  if (grant.side !== "receiving" || entry.side !== "sending") wrong("S1", "granted or released by the wrong side");
  if (grant.body.group !== body.group || grant.body.version !== body.version)
    wrong("S1", "granted to another group or version");
  if (time < grant.body.from || time > grant.body.to) wrong("S1", "outside the window");
  if (body.headcount > grant.body.headcount) wrong("S1", "more people than granted");
  if (knew.endOf(grant) !== null) wrong("S1", "the grant was over");
  if (entry.role === "field" && knew.delegatedUntil(entry.device) < time) wrong("S1", "GO was not delegated");
  if (past.used(body.grant)) wrong("S2", "the grant was used before");
  const version = knew.about(body.group, "group.ready", "group.amended").at(-1)?.body.version;
  if (version !== body.version) wrong("S9", `released as version ${body.version}, it is ${version}`);
}

interface Offline {
  readonly acted: NonNullable<Go["body"]["acted"]>;
  readonly terms: Terms;
  readonly grantSeq: number;
  readonly alarms: readonly string[];
  readonly wrong: Wrong;
}
/** OF2, OF5: not too late, before anything newer of its device, while slot and block are kept; and a hold it crossed is told. */
function offline(past: Past, people: Whereabouts, entry: Go, { acted, terms, grantSeq, alarms, wrong }: Offline): void {
  const { body, time, device, seq } = entry;
  if (time - acted.deviceTime > terms.offlineMaxMin * MIN) wrong("S8", "it was ordered too late");
  if (acted.deviceTime > time + terms.clockSkewMaxS * 1_000) wrong("S8", "given in the future");
  if (past.all.some((one) => one.device === device && one.seq < seq && one.seen > acted.seq))
    wrong("S8", "its device knew more");
  const grant = past.byId(body.grant, "slot.granted")[0];
  const end = grant === undefined ? null : past.endOf(grant);
  if (grant !== undefined && end !== null && !isDeparture(end.why) && !past.closing(grant, end.seq, time))
    wrong("S2", "its grant was closed");
  const crossed = past.holdsOn(body.group).some((hold) => hold.seq > acted.seq);
  if (crossed && !alarms.includes("released-before-hold")) wrong("S6", "nobody was told that a hold crossed it");
  // What it reserved nobody else was let go into.
  const same = past.of("agreement.signed").every((one) => one.body.version === 1);
  const others = [...people.onTheLink(body.group).keys()].filter((code) =>
    past.about(code, "group.released").some((one) => one.seq > grantSeq),
  );
  if (same && terms.block.kind === "absolute" && others.length > 0) wrong("S4", "another group was let go meanwhile");
}

/** S4 and row 8: block, rate, quota, and nobody lost on the link. */
function room(past: Past, people: Whereabouts, entry: Go, terms: Terms, wrong: Wrong): void {
  const { body, time } = entry;
  if (people.lost(time, (terms.transitMeanMin + Math.max(10, 3 * terms.transitSdMin)) * MIN))
    wrong("S8", "people on the link are overdue or missing");
  const moving = people.onTheLink(body.group);
  const total = [...moving.values()].reduce((sum, one) => sum + one, body.headcount);
  const { block } = terms;
  if (block.kind === "absolute" && moving.size > 0) wrong("S4", `${moving.size} groups are on the link`);
  if (block.kind === "permissive" && block.groups !== undefined && moving.size + 1 > block.groups)
    wrong("S4", `${moving.size} groups are on the link`);
  if (block.kind === "permissive" && block.people !== undefined && total > block.people)
    wrong("S4", `${total} people would be on the link`);
  const at = (one: Go) => one.body.acted?.deviceTime ?? one.time;
  // GO that came after the departure was told counts with that departure.
  const gone = (one: Go) =>
    past.about(one.body.group, "group.departed", "group.arrived").some(({ seq }) => seq < one.seq);
  const letGo = past.of("group.released").filter((one) => one.body.acted === undefined || !gone(one));
  const sum = (some: Go[]) => some.reduce((total, one) => total + one.body.headcount, body.headcount);
  const hour = sum(letGo.filter((one) => at(one) >= time - 60 * MIN));
  if (terms.ratePerHour !== null && hour > terms.ratePerHour) wrong("S4", `${hour} people in an hour`);
  const day = (ms: number) => Math.floor((ms - 360 * MIN) / 86_400_000);
  const today = sum(letGo.filter((one) => day(at(one)) === day(time)));
  if (terms.quotaPerDay !== null && today > terms.quotaPerDay) wrong("S4", `${today} people in a day`);
}
