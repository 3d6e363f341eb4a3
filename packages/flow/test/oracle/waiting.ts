import type { BodyOf, Needs } from "@vado/protocol";
import type { Entry } from "../../src/index.ts";
import { MIN, isDeparture, isOf, type Of, type Past } from "./past.ts";

/** Who waits, since when, in which order, and what they were promised: told from the valid entries alone. */

const HOUR = 60 * MIN;

export interface Waiter {
  readonly code: string;
  readonly since: number;
  needs: Needs;
  headcount: number;
  /** Its latest `group.ready` or amendment. */
  asked: string;
  /** From when an answer is due, and what was promised since. */
  askedAt: number;
  promise: number | null;
  declined: boolean;
  /** The grant it holds; while it does it is not in the queue. */
  grant: Of<"slot.granted"> | null;
  overtaken: number;
  setAside: Set<string>;
  referred: boolean;
  escalated: number;
  stayed: number;
}

export class Register {
  readonly waiters = new Map<string, Waiter>();
  /** Opened and not ready yet, with the event that opened them; and what was said of them before they were counted. */
  readonly #forming = new Map<string, { opened: string; referred: boolean; setAside: Set<string> }>();

  /** Windows that passed unused. */
  pass(time: number): void {
    for (const waiter of this.waiters.values()) {
      const { grant } = waiter;
      if (grant !== null && time > grant.body.to) backAgain(waiter, grant.body.to);
    }
  }

  /** Alarms that waiting itself calls for by an entry's time, before the entry is read. */
  alarms(time: number, answerMs: number): { overdue: number; stays: number } {
    const due = { overdue: 0, stays: 0 };
    for (const waiter of this.waiters.values()) {
      const late = time - (waiter.promise ?? waiter.askedAt + answerMs);
      const step = late < 0 ? 0 : Math.min(3, 1 + Math.floor(late / answerMs));
      if (waiter.grant === null && step > waiter.escalated) {
        due.overdue += step - waiter.escalated;
        waiter.escalated = step;
      }
      const waited = time - waiter.since;
      const stay = waited >= 120 * HOUR ? 120 : waited >= 48 * HOUR ? 48 : 0;
      if (stay > waiter.stayed) {
        due.stays++;
        waiter.stayed = stay;
      }
    }
    return due;
  }

  /** The queue in its order: class where the terms say so, then waiting time, then code. */
  queue(byNeeds: boolean): Waiter[] {
    const rank = ({ needs }: Waiter) => {
      if (!byNeeds) return 0;
      if ((needs.urgentMedical ?? 0) + (needs.unaccompaniedChildren ?? 0) > 0) return 1;
      return Object.values(needs).some((people) => (people ?? 0) > 0) ? 2 : 3;
    };
    return [...this.waiters.values()]
      .filter(({ grant }) => grant === null)
      .sort((a, b) => rank(a) - rank(b) || a.since - b.since || (a.code < b.code ? -1 : 1));
  }

  /** Who would be overtaken by a grant: before it, and nothing of their own in the way. */
  before(code: string, past: Past, time: number): Waiter[] {
    const queue = this.queue(past.terms(time)?.order === "needs-since");
    const holds = past.openHolds();
    return queue
      .slice(
        0,
        Math.max(
          0,
          queue.findIndex((one) => one.code === code),
        ),
      )
      .filter(({ declined }) => !declined)
      .filter((one) => !holds.some(({ group }) => group === one.code))
      .filter((one) => !past.about(one.code, "slot.granted").some((grant) => past.reserves(grant, time)));
  }

  hear(entry: Entry, overtakes: readonly Waiter[]): void {
    const { body, time, intent } = entry;
    if (isOf(entry, "group.opened"))
      this.#forming.set(entry.body.group, { opened: intent, referred: false, setAside: new Set() });
    if (isOf(entry, "group.ready", "group.amended")) this.#counted(entry);
    if (isOf(entry, "supervisor.overrode")) this.#named(entry.body.answers)?.setAside.add(entry.body.rule);
    const code = (body as { group?: string }).group ?? "";
    const forming = this.#forming.get(code);
    if (body.type === "group.referred" && forming !== undefined) forming.referred = true;
    if (LEAVES.has(body.type) || isDeparture(body.type)) {
      this.#forming.delete(code);
      this.waiters.delete(code);
    }
    const waiter = this.waiters.get(code);
    if (waiter !== undefined) this.#answered(waiter, entry, time);
    if (isOf(entry, "slot.granted")) for (const one of overtakes) one.overtaken++;
  }

  #counted({ body, intent, time }: Of<"group.ready" | "group.amended">): void {
    const { group: code, needs, headcount } = body;
    const before = this.waiters.get(code);
    const forming = this.#forming.get(code);
    this.#forming.delete(code);
    const more = (needs.unaccompaniedChildren ?? 0) > (before?.needs.unaccompaniedChildren ?? 0);
    const since = before?.since ?? (body as BodyOf<"group.ready">).since ?? time;
    this.waiters.set(code, {
      code,
      since,
      needs,
      headcount,
      asked: intent,
      askedAt: time,
      promise: null,
      declined: false,
      grant: null,
      escalated: 0,
      overtaken: before?.overtaken ?? 0,
      stayed: before?.stayed ?? 0,
      // More children alone than were referred are referred anew.
      referred: !more && (before ?? forming)?.referred === true,
      setAside: (before ?? forming)?.setAside ?? new Set(),
    });
  }
  #named(event: string) {
    const waiter = [...this.waiters.values()].find(({ asked }) => asked === event);
    return waiter ?? [...this.#forming.values()].find(({ opened }) => opened === event);
  }
  /** Whether a supervisor set a rule aside for a group, as it stands. */
  isSetAside(code: string, rule: string): boolean {
    return (this.waiters.get(code) ?? this.#forming.get(code))?.setAside.has(rule) === true;
  }

  #answered(waiter: Waiter, entry: Entry, time: number): void {
    if (isOf(entry, "group.deferred", "group.declined")) {
      waiter.askedAt = time;
      waiter.promise = entry.body.nextUpdateAt;
      waiter.declined = entry.body.type === "group.declined";
      waiter.escalated = 0;
    }
    if (isOf(entry, "slot.granted")) {
      waiter.grant = entry;
      waiter.promise = null;
      waiter.setAside.delete("H5.overtaking");
    }
    if (isOf(entry, "group.referred")) waiter.referred = true;
    if (isOf(entry, "grant.revoke-accepted") && waiter.grant?.body.grant === entry.body.grant) backAgain(waiter, time);
  }
}

/** A valid release without a departure told before it takes a group out of the queue, as these do. */
const LEAVES: ReadonlySet<string> = new Set(["group.released", "group.withdrawn", "group.dispersed"]);

/** A grant that is over: the group waits in its place, and an answer is due from then. */
function backAgain(waiter: Waiter, from: number): void {
  waiter.grant = null;
  waiter.declined = false;
  waiter.askedAt = from;
  waiter.promise = null;
  waiter.escalated = 0;
}

/** H7: children alone, as the group was counted, and nobody was told of them, by what a device had read. */
export function unreferred(past: Past, group: string): boolean {
  let alone = 0;
  let referred = false;
  for (const { body } of past.about(group, "group.opened", "group.ready", "group.amended", "group.referred")) {
    if (body.type === "group.referred") referred = true;
    // A code that is free again names other people.
    else if (body.type === "group.opened") [alone, referred] = [0, false];
    else {
      const children = body.needs.unaccompaniedChildren ?? 0;
      if (children > alone) referred = false;
      alone = children;
    }
  }
  return alone > 0 && !referred;
}
