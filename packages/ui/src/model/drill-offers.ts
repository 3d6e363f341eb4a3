import { MINUTE_MS, type LinkState } from "@vado/flow";
import type { BodyOf } from "@vado/protocol";

/** Places offered in a drill, for the periods that a release from now on can reach. */

export type Offered = Omit<BodyOf<"slots.offered">, "offer">;

/** Periods that are offered at a time. */
const PERIODS = 4;

/** Of `people` each; periods that are offered already are left out. */
export function offersFrom(state: Readonly<LinkState>, now: number, people: number): Offered[] {
  const terms = state.agreement?.terms;
  if (terms === undefined) return [];
  const period = Math.max(terms.slotPeriodMin, terms.transitSdMin) * MINUTE_MS;
  const reach = now + (terms.windowBeforeMin + terms.transitMeanMin) * MINUTE_MS;
  const first = Math.floor(reach / period) * period;
  const taken = new Set(Object.values(state.offers).map(({ from }) => from));
  return Array.from({ length: PERIODS }, (_, i) => first + i * period)
    .filter((from) => !taken.has(from))
    .map((from) => ({
      type: "slots.offered",
      from,
      to: from + period,
      people,
      projected: state.places?.occupied ?? 0,
    }));
}
