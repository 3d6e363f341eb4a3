import type { BodyOf, Side } from "@vado/protocol";

/** The people of a group in the reference model: where they are, and what was counted of them. Sums are taken anew each time. */

export type Cause = BodyOf<"count.reconciled">["cause"];
export type Place =
  | "forming"
  | "queue"
  | "bank"
  | "road"
  | "gate"
  | "received"
  | "returned"
  | "diverted"
  | "withdrawn"
  | "dispersed";

export interface Crowd {
  readonly code: string;
  place: Place;
  version: number;
  people: number;
  /** Children among them who travel alone, and whether they were referred. */
  alone: number;
  referred: boolean;
  since: number | null;
  answered: "deferred" | "declined" | null;
  /** The event that an answer must name. */
  asks: string | null;
  overtaken: number;
  authorised: boolean;
  letGo: number | null;
  letGoPeople: number;
  left: number | null;
  leftAt: number | null;
  came: number | null;
  backAt: number | null;
  /** People of journeys that ended in a return before this one. */
  trips: number[];
  unannounced: boolean;
  cause: Cause | null;
  story: { side: Side; event: string; cause: Cause } | null;
  recount: { side: Side; event: string; point: string; people: number } | null;
  detour: { side: Side; event: string; station: string; grant: string } | null;
}

export function crowd(code: string): Crowd {
  const counts = { letGo: null, letGoPeople: 0, left: null, leftAt: null, came: null, backAt: null, trips: [] };
  const words = { answered: null, asks: null, cause: null, story: null, recount: null, detour: null };
  const marks = { alone: 0, referred: false, overtaken: 0, authorised: false, unannounced: false };
  return { code, place: "forming", version: 0, people: 0, since: null, ...counts, ...words, ...marks };
}

/** Both sums of C1, from where everybody is. */
export function sums(crowds: Iterable<Crowd>): Record<string, number> {
  const sum: Record<string, number> = {};
  const add = (name: string, people: number) => {
    sum[name] = (sum[name] ?? 0) + people;
  };
  for (const { place, left, came, trips, unannounced, cause } of crowds) {
    for (const people of trips) {
      add("departed", people);
      add("returned", people);
    }
    if (left !== null) add("departed", left);
    if (unannounced) add("spontaneous", came ?? 0);
    if (place === "road") add("inTransit", left ?? 0);
    if (place === "returned" || place === "diverted") add(place, left ?? 0);
    if (place === "gate") {
      add("atGate", left ?? came ?? 0);
      if (left === null && !unannounced) add("undeclared", came ?? 0);
    }
    if (place === "received") {
      add("received", came ?? 0);
      const more = (came ?? 0) - (left ?? 0);
      if (!unannounced) add(...explained(more, cause));
    }
  }
  return sum;
}

function explained(more: number, cause: Cause | null): [string, number] {
  if (cause === "joined" && more > 0) return ["joined", more];
  if ((cause === "left" || cause === "medical" || cause === "missing") && more < 0) return [cause, -more];
  return ["miscount", more];
}
