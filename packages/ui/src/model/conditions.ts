import { MINUTE_MS, conditionsFresh, type LinkState } from "@vado/flow";

/** How long the last look at the conditions is still good for, ms; null when it is over, or never was. */
export function conditionsLeft(state: Readonly<LinkState>, now: number): number | null {
  const { conditions, agreement } = state;
  if (conditions === null || agreement === null || !conditionsFresh(state, now)) return null;
  return conditions.time + agreement.terms.conditionsValidMin * MINUTE_MS - now;
}
