import type { World } from "./world.ts";

/** What a day leaves behind: everybody who came to go so far, and who is at each station. People. */
export interface Night {
  readonly demand: number;
  readonly stock: Readonly<Record<string, number>>;
}

export function nightOf(world: World): Night {
  const stock = world.scenario.stations.map(({ id }): [string, number] => [id, stockAt(world, id)]);
  return { demand: world.demand().people, stock: Object.fromEntries(stock) };
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
