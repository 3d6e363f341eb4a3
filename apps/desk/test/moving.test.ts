import { join } from "node:path";
import { silentLog, systemWaitableClock } from "@vado/host";
import type { Body, Side } from "@vado/protocol";
import { afterAll, expect, it } from "vitest";
import { startDesk, type Desk } from "../src/main.ts";
import { RELAY_NAMED, TOKENS, builtApp, found, freshFolder, papersOf, relayFor } from "./corridor.ts";
import { Phone, invite } from "./phone.ts";

/** A link that moves to another relay, over sockets, with the first one gone afterwards. */

const NEXT = "next.test";
const SIDES = ["sending", "receiving"] as const;
const ends: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const end of ends.toReversed()) await end();
});

const holdPlaced = (intent: string): Body => ({ type: "hold.placed", hold: intent, reason: "the river rises" }) as Body;

it(
  "DM1 both operators say it, the link goes on at the other relay, nothing is lost or doubled, and the first may go",
  { timeout: 120_000 },
  async () => {
    const corridor = await found();
    const first = await relayFor(corridor);
    const next = await relayFor(corridor, undefined, 0, freshFolder(), NEXT);
    ends.push(() => next.close());
    const web = builtApp();
    const desks = {} as Record<Side, Desk>;
    for (const side of SIDES) {
      const relays = [{ name: NEXT, url: next.url, forDevices: `${next.url}/of/{device}` }];
      const papers = await papersOf(corridor, side, first.url, { relays, heartbeatS: 1 });
      const places = { data: join(freshFolder(), "data"), host: "127.0.0.1", port: 0, web };
      desks[side] = await startDesk({ ...places, papers, clock: systemWaitableClock, publish: null, log: silentLog });
      ends.push(() => desks[side].close());
    }
    const enrol = async (side: Side, role: string): Promise<Phone> => {
      const phone = await Phone.enrol(desks[side].url, await invite(desks[side].url, TOKENS.operator, role));
      await phone.confirmed();
      return phone;
    };
    const [here, there] = [await enrol("sending", "duty"), await enrol("receiving", "duty")];
    const before = await here.act(holdPlaced);
    await there.until("the hold is there", ({ state }) => state.holds[before] !== undefined);

    const move = (side: Side, relay: string, token = TOKENS.operator): Promise<Response> =>
      fetch(`${desks[side].url}/api/moves`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}` },
        body: JSON.stringify({ link: "L1", relay }),
      });
    expect((await move("sending", NEXT, TOKENS.machine)).status).toBe(403);
    expect((await move("sending", "nowhere.test")).status).toBe(404);
    expect((await here.ask("POST", "api/moves", { link: "L1", relay: NEXT })).status).toBe(403);
    for (const side of SIDES) expect((await move(side, NEXT)).status).toBe(202);
    for (const phone of [here, there])
      await phone.until("moved", ({ relay, unknownRelay }) => relay === NEXT && unknownRelay === null, 40_000);
    // The one before is needed until all of it is there.
    await expect
      .poll(() => SIDES.every((side) => desks[side].health().links.every(({ moving }) => !moving)), { timeout: 40_000 })
      .toBe(true);
    await first.close();

    const after = await there.act(holdPlaced);
    await here.until("the hold is here", ({ state }) => state.holds[after] !== undefined, 40_000);
    const late = await enrol("sending", "field");
    expect(late.enrolment).toMatchObject({ relayName: NEXT });
    expect(RELAY_NAMED).not.toBe(NEXT);
    const last = await late.act(holdPlaced);
    for (const phone of [here, there])
      await phone.until("heard", ({ state }) => state.holds[last] !== undefined, 40_000);
    for (const { client } of [here, there, late]) {
      expect(Object.keys(client.state.holds).toSorted()).toEqual([before, after, last].toSorted());
      expect(client.standing.fork).toBeNull();
    }
    for (const side of SIDES)
      expect(desks[side].health().links[0]).toMatchObject({ connected: true, confirmed: true, fork: false });
  },
);
