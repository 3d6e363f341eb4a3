import { localDay, termsAt } from "./agreements.ts";
import type { Ledger } from "./ledger.ts";
import type { Life } from "./lives.ts";

/** The terms of C1, people of one link. */
export const C1_TERMS = [
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
] as const;
export type C1Term = (typeof C1_TERMS)[number];
export type C1 = Record<C1Term, number>;

const LEFT_SIDE: ReadonlySet<C1Term> = new Set(["departed", "undeclared", "spontaneous", "miscount", "joined"]);

/** Counts every group of the log once, by where its people are at the end. `off` is nought when C1 holds. */
export function balanceOf({ lives }: Pick<Ledger, "lives">): C1 & { off: number } {
  const sum = Object.fromEntries(C1_TERMS.map((term) => [term, 0])) as C1;
  for (const life of lives) {
    for (const [term, people] of placesOf(life)) sum[term] += people;
  }
  let off = 0;
  for (const term of C1_TERMS) off += LEFT_SIDE.has(term) ? sum[term] : -sum[term];
  return { ...sum, off };
}

/** Received people per local day of the link, by days since 1970; the day is that of the reception's ordering time. */
export function receivedPerDay({ lives, agreements, valid }: Ledger): Map<number, number> {
  const last = valid.at(-1);
  const terms = last === undefined ? undefined : termsAt(agreements, last);
  const days = new Map<number, number>();
  for (const { received } of lives) {
    if (received === undefined) continue;
    const day = localDay(terms, received.time);
    days.set(day, (days.get(day) ?? 0) + received.people);
  }
  return days;
}

/** The terms of C1 that one group adds to. */
function placesOf(life: Life): [C1Term, number][] {
  const places: [C1Term, number][] = [];
  const departed = life.departed?.people;
  const arrived = life.arrived?.people;
  if (life.spontaneous) places.push(["spontaneous", arrived ?? 0]);
  else if (departed !== undefined) places.push(["departed", departed]);
  else if (arrived !== undefined && life.reconciled === undefined) places.push(["undeclared", arrived]);

  if (life.received !== undefined) {
    places.push(["received", life.received.people]);
    if (life.reconciled !== undefined) places.push(difference(life, life.received.people - (departed ?? 0)));
  } else if (arrived !== undefined) {
    places.push(["atGate", life.spontaneous ? arrived : (departed ?? arrived)]);
  } else if (departed !== undefined) {
    places.push([
      life.returned !== undefined ? "returned" : life.diverted !== undefined ? "diverted" : "inTransit",
      departed,
    ]);
  }
  return places;
}

/** What two sides said of a difference: arrived less departed. */
function difference({ reconciled }: Life, more: number): [C1Term, number] {
  switch (reconciled?.event["cause"]) {
    case "joined":
      return ["joined", more];
    case "left":
      return ["left", -more];
    case "medical":
      return ["medical", -more];
    case "missing":
      return ["missing", -more];
    default:
      return ["miscount", more];
  }
}
