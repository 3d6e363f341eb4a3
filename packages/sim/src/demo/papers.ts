import type { ClientConfig } from "@vado/client";
import type { CryptoPort, DeskPapers, Entropy, KeyPair, Role, Side } from "@vado/protocol";
import { DeskPapersSchema, base64url } from "@vado/protocol";
import * as v from "valibot";
import type { Issuer } from "@vado/channel";
import { foundCorridor, type Corridor, type EnrolledDevice, type EnrolledLink } from "../corridor/enrol.ts";
import type { OfficerPost } from "../officers/context.ts";
import { accountOf } from "../roster.ts";
import type { Scenario, ScenarioTime } from "../scenario/index.ts";

/** The papers of a demo's one link: what each desk starts from, and what the simulated officers carry. */

/** Default of domain.md: `HEARTBEAT_S`. */
export const HEARTBEAT_S = 30;
/** Tickets a desk can give to people's devices, two for each; a group holds 64 devices. */
const TICKETS = 120;
/** An issuing key and a device live so long at most. */
const PAPERS_MS_MAX = 29 * 86_400_000;

export const SIDES: readonly Side[] = ["sending", "receiving"];
export type OfficerRole = Extract<Role, "field" | "duty">;
export const OFFICER_ROLES: readonly OfficerRole[] = ["field", "duty"];

export interface OfficerPapers {
  readonly post: OfficerPost & { readonly role: OfficerRole };
  readonly config: ClientConfig;
  readonly api: { readonly id: string; readonly privateKey: Uint8Array; readonly publicKey: Uint8Array };
  readonly account: { readonly id: string; readonly privateKey: Uint8Array };
  /** At the relay. */
  readonly expiresAt: number;
}

export interface DemoPapers {
  readonly link: Scenario["links"][number];
  readonly channels: Readonly<Record<"ops" | "record", string>>;
  /** Accounts the relay admits, with their public keys. */
  readonly accounts: ReadonlyMap<string, Uint8Array>;
  readonly officers: readonly OfficerPapers[];
  /** Every device that belongs to nobody: officers and archives. */
  readonly simulated: readonly string[];
  desk(side: Side, relayUrl: string): DeskPapers;
}

const archiveOf = (link: string, side: Side): string => `${link}.${side}.archive`;

interface Ground {
  readonly crypto: CryptoPort;
  readonly entropy: Entropy;
}

export async function makePapers(
  scenario: Scenario,
  time: ScenarioTime,
  start: number,
  { crypto, entropy }: Ground,
): Promise<DemoPapers> {
  const link = scenario.links[0] as Scenario["links"][number];
  const stations = { sending: stationOf(scenario, link.from), receiving: stationOf(scenario, link.to) };
  const agencies = { sending: stations.sending.agency, receiving: stations.receiving.agency };
  const corridor = await foundCorridor(
    {
      name: `demo-${scenario.start}`,
      agencies: [...new Set(Object.values(agencies))],
      links: [{ id: link.id, ...agencies }],
      start: time.start,
      days: scenario.days,
    },
    crypto,
    entropy,
  );
  const enrolled = corridor.links.get(link.id) as EnrolledLink;
  const expiresAt = Math.min(time.end(scenario.days) + 2 * 86_400_000, start + PAPERS_MS_MAX);
  const makeApi = async () => {
    const { publicKey, privateKey } = await crypto.ed25519FromSeed(entropy.bytes(32));
    return { id: base64url(entropy.bytes(16)), publicKey, privateKey };
  };
  const device = async (side: Side, role: OfficerRole): Promise<OfficerPapers> => {
    const id = `${link.id}.${side}.${role}`;
    const { identity, tickets } = await enrolled.enrol(id, side, role);
    return {
      post: { device: id, link: link.id, side, role, answerMin: link.answerMinutes, seed: scenario.seed },
      config: {
        link: link.id,
        identity,
        charterId: corridor.charterId,
        channels: enrolled.channels,
        tickets,
        founding: null,
        timing: { heartbeatS: HEARTBEAT_S, ackIdleS: HEARTBEAT_S * 20 },
      },
      api: await makeApi(),
      account: {
        id: accountOf(agencies[side]),
        privateKey: (corridor.accounts.get(agencies[side]) as KeyPair).privateKey,
      },
      expiresAt,
    };
  };
  const officers: OfficerPapers[] = [];
  for (const side of SIDES) for (const role of OFFICER_ROLES) officers.push(await device(side, role));
  const operatorToken = base64url(entropy.bytes(24));
  const desk = async (side: Side) => {
    const archive = await enrolled.enrol(archiveOf(link.id, side), side, "archive");
    const tickets = await enrolled.stock(side, TICKETS);
    return { side, stations, corridor, enrolled, archive, tickets, api: await makeApi(), operatorToken };
  };
  const desks = { sending: await desk("sending"), receiving: await desk("receiving") };
  return {
    link,
    channels: { ops: enrolled.channels.ops.channel, record: enrolled.channels.record.channel },
    accounts: new Map([...corridor.accounts].map(([agency, key]) => [accountOf(agency), key.publicKey])),
    officers,
    simulated: [...officers.map(({ post }) => post.device), ...SIDES.map((side) => archiveOf(link.id, side))],
    desk: (side, relayUrl) => deskPapers(scenario, link, desks[side], relayUrl),
  };
}

function deskPapers(
  scenario: Scenario,
  link: Scenario["links"][number],
  of: {
    readonly side: Side;
    readonly stations: Readonly<Record<Side, Scenario["stations"][number]>>;
    readonly corridor: Corridor;
    readonly enrolled: EnrolledLink;
    readonly archive: EnrolledDevice;
    readonly tickets: readonly Uint8Array[];
    readonly api: { readonly id: string; readonly privateKey: Uint8Array };
    readonly operatorToken: string;
  },
  relayUrl: string,
): DeskPapers {
  const { side, stations, corridor, enrolled, archive, tickets, api } = of;
  const named = (station: Scenario["stations"][number]) => ({ id: station.id, name: station.name });
  const { agency } = stations[side];
  const issuer: Issuer = enrolled.issuers[side];
  const channel = (kind: "ops" | "record") => ({
    channel: enrolled.channels[kind].channel,
    outerKey: base64url(enrolled.channels[kind].outerKey),
  });
  return v.parse(DeskPapersSchema, {
    v: 1,
    agency,
    station: named(stations[side]),
    timezone: scenario.timezone,
    relay: { url: relayUrl, forDevices: "/relay/{device}" },
    publicUrl: `/${side}/`,
    account: {
      id: accountOf(agency),
      privateKey: base64url((corridor.accounts.get(agency) as KeyPair).privateKey),
    },
    charter: base64url(corridor.charter),
    charterId: corridor.charterId,
    clock: "/api/demo/clock",
    operatorToken: of.operatorToken,
    links: [
      {
        link: link.id,
        side,
        stations: { sending: named(stations.sending), receiving: named(stations.receiving) },
        channels: { ops: channel("ops"), record: channel("record") },
        heartbeatS: HEARTBEAT_S,
        issuer: { privateKey: base64url(issuer.key.privateKey), certificate: issuer.certificate },
        tickets: tickets.map((ticket) => base64url(ticket)),
        archive: {
          device: archive.identity.device,
          signatureKey: base64url(archive.identity.signatureKey.privateKey),
          certificate: base64url(archive.identity.certificate),
          tickets: { ops: base64url(archive.tickets.ops), record: base64url(archive.tickets.record) },
          founding: side === "sending" ? "founder" : "cofounder",
          api: { id: api.id, privateKey: base64url(api.privateKey) },
        },
      },
    ],
  });
}

function stationOf(scenario: Scenario, id: string): Scenario["stations"][number] {
  return scenario.stations.find((station) => station.id === id) as Scenario["stations"][number];
}
