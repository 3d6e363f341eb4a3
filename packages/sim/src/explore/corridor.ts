import { explore, type Explored, type Options } from "./explore.ts";
import { CODES, UNANNOUNCED, begin, type Bounds, type World } from "./world.ts";

/** Two links in a row, three stations, three groups: two set out at the first station, a third at the second. */
export interface CorridorExplored {
  readonly first: Explored;
  readonly second: Explored;
  /** What the second link can see of the first: the steps between its pairs of (tick, people of the first group received). */
  readonly handovers: number;
}

/**
 * The first link knows nothing of the second, and the second knows of the first only whom it has received and when. So the first is
 * explored alone, and of each of its steps it is kept what the second can see of it; the second is explored beside every sequence of
 * those. Whom both logs together can lead to is among it. Of those received, the first group goes on; beside it waits the third.
 */
export function exploreCorridor(first: Bounds, second: Bounds, options: Options = {}): CorridorExplored {
  const steps = new Map<string, Set<string>>();
  const watched = explore(first, {
    ...options,
    watch: (before, after) => {
      handOver(before, after);
      const [from, to] = [seenOf(before), seenOf(after)];
      if (from !== to) steps.set(from, (steps.get(from) ?? new Set()).add(to));
      return null;
    },
  });
  const onward = begin(second);
  onward.onward = true;
  const fed = explore(second, {
    ...options,
    first: onward,
    watch: (_before, after) => conserved(after),
    possible: (world, { body }, tick) => {
      if (tick) return steps.get(seenOf(world))?.has(seenOf({ ...world, tick: world.tick + 1 })) === true;
      return world.came !== null || !("group" in body) || body.group !== CODES[0];
    },
    beside: (world) => {
      const worlds: World[] = [];
      for (const to of steps.get(seenOf(world)) ?? []) {
        const [tick, came] = to.split(":").map(Number);
        if (tick === world.tick && came !== undefined) worlds.push({ ...world, came });
      }
      return worlds;
    },
  });
  return { first: watched, second: fed, handovers: [...steps.values()].reduce((sum, to) => sum + to.size, 0) };
}

const seenOf = ({ tick, came }: World): string => `${tick}:${came ?? 0}`;

/** The first group that was received is there for the second link. */
function handOver(before: World, after: World): void {
  if (after.came !== null) return;
  for (const code in after.ghost.groups) {
    const group = after.ghost.groups[code];
    if (code === UNANNOUNCED || group?.stage !== "received" || before.ghost.groups[code]?.stage === "received")
      continue;
    after.came = group.arrived;
  }
}

/** Nobody goes on who has not come, and nobody who has come is lost: they wait at the second station, or the second log says where they are. */
function conserved({ ghost, law, came }: World): string | null {
  const group = ghost.groups[CODES[0] as string];
  const known = law.groups[CODES[0] as string];
  if (group === undefined || known === undefined || group.stage === "forming") return null;
  const most = came ?? 0;
  const people = [known.headcount, known.released, known.departed, known.arrived, group.departed, group.arrived];
  return people.some((count) => (count ?? 0) > most) ? `C2 of ${most} people who came more go on` : null;
}
