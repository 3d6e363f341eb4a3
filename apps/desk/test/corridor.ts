import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeCrypto, nodeEntropy, serveRelay, silentLog, sqliteFrameStore, systemClock, systemSleep } from "@vado/host";
import {
  DeskPapersSchema,
  base64url,
  encodeBase64,
  type Clock,
  type DeskPapers,
  type KeyPair,
  type Side,
} from "@vado/protocol";
import { DEFAULT_LIMITS, createRelay } from "@vado/relay";
import { foundCorridor, type Corridor, type EnrolledLink } from "@vado/sim";
import * as v from "valibot";
import { afterAll } from "vitest";

/** Two agencies, a link or more from the northern to the southern station, and what their desks start from. */

export const folder = mkdtempSync(join(tmpdir(), "vado-desk-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let folders = 0;
export function freshFolder(): string {
  const path = join(folder, String(folders++));
  mkdirSync(path);
  return path;
}

const AGENCIES = { sending: "norte", receiving: "sur" } as const;
export const STATIONS = {
  sending: { id: "NOR", name: "Orilla Norte" },
  receiving: { id: "SUR", name: "Orilla Sur" },
} as const;

export async function found(links: readonly string[] = ["L1"], start = Date.now()): Promise<Corridor> {
  return foundCorridor(
    {
      name: "test",
      agencies: Object.values(AGENCIES),
      links: links.map((id) => ({ id, ...AGENCIES })),
      start,
      days: 20,
    },
    nodeCrypto,
    nodeEntropy,
  );
}

export const accountOf = (side: Side): string => `account-of-agency-${AGENCIES[side]}`;
const accountKeys = (corridor: Corridor, side: Side): KeyPair => corridor.accounts.get(AGENCIES[side]) as KeyPair;

export const TOKENS = { operator: base64url(nodeEntropy.bytes(24)), machine: base64url(nodeEntropy.bytes(24)) };

export async function papersOf(
  corridor: Corridor,
  side: Side,
  relayUrl: string,
  change: Partial<DeskPapers> & { readonly tickets?: number; readonly heartbeatS?: number } = {},
): Promise<DeskPapers> {
  const { tickets = 12, heartbeatS = 0.4, ...other } = change;
  const links = [];
  for (const [link, enrolled] of corridor.links)
    links.push({ ...(await linkPapers(link, enrolled, side, tickets)), heartbeatS });
  return v.parse(DeskPapersSchema, {
    v: 1,
    agency: AGENCIES[side],
    station: STATIONS[side],
    timezone: "America/Matamoros",
    relay: { url: relayUrl, forDevices: `${relayUrl}/of/{device}`, name: RELAY_NAMED },
    publicUrl: null,
    account: { id: accountOf(side), privateKey: base64url(accountKeys(corridor, side).privateKey) },
    charter: base64url(corridor.charter),
    charterId: corridor.charterId,
    clock: null,
    operatorToken: TOKENS.operator,
    stationToken: TOKENS.machine,
    links,
    ...other,
  });
}

async function linkPapers(link: string, enrolled: EnrolledLink, side: Side, tickets: number) {
  const { identity, tickets: own } = await enrolled.enrol(`${link}.${side}.archive`, side, "archive");
  const { key, certificate } = enrolled.issuers[side];
  const channel = (kind: "ops" | "record") => {
    const { channel: address, outerKey } = enrolled.channels[kind];
    return { channel: address, outerKey: base64url(outerKey) };
  };
  const stock = tickets === 0 ? [] : await enrolled.stock(side, tickets);
  return {
    link,
    side,
    stations: STATIONS,
    channels: { ops: channel("ops"), record: channel("record") },
    issuer: { privateKey: base64url(key.privateKey), certificate },
    tickets: stock.map((ticket) => base64url(ticket)),
    archive: {
      device: identity.device,
      signatureKey: base64url(identity.signatureKey.privateKey),
      certificate: base64url(identity.certificate),
      tickets: { ops: base64url(own.ops), record: base64url(own.record) },
      founding: side === "sending" ? "founder" : "cofounder",
      api: { id: base64url(nodeEntropy.bytes(16)), privateKey: base64url(nodeEntropy.bytes(32)) },
    },
  };
}

/** What the relay of these tests is called: everything signed for it has gone through papers, desk and enrolment. */
export const RELAY_NAMED = "relay.test";

/** The operator's file of accounts for `vado relay`. */
export function accountsFile(corridor: Corridor): string {
  const path = join(freshFolder(), "accounts.json");
  const accounts = (["sending", "receiving"] as const).map((side) => ({
    id: accountOf(side),
    publicKey: encodeBase64(accountKeys(corridor, side).publicKey),
  }));
  writeFileSync(path, JSON.stringify({ accounts }));
  return path;
}

/** A relay in this process, on any clock. */
export async function relayFor(
  corridor: Corridor,
  clock: Clock = systemClock,
  port = 0,
  data = freshFolder(),
  name = RELAY_NAMED,
) {
  const store = await sqliteFrameStore(join(data, "relay.db"));
  const keys = new Map(
    (["sending", "receiving"] as const).map((side) => [accountOf(side), accountKeys(corridor, side).publicKey]),
  );
  const relay = createRelay({
    store,
    clock,
    crypto: nodeCrypto,
    entropy: nodeEntropy,
    log: silentLog,
    sleep: systemSleep,
    accounts: (id) => keys.get(id),
    name,
    limits: { ...DEFAULT_LIMITS, deviceFramesPerSecond: 1e6, deviceFramesBurst: 1e6 },
  });
  const served = await serveRelay(relay, { host: "127.0.0.1", port, graceMs: 200 });
  return {
    url: served.url,
    port: served.port,
    data,
    async close() {
      await served.close();
      await store.close();
    },
  };
}

/** A built app that is good enough for its door. */
export function builtApp(): string {
  const web = freshFolder();
  mkdirSync(join(web, "assets"));
  mkdirSync(join(web, ".vite"));
  const files = {
    "index.html": `<!doctype html><title>app</title><script type="importmap">{}</script>`,
    "demo.html": "<!doctype html><title>demo</title>",
    "manifest.webmanifest": "{}",
    "sw.js": "self;",
    "icon-192.png": "png",
    "notes.txt": "notes",
    "assets/main-AbCdEf12.js": `console.log(${JSON.stringify("x".repeat(5_000))})`,
    "assets/plain.css": "main{}",
    "assets/.hidden.js": "hidden",
    ".vite/manifest.json": "{}",
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(web, name), text);
  const unlisted = /^(demo\.html|notes\.txt|\.vite\/.*|assets\/\..*)$/;
  const listed = Object.entries(files).filter(([name]) => !unlisted.test(name));
  const hashed = listed.map(([path, text]) => ({ path, sha256: createHash("sha256").update(text).digest("hex") }));
  writeFileSync(join(web, "app-list.json"), JSON.stringify({ v: 1, version: "0.1.0", files: hashed }));
  return web;
}

export function writePapers(papers: DeskPapers, mode = 0o600): string {
  const path = join(freshFolder(), "papers.json");
  writeFileSync(path, JSON.stringify(papers), { mode });
  return path;
}
