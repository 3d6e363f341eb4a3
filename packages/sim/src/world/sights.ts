import type { Scenario } from "../scenario/index.ts";
import { dangersAt, isOn } from "./calendar.ts";
import type { StationHall } from "./hall.ts";
import { peopleAtBank } from "./nights.ts";
import type { Cause, Party, Sights } from "./types.ts";
import type { World } from "./world.ts";
import type { Role, Side } from "@vado/protocol";

/** Agreements are known to the duty officers so long before they are in force. */
const TERMS_AHEAD_MS = 3_600_000;

/** What one side of one link can see now; `terms`: what its agencies settle on in the course of the scenario. */
export function sightsOf(world: World, terms: Sights["terms"], linkId: string, side: Side, role: Role): Sights {
  const { scenario, time, now } = world;
  const link = scenario.links.find((one) => one.id === linkId) as Scenario["links"][number];
  const station = side === "sending" ? link.from : link.to;
  const here = role === "archive" ? [] : world.parties.filter((party) => party.link === linkId);
  const gate = here.filter((party) => party.where === "gate" && party.code !== null);
  const bank = here.filter((party) => party.where === "bank" && party.at <= now);
  const mine = side === "sending" && role === "field";
  const theirs = side === "receiving" && role === "field";
  const firstInbound = scenario.links.find((one) => one.to === station)?.id === linkId;
  return {
    ...onTheBank(mine ? bank : []),
    gate: theirs
      ? gate.map((party) => ({ code: party.code as string, people: party.arriving, at: party.arrivesAt as number }))
      : [],
    unannounced:
      theirs && firstInbound
        ? [...world.unannounced.values()].filter((one) => one.station === station && !one.met).map((one) => one.who)
        : [],
    causes: Object.fromEntries(
      gate.filter((party) => party.cause !== null).map((party) => [party.code as string, party.cause as Cause]),
    ),
    ...dangersAt(scenario, time, linkId, now),
    fieldPhone: null,
    terms: terms.filter((one) => one.validFrom - TERMS_AHEAD_MS <= now),
    hall: hallOf(world, station),
    stationOpen: world.isOpen(station),
    open: world.isOpen(link.from) && world.isOpen(link.to) && world.isOpen(station),
    offline: scenario.events.some(
      (event) => event.kind === "comms-loss" && event.link === linkId && event.side === side && isOn(time, event, now),
    ),
  };
}

/** Places are taken by whoever was counted in and has not left: who waits in a group for the way on is still there. */
function hallOf(world: World, station: string): Sights["hall"] {
  const hall = (world.halls.get(station) as StationHall).look();
  return { ...hall, registered: hall.registered + peopleAtBank(world, station, true) };
}

function onTheBank(bank: readonly Party[]): Pick<Sights, "assembled" | "forming" | "leaving"> {
  const coded = bank.filter((party) => party.code !== null);
  return {
    assembled: bank.filter((party) => party.code === null),
    forming: Object.fromEntries(coded.filter((party) => !party.ready).map((party) => [party.code as string, party])),
    leaving: Object.fromEntries(
      coded.filter((party) => party.counted !== party.people).map((party) => [party.code as string, party.counted]),
    ),
  };
}
