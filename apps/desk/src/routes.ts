import {
  EnrolRequestSchema,
  InviteRequestSchema,
  INVITE_TOKEN,
  StationFiguresSchema,
  fromBase64url,
  parseWire,
  type Clock,
  type DeskHealth,
  type DeskPapers,
  type Invite,
  type Log,
  type Vault,
} from "@vado/protocol";
import { Hono } from "hono";
import { askedBy, bodyOf, decode, whoOf } from "./asked.ts";
import { authenticate, type AuthenticatorParts } from "./authenticate.ts";
import { logEvent, nameOf } from "./events.ts";
import { readChain } from "./chain-routes.ts";
import type { Door } from "./door.ts";
import type { Enrolment } from "./enrolment.ts";
import { guarded, policies } from "./headers.ts";
import type { Invites } from "./invites.ts";
import type { LinkDevice } from "./link-device.ts";
import { mayInvite } from "./may-invite.ts";
import { ASK_PAGE, OVER_PAGE, enterPage } from "./pages.ts";
import type { DeskPost } from "./papers.ts";
import { answered, isRefusal, refusalResponse, refuse, type Refusal } from "./refusal.ts";
import { listDevices, removeDevice, takeRevocation } from "./removal-routes.ts";
import { readRecord } from "./record-routes.ts";
import { listRelays, moveLink } from "./relay-routes.ts";
import type { KnownRelay } from "./relays.ts";
import type { Removals } from "./removals.ts";
import type { Received, StationBook } from "./station.ts";
import type { Audit } from "./store.ts";
import type { WebApp } from "./web-files.ts";

/** Everything a desk answers. Paths are those the desk itself sees: whoever stands in front of it takes the prefix away. */

export interface RouteParts {
  readonly papers: DeskPapers;
  readonly posts: readonly DeskPost[];
  readonly clock: Clock;
  readonly log: Log;
  readonly invites: Invites;
  readonly enrolment: Enrolment;
  readonly station: StationBook;
  readonly audit: Audit;
  readonly authenticator: AuthenticatorParts;
  readonly removals: Removals;
  readonly devices: readonly LinkDevice[];
  readonly relays: readonly KnownRelay[];
  readonly vault: Vault;
  readonly door: Door;
  readonly web: WebApp;
  /** False when strangers ask too much. */
  readonly mayStrangerAsk: () => boolean;
  readonly received: () => Received;
  readonly onCount: () => void;
  readonly health: () => DeskHealth;
}

export function deskRoutes(parts: RouteParts): (request: Request) => Promise<Response> {
  const app = new Hono();
  const policy = policies(
    parts.relays.map(({ forDevices }) => forDevices),
    parts.web.inline,
  );
  app.get("/api/health", () => answered(200, parts.health()));
  app.get("/api/invites/:token", (c) => said(strangers(parts) ?? inviteFor(parts, c.req.param("token"))));
  app.post("/api/enrol", async (c) => said(strangers(parts) ?? (await enrol(parts, c.req.raw))));
  app.post("/api/invites", async (c) => said(await makeInvite(parts, c.req.raw)));
  app.post("/api/rejoin", async (c) => said(await rejoin(parts, c.req.raw)));
  app.get("/api/station", async (c) => said(await readStation(parts, c.req.raw)));
  app.put("/api/station", async (c) => said(await countStation(parts, c.req.raw)));
  app.get("/api/chain", async (c) => said(await readChain(parts, c.req.raw)));
  app.get("/api/devices", async (c) => said(await listDevices(parts, c.req.raw)));
  app.get("/api/relays", async (c) => said(await listRelays(parts, c.req.raw)));
  app.post("/api/moves", async (c) => said(await moveLink(parts, c.req.raw)));
  app.get("/api/record", async (c) => said(await readRecord(parts, c.req.raw)));
  app.post("/api/removals", async (c) => said(await removeDevice(parts, c.req.raw)));
  app.post("/api/revocations", async (c) => said(await takeRevocation(parts, c.req.raw)));
  app.all("/api/*", () => refusalResponse(refuse("no-such-route")));
  app.get("/enter/:token", (c) => enter(parts, c.req.raw, c.req.param("token"), policy.page));
  app.get("/*", (c) => file(parts, c.req.raw, policy.page));
  app.notFound(() => refusalResponse(refuse("no-such-route")));
  app.onError((error) => {
    logEvent(parts.log, "internal-fault", { name: nameOf(error) });
    return refusalResponse(refuse(error.name === "HostError" ? "store-unavailable" : "internal"));
  });
  return async (request) => guarded(await app.fetch(request), policy.app);
}

const said = (outcome: Response | Refusal): Response => (isRefusal(outcome) ? refusalResponse(outcome) : outcome);

const strangers = ({ mayStrangerAsk }: RouteParts): Refusal | null =>
  mayStrangerAsk() ? null : refuse("rate-strangers");

function inviteFor(parts: RouteParts, token: string): Response | Refusal {
  const invite = parts.invites.open(token);
  if (isRefusal(invite)) return invite;
  const post = parts.posts.find((one) => one.link === invite.link);
  if (post === undefined) return refuse("link-unknown");
  const { side, role, expiresAt } = invite;
  const { stations, link } = post.papers;
  // Only a demo's time is not the machine's.
  const lock = parts.papers.clock === null ? "required" : "offered";
  const { agency } = parts.papers;
  return answered(200, { link, side, role, agency, stations, expiresAt, lock } satisfies Invite);
}

async function enrol(parts: RouteParts, request: Request): Promise<Response | Refusal> {
  const body = await bodyOf(request);
  if (body === undefined) return refuse("too-large");
  const asked = parseWire(EnrolRequestSchema, decode(body));
  const keys = [asked?.signatureKey, asked?.apiKey].map((key) => fromBase64url(key ?? "")?.length);
  if (asked === undefined || keys.some((length) => length !== 32) || asked.signatureKey === asked.apiKey)
    return refuse("bad-body");
  const outcome = await parts.enrolment.enrol(asked);
  if (typeof outcome !== "string") return outcome;
  return new Response(outcome, { headers: { "content-type": "application/json", "cache-control": "no-store" } });
}

async function makeInvite(parts: RouteParts, request: Request): Promise<Response | Refusal> {
  const by = await askedBy(parts.authenticator, request);
  if (isRefusal(by)) return by;
  const { asker, text } = by;
  const asked = parseWire(InviteRequestSchema, text);
  if (asked === undefined) return refuse("bad-body");
  const post = parts.posts.find((one) => one.link === asked.link);
  if (post === undefined) return refuse("link-unknown");
  const refused = mayInvite(asker, asked);
  if (refused !== null) return refused;
  const { link, side } = post;
  const { role } = asked;
  const at = Math.floor(parts.clock.now());
  const noted = parts.audit.rows({ at, did: "invited", by: whoOf(asker), link, role, device: null });
  const made = await parts.invites.make({ link, side, role }, [...asker.rows, ...noted]);
  if (isRefusal(made)) return made;
  logEvent(parts.log, "invite-made", { role, by: asker.kind === "officer" ? "officer" : "operator" });
  return answered(201, { ...made, url: inviteUrl(parts.papers, made.token) });
}

/** A device that has lost its state, and still has its key for requests, comes back as another of the same role without anybody's help. */
async function rejoin(parts: RouteParts, request: Request): Promise<Response | Refusal> {
  const by = await askedBy(parts.authenticator, request);
  if (isRefusal(by)) return by;
  const { asker } = by;
  if (asker.kind !== "officer") return refuse("role-may-not");
  const { link, side, role } = asker.officer;
  if (parts.enrolment.left(link) === 0) return refuse("tickets-none");
  const made = await parts.removals.replace(asker.officer, (rows) =>
    parts.invites.make({ link, side, role }, [...asker.rows, ...rows]),
  );
  if (isRefusal(made)) return made;
  logEvent(parts.log, "invite-made", { role, by: "officer" });
  return answered(201, { ...made, url: inviteUrl(parts.papers, made.token) });
}

/** Absolute where the desk knows its public address, else relative to the desk. */
export function inviteUrl({ publicUrl }: DeskPapers, token: string): string {
  const path = `enter/${token}`;
  return publicUrl?.startsWith("http") === true ? `${publicUrl}${path}` : path;
}

async function readStation(parts: RouteParts, request: Request): Promise<Response | Refusal> {
  const asker = await authenticate(parts.authenticator, request, null);
  if (isRefusal(asker)) return asker;
  const known = parts.station.now(parts.received());
  if (known === null) return refuse("no-count");
  const { counted: _counted, ...figures } = known;
  return answered(200, figures);
}

async function countStation(parts: RouteParts, request: Request): Promise<Response | Refusal> {
  const by = await askedBy(parts.authenticator, request);
  if (isRefusal(by)) return by;
  const { asker, text } = by;
  if (asker.kind === "officer" && asker.officer.role !== "duty" && asker.officer.role !== "supervisor")
    return refuse("role-may-not");
  const figures = parseWire(StationFiguresSchema, text);
  if (figures === undefined) return refuse("bad-body");
  if (figures.station !== parts.papers.station.id) return refuse("other-station");
  const at = Math.floor(parts.clock.now());
  const noted = parts.audit.rows({ at, did: "counted", by: whoOf(asker), link: null, role: null, device: null });
  await parts.station.count(figures, at, parts.received(), [...asker.rows, ...noted]);
  logEvent(parts.log, "station-counted", { by: asker.kind });
  parts.onCount();
  return answered(200, figures);
}

function enter(parts: RouteParts, request: Request, token: string, policy: string): Response {
  if (!parts.mayStrangerAsk()) return refusalResponse(refuse("rate-strangers"));
  const good = INVITE_TOKEN.test(token) && !isRefusal(parts.invites.open(token));
  // Whoever is in already may see for himself what the app says of an old invite.
  if (!good && !(INVITE_TOKEN.test(token) && parts.door.isOpen(request))) return html(403, OVER_PAGE, policy);
  return html(200, enterPage(token), policy, good ? { "set-cookie": parts.door.cookie(request) } : {});
}

async function file(parts: RouteParts, request: Request, policy: string): Promise<Response> {
  const { pathname } = new URL(request.url);
  const name = pathname === "/" ? "index.html" : pathname.slice(1);
  const found = parts.web.files.get(name);
  if (found === undefined) return refusalResponse(refuse("no-such-route"));
  if (found.free || parts.door.isOpen(request)) return found.answer(request);
  return html(403, ASK_PAGE, policy);
}

function html(status: number, text: string, policy: string, more: Readonly<Record<string, string>> = {}): Response {
  const headers = {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "content-security-policy": policy,
    ...more,
  };
  return new Response(text, { status, headers });
}
