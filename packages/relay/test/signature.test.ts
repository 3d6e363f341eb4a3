import { expect, test } from "vitest";
import { enrolDevice, httpTransport, signedHeaders } from "@vado/client";
import { nodeCrypto, silentLog } from "@vado/host";
import { SESSION_PATH, encodeBase64 } from "@vado/protocol";
import { createRelay, memoryFrameStore, type Relay } from "@vado/relay";
import { accountKey, createWorld, enrolment, frameRequest, refusalIn, seeded, URL_BASE } from "./world.ts";

test("RA1 a request without a signature, or with one of another form, is refused", async () => {
  const world = await createWorld();
  const { key } = await world.device();
  const request = frameRequest(world.id(), world.id());
  const spoil = (name: string, value: (old: string) => string | undefined) => (headers: Record<string, string>) => {
    const changed = value(headers[name] ?? "");
    if (changed === undefined) delete headers[name];
    else headers[name] = changed;
  };
  for (const change of [
    spoil("signature", () => undefined),
    spoil("signature-input", () => undefined),
    spoil("signature-input", (old) => old.replace("vado=", "sig1=")),
    spoil("signature-input", (old) => old.replace(` "@query"`, "")),
    spoil("signature-input", (old) => old.replace("ed25519", "rsa-pss-sha512")),
    spoil("signature-input", (old) => `${old};expires=1`),
    spoil("signature", (old) => old.replace(":", "")),
  ]) {
    expect(await refusalIn(await world.send(request, key, change))).toBe("401 signature-missing");
  }
});

test("RA1 everything that matters is covered: method, path, query, body, kind, expected commit, time, nonce, key", async () => {
  const world = await createWorld();
  const { key, id } = await world.device();
  const other = await world.device();
  const channel = world.id();
  const request = frameRequest(channel, world.id());
  const change = (name: string, from: RegExp, to: string) =>
    world.send(request, key, (headers) => (headers[name] = (headers[name] ?? "").replace(from, to)));
  expect(await refusalIn(await change("vado-kind", /message/, "endorsement"))).toBe("401 signature-wrong");
  expect(await refusalIn(await change("vado-expect-commit", /0/, "7"))).toBe("401 signature-wrong");
  expect(await refusalIn(await change("signature-input", /nonce="[^"]*"/, `nonce="${"n".repeat(22)}"`))).toBe(
    "401 signature-wrong",
  );
  expect(await refusalIn(await change("signature-input", /created=(\d+)\d/, "created=$11"))).toBe(
    "401 signature-wrong",
  );
  expect(await refusalIn(await change("signature-input", new RegExp(id), other.id))).toBe("401 signature-wrong");
  expect(await refusalIn(await change("content-digest", /^.*$/, `sha-256=:${encodeBase64(new Uint8Array(32))}:`))).toBe(
    "401 signature-wrong",
  );

  const headers = await signedHeaders({ clock: world.clock, crypto: nodeCrypto, entropy: seeded(9) }, key, request, 0);
  const post = (path: string, body: Uint8Array<ArrayBuffer>) =>
    world.relay.fetch(new Request(`${URL_BASE}${path}`, { method: "PUT", headers, body }));
  expect(await refusalIn(await post(`${request.path}?x=1`, new Uint8Array([1])))).toBe("401 signature-wrong");
  expect(await refusalIn(await post(request.path.replace(channel, world.id()), new Uint8Array([1])))).toBe(
    "401 signature-wrong",
  );
  expect(await refusalIn(await post(request.path, new Uint8Array([2])))).toBe("401 digest-wrong");
});

test("RA2 a nonce is used once, and is remembered as long as its request could be valid", async () => {
  const world = await createWorld();
  const { key } = await world.device();
  const request = frameRequest(world.id(), world.id());
  world.clock.time += 300_000;
  const headers = await signedHeaders({ clock: world.clock, crypto: nodeCrypto, entropy: seeded(9) }, key, request, 0);
  world.clock.time -= 300_000;
  const send = () =>
    world.relay.fetch(new Request(`${URL_BASE}${request.path}`, { method: "PUT", headers, body: new Uint8Array([1]) }));
  expect((await send()).status).toBe(201);
  expect(await refusalIn(await send())).toBe("401 nonce-used");
  world.clock.time += 599_000;
  expect(await refusalIn(await send())).toBe("401 nonce-used");
  world.clock.time += 2_000;
  expect(await refusalIn(await send())).toBe("401 created-out-of-window");
  // A clock set back must not make the request fresh again.
  world.clock.time -= 600_000;
  expect(await refusalIn(await send())).toBe("401 created-out-of-window");
});

test("RA2 when no more nonces can be remembered requests are refused, not nonces forgotten", async () => {
  const world = await createWorld({ noncesMax: 3 });
  const { key } = await world.device();
  const send = () => world.send(frameRequest(world.id(), world.id()), key);
  expect([(await send()).status, (await send()).status]).toEqual([201, 201]);
  expect(await refusalIn(await send())).toBe("429 nonces-full");
  world.clock.time += 1_200_000;
  expect((await send()).status).toBe(201);
});

test("RA3 a request's time may be 300 s off either way, and not a second more; the refusal tells the relay's time", async () => {
  const world = await createWorld();
  const { key } = await world.device();
  const at = async (offset: number) => {
    const request = frameRequest(world.id(), world.id());
    const headers = await signedHeaders(
      { clock: world.clock, crypto: nodeCrypto, entropy: seeded(offset) },
      key,
      request,
      offset,
    );
    return world.relay.fetch(
      new Request(`${URL_BASE}${request.path}`, { method: "PUT", headers, body: new Uint8Array([1]) }),
    );
  };
  expect([(await at(300_000)).status, (await at(-300_000)).status]).toEqual([201, 201]);
  expect(await refusalIn(await at(301_000))).toBe("401 created-out-of-window");
  const late = (await (await at(-301_000)).json()) as { now: number };
  expect(late.now).toBe(world.clock.time);
});

test("RA4 only an enrolled, unexpired device of an admitted account may speak", async () => {
  const world = await createWorld();
  const device = await world.device(10_000);
  const send = (key = device.key) => world.send(frameRequest(world.id(), world.id()), key);
  const stranger = await nodeCrypto.ed25519FromSeed(new Uint8Array(32).fill(3));
  expect(
    await refusalIn(await send({ keyId: world.id(), algorithm: "ed25519", privateKey: stranger.privateKey })),
  ).toBe("403 device-unknown");
  expect(await refusalIn(await send({ keyId: device.id, algorithm: "ed25519", privateKey: stranger.privateKey }))).toBe(
    "401 signature-wrong",
  );
  world.clock.time += 9_999;
  expect((await send()).status).toBe(201);
  world.clock.time += 1;
  expect(await refusalIn(await send())).toBe("403 device-expired");
  world.clock.time -= 5_000;
  world.accounts.clear();
  expect(await refusalIn(await send())).toBe("403 account-unknown");
});

test("RA5 an account enrols and renews its devices, and nobody else's", async () => {
  const world = await createWorld();
  const keys = await nodeCrypto.ed25519FromSeed(new Uint8Array(32).fill(4));
  const rival = { id: world.id(), keys: await nodeCrypto.ed25519FromSeed(new Uint8Array(32).fill(5)) };
  world.accounts.set(rival.id, rival.keys.publicKey);
  const id = world.id();
  const enrol = (account = world.account, expiresIn = 1_000, publicKey = keys.publicKey) =>
    world.send(
      { method: "PUT", path: `/v1/devices/${id}`, query: "", body: enrolment(publicKey, world.clock.time + expiresIn) },
      accountKey(account),
    );
  expect((await enrol()).status).toBe(201);
  expect((await enrol()).status).toBe(200);
  expect(await refusalIn(await enrol(rival))).toBe("403 device-taken");
  expect(await refusalIn(await enrol({ id: world.id(), keys: rival.keys }))).toBe("403 account-unknown");
  expect(await refusalIn(await enrol({ id: world.account.id, keys: rival.keys }))).toBe("401 signature-wrong");
  expect(await refusalIn(await enrol(world.account, 0))).toBe("400 bad-expiry");
  expect((await enrol(world.account, 30 * 86_400_000)).status).toBe(200);
  expect(await refusalIn(await enrol(world.account, 30 * 86_400_000 + 1))).toBe("400 bad-expiry");
  expect(await refusalIn(await enrol(world.account, 1_000, new Uint8Array(31)))).toBe("400 bad-body");
});

test("RA6 a session is opened by the device's own key only, ends in time, and its key signs for nobody else", async () => {
  const world = await createWorld();
  const device = await world.device();
  const open = (key = device.key, publicKey = new Uint8Array(32).fill(9)) =>
    world.send(
      {
        method: "POST",
        path: SESSION_PATH,
        query: "",
        body: new TextEncoder().encode(JSON.stringify({ publicKey: encodeBase64(publicKey) })),
      },
      key,
    );
  const { session, expiresAt } = (await (await open()).json()) as { session: string; expiresAt: number };
  expect(expiresAt).toBe(world.clock.time + 600_000);
  const wrong = { keyId: session, algorithm: "hmac-sha256", mac: new Uint8Array(32) } as const;
  expect(await refusalIn(await world.send(frameRequest(world.id(), world.id()), wrong))).toBe("401 signature-wrong");
  expect(await refusalIn(await open(wrong as never))).toBe("401 signature-missing");
  expect(await refusalIn(await open(device.key, new Uint8Array(32)))).toBe("400 bad-body");
  world.clock.time += 600_000;
  expect(await refusalIn(await world.send(frameRequest(world.id(), world.id()), wrong))).toBe("401 session-unknown");
});

test("RA6 a sixth session of a device ends its first", async () => {
  const world = await createWorld();
  const device = await world.device();
  const ids: string[] = [];
  for (let i = 1; i <= 6; i += 1) {
    const body = new TextEncoder().encode(JSON.stringify({ publicKey: encodeBase64(new Uint8Array(32).fill(i)) }));
    ids.push(
      (
        (await (await world.send({ method: "POST", path: SESSION_PATH, query: "", body }, device.key)).json()) as {
          session: string;
        }
      ).session,
    );
  }
  const tried = async (i: number) =>
    refusalIn(
      await world.send(frameRequest(world.id(), world.id()), {
        keyId: ids[i] ?? "",
        algorithm: "hmac-sha256",
        mac: new Uint8Array(32),
      }),
    );
  expect([await tried(0), await tried(1), await tried(5)]).toEqual([
    "401 session-unknown",
    "401 signature-wrong",
    "401 signature-wrong",
  ]);
});

test("RA7 a request captured at one relay is refused at another, named or not; each takes its own", async () => {
  const world = await createWorld();
  const account = { id: world.account.id, privateKey: world.account.keys.privateKey };
  const sent: Request[] = [];
  const named = (name: string | undefined) =>
    createRelay({
      store: memoryFrameStore(),
      clock: world.clock,
      crypto: nodeCrypto,
      entropy: seeded(21),
      sleep: async () => {},
      log: silentLog,
      accounts: (id) => world.accounts.get(id),
      name,
    });
  const relays = { north: named("relay-a.example"), south: named("relay-b.example"), bare: named(undefined) };
  const way = (relay: Relay, relayName: string | undefined) => ({
    url: URL_BASE,
    clock: world.clock,
    crypto: nodeCrypto,
    entropy: seeded(22),
    relayName,
    fetch: (request: Request) => (sent.push(request.clone()), relay.fetch(request)),
  });
  const keys = await nodeCrypto.ed25519FromSeed(new Uint8Array(32).fill(7));
  const device = { id: world.id(), publicKey: keys.publicKey, expiresAt: world.clock.time + 86_400_000 };
  await enrolDevice({ ...way(relays.north, "relay-a.example"), account, device });
  const api = { id: device.id, privateKey: keys.privateKey };
  const channel = world.id();
  await httpTransport({ ...way(relays.north, "relay-a.example"), device: api }).pull([{ channel, after: 0 }], 0);
  expect(sent.map(({ method }) => method)).toEqual(["PUT", "POST", "GET"]);
  // The device itself is known at the other relays too: it is the request that is not meant for them.
  for (const [relay, name] of [
    [relays.south, "relay-b.example"],
    [relays.bare, undefined],
  ] as const) {
    await enrolDevice({ ...way(relay, name), account, device });
    for (const request of sent.slice(0, 3)) {
      const answer = await relay.fetch(request.clone());
      expect([answer.status, ((await answer.json()) as { reason: string }).reason]).toEqual([401, "relay-other"]);
    }
    // And what names no relay, or another, is not for the named one.
    const last = sent.at(-1) as Request;
    const back = await relays.north.fetch(last.clone());
    expect([back.status, ((await back.json()) as { reason: string }).reason]).toEqual([401, "relay-other"]);
  }
});
