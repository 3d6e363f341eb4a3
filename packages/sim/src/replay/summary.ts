import type { Scenario, ScenarioTime } from "../scenario/index.ts";
import type { World } from "../world/world.ts";
import type { DeviceReport } from "./report.ts";

/** The figures of a run: each from the logs of the devices, held against the world. */

export interface PeopleBalance {
  readonly demand: number;
  readonly spontaneous: number;
  readonly notReady: number;
  readonly waiting: number;
  readonly inTransit: number;
  readonly atGate: number;
  readonly received: number;
  readonly left: number;
  readonly medical: number;
  readonly missing: number;
  readonly joined: number;
}

const WAITING = new Set(["ready", "deferred", "declined", "granted", "confirmed", "released", "returned"]);

/** The archive of the sending side speaks for its link; `digests` proves that everybody else would say the same. */
function spokesmen(reports: readonly DeviceReport[]): Map<string, DeviceReport> {
  return new Map(
    reports.filter((one) => one.role === "archive" && one.side === "sending").map((one) => [one.link, one]),
  );
}

/** The largest number of different digests among the devices of one channel at its last sequence. */
export function countDigests(reports: readonly DeviceReport[]): number {
  const byChannel = new Map<string, Set<string>>();
  for (const report of reports)
    for (const { channel, seq, digest } of Object.values(report.channels))
      byChannel.set(channel, (byChannel.get(channel) ?? new Set()).add(`${seq} ${digest}`));
  return Math.max(...[...byChannel.values()].map((digests) => digests.size));
}

/** Distinct people, each followed up to the first reception on any link. */
export function peopleOf(world: World, reports: readonly DeviceReport[]): PeopleBalance {
  const spoken = spokesmen(reports);
  const sum = (pick: (report: DeviceReport) => number) =>
    [...spoken.values()].reduce((total, report) => total + pick(report), 0);
  const demand = world.demand();
  const here = { notReady: demand.unassembled, waiting: 0, inTransit: 0, atGate: 0 };
  for (const party of world.parties) {
    if (party.onward) continue;
    const phase = party.code === null ? undefined : spoken.get(party.link)?.phases[party.code];
    if (party.where === "moving") here.inTransit += party.people;
    else if (party.where === "gate") here.atGate += phase === "received" ? 0 : party.people;
    else if (phase !== undefined && WAITING.has(phase)) here.waiting += party.people;
    else here.notReady += party.people;
  }
  const again = world.receivedOnward;
  return {
    demand: demand.people,
    spontaneous: sum((report) => report.balance.spontaneous),
    ...here,
    atGate: here.atGate + sum((report) => report.unannounced),
    received: sum((report) => report.balance.received) - again.arrived,
    left: sum((report) => report.balance.left) - again.left,
    medical: sum((report) => report.balance.medical) - again.medical,
    missing: sum((report) => report.balance.missing),
    joined: sum((report) => report.balance.joined) - again.joined,
  };
}

export function peopleBalance(people: PeopleBalance): boolean {
  const { demand, spontaneous, notReady, waiting, inTransit, atGate, received, left, medical, missing, joined } =
    people;
  return (
    demand + spontaneous === notReady + waiting + inTransit + atGate + received + left + medical + missing - joined
  );
}

/** C1 of every link, with what still waits there and what was received on each day. */
export function linkFigures(
  reports: readonly DeviceReport[],
  world: World,
  receivedPerDay: ReadonlyMap<string, readonly number[]>,
) {
  return Object.fromEntries(
    [...spokesmen(reports)].map(([link, report]) => {
      const bank = world.parties.filter((party) => party.link === link && party.where === "bank");
      const isWaiting = (code: string | null) => code !== null && WAITING.has(report.phases[code] ?? "");
      const waiting = bank.filter((party) => isWaiting(party.code)).reduce((sum, party) => sum + party.people, 0);
      const notReady = bank.filter((party) => !isWaiting(party.code)).reduce((sum, party) => sum + party.people, 0);
      const { off: _off, ...terms } = report.balance;
      return [link, { ...terms, waiting, notReady, receivedPerDay: receivedPerDay.get(link) ?? [] }];
    }),
  );
}

/**
 * C2 of every station: stock = opening stock + in − out ± corrections. Who waits to leave and who was received are both its
 * people; `corrections` is what the counts of the logs and the people on the ground differ by, and must be nought.
 */
export function stationFigures(scenario: Scenario, world: World, reports: readonly DeviceReport[], days?: number) {
  const spoken = spokesmen(reports);
  const linkSum = (links: Scenario["links"], pick: (report: DeviceReport) => number) =>
    links.reduce((sum, link) => sum + pick(spoken.get(link.id) as DeviceReport), 0);
  return Object.fromEntries(
    scenario.stations.map(({ id, places }) => {
      const hall = world.halls.get(id) as NonNullable<ReturnType<World["halls"]["get"]>>;
      const demand = world.demandAt(id);
      const departing = scenario.links.filter((link) => link.from === id);
      const arriving = scenario.links.filter((link) => link.to === id);
      const waiting = world.parties
        .filter((party) => party.where === "bank" && departing.some((link) => link.id === party.link))
        .reduce((sum, party) => sum + party.people, 0);
      const stock = demand.unassembled + waiting + hall.stock + world.pendingInside(id, reports);
      // A departure miscounted and later reconciled took the reconciled number of people out; who came back is here again.
      const departed =
        linkSum(departing, ({ balance }) => balance.departed - balance.returned + balance.miscount) +
        world.miscountedOut(id);
      // Who came unannounced is inside before they are received.
      const received = linkSum(arriving, ({ balance, unannounced }) => balance.received + unannounced);
      const figures = {
        places,
        opening: demand.backlog,
        in: demand.people - demand.backlog + received,
        out: departed + hall.out,
        stock,
      };
      return [
        id,
        {
          ...figures,
          corrections: stock - (figures.opening + figures.in - figures.out),
          waiting: waiting + demand.unassembled,
          inside: hall.stock,
          departed,
          outflow: hall.out,
          apart: hall.apart,
          /** Most people inside at once, and minutes with more of them than places. */
          ...(world.fullness.get(id) ?? { peak: 0, overMinutes: 0 }),
          /** Who came here to go, on each day of the run; a backlog was there before the first. */
          camePerDay: perDay(
            demand.backlog,
            world.nights.slice(0, (days ?? 1) - 1).map((night) => night.came[id] ?? 0),
            demand.people,
          ),
          /** At the end of each day of the run; of the last one as it ended. */
          stockPerDay: [...world.nights.slice(0, (days ?? 1) - 1).map((night) => night.stock[id] ?? 0), stock],
        },
      ];
    }),
  );
}

export function stationsBalance(stations: ReturnType<typeof stationFigures>): boolean {
  return Object.values(stations).every((one) => one.corrections === 0);
}

/** What of an evidence line says who was received when. */
export interface DayLine {
  readonly receivedAt: number;
  readonly voidedBy: string | null;
  readonly event: {
    readonly type: string;
    readonly group?: string;
    readonly headcount?: number;
    readonly arrived?: number;
    readonly answers?: string;
  };
}

/** Demand beside reception on each day of the run. People; a backlog was there before the first day. */
export function dayFigures(scenario: Scenario, world: World, days: number, received: DayFigures["received"]) {
  const backlog = scenario.demand.reduce((sum, row) => sum + (row.backlog ?? 0), 0);
  const ends = world.nights.slice(0, days - 1).map((night) => night.demand);
  return { demand: perDay(backlog, ends, world.demand().people), ...received };
}

/** What each day added to a count that began with `opening`, was `ends` at the end of each day but the last, and is `last` now. */
function perDay(opening: number, ends: readonly number[], last: number): number[] {
  return [...ends, last].map((end, day, all) => end - (all[day - 1] ?? opening));
}

/** People received by day: for the first time, and again at a later station of the corridor. */
interface DayFigures {
  readonly received: { readonly received: readonly number[]; readonly receivedOnward: readonly number[] };
}

/** Days of the run, from the evidence lines of one device per link; `of`: only groups with these codes. */
export function receivedByDay(
  lines: Iterable<DayLine>,
  time: ScenarioTime,
  days: number,
  of: (code: string) => boolean = () => true,
): number[] {
  const perDay = Array.from({ length: days }, () => 0);
  const arrived = new Map<string, number>();
  for (const { receivedAt, voidedBy, event } of lines) {
    const code = event.group ?? "";
    if (voidedBy !== null || !of(code)) continue;
    if ((event.type === "group.arrived" || event.type === "arrival.spontaneous") && !arrived.has(code))
      arrived.set(code, event.headcount ?? 0);
    const done = event.type === "group.received" || (event.type === "count.reconciled" && event.answers !== undefined);
    const day = Math.min(days - 1, time.dayOf(receivedAt));
    if (done) perDay[day] = (perDay[day] ?? 0) + (event.arrived ?? arrived.get(code) ?? 0);
  }
  return perDay;
}

/** Alarms that came to a duty officer, per hour: of the one who had most, on average and in the worst hour of anyone. */
export function alarmRate(reports: readonly DeviceReport[], days: number): { mean: number; busiest: number } {
  const duty = reports.filter(({ role }) => role === "duty");
  const most = Math.max(0, ...duty.map(({ alarms }) => alarms));
  return {
    mean: Number((most / (days * 24)).toFixed(2)),
    busiest: Math.max(0, ...duty.map(({ busiestAlarmHour }) => busiestAlarmHour)),
  };
}
