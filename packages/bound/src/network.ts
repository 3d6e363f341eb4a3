import { demandOf, type CameByDay } from "./demand.ts";
import type { Grid } from "./grid.ts";
import { blockPeople, intakeIn, mayRelease, placesOf, quotaOf, ratePerHour, unannouncedIn } from "./limits.ts";
import { Program, type Label, type LimitKind } from "./program.ts";
import type { Corridor } from "./read.ts";

/**
 * The flow of people through a corridor in steps, as rows of a linear program: people may be cut at will, know the future,
 * need no answer, and everybody arrives after the mean transit. Whatever a real run does is allowed here too, so that the
 * optimum is a bound on every run.
 */

type Link = Corridor["links"][number];
type Station = Corridor["stations"][number];

export interface Network {
  readonly program: Program;
  /** For each link, the variable of the people released in each step, and after how many steps they arrive. */
  readonly links: ReadonlyMap<string, { readonly released: readonly number[]; readonly transit: number }>;
}

export function networkOf(corridor: Corridor, grid: Grid, came?: CameByDay): Network {
  const program = new Program();
  const links = new Map(corridor.links.map((link) => [link.id, linkRows(program, corridor, link, grid)]));
  for (const station of corridor.stations) stationRows(program, corridor, station, grid, links, came);
  return { program, links };
}

type Links = Network["links"];
type Term = readonly [variable: number, factor: number];

function labels(kind: LimitKind, of: string, grid: Grid): (step: number) => Label {
  return (step) => ({ kind, of, day: grid.day(Math.min(step, grid.steps - 1)) });
}

/** What a link lets through: hours and holds, rate in any hour, quota of a day, its block. */
function linkRows(program: Program, corridor: Corridor, link: Link, grid: Grid) {
  const steps = Array.from({ length: grid.steps }, (_, step) => step);
  const released = steps.map((step) => program.variable(mayRelease(corridor, link, step, grid) ? Infinity : 0));
  const at = (step: number) => released[step] as number;
  const hour = 60 / grid.minutes;
  const rate = labels("rate", link.id, grid);
  for (const step of steps) {
    const most = ratePerHour(corridor, link, step, grid);
    if (most === Infinity) continue;
    program.row(
      released.slice(step, step + hour).map((one): Term => [one, 1]),
      -Infinity,
      most,
      rate(step),
    );
  }
  const quota = labels("quota", link.id, grid);
  for (let day = 0; day < corridor.days; day++) {
    const most = quotaOf(corridor, link, day);
    const ofDay = steps.filter((step) => grid.day(step) === day);
    if (most < Infinity)
      program.row(
        ofDay.map((step): Term => [at(step), 1]),
        -Infinity,
        most,
        quota(ofDay[0] ?? 0),
      );
  }
  const transit = Math.floor(link.transitMinutes.mean / grid.minutes);
  blockRows(program, link, released, transit, grid);
  return { released, transit };
}

/** Between release and arrival there are never more people than the block takes. */
function blockRows(program: Program, link: Link, released: readonly number[], transit: number, grid: Grid): void {
  const most = blockPeople(link);
  if (most === Infinity || transit === 0) return;
  const label = labels("block", link.id, grid);
  let before: number | null = null;
  released.forEach((variable, step) => {
    const within = program.variable(most, label(step));
    const terms: Term[] = [
      [within, 1],
      [variable, -1],
    ];
    if (before !== null) terms.push([before, -1]);
    if (step >= transit) terms.push([released[step - transit] as number, 1]);
    program.row(terms, 0, 0, null);
    before = within;
  });
}

/** What a station holds and lets go: its own demand, places, intake, outflow, and whoever goes on. */
function stationRows(
  program: Program,
  corridor: Corridor,
  station: Station,
  grid: Grid,
  links: Links,
  came: CameByDay | undefined,
): void {
  const { id } = station;
  const onward = corridor.links.filter((link) => link.from === id);
  const inbound = corridor.links.filter((link) => link.to === id);
  const demand = corridor.demand.filter((row) => row.station === id).map((row) => demandOf(corridor, row, grid, came));
  /** For each link from here, the terms of who leaves the station's own demand in a step, and its hall. */
  const sources = new Map(onward.map((link) => [link.id, { demand: [] as number[], hall: [] as number[] }]));
  if (demand.length > 0) demandRows(program, corridor, id, demand, sources, grid);
  if (inbound.length > 0) hallRows(program, corridor, station, inbound, links, sources, grid);
  for (const [link, from] of sources)
    (links.get(link)?.released ?? []).forEach((variable, step) => {
      const parts = [from.demand[step], from.hall[step]].filter((part) => part !== undefined);
      program.row([[variable, 1], ...parts.map((part): Term => [part, -1])], 0, 0, null);
    });
}

type Sources = ReadonlyMap<string, { readonly demand: number[]; readonly hall: number[] }>;

/** Those who came to go wait; where the scenario routes them, each link has its own who wait for it. */
function demandRows(
  program: Program,
  corridor: Corridor,
  station: string,
  rows: readonly (readonly number[])[],
  sources: Sources,
  grid: Grid,
): void {
  const label = labels("demand", station, grid);
  const shares = corridor.routing[station];
  const pools = shares === undefined ? [[...sources.keys()]] : [...sources.keys()].map((link) => [link]);
  for (const pool of pools) {
    const share = shares === undefined ? 1 : (shares[pool[0] ?? ""] ?? 0);
    let before: number | null = null;
    for (let step = 0; step < grid.steps; step++) {
      const come = share * rows.reduce((sum, row) => sum + (row[step] ?? 0), 0);
      const waiting = program.variable();
      const leaving = pool.map((link) => {
        const some = program.variable();
        sources.get(link)?.demand.push(some);
        return some;
      });
      const terms: Term[] = [[waiting, 1], ...leaving.map((one): Term => [one, 1])];
      if (before !== null) terms.push([before, -1]);
      program.row(terms, come, come, label(step));
      before = waiting;
    }
  }
}

/** Inside: counted at the gate, registered at the intake's pace, gone by the outflow or on; never more than the places. */
function hallRows(
  program: Program,
  corridor: Corridor,
  station: Station,
  inbound: readonly Link[],
  links: Links,
  sources: Sources,
  grid: Grid,
): void {
  const { id } = station;
  const outflow = corridor.outflow.filter((row) => row.station === id).reduce((sum, row) => sum + row.perHour, 0);
  const label = {
    in: labels("intake", id, grid),
    out: labels("outflow", id, grid),
    places: labels("places", id, grid),
  };
  const unannounced = labels("unannounced", id, grid);
  let before: { gate: number; inside: number } | null = null;
  for (let step = 0; step < grid.steps; step++) {
    const gate = program.variable();
    const inside = program.variable();
    const both = program.variable(placesOf(corridor, station, step, grid), label.places(step));
    const registered = program.variable(intakeIn(corridor, station, step, grid), label.in(step));
    const out = program.variable((outflow * grid.minutes) / 60, label.out(step));
    const gone = [...sources.values()].map(({ hall }) => {
      const some = program.variable();
      hall.push(some);
      return some;
    });
    const come = inbound.flatMap((link) => {
      const { released, transit } = links.get(link.id) as { released: number[]; transit: number };
      return step < transit ? [] : [released[step - transit] as number];
    });
    const some = unannouncedIn(corridor, id, step, grid);
    const atGate: Term[] = [[gate, 1], [registered, 1], ...come.map((one): Term => [one, -1])];
    const atEnd: Term[] = [[inside, 1], [registered, -1], [out, 1], ...gone.map((one): Term => [one, 1])];
    if (before !== null) {
      atGate.push([before.gate, -1]);
      atEnd.push([before.inside, -1]);
    }
    program.row(atGate, some, some, some > 0 ? unannounced(step) : null);
    program.row(atEnd, 0, 0, null);
    program.row(
      [
        [both, 1],
        [gate, -1],
        [inside, -1],
      ],
      0,
      0,
      null,
    );
    before = { gate, inside };
  }
}
