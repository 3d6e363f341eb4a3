import { balanceOf, type Balance, type LinkState } from "@vado/flow";
import type { Scenario } from "../scenario/index.ts";
import { unannouncedAtGate } from "../replay/report.ts";
import { peopleBalance, type PeopleBalance } from "../replay/summary.ts";
import type { RecordFollower } from "../world/record.ts";
import type { World } from "../world/world.ts";

/** Where everybody is at a moment: the record of one device held against the world that follows it. */

export interface DemoFigures {
  readonly people: PeopleBalance;
  readonly perLink: Readonly<
    Record<string, Omit<Balance, "off"> & { waiting: number; notReady: number; receivedPerDay: readonly number[] }>
  >;
  readonly receivedPerDay: readonly number[];
  /** C1, C2 and the balance of people hold. */
  readonly conservation: boolean;
}

const WAITING = new Set(["ready", "deferred", "declined", "granted", "confirmed", "released"]);

/** The world must have followed `state` before. */
export function figuresOf(
  world: World,
  follower: RecordFollower,
  state: Readonly<LinkState>,
  receivedPerDay: readonly number[],
): DemoFigures {
  const balance = balanceOf(state);
  const demand = world.demand();
  const here = { notReady: demand.unassembled, waiting: 0, inTransit: 0, atGate: unannouncedAtGate(state) };
  const bank = { waiting: 0, notReady: 0 };
  for (const party of world.parties) {
    const isWaiting = WAITING.has(state.groups[party.code ?? ""]?.phase ?? "");
    if (party.where === "moving") here.inTransit += party.people;
    else if (party.where === "gate") here.atGate += party.people;
    else bank[isWaiting ? "waiting" : "notReady"] += party.people;
  }
  const people: PeopleBalance = {
    demand: demand.people,
    spontaneous: balance.spontaneous,
    ...here,
    waiting: bank.waiting,
    notReady: here.notReady + bank.notReady,
    received: balance.received,
    left: balance.left + follower.dispersed,
    medical: balance.medical,
    missing: balance.missing,
    joined: balance.joined,
  };
  const { off, ...terms } = balance;
  return {
    people,
    perLink: { [state.link]: { ...terms, ...bank, receivedPerDay } },
    receivedPerDay,
    conservation: off === 0 && peopleBalance(people) && stationsHold(world, follower, state, balance),
  };
}

/**
 * C2. At the sending station: stock = opening stock + in − out; at the receiving one everybody the record received came in, and
 * whoever came in and did not leave is there.
 */
function stationsHold(
  world: World,
  { dispersed }: RecordFollower,
  state: Readonly<LinkState>,
  balance: Balance,
): boolean {
  const link = world.scenario.links.find((one) => one.id === state.link) as Scenario["links"][number];
  const { people, unassembled } = world.demandAt(link.from);
  const parties = world.parties.filter((party) => party.link === link.id);
  const standing = parties.filter((party) => party.where === "bank").reduce((sum, party) => sum + party.people, 0);
  // Counts of groups still on their way may yet be reconciled; in truth so many people left.
  const unsettled = parties
    .filter((party) => party.where !== "bank")
    .reduce((sum, party) => sum + party.people - declared(state, party.code), 0);
  const out = balance.departed + balance.undeclared + balance.miscount - balance.returned + unsettled + dispersed;
  const hall = world.halls.get(link.to);
  return unassembled + standing === people - out && hall?.in === balance.received;
}

function declared(state: Readonly<LinkState>, code: string | null): number {
  const group = state.groups[code ?? ""];
  return group?.departed ?? group?.arrived ?? 0;
}
