import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import {
  HostError,
  fetchWithin,
  nodeCrypto,
  nodeEntropy,
  pinoLog,
  serveRelay,
  sqliteVault,
  systemClock,
  type VaultKey,
  type WaitableClock,
} from "@vado/host";
import type { DeskHealth, DeskPapers, Log, Vault } from "@vado/protocol";
import { Bell } from "./bell.ts";
import { BoardFiles } from "./board-files.ts";
import type { Gauge } from "./conditions/gauge.ts";
import { Gauges } from "./conditions/gauges.ts";
import { DeskLoop, receivedOn } from "./desk-loop.ts";
import { Door } from "./door.ts";
import { Enrolment } from "./enrolment.ts";
import { logEvent } from "./events.ts";
import { Invites } from "./invites.ts";
import { LinkDevice } from "./link-device.ts";
import { Nonces } from "./nonces.ts";
import { Officers } from "./officers.ts";
import { bytes, openPapers, type DeskPost } from "./papers.ts";
import { bucket } from "./rate.ts";
import { isRefusal } from "./refusal.ts";
import { Admissions, knownRelays, relayOf, type KnownRelay } from "./relays.ts";
import { Removals } from "./removals.ts";
import { deskRoutes, inviteUrl } from "./routes.ts";
import { StationBook } from "./station.ts";
import { Audit } from "./store.ts";
import { readWebApp } from "./web-files.ts";

/** An agency's own node, put together. */
export interface DeskOptions {
  readonly papers: DeskPapers;
  /** Folder of what the desk must not forget; made when missing, and closed to others. */
  readonly data: string;
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Folder of the built app. */
  readonly web: string;
  /** Time of the log, and of everything the log sees. */
  readonly clock: WaitableClock;
  /** What seals all of it; asked for when everything else is good. Without, it lies there as it is: for trials. */
  readonly key?: () => VaultKey;
  /** Whether data from before there was a key is sealed now; else it is refused. */
  readonly sealPlain?: boolean;
  /** Folder for the waiting board's files; null: none are written. */
  readonly publish: string | null;
  /** Gauges whose readings hold the links they name. */
  readonly gauges?: readonly Gauge[];
  readonly log?: Log;
  /** Called whenever nothing is due any more at the present time. */
  readonly onRest?: () => void;
}

/** The first invite of a link that nobody can invite to yet. */
export interface FirstInvite {
  readonly link: string;
  /** Absolute, or relative to the desk. */
  readonly url: string;
  readonly expiresAt: number;
}

export interface Desk {
  readonly url: string;
  /** The app it serves: its version, and 30 digits over its files for people to compare. */
  readonly app: { readonly version: string; readonly fingerprint: string };
  readonly firstInvites: readonly FirstInvite[];
  health(): DeskHealth;
  close(): Promise<void>;
}

/** What strangers may ask in a second, and a device; and how much at once after a pause. */
const STRANGERS = [50, 200] as const;
const DEVICE = [5, 30] as const;

/** Throws `HostError` with one sentence. */
export async function startDesk(options: DeskOptions): Promise<Desk> {
  const { papers, data, clock, log = pinoLog(), onRest = () => {} } = options;
  const posts = await openPapers(papers);
  const web = await readWebApp(options.web);
  const board = options.publish === null ? null : new BoardFiles(options.publish, papers.timezone, log);
  makePrivate(data);
  const sealed = {
    ...(options.key === undefined ? {} : { key: options.key() }),
    sealPlain: options.sealPlain === true,
  };
  const vault = sqliteVault(join(data, "desk.db"), sealed);
  const bell = new Bell();
  const relays = knownRelays(papers, { fetch: fetchWithin(), clock, crypto: nodeCrypto, entropy: nodeEntropy });
  const account = { id: papers.account.id, privateKey: bytes(papers.account.privateKey) };
  const devices: LinkDevice[] = [];
  const closeAll = (): void => {
    for (const device of devices) device.close();
    vault.close();
  };
  try {
    for (const post of posts)
      devices.push(
        await LinkDevice.open({
          post,
          folder: data,
          sealed,
          clock,
          relays,
          account,
          log,
          ring: () => bell.ring(),
          monotonicMs,
        }),
      );
    const kept = await openBooks({ papers, posts, vault, clock, log, where: (link) => whereIs(relays, devices, link) });
    const station = kept.station;
    const removals = new Removals({ ...kept, papers, devices, vault, clock, relays, log });
    const admissions = new Admissions(relays, { ...kept, papers, clock });
    const loop = new DeskLoop({
      devices,
      clock,
      station,
      board,
      log,
      bell,
      onRest,
      async keepUp() {
        await removals.keepUp();
        await admissions.keepUp();
      },
    });
    const gauges = new Gauges({ gauges: options.gauges ?? [], devices, clock, log });
    const health = () => healthOf(devices, kept.enrolment, station, clock.now(), gauges);
    const fetch = deskRoutes({
      ...kept,
      removals,
      devices,
      relays,
      vault,
      papers,
      posts,
      clock,
      log,
      web,
      authenticator: {
        clock,
        officers: kept.officers,
        nonces: kept.nonces,
        tokens: { operator: papers.operatorToken, machine: papers.stationToken },
        mayAsk: perDevice(),
      },
      mayStrangerAsk: bucket(...STRANGERS, monotonicMs),
      received: () => receivedOn(devices),
      onCount: () => loop.counted(),
      health,
    });
    const first = await firstInvites(papers, posts, kept, log);
    const served = await serveRelay({ fetch, close: async () => {} }, { host: options.host, port: options.port });
    const forget = clock.onTick(() => bell.ring());
    loop.start();
    gauges.start();
    logEvent(log, "started", { links: posts.length });
    return {
      url: served.url,
      app: { version: web.version, fingerprint: web.fingerprint },
      firstInvites: first,
      health,
      async close() {
        forget();
        await served.close();
        await gauges.stop();
        await loop.stop();
        closeAll();
        logEvent(log, "stopped", {});
      },
    };
  } catch (error) {
    closeAll();
    throw error;
  }
}

const monotonicMs = (): number => performance.now();

function makePrivate(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o700);
  } catch (error) {
    throw new HostError("data-unwritable", `The data folder ${folder} can't be made the desk's own.`, error);
  }
}

function whereIs(relays: readonly KnownRelay[], devices: readonly LinkDevice[], link: string): KnownRelay {
  const device = devices.find(({ post }) => post.link === link);
  return device === undefined ? (relays[0] as KnownRelay) : relayOf(relays, device.client);
}

interface Ground {
  readonly papers: DeskPapers;
  readonly posts: readonly DeskPost[];
  readonly vault: Vault;
  readonly clock: WaitableClock;
  readonly log: Log;
  /** The relay where a link is now. */
  readonly where: (link: string) => KnownRelay;
}

async function openBooks(ground: Ground) {
  const { papers, vault, clock } = ground;
  const audit = await Audit.open(vault);
  const officers = await Officers.open(vault);
  const invites = await Invites.open({ vault, clock, machine: systemClock });
  return {
    audit,
    officers,
    invites,
    nonces: await Nonces.open(vault),
    station: await StationBook.open(vault),
    door: await Door.open(vault, papers.station.id, papers.publicUrl),
    enrolment: await Enrolment.open({ ...ground, invites, officers, audit }),
  };
}

/** Until somebody on a link can invite others, each start of the desk makes one invite for it. */
async function firstInvites(
  papers: DeskPapers,
  posts: readonly DeskPost[],
  { invites, officers }: { readonly invites: Invites; readonly officers: Officers },
  log: Log,
): Promise<FirstInvite[]> {
  const made: FirstInvite[] = [];
  for (const { link, side } of posts) {
    if (officers.hasInviter(link)) continue;
    const invite = await invites.make({ link, side, role: "duty" }, []);
    if (isRefusal(invite)) continue;
    logEvent(log, "invite-made", { role: "duty", by: "start" });
    made.push({ link, url: inviteUrl(papers, invite.token), expiresAt: invite.expiresAt });
  }
  return made;
}

function perDevice(): (api: string) => boolean {
  const buckets = new Map<string, () => boolean>();
  return (api) => {
    const take = buckets.get(api) ?? bucket(...DEVICE, monotonicMs);
    buckets.set(api, take);
    return take();
  };
}

function healthOf(
  devices: readonly LinkDevice[],
  enrolment: Enrolment,
  station: StationBook,
  now: number,
  gauges: Gauges,
): DeskHealth {
  const links = devices.map(({ post, client, connected }) => ({
    link: post.papers.link,
    connected,
    confirmed: !client.standing.provisional && !client.standing.removed,
    relay: client.relay,
    moving: client.moving,
    fork: client.standing.fork !== null,
    enrolmentsLeft: enrolment.left(post.link),
    papersUntil: post.notAfter,
  }));
  const count = station.standing(now);
  const inbound = devices.some(({ post }) => post.side === "receiving");
  const well = links.every(
    (link) => link.connected && link.confirmed && !link.fork && link.enrolmentsLeft > 0 && link.papersUntil > now,
  );
  const read = gauges.health();
  const heard = read.every(({ standing }) => standing !== "old" && standing !== "unreadable");
  return {
    status: well && heard && (!inbound || count === "fresh") ? "ok" : "degraded",
    count,
    ...(read.length === 0 ? {} : { gauges: [...read] }),
    links,
  };
}
