import { join } from "node:path";
import { nodeCrypto, nodeEntropy, pacedClock } from "@vado/host";
import { signedHeaders, type PlainRequest } from "@vado/client";
import {
  DeviceEnrolmentSchema,
  InviteMadeSchema,
  StationChainSchema,
  type DeskPapers,
  type Log,
  type StationChain,
} from "@vado/protocol";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startDesk, type Desk } from "../src/main.ts";
import { TOKENS, builtApp, found, freshFolder, papersOf, relayFor } from "./corridor.ts";
import { Phone, askToEnrol, invite, newKeys } from "./phone.ts";

/** Who is admitted, by whom, how often; and who may ask what. */

const MINUTE_MS = 60_000;
const began = Date.now();
const clock = pacedClock({ virtual: began, real: began, pace: 1, limit: Number.MAX_SAFE_INTEGER });
const events: string[] = [];
const log: Log = { event: (name, fields) => void events.push(JSON.stringify([name, fields])) };
let relay: Awaited<ReturnType<typeof relayFor>>;
let corridor: Awaited<ReturnType<typeof found>>;
let papers: DeskPapers;
let desk: Desk;
const data = join(freshFolder(), "data");
const web = builtApp();
const start = (of = papers, folder = data): Promise<Desk> =>
  startDesk({ papers: of, data: folder, host: "127.0.0.1", port: 0, web, clock, publish: null, log });

beforeAll(async () => {
  corridor = await found(["L1", "L2"]);
  relay = await relayFor(corridor, clock);
  papers = await papersOf(corridor, "receiving", relay.url, { publicUrl: "https://desk.example/sur/", tickets: 40 });
  desk = await start();
});
afterAll(async () => {
  vi.restoreAllMocks();
  await desk.close();
  await relay.close();
});

const reasonOf = (said: { readonly text: string } | { readonly json: unknown }): unknown =>
  ("text" in said ? (JSON.parse(said.text) as { reason?: string }) : (said.json as { reason?: string })).reason;
const phone = async (role: string, link = "L1"): Promise<Phone> =>
  Phone.enrol(desk.url, await invite(desk.url, TOKENS.operator, role, link), clock);

describe("invites (DI)", () => {
  it("DI1 at its first start a desk makes one invite for a duty officer of every link, until somebody there can invite", async () => {
    expect(desk.firstInvites.map(({ link }) => link)).toEqual(["L1", "L2"]);
    const [one] = desk.firstInvites;
    expect(one?.url).toMatch(/^https:\/\/desk\.example\/sur\/enter\/[A-Za-z0-9_-]{22}$/);
    expect((one?.expiresAt ?? 0) - clock.now()).toBeLessThanOrEqual(15 * MINUTE_MS);
    const first = await Phone.enrol(desk.url, one?.url.slice(-22) ?? "", clock);
    expect(first.enrolment).toMatchObject({ role: "duty", link: "L1", side: "receiving" });
    await desk.close();
    desk = await start();
    expect(desk.firstInvites.map(({ link }) => link)).toEqual(["L2"]);
  });

  it("DI2 nobody is invited above the inviter's role or to another link, and nobody without a role to invite for", async () => {
    const [duty, field, supervisor] = [await phone("duty"), await phone("field"), await phone("supervisor", "L2")];
    const made = await duty.ask("POST", "api/invites", { link: "L1", role: "field" });
    expect(made.status).toBe(201);
    expect(v.parse(InviteMadeSchema, JSON.parse(made.text)).url).toMatch(/^https:\/\/desk\.example\/sur\/enter\//);
    const tried = async (by: Phone, role: string, link = "L1") =>
      reasonOf(await by.ask("POST", "api/invites", { link, role }));
    expect(await tried(duty, "field", "L2")).toBe("other-link");
    expect(await tried(duty, "supervisor")).toBe("role-unfit");
    for (const role of ["archive", "observer", "publisher", "bridge"])
      expect(await tried(duty, role)).toBe("role-unfit");
    expect(await tried(field, "field")).toBe("role-may-not");
    expect(await tried(supervisor, "supervisor", "L1")).toBeUndefined();
    expect(await tried(duty, "field", "L9")).toBe("link-unknown");
    expect(reasonOf(await duty.ask("POST", "api/invites", { link: "L1", role: "field", side: "sending" }))).toBe(
      "bad-body",
    );
  });

  it("DI3 an invite admits one device; the same device may ask again for an answer that was lost", async () => {
    const token = await invite(desk.url, TOKENS.operator, "field");
    const keys = newKeys();
    const first = await askToEnrol(desk.url, token, keys);
    expect(first.status).toBe(200);
    expect(await askToEnrol(desk.url, token, keys)).toEqual(first);
    await desk.close();
    desk = await start();
    expect(await askToEnrol(desk.url, token, keys)).toEqual(first);
    const other = await askToEnrol(desk.url, token, newKeys());
    expect([other.status, reasonOf(other)]).toEqual([410, "invite-used"]);
    expect(reasonOf(await askToEnrol(desk.url, token, { ...keys, signatureSeed: newKeys().signatureSeed }))).toBe(
      "invite-used",
    );
    const said = await fetch(`${desk.url}/api/invites/${token}`);
    expect([said.status, reasonOf({ json: await said.json() })]).toEqual([410, "invite-used"]);
    expect((await fetch(`${desk.url}/enter/${token}`)).status).toBe(403);
  });

  it("DI4 two devices that come at once with one invite: one is admitted", async () => {
    const token = await invite(desk.url, TOKENS.operator, "field");
    const both = await Promise.all([newKeys(), newKeys()].map((keys) => askToEnrol(desk.url, token, keys)));
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 410]);
  });

  it("DI4 a ticket is given once, before a restart and after", async () => {
    const given: string[] = [];
    for (let i = 0; i < 3; i++) {
      const { tickets } = (await phone("field")).enrolment;
      for (const ticket of [tickets.ops, tickets.record]) {
        const { ticket: unbound } = JSON.parse(Buffer.from(ticket, "base64url").toString()) as {
          readonly ticket: { readonly text: string };
        };
        given.push(unbound.text);
      }
      await desk.close();
      desk = await start();
    }
    expect(new Set(given).size).toBe(6);
  });

  it("DI5 an invite is over after a quarter of an hour of people's time, however fast the clock of the log runs", async () => {
    const [token, used] = [
      await invite(desk.url, TOKENS.operator, "field"),
      await invite(desk.url, TOKENS.operator, "field"),
    ];
    clock.set({ ...clock.tick, virtual: clock.now() + 60 * MINUTE_MS, real: Date.now() });
    expect((await fetch(`${desk.url}/api/invites/${token}`)).status).toBe(200);
    const keys = newKeys();
    const first = await askToEnrol(desk.url, used, keys);
    const real = Date.now();
    vi.spyOn(Date, "now").mockImplementation(() => real + 15 * MINUTE_MS + 1_000);
    const late = await askToEnrol(desk.url, token, newKeys());
    expect([late.status, reasonOf(late)]).toEqual([410, "invite-expired"]);
    expect(await askToEnrol(desk.url, used, keys)).toEqual(first);
    vi.spyOn(Date, "now").mockImplementation(() => real + 80 * MINUTE_MS);
    expect(reasonOf(await askToEnrol(desk.url, used, keys))).toBe("invite-expired");
    vi.restoreAllMocks();
  });

  it("DI6 while the relay is away nobody is admitted; the device asks again and is, with the same papers", async () => {
    const token = await invite(desk.url, TOKENS.operator, "field");
    const { port, data: kept } = relay;
    await relay.close();
    const keys = newKeys();
    const away = await askToEnrol(desk.url, token, keys);
    expect([away.status, reasonOf(away)]).toEqual([503, "relay-away"]);
    expect(reasonOf(await askToEnrol(desk.url, token, newKeys()))).toBe("invite-used");
    relay = await relayFor(corridor, clock, port, kept);
    expect((await askToEnrol(desk.url, token, keys)).status).toBe(200);
  });

  it("DI7 without tickets nobody is admitted and the invite stays good; with a key that was enrolled before likewise", async () => {
    const links = papers.links.map((link) => ({ ...link, tickets: link.tickets.slice(0, 1) }));
    const short = await start({ ...papers, links }, join(freshFolder(), "data"));
    const scarce = await invite(short.url, TOKENS.operator, "field");
    expect(reasonOf(await askToEnrol(short.url, scarce, newKeys()))).toBe("tickets-none");
    expect((await fetch(`${short.url}/api/invites/${scarce}`)).status).toBe(200);
    expect(short.health().links[0]?.enrolmentsLeft).toBe(0);
    await short.close();
    const { keys } = await phone("field");
    const token = await invite(desk.url, TOKENS.operator, "field");
    expect(reasonOf(await askToEnrol(desk.url, token, keys))).toBe("keys-taken");
    expect((await fetch(`${desk.url}/api/invites/${token}`)).status).toBe(200);
  });

  it("DI8 malformed requests are refused, whatever is wrong with them", async () => {
    const token = await invite(desk.url, TOKENS.operator, "field");
    const key = "A".repeat(43);
    const bodies = [
      "",
      "{",
      "[]",
      JSON.stringify({ token }),
      JSON.stringify({ token, signatureKey: key, apiKey: key }),
    ];
    for (const body of [
      ...bodies,
      JSON.stringify({ token, signatureKey: key, apiKey: `${"B".repeat(42)}E`, role: "duty" }),
    ]) {
      const answer = await fetch(`${desk.url}/api/enrol`, { method: "POST", body });
      expect([answer.status, reasonOf({ json: await answer.json() })]).toEqual([400, "bad-body"]);
    }
    const large = await fetch(`${desk.url}/api/enrol`, { method: "POST", body: "x".repeat(5_000) });
    expect(large.status).toBe(413);
  });
});

describe("signed requests (DS)", () => {
  const figures = {
    station: "SUR",
    total: 10,
    unregistered: 0,
    registered: 1,
    intakePerHour: null,
    outflowPerHour: 0,
    open: true,
  };
  const headersFor = (by: Phone, request: PlainRequest, offsetMs = 0) =>
    signedHeaders(
      { clock, crypto: nodeCrypto, entropy: nodeEntropy },
      { keyId: by.enrolment.api, algorithm: "ed25519", privateKey: by.keys.apiSeed },
      request,
      offsetMs,
    );
  const put = async (body: unknown, headers: Record<string, string>) => {
    const answer = await fetch(`${desk.url}/api/station`, { method: "PUT", headers, body: JSON.stringify(body) });
    return { status: answer.status, json: (await answer.json()) as { reason?: string; now?: number } };
  };
  const bodyOf = (json: unknown) => Buffer.from(JSON.stringify(json));
  const station = (body: unknown): PlainRequest => ({
    method: "PUT",
    path: "/api/station",
    query: "",
    body: bodyOf(body),
  });
  let duty: Phone;
  let field: Phone;

  beforeAll(async () => {
    duty = await phone("duty");
    field = await phone("field");
  });

  it("DS1 a duty officer counts the station, every officer reads it, and nobody else does either", async () => {
    expect(reasonOf(await field.ask("GET", "api/station"))).toBe("no-count");
    expect(reasonOf(await duty.ask("GET", "api/chain"))).toBe("no-count");
    expect((await duty.ask("PUT", "api/station", figures)).status).toBe(200);
    expect(JSON.parse((await field.ask("GET", "api/station")).text)).toEqual(figures);
    expect(reasonOf(await field.ask("PUT", "api/station", figures))).toBe("role-may-not");
    // DX8: the station with all its links, for duty officers who look at terms.
    const chain = JSON.parse((await duty.ask("GET", "api/chain")).text) as StationChain;
    expect(v.parse(StationChainSchema, chain).station).toEqual(figures);
    expect(chain.links.slice(0, 1).map(({ terms, waiting, cameLastDay }) => ({ terms, waiting, cameLastDay }))).toEqual(
      [{ terms: null, waiting: 0, cameLastDay: 0 }],
    );
    expect(reasonOf(await field.ask("GET", "api/chain"))).toBe("role-may-not");
    expect(reasonOf(await duty.ask("PUT", "api/station", { ...figures, station: "NOR" }))).toBe("other-station");
    expect(reasonOf(await duty.ask("PUT", "api/station", { ...figures, registered: -1 }))).toBe("bad-body");
    expect((await put(figures, {})).json.reason).toBe("signature-missing");
    expect((await put(figures, { authorization: "Bearer nobody" })).json.reason).toBe("token-wrong");
    expect((await put(figures, { authorization: `Bearer ${TOKENS.machine}` })).status).toBe(200);
    const byMachine = await fetch(`${desk.url}/api/invites`, {
      method: "POST",
      headers: { authorization: `Bearer ${TOKENS.machine}` },
      body: JSON.stringify({ link: "L1", role: "field" }),
    });
    expect(reasonOf({ json: await byMachine.json() })).toBe("role-may-not");
  });

  it("DS2 a request is taken once", async () => {
    const headers = await headersFor(duty, station(figures));
    expect((await put(figures, headers)).status).toBe(200);
    const again = await put(figures, headers);
    expect([again.status, again.json.reason]).toEqual([401, "nonce-used"]);
  });

  it("DS3 a request that does not say what was signed is refused", async () => {
    const headers = await headersFor(duty, station(figures));
    expect((await put({ ...figures, total: 500 }, headers)).json.reason).toBe("digest-wrong");
    const other = await headersFor(duty, { ...station(figures), path: "/api/invites" });
    expect((await put(figures, other)).json.reason).toBe("signature-wrong");
    const posing = await signedHeaders(
      { clock, crypto: nodeCrypto, entropy: nodeEntropy },
      { keyId: duty.enrolment.api, algorithm: "ed25519", privateKey: field.keys.apiSeed },
      station(figures),
      0,
    );
    expect((await put(figures, posing)).json.reason).toBe("signature-wrong");
    const unknown = await signedHeaders(
      { clock, crypto: nodeCrypto, entropy: nodeEntropy },
      { keyId: "A".repeat(22), algorithm: "ed25519", privateKey: field.keys.apiSeed },
      station(figures),
      0,
    );
    expect((await put(figures, unknown)).json.reason).toBe("device-unknown");
  });

  it("DS4 a request of another minute is refused, and told what time it is", async () => {
    for (const offset of [-62_000, 62_000]) {
      const late = await put(figures, await headersFor(duty, station(figures), offset));
      expect([late.status, late.json.reason]).toEqual([401, "created-out-of-window"]);
      expect(Math.abs((late.json.now ?? 0) - clock.now())).toBeLessThan(2_000);
    }
    expect((await put(figures, await headersFor(duty, station(figures), -58_000))).status).toBe(200);
  });

  it("DS5 a request that was taken is taken no more after a restart", async () => {
    const headers = await headersFor(duty, station(figures));
    expect((await put(figures, headers)).status).toBe(200);
    await desk.close();
    desk = await start();
    expect((await put(figures, headers)).json.reason).toBe("nonce-used");
  });

  it("DS6 papers that have expired open nothing any more", async () => {
    clock.set({ ...clock.tick, virtual: clock.now() + 30 * 24 * 60 * MINUTE_MS, real: Date.now() });
    expect((await put(figures, await headersFor(duty, station(figures)))).json.reason).toBe("device-expired");
    const token = await invite(desk.url, TOKENS.operator, "field");
    expect(reasonOf(await askToEnrol(desk.url, token, newKeys()))).toBe("papers-expired");
  });

  it("DS7 nothing that is logged holds an id, a token or a name", () => {
    expect(events.length).toBeGreaterThan(20);
    const said = events.join("\n");
    for (const secret of [TOKENS.operator, duty.enrolment.device, duty.enrolment.api, "L1", "norte", "SUR"])
      expect(said).not.toContain(secret);
    expect(v.safeParse(DeviceEnrolmentSchema, duty.enrolment).success).toBe(true);
  });
});
