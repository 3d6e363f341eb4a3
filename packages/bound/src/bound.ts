import * as highsModule from "highs";
import type { Highs } from "highs";
import type { CameByDay } from "./demand.ts";
import { gridOf, type Grid } from "./grid.ts";
import { unannouncedIn } from "./limits.ts";
import { networkOf, type Network } from "./network.ts";
import type { LimitKind } from "./program.ts";
import type { Corridor } from "./read.ts";

/** The most people a corridor can receive, and what that stands on. */

/** One limit's part of the maximum: `people` of it would be lost were the limit (or the demand) nought. */
export interface Binding {
  readonly kind: LimitKind;
  /** A link's or a station's id. */
  readonly of: string;
  readonly day: number;
  readonly people: number;
}

export interface CorridorBound {
  /** Length of the steps that were reckoned with, minutes. */
  readonly stepMinutes: number;
  /** People received, each counted at every reception, on all links together at most. */
  readonly received: number;
  /** Of that optimum: people received on each link and day. */
  readonly perLink: Readonly<Record<string, readonly number[]>>;
  /** People that each link could receive at most, were it the only one that counts. */
  readonly mostPerLink: Readonly<Record<string, number>>;
  /** What the optimum stands on; the parts add up to `received`. */
  readonly bindings: readonly Binding[];
}

interface Optimum {
  readonly value: number;
  readonly variables: Float64Array;
  readonly bindings: readonly Binding[];
}

/**
 * Reckons the bound of a scenario; `came`: who came to go on each day of the run that is held against it.
 * Throws when the program has no solution: then the scenario contradicts itself.
 */
export async function corridorBound(corridor: Corridor, came?: CameByDay): Promise<CorridorBound> {
  const grid = gridOf(corridor);
  const network = networkOf(corridor, grid, came);
  const highs = await loadSolver();
  const all = solve(highs, network, grid, [...network.links.keys()]);
  const mostPerLink = Object.fromEntries(
    [...network.links.keys()].map((link): [string, number] => [
      link,
      network.links.size === 1 ? all.value : solve(highs, network, grid, [link]).value,
    ]),
  );
  const extra = unannounced(corridor, grid);
  const perLink = Object.fromEntries(
    [...network.links].map(([id, link]): [string, number[]] => [
      id,
      receivedByDay(link, all.variables, corridor, grid),
    ]),
  );
  for (const { of, day, people } of extra) {
    const into = corridor.links.find((link) => link.to === of);
    const days = into === undefined ? undefined : perLink[into.id];
    if (into === undefined || days === undefined) continue;
    days[day] = (days[day] ?? 0) + people;
    mostPerLink[into.id] = (mostPerLink[into.id] ?? 0) + people;
  }
  const received = all.value + extra.reduce((sum, one) => sum + one.people, 0);
  return { stepMinutes: grid.minutes, received, perLink, mostPerLink, bindings: [...all.bindings, ...extra] };
}

/** The solver's types describe an ES module's default export; its CommonJS entry hands over the function itself. */
const loadSolver = highsModule.default as unknown as () => Promise<Highs>;

/** People nobody announced are received too; they are in nobody's power. */
function unannounced(corridor: Corridor, grid: Grid): Binding[] {
  return corridor.stations.flatMap(({ id }) =>
    Array.from({ length: corridor.days }, (_, day): Binding => {
      let people = 0;
      for (let step = 0; step < grid.steps; step++)
        if (grid.day(step) === day) people += unannouncedIn(corridor, id, step, grid);
      return { kind: "unannounced", of: id, day, people };
    }).filter(({ people }) => people > 0),
  );
}

function receivedByDay(
  { released, transit }: { released: readonly number[]; transit: number },
  variables: Float64Array,
  { days }: Corridor,
  grid: Grid,
): number[] {
  const people = Array.from({ length: days }, () => 0);
  for (let step = transit; step < grid.steps; step++) {
    const day = grid.day(step);
    people[day] = (people[day] ?? 0) + (variables[released[step - transit] as number] ?? 0);
  }
  return people;
}

/** Lets as many people as possible arrive on these links before the end. */
function solve(highs: Highs, { program, links }: Network, grid: Grid, counted: readonly string[]): Optimum {
  const cost = new Float64Array(program.upper.length);
  for (const id of counted) {
    const { released, transit } = links.get(id) as { released: number[]; transit: number };
    for (let step = 0; step + transit < grid.steps; step++) cost[released[step] as number] = -1;
  }
  const { lower, upper, rowLower, rowUpper, starts, indices, values } = program;
  const shape = { numRows: rowLower.length, numCols: upper.length };
  return highs.withModel(
    {
      ...shape,
      colCost: cost,
      colLower: lower,
      colUpper: upper,
      rowLower,
      rowUpper,
      matrix: { format: "csr", ...shape, starts: Int32Array.from(starts), indices: Int32Array.from(indices), values },
    },
    (model) => {
      model.options.set({ output_flag: false });
      model.run();
      if (model.getModelStatus() !== highs.constants.modelStatus.optimal)
        throw new Error("The scenario's limits contradict one another: no flow of people satisfies all of them.");
      const { colValue, colDual, rowDual } = model.getSolution();
      const bindings = new Map<string, Binding>();
      const add = (label: (typeof program.rowLabel)[number] | undefined, people: number): void => {
        if (label === null || label === undefined || Math.abs(people) < 1e-6) return;
        const key = `${label.kind} ${label.of} ${label.day}`;
        bindings.set(key, { ...label, people: (bindings.get(key)?.people ?? 0) + people });
      };
      program.columnLabel.forEach((label, i) => add(label, -(colDual[i] ?? 0) * finite(upper[i])));
      program.rowLabel.forEach((label, i) => add(label, -(rowDual[i] ?? 0) * finite(rowUpper[i])));
      return { value: -model.getObjectiveValue(), variables: colValue, bindings: [...bindings.values()] };
    },
  );
}

const finite = (limit: number | undefined): number => (limit === undefined || limit === Infinity ? 0 : limit);
