import type { CryptoPort, Role, Side } from "@vado/protocol";
import type { ClientConfig, Timing } from "@vado/client";
import type { KeyPair } from "@vado/protocol";
import { foundCorridor, type Corridor } from "./corridor/enrol.ts";
import type { OfficerPost } from "./officers/context.ts";
import type { Scenario, ScenarioTime } from "./scenario/index.ts";
import { seededEntropy } from "./seeded.ts";

/** Who holds which device: six per link, a field and a duty officer and an archive on each side; a desk holds its station's archives. */

export interface RosterDevice {
  readonly post: OfficerPost;
  readonly config: ClientConfig;
  /** Account that admits the device at the relay. */
  readonly account: string;
}

export interface RosterNode {
  readonly id: string;
  readonly devices: readonly RosterDevice[];
}

export interface Roster {
  readonly nodes: readonly RosterNode[];
  readonly corridor: Corridor;
  readonly accounts: ReadonlyMap<string, KeyPair>;
}

export interface RosterOptions {
  readonly seed: number;
  readonly heartbeatS: number;
  /** Devices per side and role; 1 by default. */
  readonly perRole?: number;
}

/** An agency's account at the relay, in the form its ids have. */
export const accountOf = (agency: string): string => `agency-account-${agency}`;

const SIDES: readonly Side[] = ["sending", "receiving"];

export async function makeRoster(
  scenario: Scenario,
  time: ScenarioTime,
  crypto: CryptoPort,
  options: RosterOptions,
): Promise<Roster> {
  const { seed, heartbeatS } = options;
  const stationOf = (id: string) =>
    scenario.stations.find((station) => station.id === id) as Scenario["stations"][number];
  const links = scenario.links.map((link) => ({
    id: link.id,
    sending: stationOf(link.from).agency,
    receiving: stationOf(link.to).agency,
  }));
  const agencies = Object.keys(scenario.agencies);
  const plan = { name: `corridor-${scenario.start}`, agencies, links, start: time.start, days: scenario.days };
  const corridor = await foundCorridor(plan, crypto, seededEntropy(seed, "ceremony"));
  const timing: Timing = { heartbeatS, ackIdleS: heartbeatS * 20 };

  async function device(link: Scenario["links"][number], side: Side, role: Role, n: number): Promise<RosterDevice> {
    const enrolled = corridor.links.get(link.id) as NonNullable<ReturnType<Corridor["links"]["get"]>>;
    const id = `${link.id}.${side}.${role}${n === 0 ? "" : n + 1}`;
    const { identity, tickets } = await enrolled.enrol(id, side, role);
    const first = role === "archive" && n === 0;
    return {
      post: { device: id, link: link.id, side, role, answerMin: link.answerMinutes, seed },
      config: {
        link: link.id,
        identity,
        charterId: corridor.charterId,
        channels: enrolled.channels,
        tickets,
        founding: first ? (side === "sending" ? "founder" : "cofounder") : null,
        timing,
      },
      account: accountOf(identity.agency),
    };
  }

  const nodes: RosterNode[] = [];
  for (const station of scenario.stations) {
    const devices: RosterDevice[] = [];
    for (const link of scenario.links) {
      if (link.from === station.id) devices.push(await device(link, "sending", "archive", 0));
      if (link.to === station.id) devices.push(await device(link, "receiving", "archive", 0));
    }
    if (devices.length > 0) nodes.push({ id: `${station.id}.desk`, devices });
  }
  for (const link of scenario.links)
    for (const side of SIDES)
      for (const role of ["field", "duty"] as const)
        for (let n = 0; n < (options.perRole ?? 1); n++) {
          const one = await device(link, side, role, n);
          nodes.push({ id: one.post.device, devices: [one] });
        }
  const accounts = new Map([...corridor.accounts].map(([agency, key]) => [accountOf(agency), key]));
  return { nodes, corridor, accounts };
}
