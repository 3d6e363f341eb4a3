import type { World } from "./world.ts";

/** What a day leaves behind: everybody who came to go so far, and who is at each station. People. */
export interface Night {
  readonly demand: number;
  /** Of them, at each station. */
  readonly came: Readonly<Record<string, number>>;
  readonly stock: Readonly<Record<string, number>>;
}

export function nightOf(world: World): Night {
  const of = (people: (station: string) => number) =>
    Object.fromEntries(world.scenario.stations.map(({ id }): [string, number] => [id, people(id)]));
  const came = of((station) => world.demandAt(station).people);
  return { demand: world.demand().people, came, stock: of((station) => stockAt(world, station)) };
}

/** Received people who are in a station, those who wait in a group for the way on included. */
export function insideOf(world: World, station: string): number {
  return (world.halls.get(station)?.stock ?? 0) + peopleAtBank(world, station, true);
}

/** The most people inside a station so far, and for how many minutes there were more than its places. */
export interface Fullness {
  readonly peak: number;
  readonly overMinutes: number;
}

export function fuller(before: Fullness | undefined, inside: number, places: number | null): Fullness {
  const { peak = 0, overMinutes = 0 } = before ?? {};
  return { peak: Math.max(peak, inside), overMinutes: overMinutes + (places !== null && inside > places ? 1 : 0) };
}

/** Everybody at a station: inside, in groups that wait to leave, and not in a group yet. */
export function stockAt(world: World, station: string): number {
  return (world.halls.get(station)?.stock ?? 0) + world.demandAt(station).unassembled + peopleAtBank(world, station);
}

/** People in groups that have not left a station yet; `onward`: only those who were received there. */
export function peopleAtBank({ parties, scenario }: World, station: string, onward = false): number {
  let people = 0;
  for (const party of parties) {
    if (party.where !== "bank" || (onward && !party.onward)) continue;
    if (scenario.links.some((link) => link.id === party.link && link.from === station)) people += party.people;
  }
  return people;
}
