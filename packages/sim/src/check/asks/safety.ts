import { Agreements } from "../agreements.ts";
import { namedBy } from "../hear.ts";
import { answerOf, count, text } from "../line.ts";
import { HOUR_MS, type Story } from "../story.ts";
import { ask, looksFine, type Ask, type Asks } from "./ask.ts";

/** Rows 15 and 16, and what stands beside the table: incidents, drills, overrides, terms, stations, shifts, and facts. */

const OFFICERS = "field duty supervisor";
const DUTY = "duty supervisor";
const STAFF = `${OFFICERS} planner archive bridge`;
const ALL = `${STAFF} observer publisher`;

/** Rules that a supervisor may set aside. */
const SET_ASIDE = new Set(["H2.unit", "H5.overtaking"]);
const DRILL_MS_MAX = 4 * HOUR_MS;
const DELEGATION_MS_MAX = 12 * HOUR_MS;

const openIncident = (mark: string): Ask =>
  ask(mark, "law", "no such open incident", ({ incidents }, line) => incidents.has(text(line, "incident")));

const either = (roles: string, ...asks: Ask[]): Asks => ({ side: "either", roles, asks });
const fact = (side: Asks["side"], roles: string): Asks => ({ side, roles, fact: true, asks: [] });
const MOVERS = `${OFFICERS} bridge`;

/** Devices that only acknowledge are not in the evidence. */
const ownDevice = ask("R3.side", "law", "a device that is not of this side", ({ known }, line) => {
  const side = known.voice(text(line, "device"))?.side;
  return side === undefined ? undefined : side === line.side;
});

const agreementsOf = ({ agreements }: Story) => (agreements instanceof Agreements ? agreements : undefined);

export const SAFETY_ASKS: Readonly<Record<string, Asks>> = {
  "hold.placed": fact("either", STAFF),
  "hold.lifted": {
    ...either(
      DUTY,
      ask("H16.open", "S6", "lifts no open hold", ({ holds }, line) => {
        return holds.get(text(line, "hold"))?.endSeq === null && answerOf(line) === text(line, "hold");
      }),
      ask("H16.once", "S6", "this side had lifted it", ({ holds }, line) => {
        return holds.get(text(line, "hold"))?.lifted.has(line.side) === false;
      }),
      ask("H16.conditions", "S10", "lifted without a look that allows it", looksFine),
    ),
    binding: true,
  },
  "conditions.checked": either(`${OFFICERS} archive`),
  "incident.opened": fact("either", STAFF),
  "incident.updated": either(OFFICERS, openIncident("I1.open")),
  "incident.handed-over": either(DUTY, openIncident("I2.open")),
  "incident.closed": either(
    DUTY,
    openIncident("I3.open"),
    ask("I3.search", "law", "closed before the search was handed over", ({ incidents }, line) => {
      const incident = incidents.get(text(line, "incident"));
      return incident?.kind !== "missing" || incident.handedOver;
    }),
  ),
  "supervisor.overrode": either(
    "supervisor",
    ask("V1.rule", "V1", "sets aside a rule that has no such door", (_story, line) =>
      SET_ASIDE.has(text(line, "rule")),
    ),
    ask("V1.group", "V1", "names no group as it stands", (story, line) => {
      return namedBy(story, text(line, "answers")) !== undefined;
    }),
  ),
  "drill.started": either(
    DUTY,
    ask("D1.one", "DL1", "a drill is running", ({ drill }) => drill === null),
    ask("D1.until", "DL1", "lasts not at all, or over four hours", ({ time }, line) => {
      const lasts = count(line, "until") - time;
      return lasts > 0 && lasts <= DRILL_MS_MAX;
    }),
  ),
  "drill.ended": either(
    DUTY,
    ask("D2.running", "DL1", "no drill is running", ({ drill }) => drill !== null),
  ),
  "group.called": fact("sending", MOVERS),
  "group.departed": fact("sending", MOVERS),
  "group.arrived": fact("receiving", MOVERS),
  "group.returned": fact("sending", MOVERS),
  "arrival.spontaneous": fact("receiving", MOVERS),
  observation: fact("either", ALL),
  "concern.raised": fact("either", ALL),
  heartbeat: fact("either", `${DUTY} archive`),
  ack: fact("either", ALL),
  "digest.published": fact("either", STAFF),
  "message.sent": fact("either", ALL),
  "fork.settled": either(DUTY),
  "agreement.proposed": either(
    `${DUTY} planner`,
    ask("G1.version", "law", "not newer than every version before", (story, line) => {
      return count(line, "version") > (agreementsOf(story)?.highest ?? 0);
    }),
  ),
  "agreement.signed": {
    ...either(
      DUTY,
      ask(
        "G2.proposal",
        "S9",
        "signs no open proposal",
        (story, line) => agreementsOf(story)?.openFor(line) !== undefined,
      ),
      ask("G2.once", "S7", "this side has signed", (story, line) => {
        return agreementsOf(story)?.openFor(line)?.signed.has(line.side) === false;
      }),
    ),
    binding: true,
  },
  "station.opened": either(`${OFFICERS} archive`),
  "station.closed": either(`${OFFICERS} archive`),
  "roster.on": either(DUTY, ownDevice),
  "roster.off": either(DUTY, ownDevice),
  "roster.delegated": {
    side: "sending",
    roles: DUTY,
    binding: true,
    asks: [
      ask("R1.device", "S1", "not a field officer's device of this side", ({ known }, line) => {
        const voice = known.voice(text(line, "device"));
        return voice === undefined ? undefined : voice.side === "sending" && voice.role === "field";
      }),
      ask("R1.until", "S1", "lasts not at all, or over twelve hours", ({ time }, line) => {
        const until = count(line, "until");
        return until > time && until <= time + DELEGATION_MS_MAX;
      }),
    ],
  },
  "roster.undelegated": {
    side: "sending",
    roles: DUTY,
    asks: [
      ask("R2.delegated", "law", "GO is not delegated to it", ({ known, time }, line) => {
        return (known.delegatedUntil(text(line, "device")) ?? -Infinity) >= time;
      }),
    ],
  },
};
