import { enrolDevice, httpTransport } from "@vado/client";
import { nodeCrypto, nodeEntropy, serveRelay, silentLog, systemClock, systemSleep, type Served } from "@vado/host";
import { base64url, type Side } from "@vado/protocol";
import { createRelay, memoryFrameStore } from "@vado/relay";
import { foundCorridor } from "@vado/sim";
import { foundLink, type Archives } from "./archives.ts";
import { accountId, testDesk, type TestDesk } from "./desk.ts";
import { file } from "./files.ts";

/** One origin as the demo has it, in this process: two desks under prefixes, one relay, a link that two archives founded. */
export interface Origin {
  readonly url: string;
  readonly archives: Archives;
  readonly desks: Readonly<Record<Side, TestDesk>>;
  /** Nobody answers at this address, until `open`. */
  shut(): Promise<void>;
  open(): Promise<void>;
  /** The relay only. */
  relayUp: boolean;
  /** The relay knows no device. */
  forgotten: boolean;
  /** Stands at the end of the service worker: another text is another version of the app. */
  version: string;
  /** A file of the app that somebody changed between the desk and the browser, and what now stands at its end. */
  changed: { readonly path: string; readonly by: string } | null;
  /** How often it went out so. */
  changedOut: number;
  close(): Promise<void>;
}

export async function openOrigin(): Promise<Origin> {
  const plan = { name: "web", agencies: ["north", "south"], start: Date.now(), days: 3 };
  const links = [{ id: "N-S", sending: "north", receiving: "south" }];
  const corridor = await foundCorridor({ ...plan, links }, nodeCrypto, nodeEntropy);
  const accounts = new Map(
    [...corridor.accounts].map(([agency, { publicKey }]) => [accountId(agency), publicKey] as const),
  );
  const origin = { relayUp: true, forgotten: false, version: "", changed: null as Origin["changed"], changedOut: 0 };
  const relay = createRelay({
    store: memoryFrameStore(),
    clock: systemClock,
    crypto: nodeCrypto,
    entropy: nodeEntropy,
    sleep: systemSleep,
    log: silentLog,
    accounts: (id) => accounts.get(id),
  });
  const way = { url: "http://relay", clock: systemClock, crypto: nodeCrypto, entropy: nodeEntropy };
  const inside = { ...way, fetch: (request: Request) => relay.fetch(request) };
  const desks = { sending: testDesk(corridor, "sending", inside), receiving: testDesk(corridor, "receiving", inside) };
  const archives = await foundLink(corridor, await archiveTransport(inside, corridor));

  async function answer(request: Request): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    const toRelay = /^\/relay\/[^/]+(\/v1\/.*)$/.exec(pathname)?.[1];
    if (toRelay !== undefined) {
      if (!origin.relayUp) return new Response("bad gateway", { status: 502 });
      if (origin.forgotten)
        return Response.json({ reason: "device-unknown", detail: "No such device is enrolled." }, { status: 403 });
      return relay.fetch(new Request(`http://relay${toRelay}${search}`, request));
    }
    const [, side, path] = /^\/(sending|receiving)\/(.*)$/.exec(pathname) ?? [];
    if (side === undefined || path === undefined) return new Response("not found", { status: 404 });
    if (path.startsWith("api/")) return desks[side as Side].answer(path.slice("api/".length), request);
    const found = await file(path);
    if (path === origin.changed?.path) {
      origin.changedOut++;
      return new Response(`${await found.text()}${origin.changed.by}`, { headers: found.headers });
    }
    if (path !== "sw.js") return found;
    return new Response(`${await found.text()}${origin.version}`, { headers: found.headers });
  }

  let served: Served | undefined;
  let port = 0;
  const open = async (): Promise<void> => {
    if (served !== undefined) return;
    served = await serveRelay({ fetch: answer, close: async () => {} }, { host: "127.0.0.1", port, graceMs: 50 });
    port = served.port;
  };
  await open();
  return Object.assign(origin, {
    url: served?.url as unknown as string,
    archives,
    desks,
    open,
    async shut() {
      await served?.close();
      served = undefined;
    },
    async close() {
      await archives.stop();
      await served?.close();
      await relay.close();
    },
  });
}

type Inside = Parameters<typeof testDesk>[2];

/** Both archives talk to the relay as one device: it knows no people. */
async function archiveTransport(way: Inside, corridor: Awaited<ReturnType<typeof foundCorridor>>) {
  const keys = await nodeCrypto.ed25519FromSeed(nodeEntropy.bytes(32));
  const id = base64url(nodeEntropy.bytes(16));
  const account = { id: accountId("north"), privateKey: corridor.accounts.get("north")?.privateKey as Uint8Array };
  await enrolDevice({
    ...way,
    account,
    device: { id, publicKey: keys.publicKey, expiresAt: Date.now() + 86_400_000 },
  });
  return httpTransport({ ...way, device: { id, privateKey: keys.privateKey } });
}
