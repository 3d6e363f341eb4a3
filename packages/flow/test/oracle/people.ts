import type { BodyOf, BodyType } from "@vado/protocol";
import type { Entry } from "../../src/index.ts";
import { actedOf, isOf } from "./past.ts";

/** Where the people of each group are, told from the valid entries alone: what C1, the block and DR2 are about. */

export type Where = "waiting" | "letGo" | "moving" | "gate" | "received" | "returned" | "diverted" | "stayed";
export interface People {
  readonly code: string;
  where: Where;
  /** Counted by the last `group.ready` or amendment, at GO, at departure, at arrival. */
  headcount: number;
  letGo: number | null;
  departed: number | null;
  arrived: number | null;
  spontaneous: boolean;
  /** GO, counted departure, return: ms. */
  letGoAt: number | null;
  departedAt: number | null;
  returnedAt: number;
  cause: BodyOf<"count.reconciled">["cause"] | null;
  /** People of ways that ended with a return, before the group left again. */
  cameBack: number;
  /** Some of them are missing, and the search is not handed over. */
  searched: boolean;
  endedAt: number | null;
}
type Totals = Record<(typeof TERMS_OF_C1)[number], number>;
export const TERMS_OF_C1 = [
  "departed",
  "undeclared",
  "spontaneous",
  "miscount",
  "received",
  "atGate",
  "inTransit",
  "returned",
  "diverted",
  "missing",
  "left",
  "medical",
  "joined",
  "dispersed",
] as const;

const FORGET_MS = 48 * 3_600_000;
const ON_THE_LINK: readonly Where[] = ["letGo", "moving", "gate"];

export class Whereabouts {
  readonly groups = new Map<string, People>();
  /** Forgotten groups still count. */
  readonly #gone: People[] = [];
  readonly #missing = new Map<string, { group: string | null; handedOver: boolean }>();
  #dispersed = 0;

  /** Groups whose end is 48 hours ago are forgotten; their codes are returned. */
  pass(time: number): string[] {
    const forgotten = [...this.groups.values()].filter(({ endedAt }) => endedAt !== null && endedAt < time - FORGET_MS);
    for (const group of forgotten) {
      this.groups.delete(group.code);
      this.#gone.push(group);
    }
    return forgotten.map(({ code }) => code);
  }

  /** What a valid entry says of where people are. */
  hear(entry: Entry): void {
    this.#search(entry);
    const code = (entry.body as { group?: string }).group;
    const tell = code === undefined ? undefined : TELLS[entry.body.type];
    if (code === undefined || tell === undefined) return;
    if (entry.body.type === "group.dispersed") this.#dispersed += entry.body.headcount;
    const known = this.groups.get(code);
    const group = known ?? nobody(code);
    this.groups.set(code, group);
    // Unannounced people under a code that is known are that group's (EF5).
    if (isOf(entry, "arrival.spontaneous") && known === undefined) group.spontaneous = true;
    tell(group, entry as never);
    if (group.where === "waiting" || ON_THE_LINK.includes(group.where) || group.searched) group.endedAt = null;
    else group.endedAt ??= entry.time;
    if (group.headcount === 0 && group.spontaneous) group.headcount = group.arrived ?? 0;
  }

  /** Missing people, until their search is in other hands. */
  #search(entry: Entry): void {
    const { body, intent, time } = entry;
    if (body.type === "count.reconciled" && body.answers !== undefined && body.cause === "missing")
      this.#missing.set(intent, { group: body.group, handedOver: false });
    if (body.type === "incident.opened" && body.kind === "missing" && !this.#missing.has(intent))
      this.#missing.set(intent, { group: body.group ?? null, handedOver: false });
    if (body.type === "incident.closed") this.#missing.delete(body.incident);
    if (body.type !== "incident.handed-over") return;
    const search = this.#missing.get(body.incident);
    if (search === undefined) return;
    search.handedOver = true;
    const group = this.groups.get(search.group ?? "");
    if (group?.searched !== true || this.searching(group.code)) return;
    group.searched = false;
    group.endedAt = time;
  }
  searching(code?: string): boolean {
    return [...this.#missing.values()].some((one) => !one.handedOver && (code ?? one.group) === one.group);
  }

  /** Groups between GO and reception, and those searched for, with their people; but for one. */
  onTheLink(except = ""): Map<string, number> {
    const people = new Map<string, number>();
    for (const group of this.groups.values()) {
      const { code, arrived, departed, letGo, headcount } = group;
      if (code !== except && (ON_THE_LINK.includes(group.where) || group.searched))
        people.set(code, arrived ?? departed ?? letGo ?? headcount);
    }
    return people;
  }
  /** Whether people on the link are past their time, or searched for. */
  lost(time: number, lateMs: number): boolean {
    if (this.searching()) return true;
    return [...this.groups.values()].some(({ where, departedAt, letGoAt }) => {
      const since = departedAt ?? letGoAt;
      return (where === "letGo" || where === "moving") && since !== null && time > since + lateMs;
    });
  }

  /** Every term of C1, counted group by group. */
  totals(): Totals {
    const sum = Object.fromEntries(TERMS_OF_C1.map((term) => [term, 0])) as Totals;
    sum.dispersed = this.#dispersed;
    for (const group of [...this.#gone, ...this.groups.values()]) addTo(sum, group);
    return sum;
  }
}

function nobody(code: string): People {
  return {
    code,
    where: "waiting",
    headcount: 0,
    letGo: null,
    departed: null,
    arrived: null,
    spontaneous: false,
    letGoAt: null,
    departedAt: null,
    returnedAt: Infinity,
    cause: null,
    cameBack: 0,
    searched: false,
    endedAt: null,
  };
}

/** A count that is told once stands until both sides correct it; progress goes forward only. */
const TELLS: { readonly [T in BodyType]?: (group: People, entry: Entry<BodyOf<T>>) => void } = {
  "group.opened": () => {},
  "group.ready": (group, { body }) => {
    group.headcount = body.headcount;
  },
  "group.amended": (group, { body }) => {
    group.headcount = body.headcount;
  },
  "group.released": (group, { body, time }) => {
    group.letGo = body.headcount;
    group.letGoAt = actedOf(body)?.deviceTime ?? time;
    if (group.departed === null && group.arrived === null) group.where = "letGo";
  },
  "group.departed": (group, { body, at, time }) => {
    const again = group.where === "returned" && at > group.returnedAt;
    if (group.departed !== null && !again) return;
    if (group.arrived !== null && (group.spontaneous || group.where === "received")) return;
    if (again) group.cameBack += group.departed ?? 0;
    group.departed = body.headcount;
    group.departedAt = Math.max(group.letGoAt ?? 0, Math.min(at, time));
    if (group.arrived === null) group.where = "moving";
  },
  "group.arrived": (group, { body }) => arrive(group, body.headcount),
  "arrival.spontaneous": (group, { body }) => arrive(group, body.headcount),
  "group.received": (group) => {
    group.where = "received";
  },
  "count.reconciled": (group, { body }) => {
    if (body.answers === undefined) return;
    group.where = "received";
    group.cause = body.cause;
    group.searched = body.cause === "missing";
  },
  "count.corrected": (group, { body }) => {
    if (body.answers !== undefined) group[body.point === "departure" ? "departed" : "arrived"] = body.headcount;
  },
  "group.returned": (group, { body, at, time }) => {
    if (group.where !== "letGo" && group.where !== "moving") return;
    group.departed ??= body.headcount;
    group.returnedAt = Math.min(at, time);
    group.where = "returned";
  },
  "group.diverted": (group, { body }) => {
    if (body.answers !== undefined) group.where = "diverted";
  },
  "group.withdrawn": (group) => {
    group.where = "stayed";
  },
  "group.dispersed": (group) => {
    group.where = "stayed";
  },
};

function arrive(group: People, headcount: number): void {
  if (group.arrived !== null) return;
  group.arrived = headcount;
  group.where = "gate";
}

function addTo(sum: Totals, { where, departed, arrived, spontaneous, cause, cameBack }: People): void {
  sum.departed += cameBack + (departed ?? 0);
  sum.returned += cameBack;
  if (spontaneous) sum.spontaneous += arrived ?? 0;
  else if (where === "gate" && departed === null) sum.undeclared += arrived ?? 0;
  if (where === "moving") sum.inTransit += departed ?? 0;
  if (where === "gate") sum.atGate += departed ?? arrived ?? 0;
  if (where === "returned" || where === "diverted") sum[where] += departed ?? 0;
  if (where !== "received") return;
  sum.received += arrived ?? 0;
  const more = spontaneous ? 0 : (arrived ?? 0) - (departed ?? 0);
  const explained = cause === "joined" ? more > 0 : more < 0 && cause !== null && cause !== "miscount";
  if (more !== 0) sum[explained && cause !== null ? cause : "miscount"] += explained ? Math.abs(more) : more;
}
