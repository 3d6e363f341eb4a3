import { localDay, quotaOn } from "@vado/flow";
import { carriesPerHour, chainCheck, type ChainLink, type ChainStation, type StationOutlook } from "@vado/planner";
import { DAY_MS, type StationChain, type Terms } from "@vado/protocol";

/** What terms of one link do to the station that the desk knows, before they are signed. */

/** So far ahead, days: four weeks, so that every weekday's quota is in it as often. */
export const CHAIN_DAYS = 28;
const OPEN_HOURS = 24;

export interface ChainView {
  readonly station: StationOutlook;
  /** Mean people a day who can come in and leave by these terms. */
  readonly inPerDay: number;
  readonly outPerDay: number;
  /** The quota of this link with which the station stays within its places; null: it does, or no quota of this link would help. */
  readonly fits: number | null;
}

/**
 * The station's days from `now` (ms) on if every link carries what it may, with these terms on one link. Who may come over a link without any
 * limit are as many as came in the last day. Null when that link is not the desk's.
 */
export function chainView(chain: StationChain, link: string, terms: Terms, now: number): ChainView | null {
  if (chain.links.every((one) => one.link !== link)) return null;
  const { station } = chain;
  const inside: ChainStation = {
    id: station.station,
    places: station.total,
    reserveShare: terms.reserveShare,
    stock: station.unregistered + station.registered,
    demand: days(() => 0),
    intakePerDay: station.intakePerHour === null ? null : station.intakePerHour * OPEN_HOURS,
    outflowPerDay: station.outflowPerHour * OPEN_HOURS,
  };
  const stations: ChainStation[] = [inside];
  const links: ChainLink[] = [];
  const onward = chain.links.filter(({ side, terms: own }) => side === "sending" && own !== null).length;
  for (const one of chain.links) {
    const own = one.link === link ? terms : one.terms;
    if (own === null) continue;
    const most = perDay(own, now).map((people) => (Number.isFinite(people) ? people : one.cameLastDay + one.waiting));
    const far = `${one.neighbour} ${one.link}`;
    const inbound = one.side === "receiving";
    stations.push({
      ...inside,
      id: far,
      places: null,
      stock: 0,
      demand: inbound ? most : days(() => 0),
      outflowPerDay: inbound ? 0 : Infinity,
    });
    links.push({
      id: one.link,
      from: inbound ? far : inside.id,
      to: inbound ? inside.id : far,
      perDay: most,
      share: inbound ? 1 : 1 / onward,
      // The stock is the same whenever they set out: a road only makes it later.
      transitDays: 0,
    });
  }
  const outlook = chainCheck(stations, links, CHAIN_DAYS);
  const here = outlook.stations[0] as StationOutlook;
  const mean = (people: readonly number[]) => people.reduce((sum, some) => sum + some, 0) / CHAIN_DAYS;
  const sum = (side: "inbound" | "onward") =>
    links
      .filter((one) => (one.to === inside.id) === (side === "inbound"))
      .reduce((all, one) => all + mean(one.perDay), 0);
  return {
    station: here,
    inPerDay: sum("inbound"),
    outPerDay: Math.min(inside.outflowPerDay + sum("onward"), inside.intakePerDay ?? Infinity),
    fits: outlook.links.find(({ id }) => id === link)?.fits ?? null,
  };
}

const days = (people: (day: number) => number): number[] => Array.from({ length: CHAIN_DAYS }, (_, day) => people(day));

function perDay(terms: Terms, now: number): number[] {
  const carries = carriesPerHour(terms) * OPEN_HOURS;
  return days((day) => Math.min(carries, quotaOn(terms, localDay(terms.calendar, now + day * DAY_MS))));
}
