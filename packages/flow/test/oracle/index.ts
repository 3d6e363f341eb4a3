import type { Line } from "../histories.ts";
import { answered } from "./answers.ts";
import { MIN, Past, isOf } from "./past.ts";
import { TERMS_OF_C1, Whereabouts } from "./people.ts";
import { released, type Wrong } from "./release.ts";
import { counted, granted, offered } from "./slots.ts";
import { Register, type Waiter } from "./waiting.ts";

/**
 * The invariants, computed from the list of entries and what became of them, without the rules' own state or guards. It is
 * slower and plainer than they are; where the two differ, one of them is wrong.
 */

/** What stands against the invariants, as sentences that begin with their names. Empty when all hold. */
export function violations(lines: readonly Line[]): string[] {
  const found: string[] = [];
  const past = new Past();
  const people = new Whereabouts();
  const register = new Register();
  for (const line of lines) {
    const { entry, verdict } = line;
    const wrong: Wrong = (rule, says) => found.push(`${rule} ${says} (entry ${entry.seq}, ${entry.body.type})`);
    past.ordered(entry);
    for (const code of people.pass(entry.time)) register.waiters.delete(code);
    register.pass(entry.time);
    told(past, register, line, wrong);
    heldBack(line, wrong);
    if (verdict.voidedBy === null && entry.exercise !== true) {
      const overtaken = authorised(past, people, register, line, wrong);
      past.heard(entry);
      people.hear(entry);
      register.hear(entry, overtaken);
    }
    shown(past, people, register, line, wrong);
  }
  return found;
}

function authorised(
  past: Past,
  people: Whereabouts,
  register: Register,
  { entry, verdict }: Line,
  wrong: Wrong,
): readonly Waiter[] {
  answered(past, entry, wrong);
  counted(past, register, entry, wrong);
  if (isOf(entry, "group.released")) released(past, people, entry, verdict.alarms, wrong);
  if (isOf(entry, "slots.offered")) offered(past, entry, wrong);
  return isOf(entry, "slot.granted") ? granted(past, people, register, entry, wrong) : [];
}

/** L2, H6: what waiting itself calls for is told, each step once. */
function told(past: Past, register: Register, { entry, verdict }: Line, wrong: Wrong): void {
  const due = register.alarms(entry.time, (past.terms(entry.time)?.answerMin ?? 15) * MIN);
  const said = (alarm: string) => verdict.alarms.filter((one) => one === alarm).length;
  if (said("answer-overdue") !== due.overdue)
    wrong("L2", `${said("answer-overdue")} overdue answers went up, ${due.overdue} were due`);
  if (said("stay") !== due.stays) wrong("H6", `${said("stay")} stays were told, ${due.stays} were due`);
}

/** H1: who arrived is counted, whatever was known of them. */
function heldBack({ entry, verdict, shown }: Line, wrong: Wrong): void {
  const { body, side, role } = entry;
  if (entry.exercise === true || side !== "receiving" || role === "archive") return;
  if (body.type !== "group.arrived" && body.type !== "arrival.spontaneous") return;
  if (verdict.voidedBy !== null) wrong("H1", `people who arrived were refused by ${verdict.voidedBy}`);
  if (shown.arrived === null) wrong("H1", "people who arrived were not counted");
}

/** C1, H3, H5, L1: what every screen shows after an entry. */
function shown(past: Past, people: Whereabouts, register: Register, { entry, shown }: Line, wrong: Wrong): void {
  const { balance, queue } = shown;
  const totals = people.totals();
  for (const term of TERMS_OF_C1)
    if (balance[term] !== totals[term]) wrong("C1", `${balance[term]} people ${term}, told were ${totals[term]}`);
  const n = (term: string) => balance[term] ?? Number.NaN;
  const came = n("departed") + n("undeclared") + n("spontaneous") + n("miscount");
  const are = n("received") + n("atGate") + n("inTransit") + n("returned") + n("diverted");
  if (came !== are + n("missing") + n("left") + n("medical") - n("joined")) wrong("C1", "the people do not balance");
  const { time } = entry;
  const terms = past.terms(time);
  const waiting = register.queue(terms?.order === "needs-since");
  const [theirs, ours] = [queue.map(({ code }) => code).join(" "), waiting.map(({ code }) => code).join(" ")];
  const sorted = (codes: string) => codes.split(" ").toSorted().join(" ");
  if (sorted(theirs) !== sorted(ours)) wrong("H5", `the queue is ${theirs}, there wait ${ours}`);
  else if (theirs !== ours) wrong("H3", `the order is ${theirs}, it should be ${ours}`);
  for (const { code, next } of queue) {
    const latest = Math.max(register.waiters.get(code)?.promise ?? 0, time + (terms?.answerMin ?? 15) * MIN);
    if (next <= time || next > latest) wrong("L1", `${code} hears again at ${next - time} ms from now`);
  }
}
