import fc from "fast-check";
import { expect, test } from "vitest";
import { REFUSALS } from "@vado/relay";
import { bodies, headers, paths, queries, signable } from "./garbage.ts";
import { accountKey, createWorld, frameRequest, URL_BASE, type World } from "./world.ts";

/** A refusal has a 4xx status, a reason of the closed list with its sentence, and nothing of what was sent. */
async function expectRefused(response: Response): Promise<void> {
  const text = await response.text();
  expect(response.status, text).toBeGreaterThanOrEqual(400);
  expect(response.status, text).toBeLessThan(500);
  const { reason, detail, ...rest } = JSON.parse(text) as {
    reason: keyof typeof REFUSALS;
    detail: string;
    now?: number;
  };
  expect([response.status, detail]).toEqual([...REFUSALS[reason]]);
  expect(Object.keys(rest).every((key) => key === "now")).toBe(true);
}

/** The relay still does its work for others. */
async function expectHealthy(world: World): Promise<void> {
  expect(await world.healthy()).toBe(true);
  world.clock.time += 1_000;
  const device = await world.device();
  expect((await world.send(frameRequest(world.id(), world.id()), device.key)).status).toBe(201);
  expect(world.relay.busy).toBe(0);
}

test("RE1 unsigned garbage on every route and method is refused with a reason, and the relay stays healthy", async () => {
  const world = await createWorld();
  const methods = fc.constantFrom("GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS");
  await fc.assert(
    fc.asyncProperty(methods, paths, queries, headers, bodies, async (method, path, query, fields, body) => {
      const init: RequestInit = { method, headers: fields };
      if (method !== "GET") init.body = body.slice();
      await expectRefused(await world.relay.fetch(new Request(`${URL_BASE}${path}${query}`, init)));
    }),
    { numRuns: 1_500 },
  );
  await expectHealthy(world);
});

test("RE2 well-signed garbage of an enrolled device or an account is refused with a reason or does no harm", async () => {
  const world = await createWorld({ deviceFramesBurst: 1e6, deviceReadsBurst: 1e6, accountEnrolmentsBurst: 1e6 });
  const device = await world.device();
  await fc.assert(
    fc.asyncProperty(signable, fc.boolean(), async (request, byAccount) => {
      const response = await world.send(request, byAccount ? accountKey(world.account) : device.key);
      if (response.status >= 300 && response.status !== 409) await expectRefused(response);
      else await response.body?.cancel();
    }),
    { numRuns: 1_000 },
  );
  await expectHealthy(world);
});

test("RE3 one flipped character anywhere in a good request's signed parts is refused", async () => {
  const world = await createWorld({ deviceFramesBurst: 1e6 });
  const device = await world.device();
  const names = ["signature-input", "signature", "content-digest", "vado-kind", "vado-expect-commit"];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...names),
      fc.nat(),
      fc.constantFrom(...Array.from('aZ09:;="-')),
      async (name, at, character) => {
        let same = false;
        const response = await world.send(frameRequest(world.id(), world.id()), device.key, (fields) => {
          const old = fields[name] ?? "";
          const i = at % old.length;
          fields[name] = `${old.slice(0, i)}${character}${old.slice(i + 1)}`;
          same = fields[name] === old;
        });
        if (!same) await expectRefused(response);
      },
    ),
    { numRuns: 400 },
  );
  await expectHealthy(world);
});
