/**
 * The chain check (CC): what the quotas of links that follow one another do to the stations between them, day by day, before anybody signs.
 * People are reckoned as a flow of whole days: every link carries what it may, as long as there is anybody to carry.
 */

export interface ChainStation {
  readonly id: string;
  /** Null: no limit. */
  readonly places: number | null;
  /** Share of the places kept free. */
  readonly reserveShare: number;
  /** People there at the beginning. */
  readonly stock: number;
  /** People who come here to go, by day. */
  readonly demand: readonly number[];
  /** People who can be registered in a day; null: any number. */
  readonly intakePerDay: number | null;
  /** People who leave the corridor here in a day. */
  readonly outflowPerDay: number;
}

export interface ChainLink {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** People it may carry, by day. */
  readonly perDay: readonly number[];
  /** Share of the station's people who go on by this link; together at most 1. */
  readonly share: number;
  /** Mean transit, days. */
  readonly transitDays: number;
}

export interface StationOutlook {
  readonly id: string;
  /** Places less their reserve; null: no limit. */
  readonly limit: number | null;
  /** By day: people who came in by a link or of themselves, who left, and who are there at its end. */
  readonly in: readonly number[];
  readonly out: readonly number[];
  readonly stock: readonly number[];
  /** Change of the stock per day, mean from the first day on which anybody came. */
  readonly growthPerDay: number;
  /** The first day at whose end there are more people than places less their reserve; null: none. */
  readonly fullOn: number | null;
}

export interface LinkOutlook {
  readonly id: string;
  readonly carried: readonly number[];
  /** The most that it may carry on each of its days so that no station below is ever over its limit; null: what it may carry now fits. */
  readonly fits: number | null;
}

export interface ChainOutlook {
  readonly stations: readonly StationOutlook[];
  readonly links: readonly LinkOutlook[];
  /** Whether every station with a limit stays within it. */
  readonly consistent: boolean;
}

/**
 * Reckons `days` days. Throws a `RangeError` when the links lead in a circle or to a station that is not named.
 */
export function chainCheck(stations: readonly ChainStation[], links: readonly ChainLink[], days: number): ChainOutlook {
  const order = downstream(stations, links);
  const now = flow(order, links, days);
  const outlooks = order.map((station) => outlookOf(station, now, days));
  const isOver = (found: Flow, below: ReadonlySet<string>) =>
    order.some((station) => below.has(station.id) && fullOn(station, found.stock.get(station.id) ?? []) !== null);
  const fitting = links.map((link): LinkOutlook => {
    const carried = now.carried.get(link.id) ?? [];
    const below = reachable(link.to, links);
    if (!isOver(now, below)) return { id: link.id, carried, fits: null };
    const fits = (people: number) => {
      const capped = { ...link, perDay: link.perDay.map((most) => Math.min(most, people)) };
      return !isOver(
        flow(
          order,
          links.map((one) => (one === link ? capped : one)),
          days,
        ),
        below,
      );
    };
    return { id: link.id, carried, fits: mostThat(fits, Math.ceil(Math.max(0, ...carried))) };
  });
  return {
    stations: stations.map(({ id }) => outlooks.find((one) => one.id === id) as StationOutlook),
    links: fitting,
    consistent: outlooks.every((one) => one.fullOn === null),
  };
}

interface Flow {
  readonly in: ReadonlyMap<string, number[]>;
  readonly out: ReadonlyMap<string, number[]>;
  readonly stock: ReadonlyMap<string, number[]>;
  readonly carried: ReadonlyMap<string, number[]>;
}

function flow(order: readonly ChainStation[], links: readonly ChainLink[], days: number): Flow {
  const nothing = () => Array.from({ length: days }, () => 0);
  const per = (ids: readonly { readonly id: string }[]) => new Map(ids.map(({ id }) => [id, nothing()]));
  const found = { in: per(order), out: per(order), stock: per(order), carried: per(links) };
  const add = (to: ReadonlyMap<string, number[]>, id: string, day: number, people: number): void => {
    const row = to.get(id);
    if (row !== undefined && day < days) row[day] = (row[day] as number) + people;
  };
  for (const station of order) {
    // Registered people may leave; the others wait for intake.
    let [gate, inside] = [0, station.stock];
    for (let day = 0; day < days; day++) {
      const byLink = found.in.get(station.id)?.[day] ?? 0;
      const own = station.demand[day] ?? 0;
      add(found.in, station.id, day, own);
      gate += byLink;
      const registered = Math.min(gate, station.intakePerDay ?? Infinity);
      gate -= registered;
      inside += registered + own;
      let left = Math.min(inside, station.outflowPerDay);
      const ready = inside - left;
      for (const link of links.filter(({ from }) => from === station.id)) {
        const people = Math.min(link.perDay[day] ?? 0, ready * link.share);
        left += people;
        add(found.carried, link.id, day, people);
        add(found.in, link.to, day + Math.floor(link.transitDays), people * (1 - (link.transitDays % 1)));
        add(found.in, link.to, day + Math.floor(link.transitDays) + 1, people * (link.transitDays % 1));
      }
      inside -= left;
      add(found.out, station.id, day, left);
      add(found.stock, station.id, day, gate + inside);
    }
  }
  return found;
}

function outlookOf(station: ChainStation, found: Flow, days: number): StationOutlook {
  const { id } = station;
  const stock = found.stock.get(id) ?? [];
  return {
    id,
    limit: limitOf(station),
    in: found.in.get(id) ?? [],
    out: found.out.get(id) ?? [],
    stock,
    growthPerDay: growthOf(station, found.in.get(id) ?? [], stock, days),
    fullOn: fullOn(station, stock),
  };
}

function growthOf(
  { stock: opening }: ChainStation,
  came: readonly number[],
  stock: readonly number[],
  days: number,
): number {
  const first = Math.max(
    0,
    came.findIndex((people) => people > 0),
  );
  return ((stock.at(-1) ?? opening) - (stock[first - 1] ?? opening)) / (days - first);
}

const limitOf = ({ places, reserveShare }: ChainStation): number | null =>
  places === null ? null : Math.floor(places * (1 - reserveShare));

/** The first day over the limit. */
function fullOn(station: ChainStation, stock: readonly number[]): number | null {
  const limit = limitOf(station);
  const day = limit === null ? -1 : stock.findIndex((people) => people > limit + 1e-6);
  return day < 0 ? null : day;
}

/** The largest whole number up to `high` that passes, tests being passed by all smaller ones too; 0 if none is. */
function mostThat(passes: (people: number) => boolean, high: number): number {
  let [low, top] = [0, high];
  while (low < top) {
    const middle = Math.ceil((low + top) / 2);
    if (passes(middle)) low = middle;
    else top = middle - 1;
  }
  return low;
}

/** Stations with everybody's senders first. */
function downstream(stations: readonly ChainStation[], links: readonly ChainLink[]): ChainStation[] {
  for (const { id, from, to } of links)
    for (const end of [from, to])
      if (!stations.some((station) => station.id === end))
        throw new RangeError(`The link ${id} leads to or from ${end}, which is not among the stations. Name it.`);
  const left = [...stations];
  const order: ChainStation[] = [];
  while (left.length > 0) {
    const at = left.findIndex(({ id }) =>
      links.every(({ from, to }) => to !== id || !left.some((one) => one.id === from)),
    );
    if (at < 0) throw new RangeError("The links lead in a circle; a chain has a beginning. Check one way at a time.");
    order.push(...left.splice(at, 1));
  }
  return order;
}

/** A station and all that people reach from it. */
function reachable(id: string, links: readonly ChainLink[]): ReadonlySet<string> {
  const found = new Set([id]);
  for (const station of found) for (const { from, to } of links) if (from === station) found.add(to);
  return found;
}
