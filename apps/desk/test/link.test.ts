import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { pacedClock, silentLog } from "@vado/host";
import {
  BoardFiguresSchema,
  DeskHealthSchema,
  PLAIN_TERMS,
  StationFiguresSchema,
  groupCodeFrom,
  type Body,
  type DeskHealth,
  type EventId,
  type Side,
  type StationFigures,
  type Terms,
} from "@vado/protocol";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startDesk, type Desk } from "../src/main.ts";
import { TOKENS, builtApp, found, freshFolder, papersOf, relayFor } from "./corridor.ts";
import { Phone, invite } from "./phone.ts";

/** Two desks and their officers on one link, over a real relay, in time that is handed out: twenty seconds in one. */

const MINUTE_MS = 60_000;
const HEARTBEAT_S = 8;
const began = Date.now();
const clock = pacedClock({ virtual: began, real: began, pace: 20, limit: Number.MAX_SAFE_INTEGER });

const TERMS: Terms = { ...PLAIN_TERMS, heartbeatS: HEARTBEAT_S, clockSkewMaxS: 600 };
const FIGURES: StationFigures = {
  station: "SUR" as never,
  total: 300,
  unregistered: 0,
  registered: 100,
  intakePerHour: 60,
  outflowPerHour: 0,
  open: true,
};

const publish = freshFolder();
let relay: Awaited<ReturnType<typeof relayFor>>;
let corridor: Awaited<ReturnType<typeof found>>;
const desks = {} as Record<Side, Desk>;
const papers = {} as Record<Side, Awaited<ReturnType<typeof papersOf>>>;
const data = { sending: join(freshFolder(), "data"), receiving: join(freshFolder(), "data") };
const web = builtApp();

const start = (side: Side): Promise<Desk> =>
  startDesk({
    papers: papers[side],
    data: data[side],
    host: "127.0.0.1",
    port: 0,
    web,
    clock,
    publish: side === "sending" ? publish : null,
    log: silentLog,
  });

async function count(side: Side, change: Partial<StationFigures>, token = TOKENS.machine): Promise<Response> {
  return fetch(`${desks[side].url}/api/station`, {
    method: "PUT",
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ ...FIGURES, ...(side === "sending" ? { station: "NOR" } : {}), ...change }),
  });
}

async function soon(what: string, holds: () => boolean | Promise<boolean>, ms = 20_000): Promise<void> {
  const end = performance.now() + ms;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`not soon: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const health = async (side: Side): Promise<DeskHealth> =>
  v.parse(DeskHealthSchema, await (await fetch(`${desks[side].url}/api/health`)).json());

beforeAll(async () => {
  corridor = await found();
  relay = await relayFor(corridor, clock);
  for (const side of ["sending", "receiving"] as const) {
    papers[side] = await papersOf(corridor, side, relay.url, { heartbeatS: HEARTBEAT_S });
    desks[side] = await start(side);
  }
});
afterAll(async () => {
  for (const desk of Object.values(desks)) await desk.close();
  await relay.close();
});

describe("two desks on one link (DN)", () => {
  let sending: Phone;
  let receiving: Phone;

  it("DN1 found the link together and confirm each other", async () => {
    await soon("both confirmed", async () =>
      [...(await health("sending")).links, ...(await health("receiving")).links].every(
        ({ connected, confirmed, fork }) => connected && confirmed && !fork,
      ),
    );
  });

  it("DN2 admit devices of their own officers, which heartbeats of both sides confirm", async () => {
    sending = await Phone.enrol(desks.sending.url, await invite(desks.sending.url, TOKENS.operator, "duty"), clock);
    receiving = await Phone.enrol(
      desks.receiving.url,
      await invite(desks.receiving.url, TOKENS.operator, "duty"),
      clock,
    );
    expect(sending.enrolment).toMatchObject({
      link: "L1",
      side: "sending",
      role: "duty",
      agency: "norte",
      relay: `${relay.url}/of/${sending.enrolment.device}`,
      clock: null,
    });
    await sending.confirmed();
    await receiving.confirmed();
    expect(sending.client.standing).toMatchObject({ fork: null, removed: false });
  });

  it("DN3 say nothing of a station nobody has counted; a count opens it, and with an agreement there are offers", async () => {
    expect((await health("receiving")).count).toBe("none");
    const { state } = receiving.client;
    expect(state.stations).toMatchObject({ sending: { station: null }, receiving: { station: null } });
    expect((await count("sending", { total: null })).status).toBe(200);
    expect((await count("receiving", {})).status).toBe(200);
    await receiving.until(
      "stations open",
      ({ state: { stations } }) => stations.sending.open && stations.receiving.open,
    );
    expect(receiving.client.state.places).toBeNull();
    const proposal = await receiving.act(() => ({
      type: "agreement.proposed",
      version: 1,
      terms: TERMS,
      validFrom: 0,
    }));
    const sign = (): Body => ({ type: "agreement.signed", version: 1, answers: proposal as EventId });
    await receiving.act(sign);
    await sending.until("proposal", ({ state: { proposals } }) => proposals[1] !== undefined);
    await sending.act(sign);
    await receiving.until("a report", ({ state: { places } }) => places !== null);
    const reported = receiving.client.state.places?.seq ?? 0;
    await receiving.until("offers", ({ state: { offers } }) => Object.keys(offers).length > 0);
    // At once, and not at the next look.
    expect(Math.min(...Object.values(receiving.client.state.offers).map(({ seq }) => seq))).toBeLessThan(reported + 12);
    expect(receiving.client.state.places).toMatchObject({ total: 300, occupied: 100, reserved: 0 });
    const offered = Object.values(receiving.client.state.offers).reduce((sum, { people }) => sum + people, 0);
    expect(offered).toBeGreaterThan(0);
    expect(offered).toBeLessThanOrEqual(170);
    expect((await health("receiving")).status).toBe("ok");
  });

  it("DN4 a fuller station moves the offers within a minute, and the desk says who was received since the count", async () => {
    const before = receiving.client.state.places?.asOf ?? 0;
    expect((await count("receiving", { registered: 265 })).status).toBe(200);
    await receiving.until("the new count", ({ state: { places } }) => places?.occupied === 265);
    expect(receiving.client.state.places?.asOf).toBeLessThan(before + 2 * MINUTE_MS);
    await receiving.until("offers withdrawn", ({ state: { offers }, now }) =>
      Object.values(offers).every(({ withdrawn, to }) => withdrawn || to <= now + TERMS.transitMeanMin * MINUTE_MS),
    );
    const code = groupCodeFrom(new Uint8Array(8).fill(7));
    await receiving.act(() => ({ type: "arrival.spontaneous", group: code, headcount: 7 }));
    await receiving.act(() => ({ type: "group.received", group: code }));
    await soon("seven people more", async () => {
      const said = await receiving.ask("GET", "api/station");
      const figures = v.parse(StationFiguresSchema, JSON.parse(said.text));
      return figures.unregistered === 7 && figures.registered === 265;
    });
  });

  it("DN4 on a count that is too old nothing is reported or offered any more, and health says so; a new one mends it", async () => {
    const real = Date.now();
    clock.set({ ...clock.tick, virtual: clock.now() + 2 * 60 * MINUTE_MS, real });
    await soon("stale", async () => (await health("receiving")).count === "stale");
    expect((await health("receiving")).status).toBe("degraded");
    await receiving.until("heard again", ({ state, now }) => (state.heard.receiving ?? 0) > now - MINUTE_MS);
    const { asOf } = receiving.client.state.places ?? { asOf: 0 };
    expect(receiving.client.now - asOf).toBeGreaterThan(60 * MINUTE_MS);
    expect((await count("receiving", { registered: 100 })).status).toBe(200);
    await receiving.until("offers again", ({ state: { offers, places }, now }) =>
      Object.values(offers).some(({ withdrawn, to }) => !withdrawn && to > now && places?.occupied === 100),
    );
    expect((await health("receiving")).status).toBe("ok");
  });

  it("DN5 the sending desk tells the board, whole and of the published shape; the other has nothing to tell", async () => {
    const path = join(publish, "board-L1.json");
    await soon("a board", () => existsSync(path));
    const before = v.parse(BoardFiguresSchema, JSON.parse(readFileSync(path, "utf8")));
    expect(before).toMatchObject({
      link: "L1",
      from: { name: "Orilla Norte" },
      to: { id: "SUR" },
      open: true,
      groups: [],
    });
    const code = groupCodeFrom(new Uint8Array(8).fill(99));
    await sending.act(() => ({ type: "group.opened", group: code }));
    await sending.act(() => ({
      type: "group.ready",
      group: code,
      version: 1,
      headcount: 12,
      units: { 3: 4 },
      needs: {},
      explained: true,
      voluntary: true,
    }));
    await soon("the group on the board", () => {
      const { groups } = v.parse(BoardFiguresSchema, JSON.parse(readFileSync(path, "utf8")));
      return groups[0]?.code === code && groups[0].people === 12 && groups[0].state === "waiting";
    });
    expect(existsSync(join(publish, "board-L1.json.new"))).toBe(false);
  });

  it("DN6 come back after their relay was away, and after their own restart, on the same disk", async () => {
    const { port, data: kept } = relay;
    await relay.close();
    await soon("relay lost", async () => (await health("sending")).links[0]?.connected === false);
    expect((await health("sending")).status).toBe("degraded");
    await desks.receiving.close();
    desks.receiving = await start("receiving");
    relay = await relayFor(corridor, clock, port, kept);
    await soon("both connected", async () =>
      [...(await health("sending")).links, ...(await health("receiving")).links].every(
        ({ connected, confirmed }) => connected && confirmed,
      ),
    );
    expect((await health("receiving")).count).toBe("fresh");
    const heard = { ...sending.client.state.heard };
    await sending.until(
      "both sides heard again",
      ({ state }) =>
        (state.heard.sending ?? 0) > (heard.sending ?? 0) && (state.heard.receiving ?? 0) > (heard.receiving ?? 0),
    );
    expect(sending.client.standing.fork).toBeNull();
  });

  it("DN7 keep what they know to themselves", () => {
    for (const side of ["sending", "receiving"] as const) expect(statSync(data[side]).mode & 0o077).toBe(0);
  });
});
