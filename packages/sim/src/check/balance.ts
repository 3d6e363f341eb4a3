import { localDay, type Terms } from "./agreements.ts";
import type { Group } from "./group.ts";

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

/** Counts every group of a link once, by where its people are at the end. `off` is nought when C1 holds. */
export function balanceOf(groups: readonly Group[]): C1 & { off: number } {
  const sum = Object.fromEntries(C1_TERMS.map((term) => [term, 0])) as C1;
  for (const group of groups) for (const [term, people] of placesOf(group)) sum[term] += people;
  let off = 0;
  for (const term of C1_TERMS) off += LEFT_SIDE.has(term) ? sum[term] : -sum[term];
  return { ...sum, off };
}

/** Received people per local day of the link, by days since 1970; the day is that of the reception's ordering time. */
export function receivedPerDay(groups: readonly Group[], terms: Terms | undefined): Map<number, number> {
  const days = new Map<number, number>();
  for (const { phase, receivedAt, arrived } of groups) {
    if (phase !== "received" || receivedAt === null) continue;
    const day = localDay(terms, receivedAt);
    days.set(day, (days.get(day) ?? 0) + (arrived ?? 0));
  }
  return days;
}

/** The terms of C1 that one group adds to. */
function placesOf(group: Group): [C1Term, number][] {
  const { phase, departed, cameBack, spontaneous } = group;
  const arrived = group.arrived ?? 0;
  const places: [C1Term, number][] = [
    ["departed", cameBack],
    ["returned", cameBack],
  ];
  if (spontaneous) places.push(["spontaneous", arrived]);
  else if (departed !== null) places.push(["departed", departed]);
  else if (phase === "gate") places.push(["undeclared", arrived]);

  if (phase === "received") {
    places.push(["received", arrived]);
    if (!spontaneous && group.explained) places.push(difference(group.cause, arrived - (departed ?? 0)));
  } else if (phase === "gate") places.push(["atGate", spontaneous ? arrived : (departed ?? arrived)]);
  else if (phase === "inTransit" || phase === "returned" || phase === "diverted") places.push([phase, departed ?? 0]);
  return places;
}

/** What both sides said of a difference, arrived less departed; what the cause cannot explain was a miscount. */
function difference(cause: unknown, more: number): [C1Term, number] {
  if (cause === "joined" && more > 0) return ["joined", more];
  if ((cause === "left" || cause === "medical" || cause === "missing") && more < 0) return [cause, -more];
  return ["miscount", more];
}
