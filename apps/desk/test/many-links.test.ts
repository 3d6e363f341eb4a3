import { join } from "node:path";
import { silentLog, systemWaitableClock } from "@vado/host";
import type { Side } from "@vado/protocol";
import { afterAll, expect, it } from "vitest";
import { startDesk, type Desk } from "../src/main.ts";
import { TOKENS, builtApp, found, freshFolder, papersOf, relayFor } from "./corridor.ts";
import { Phone, invite } from "./phone.ts";

/** The size that a desk is made for (issue 5): fifty links at one station. */

const LINKS = Array.from({ length: 50 }, (_, i) => `L${i + 1}`);
const HEARTBEAT_S = 20;
const ends: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const end of ends.toReversed()) await end();
});

it(
  "DN9 two desks found fifty links with each other over one relay, and an officer joins the last of them",
  { timeout: 240_000 },
  async () => {
    const corridor = await found(LINKS);
    const relay = await relayFor(corridor, systemWaitableClock);
    ends.push(() => relay.close());
    const web = builtApp();
    const desks = {} as Record<Side, Desk>;
    const began = performance.now();
    for (const side of ["sending", "receiving"] as const) {
      const papers = await papersOf(corridor, side, relay.url, { heartbeatS: HEARTBEAT_S, tickets: 2 });
      const places = { data: join(freshFolder(), "data"), host: "127.0.0.1", port: 0, web };
      desks[side] = await startDesk({ ...places, papers, clock: systemWaitableClock, publish: null, log: silentLog });
      ends.push(() => desks[side].close());
    }
    const fit = (side: Side): number =>
      desks[side].health().links.filter(({ connected, confirmed, fork }) => connected && confirmed && !fork).length;
    await expect.poll(() => fit("sending") + fit("receiving"), { timeout: 200_000, interval: 500 }).toBe(100);
    const foundedS = (performance.now() - began) / 1_000;
    const phone = await Phone.enrol(
      desks.receiving.url,
      await invite(desks.receiving.url, TOKENS.operator, "field", "L50"),
    );
    await phone.confirmed();
    expect(phone.client.standing.provisional).toBe(false);
    const megabytes = process.memoryUsage().rss / 1_048_576;
    process.stdout.write(
      `fifty links: founded in ${foundedS.toFixed(1)} s, ${megabytes.toFixed(0)} MB for both desks and the relay\n`,
    );
  },
);
